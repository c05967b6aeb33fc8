"""Newer files, another reading, the trash and the way back from it."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.models import ReadingState, Revision
from app.evidence import service as evidence
from tests.conftest import SignedIn, WorkQueue
from tests.frontend.pages.visiting import HTML, see, send, value_of, words
from tests.support.files import make_pdf
from tests.support.people import People

ACTIONS = ("/ubah", "/revisi", "/baca-ulang", "/relasi", "/relasi/hapus", "/buang", "/pulihkan")


def accept(runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session:
        evidence.accept(session, people["peninjau"], evidence_id=2)


def test_a_new_file_says_first_which_evidence_it_ends(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client, path = signed_in("kurator"), f"/dokumen/{library['perwal']}/revisi"
    assert "akan gugur" not in words(see(client, path))
    accept(runtime, people)
    assert "1 bukti dukung yang sudah diterima akan gugur" in words(see(client, path))
    newer = {"file": ("baru.pdf", make_pdf(("Naskah baru",)), "application/pdf")}
    unaware = send(client, path, {"note": "Salinan"}, files=newer)
    assert unaware.status_code == 422
    assert 'href="#paham"' in unaware.text
    assert value_of(unaware.text, "note") == "Salinan"
    with runtime.database.read() as session:
        assert documents.revision(session, people["kurator"], library["perwal"]).ordinal == 1
    assert send(client, path, {"note": "Salinan", "paham": "1"}, files=newer).status_code == 303
    with runtime.database.read() as session:
        assert documents.revision(session, people["kurator"], library["perwal"]).ordinal == 2
        assert evidence.get_evidence(session, people["peninjau"], evidence_id=2).state == "lapsed"


@pytest.mark.parametrize(
    ("name", "content", "status", "said"),
    [
        ("", b"", 422, "Pilih satu berkas"),
        ("kosong.pdf", b"", 415, ""),
        ("program.exe", b"MZ\x90\x00", 415, ""),
        ("palsu.pdf", b"bukan pdf sama sekali", 415, ""),
        (
            "sama.pdf",
            make_pdf(
                ("SOP Pencadangan Data\nPetugas mencadangkan basis data setiap malam.", "Pemulihan diuji berkala.")
            ),
            409,
            "sama persis",
        ),
    ],
)
def test_a_file_that_is_refused_says_why_and_keeps_the_note(
    name: str, content: bytes, status: int, said: str, library: Mapping[str, int], signed_in: SignedIn
) -> None:
    files = {"file": (name, content, "application/pdf")} if name else {"lain": ("", b"", "text/plain")}
    answer = send(signed_in("kurator"), f"/dokumen/{library['sop']}/revisi", {"note": "Catatan saya"}, files=files)
    assert answer.status_code == status
    assert said in words(answer.text)
    assert value_of(answer.text, "note") == "Catatan saya"
    assert 'href="#file"' in answer.text


def test_a_file_can_be_read_again(library: Mapping[str, int], signed_in: SignedIn, work_queue: WorkQueue) -> None:
    client, path = signed_in("kurator"), f"/dokumen/{library['perwal']}"
    assert send(client, f"{path}/baca-ulang").status_code == 303
    assert "Menunggu dibaca" in words(see(client, path))
    assert send(client, f"{path}/baca-ulang").status_code == 409
    work_queue()
    assert "Seluruh halaman dapat ditelusuri" in words(see(client, path))


@pytest.mark.parametrize(
    ("state", "is_offered"),
    [
        (ReadingState.OK, True),
        (ReadingState.PARTIAL, True),
        (ReadingState.LOCKED, False),
        (ReadingState.DAMAGED, False),
    ],
)
def test_another_reading_is_offered_where_it_may_help(
    state: ReadingState, is_offered: bool, library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    with runtime.database.write() as session:
        revision = session.exec(select(Revision).where(Revision.document_id == library["sop"])).one()
        revision.state = state
    page = see(signed_in("kurator"), f"/dokumen/{library['sop']}")
    assert ("Baca ulang berkas" in words(page)) is is_offered


def test_into_the_trash_with_a_reason_and_back(
    library: Mapping[str, int], client: TestClient, signed_in: SignedIn
) -> None:
    curator, path = signed_in("kurator"), f"/dokumen/{library['sop']}"
    assert "dapat dipulihkan" in words(see(curator, f"{path}/buang"))
    silent = send(curator, f"{path}/buang", {"reason": "  "})
    assert silent.status_code == 422
    assert 'href="#reason"' in silent.text
    assert send(curator, f"{path}/buang", {"reason": "Salah unggah <b>"}).headers["location"] == "/sampah"
    see(client, path, status=404)
    assert "SOP Pencadangan" not in see(client, "/cari?q=pencadangan").split("<main")[1].split("search")[0]
    trash = see(curator, "/sampah")
    assert "Salah unggah <b>" in words(trash.replace("&lt;b&gt;", "&lt;b&gt;"))
    assert "SOP Pencadangan Data" in trash
    assert "sop-pencadangan.pdf. Dibuang oleh Kurator Uji, " in words(trash)
    assert "Naskah Molibdenum Lama" in trash
    assert send(curator, f"{path}/pulihkan").headers["location"] == path
    see(client, path)


def test_everyone_sees_only_their_own_trash(
    library: Mapping[str, int], signed_in: SignedIn, client: TestClient
) -> None:
    operator = signed_in("operator")
    assert "Sampah kosong" in words(see(operator, "/sampah"))
    assert send(operator, f"/dokumen/{library['buangan']}/pulihkan").status_code == 404
    see(signed_in("pembaca"), "/sampah", status=403)
    assert client.get("/sampah", headers=HTML).headers["location"] == "/masuk?lanjut=%2Fsampah"


def test_what_evidence_rests_on_stays(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    accept(runtime, people)
    curator, path = signed_in("kurator"), f"/dokumen/{library['perwal']}"
    answer = send(curator, f"{path}/buang", {"reason": "Tidak perlu lagi"})
    assert answer.status_code == 409
    assert "Alasan yang Anda tulis: Tidak perlu lagi" in words(answer.text)
    see(curator, path)


def test_a_form_without_the_token_of_the_session_changes_nothing(
    library: Mapping[str, int], signed_in: SignedIn
) -> None:
    client = signed_in("kurator")
    for rest in ACTIONS:
        data = {"csrf_token": "bukan-ini", "reason": "x"}
        answer = client.post(f"/dokumen/{library['sop']}{rest}", data=data, headers=HTML)
        assert answer.status_code == 403
    see(client, f"/dokumen/{library['sop']}")


def test_a_missing_index_does_not_stop_a_form_from_answering(
    library: Mapping[str, int], signed_in: SignedIn, settings: object, tmp_path: Path
) -> None:
    """The page asks for a new index while it is drawn; that must not wait for the form's own transaction."""
    for part in (tmp_path / "data" / "index").iterdir():
        part.rename(part.with_name(f"{part.name}-hilang"))
    answer = send(signed_in("kurator"), f"/dokumen/{library['sop']}/buang", {"reason": ""})
    assert answer.status_code == 422
    assert "sedang disusun ulang" in words(answer.text)


