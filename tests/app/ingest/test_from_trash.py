"""The same bytes again: offered back from one's own trash, led to what they were merged into, and nothing told else."""

import io

import pytest
from sqlmodel import func, select

from app.accounts.permissions import Actor
from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.models import Document, Visibility
from app.documents.schemas import DocumentFields
from app.ingest import service as ingest
from app.ingest.service import DocumentAlreadyStored, DocumentInTrash
from app.twins import deciding
from app.twins.models import Twin
from app.twins.schemas import Decision
from tests.conftest import SignedIn
from tests.support.files import make_pdf
from tests.support.library import add_document
from tests.support.people import People

CONTENT = make_pdf(["Catatan rapat koordinasi layanan kota."])


def upload(parts: Runtime, actor: Actor) -> int:
    stored = ingest.store_file(parts.store, parts.settings, stream=io.BytesIO(CONTENT), file_name="lagi.pdf")
    with parts.database.write() as session:
        return ingest.receive(session, actor, stored=stored, fields=DocumentFields()).document_id


def trashed_upload(parts: Runtime, actor: Actor, visibility: Visibility = Visibility.INTERNAL) -> int:
    made = add_document(parts, actor, CONTENT, "catatan.pdf", DocumentFields(title="Catatan", visibility=visibility))
    with parts.database.write() as session:
        documents.trash(session, actor, document_id=made, reason="Salah berkas")
    return made


def test_ones_own_trash_is_offered(runtime: Runtime, people: People) -> None:
    made = trashed_upload(runtime, people["operator"])
    with pytest.raises(DocumentInTrash, match="tempat sampah Anda sebagai “Catatan”") as offered:
        upload(runtime, people["operator"])
    assert (offered.value.document_id, offered.value.link) == (made, "/sampah")
    with runtime.database.read() as session:
        assert session.exec(select(func.count()).select_from(Document)).one() == 1


@pytest.mark.parametrize("username", ["operator2", "kurator"])
def test_nothing_is_told_of_what_others_threw_away(runtime: Runtime, people: People, username: str) -> None:
    """Curators, who may see all of the trash, upload what they mean to, too."""
    made = trashed_upload(runtime, people["operator"], Visibility.RESTRICTED)
    assert upload(runtime, people[username]) != made


def test_a_hidden_twin_is_not_told_of_and_shares_the_bytes(runtime: Runtime, people: People) -> None:
    hidden = DocumentFields(title="Rahasia", visibility=Visibility.RESTRICTED)
    made = add_document(runtime, people["operator"], CONTENT, "rahasia.pdf", hidden)
    other = upload(runtime, people["operator2"])
    assert other != made
    with runtime.database.read() as session:
        shared = {documents.revision(session, people["admin"], key).sha256 for key in (made, other)}
    assert len(shared) == 1


def test_the_living_twin_comes_before_the_trashed_one(runtime: Runtime, people: People) -> None:
    trashed_upload(runtime, people["operator"])
    living = add_document(runtime, people["operator2"], CONTENT, "milik-lain.pdf")
    with pytest.raises(DocumentAlreadyStored) as known:
        upload(runtime, people["operator"])
    assert known.value.link == f"/dokumen/{living}"


def test_bytes_that_were_merged_lead_to_the_kept_document(runtime: Runtime, people: People) -> None:
    curator = people["kurator"]
    kept = add_document(runtime, curator, make_pdf(["Salinan lain."]), "lain.pdf", DocumentFields(title="Yang tinggal"))
    gone = add_document(runtime, people["operator"], CONTENT, "catatan.pdf")
    with runtime.database.write() as session:
        files = [documents.revision(session, curator, key).id or 0 for key in (kept, gone)]
        twin = Twin(
            first_id=kept, second_id=gone, first_revision_id=files[0], second_revision_id=files[1], likeness=0.9
        )
        session.add(twin)
        session.flush()
        deciding.decide(session, curator, twin_id=twin.id or 0, decision=Decision.MERGE, keep_id=kept)
    for username in ("operator", "operator2"):
        with pytest.raises(DocumentAlreadyStored, match="Yang tinggal") as known:
            upload(runtime, people[username])
        assert known.value.link == f"/dokumen/{kept}"
    with runtime.database.write() as session:
        fields = DocumentFields(visibility=Visibility.RESTRICTED)
        documents.edit(session, curator, document_id=kept, fields=fields)
    assert upload(runtime, people["operator2"]) not in (kept, gone)


def test_form_and_api_offer_it(runtime: Runtime, people: People, signed_in: SignedIn) -> None:
    made = trashed_upload(runtime, people["operator"])
    operator = signed_in("operator")
    problem = operator.post("/api/v1/documents", files={"file": ("lagi.pdf", CONTENT)})
    assert problem.status_code == 409
    assert problem.json()["type"] == "/bantuan/galat#ada-di-sampah"
    assert problem.json()["link"] == "/sampah"
    token = {"csrf_token": operator.headers["X-CSRF-Token"]}
    html = {"Accept": "text/html"}
    shown = operator.post(
        "/unggah", data=token, files={"file": ("lagi.pdf", CONTENT)}, headers=html, follow_redirects=True
    )
    assert "tempat sampah Anda" in shown.text
    assert f'action="/dokumen/{made}/pulihkan"' in shown.text
    restored = operator.post(f"/dokumen/{made}/pulihkan", data=token, headers=html)
    assert restored.headers["location"] == f"/dokumen/{made}"


def test_a_refused_row_of_a_batch_names_what_can_be_restored(
    runtime: Runtime, people: People, signed_in: SignedIn
) -> None:
    made = trashed_upload(runtime, people["operator"])
    operator = signed_in("operator")
    batch = operator.post("/api/v1/batches", json={"expected": 1}).json()["id"]
    row = operator.post(f"/api/v1/batches/{batch}/files", files={"file": ("lagi.pdf", CONTENT)}).json()
    assert (row["outcome"], row["document_id"], row["restore_id"]) == ("refused", None, made)
