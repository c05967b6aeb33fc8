"""Quarantine: with a scanner nothing is parsed or served before it has let the file pass, and never what it found."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import or_, select

from app import composition
from app.core.runtime import Runtime
from app.documents.models import Mention, Page, ReadingState, Revision, Tag, TagState
from app.documents.read_models import Fact, ProposedRelation, Section
from app.ingest import clearing
from app.jobs import queue
from app.jobs.models import JobState
from app.notices.models import Notice
from app.twins.models import Fingerprint, FingerprintBand, Twin
from indexer.extract.sandbox import Sandbox
from tests.conftest import SignedIn
from tests.support.clamd import MARK, THREAT, running_clamd
from tests.support.files import make_pdf

pytestmark = pytest.mark.slow
CLEAN = make_pdf(["Pedoman layanan kota yang bersih."])
RULE = [
    "PERATURAN WALI KOTA TIRTA KENCANA\nNOMOR 7 TAHUN 2021\nTENTANG\nARSITEKTUR SPBE\n"
    "Mengingat: Peraturan Presiden Nomor 95 Tahun 2018 tentang SPBE;",
    "BAB I\nKETENTUAN UMUM\nPasal 1\nArsitektur SPBE ditetapkan dan direviu setiap tahun oleh tim koordinasi SPBE.\n"
    "Pasal 2\nPeta rencana SPBE disusun berdasarkan arsitektur SPBE, manajemen risiko dan audit TIK.\n"
    "Pasal 3\nPeraturan Wali Kota Nomor 3 Tahun 2019 tentang Tata Kelola dicabut dan dinyatakan tidak berlaku.",
]
INFECTED = make_pdf(["Pedoman tercemar."]) + b"\n%" + MARK + b"\n"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_clamd(tmp_path_factory.mktemp("clamd") / "d") as address:
        yield address


def scanned_by(runtime: Runtime, address: str) -> Runtime:
    return replace(runtime, settings=runtime.settings.model_copy(update={"clamd": address}))


def add(client: TestClient, content: bytes) -> int:
    response = client.post("/api/v1/documents", files={"file": ("berkas.pdf", content)})
    assert response.status_code == 201, response.text
    return int(response.json()["id"])


def work(runtime: Runtime, sandbox: Sandbox) -> None:
    composition.worker_with(runtime, sandbox).run_until_empty()


def revision_of(runtime: Runtime, document_id: int) -> Revision:
    with runtime.database.read() as session:
        return session.exec(select(Revision).where(Revision.document_id == document_id)).one()


def test_a_clean_file_is_read_and_served_once_it_is_cleared(
    runtime: Runtime, sandbox: Sandbox, signed_in: SignedIn, clamd: str
) -> None:
    curator = signed_in("kurator")
    scanned = scanned_by(runtime, clamd)
    curator.app.state.runtime = scanned  # type: ignore[attr-defined]
    document_id = add(curator, CLEAN)
    held = curator.get(f"/api/v1/documents/{document_id}/file")
    assert held.status_code == 409
    assert "menunggu pemindai virus" in held.json()["detail"]
    work(scanned, sandbox)
    assert curator.get(f"/api/v1/documents/{document_id}/file").content == CLEAN
    assert revision_of(runtime, document_id).state is ReadingState.OK


def test_a_threat_is_quarantined_told_and_never_served(
    runtime: Runtime, sandbox: Sandbox, signed_in: SignedIn, clamd: str
) -> None:
    curator = signed_in("kurator")
    scanned = scanned_by(runtime, clamd)
    curator.app.state.runtime = scanned  # type: ignore[attr-defined]
    document_id = add(curator, INFECTED)
    work(scanned, sandbox)
    revision = revision_of(runtime, document_id)
    assert revision.state is ReadingState.QUARANTINED
    assert THREAT in revision.state_detail
    for path in (f"/api/v1/documents/{document_id}/file", f"/dokumen/{document_id}/berkas"):
        answer = curator.get(path)
        assert answer.status_code == 409, path
        assert MARK not in answer.content
    assert curator.get(f"/api/v1/documents/{document_id}/pages/1").status_code == 404
    assert curator.get("/api/v1/search", params={"q": "tercemar"}).json()["total"] == 0
    with runtime.database.read() as session:
        assert "dikarantina" in session.exec(select(Notice.text)).one()
    assert "Dikarantina" in curator.get(f"/dokumen/{document_id}").text


def test_switching_the_scanner_off_sets_nothing_free(
    runtime: Runtime, sandbox: Sandbox, signed_in: SignedIn, clamd: str
) -> None:
    curator = signed_in("kurator")
    document_id = add(curator, INFECTED)
    work(scanned_by(runtime, clamd), sandbox)
    assert curator.get(f"/api/v1/documents/{document_id}/file").status_code == 409


@pytest.mark.parametrize(("is_required", "state"), [(True, ReadingState.QUEUED), (False, ReadingState.OK)])
def test_a_silent_scanner_holds_files_unless_told_otherwise(
    runtime: Runtime, sandbox: Sandbox, signed_in: SignedIn, tmp_path: Path, is_required: bool, state: ReadingState
) -> None:
    document_id = add(signed_in("kurator"), CLEAN)
    settings = {"clamd": f"unix:{tmp_path}/tidak-ada", "clamd_required": is_required}
    silent = replace(runtime, settings=runtime.settings.model_copy(update=settings))
    pipeline_lanes = composition.worker_with(silent, sandbox)
    with runtime.database.write() as session:
        leases = queue.lease(session, worker="uji", lane="ingest", seconds=60)
    pipeline_lanes._handle("read", leases)
    revision = revision_of(runtime, document_id)
    assert revision.state is state
    if is_required:
        assert "tidak menjawab" in revision.state_detail
        with runtime.database.read() as session:
            assert queue.count_by_state(session).get(JobState.FAILED, 0) == 0


def test_quarantine_forgets_what_was_read_before_there_was_a_scanner(
    runtime: Runtime, sandbox: Sandbox, signed_in: SignedIn, clamd: str
) -> None:
    """Another document of nearly the same text makes a pair; what a person has decided stays, and so does the title."""
    curator = signed_in("kurator")
    document_id = add(curator, make_pdf(RULE) + b"\n%" + MARK + b"\n")
    sound = add(curator, make_pdf([*RULE, "Lampiran."]))
    work(runtime, sandbox)
    left = left_of(runtime, document_id)
    assert all(left.values()), left
    with runtime.database.write() as session:
        tag = session.exec(select(Tag).where(Tag.document_id == document_id)).first()
        assert tag is not None
        tag.state = TagState.CONFIRMED
        clearing.request_missing(session)
    work(scanned_by(runtime, clamd), sandbox)
    assert left_of(runtime, document_id) == dict.fromkeys(left, 0) | {"tag": 1}
    assert all(count for name, count in left_of(runtime, sound).items() if name != "twin")
    found = curator.get("/api/v1/search", params={"q": "direviu"}).json()["hits"]
    assert [hit["document_id"] for hit in found] == [sound]
    assert curator.get(f"/dokumen/{document_id}").status_code == 200


def left_of(runtime: Runtime, document_id: int) -> dict[str, int]:
    """How much of the text is left in every table that reading writes, and its words in the search index."""
    revision_id = revision_of(runtime, document_id).id
    with runtime.database.read() as session:
        rows: dict[str, Sequence[object]] = {
            table.__tablename__: session.exec(select(table).where(table.document_id == document_id)).all()
            for table in (Fact, Mention, ProposedRelation, Tag)
        }
        for table in (Page, Section, Fingerprint, FingerprintBand):
            rows[table.__tablename__] = session.exec(select(table).where(table.revision_id == revision_id)).all()
        pair = or_(Twin.first_id == document_id, Twin.second_id == document_id)
        rows["twin"] = session.exec(select(Twin).where(pair)).all()
    return {name: len(found) for name, found in rows.items()}


def test_files_from_before_the_scanner_are_looked_at_later(
    runtime: Runtime, sandbox: Sandbox, signed_in: SignedIn, clamd: str
) -> None:
    curator = signed_in("kurator")
    sound, bad = add(curator, CLEAN), add(curator, INFECTED)
    work(runtime, sandbox)
    assert curator.get(f"/api/v1/documents/{bad}/file").status_code == 200
    scanned = scanned_by(runtime, clamd)
    curator.app.state.runtime = scanned  # type: ignore[attr-defined]
    assert curator.get(f"/api/v1/documents/{sound}/file").status_code == 409
    with runtime.database.write() as session:
        assert clearing.request_missing(session) == 2
    work(scanned, sandbox)
    assert curator.get(f"/api/v1/documents/{sound}/file").status_code == 200
    assert curator.get(f"/api/v1/documents/{bad}/file").status_code == 409
    assert curator.get("/api/v1/search", params={"q": "tercemar"}).json()["total"] == 0