def test_the_trash_is_told_to_its_keepers_only(library: Mapping[str, int], signed_in: SignedIn) -> None:
    """Who may look into the trash reads why and by whom, and can bring it back; for all others it is not there."""
    path, api = f"/dokumen/{library['buangan']}", f"/api/v1/documents/{library['buangan']}"
    page = see(signed_in("kurator"), path, status=410)
    assert "ada di tempat sampah" in words(page)
    assert "Alasan: Sudah digantikan" in words(page)
    assert "kurang dari sehari yang lalu oleh" in words(page)
    assert f'action="{path}/pulihkan"' in page
    told = signed_in("kurator").get(api)
    assert (told.status_code, told.json()["type"]) == (410, "/bantuan/galat#di-tempat-sampah")
    for other in ("pengunjung", "pembaca", "operator2", "peninjau"):
        assert signed_in(other).get(api).status_code == 404
        assert "Sudah digantikan" not in see(signed_in(other), path, status=404)
    assert send(signed_in("kurator"), f"{path}/pulihkan").status_code == 303
    assert see(signed_in("kurator"), path)


def test_the_trash_stands_in_the_menu_of_those_who_use_it(library: Mapping[str, int], signed_in: SignedIn) -> None:
    assert 'href="/sampah"' in see(signed_in("operator"), "/dokumen")
    assert 'href="/sampah"' not in see(signed_in("pembaca"), "/dokumen")


def test_what_supports_evidence_says_so_before_a_reason_is_asked(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client, path = signed_in("kurator"), f"/dokumen/{library['perwal']}/buang"
    accept(runtime, people)
    page = see(client, path)
    assert 'name="reason"' not in page
    assert words(page).count("menjadi dasar") == 1
    assert f"/dokumen/{library['perwal']}/revisi" in page
    refused = send(client, path, {"reason": "Salah unggah"})
    assert refused.status_code == 409
    assert words(refused.text).count("menjadi dasar") == 1
