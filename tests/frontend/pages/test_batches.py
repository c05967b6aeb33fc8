"""Batches on pages: a row a file, filters in the address, another try, mending many, the bell; also without scripts."""

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient

from app.core.runtime import Runtime
from app.documents import facts
from app.documents import service as documents
from app.documents.models import Document, Kind
from app.notices import service as notices
from tests.conftest import SignedIn, WorkQueue
from tests.frontend.pages.visiting import see, send, value_of, words
from tests.support.copies import NEAR_PAGES, PAGES, pdf_of
from tests.support.counting import count_queries
from tests.support.files import make_docx, make_locked_pdf
from tests.support.people import People
from tests.support.reading import described
from tests.support.zips import make_zip

Files = list[tuple[str, tuple[str, bytes]]]
SENT: Files = [
    ("file", ("satu.txt", b"Satu dua tiga")),
    ("file", ("terkunci.pdf", make_locked_pdf(["rahasia"]))),
    ("file", ("isi.zip", make_zip({"surat/a.txt": b"Surat pertama", "jahat.exe": b"MZ\x90"}))),
    ("file", ("kosong.txt", b"")),
]


@pytest.fixture
def operator(signed_in: SignedIn) -> TestClient:
    return signed_in("operator")


def upload(client: TestClient, sent: Files = SENT) -> str:
    return str(send(client, "/unggah", files=sent).headers["location"])


def test_a_row_a_file_from_waiting_to_the_end(operator: TestClient, work_queue: WorkQueue) -> None:
    place = upload(operator)
    waiting = see(operator, place)
    assert f'hx-get="{place}/bagian"' in waiting
    assert "Menunggu dibuka" in waiting
    assert "Berkas ini kosong" in waiting
    work_queue()
    page = see(operator, place)
    seen = words(page)
    assert "hx-get" not in page.split("<main")[1]
    assert "Semua 5 berkas selesai diproses: 2 terbaca, 1 perlu perhatian, 2 ditolak." in seen
    assert "Sudah dibuka" in seen
    assert "surat/a.txt" in seen
    assert "dari isi.zip" in seen
    assert "Dari isi.zip" in seen, "also what was refused of it"
    assert "Baca ulang" not in seen, "what is locked stays so"
    assert "Berkas dikunci kata sandi" in seen


def test_the_part_ends_with_a_word_to_the_bell(operator: TestClient, work_queue: WorkQueue) -> None:
    place = upload(operator)
    assert "hx-trigger" not in operator.get(f"{place}/bagian").headers
    work_queue()
    part = operator.get(f"{place}/bagian")
    assert part.headers["hx-trigger"] == "pemberitahuan"
    assert "<html" not in part.text


def test_filters_stand_in_the_address(operator: TestClient, work_queue: WorkQueue) -> None:
    place = upload(operator)
    work_queue()
    refused = words(see(operator, f"{place}?keadaan=refused").split('<ul class="files">')[1])
    assert "kosong.txt" in refused
    assert "terkunci" not in refused
    assert "Tidak ada berkas dengan keadaan ini" in see(operator, f"{place}?keadaan=reading")
    assert see(operator, f"{place}?keadaan=entah&hal=abc")


def test_a_zip_without_files_is_refused(operator: TestClient, work_queue: WorkQueue) -> None:
    place = upload(operator, [("file", ("hampa.zip", make_zip({})))])
    work_queue()
    seen = words(see(operator, place))
    assert "1 ditolak" in seen
    assert "Arsip zip ini kosong" in seen


def test_one_and_all_are_read_again(operator: TestClient, work_queue: WorkQueue) -> None:
    place = upload(operator, [*SENT[:1], ("file", ("kosong.docx", make_docx([])))])
    assert send(operator, f"{place}/ulangi").status_code == 409, "nothing has ended yet"
    work_queue()
    page = see(operator, place)
    assert "Baca ulang yang belum terbaca utuh (1)" in words(page)
    again = send(operator, f"{place}/ulangi", {"baris": "2", "kembali": f"{place}?keadaan=problem"})
    assert (again.status_code, again.headers["location"]) == (303, f"{place}?keadaan=problem")
    assert "Menunggu dibaca" in see(operator, place)
    outside = send(operator, f"{place}/perbaiki", {"berkas": "1", "year": "2020", "kembali": "https://jahat.example/"})
    assert outside.headers["location"] == place


def test_many_are_mended_by_one_form(
    operator: TestClient, work_queue: WorkQueue, runtime: Runtime, people: People
) -> None:
    place = upload(operator)
    work_queue()
    fields = {"berkas": ["1", "2"], "kind": "sop", "year": "2024", "labels": "layanan, kota"}
    answer = send(operator, f"{place}/perbaiki", fields)
    assert answer.status_code == 303
    seen = see(operator, place)
    assert "2 dokumen diperbaiki: jenis dokumen “SOP”, tahun “2024”, label “layanan, kota”." in words(seen)
    assert 'href="#perbaiki-judul"' in seen
    with runtime.database.read() as session:
        view = documents.view(session, people["operator"], 1)
    assert (view.row.kind, view.row.year, view.labels) == (Kind.SOP, 2024, ("layanan", "kota"))


def test_rows_lead_on_to_what_is_to_be_checked_and_compared(operator: TestClient, work_queue: WorkQueue) -> None:
    """Within the batch: what came in before or with others is not there."""
    upload(operator, [("file", ("lain.txt", b"Laporan yang datang sendiri"))])
    files = [("file", (f"{name}.pdf", pdf_of(pages))) for name, pages in (("asli", PAGES), ("salinan", NEAR_PAGES))]
    place = upload(operator, files)
    work_queue()
    page = see(operator, place)
    assert words(page).count("Mungkin kembar") == 2
    assert 'href="/kurasi/kembar/1"' in page
    assert 'href="/kurasi/periksa?kiriman=2"' in page
    assert "Periksa kiriman ini (2)" in words(page)
    queue = see(operator, "/kurasi/periksa?kiriman=2")
    assert "2 dokumen menunggu" in words(queue)
    assert "lain.txt" not in words(queue)
    assert 'href="/kurasi/periksa/2?kiriman=2"' in queue
    checked = see(operator, "/kurasi/periksa/3?kiriman=2")
    assert 'href="/kurasi/periksa/2?kiriman=2"' in checked
    answer = send(operator, "/kurasi/periksa/3", {"kiriman": value_of(checked, "kiriman")})
    assert answer.headers["location"] == "/kurasi/periksa/2?kiriman=2"
    answer = send(operator, "/kurasi/periksa/2", {"kiriman": "2"})
    assert answer.headers["location"] == "/kurasi/periksa?kiriman=2", "not on to what came in with another batch"
    assert "Semua dokumen kiriman ini sudah diperiksa" in words(see(operator, "/kurasi/periksa?kiriman=2"))
    see(operator, "/kurasi/periksa?kiriman=99", status=404)


def test_rows_say_how_many_fields_are_doubtful_until_somebody_looked(
    operator: TestClient, runtime: Runtime, work_queue: WorkQueue
) -> None:
    place = upload(operator, SENT[:1])
    work_queue()
    with runtime.database.write() as session:
        document = session.get_one(Document, 1)
        facts.record(session, document, described(number=("17", 0.4), signer=("Sari", 0.6)))
    seen = see(operator, place)
    assert "Periksa: 2 isian pada Satu" in words(seen)
    assert 'href="/kurasi/periksa/1?kiriman=1"' in seen
    send(operator, "/kurasi/periksa/1", {"kiriman": "1"})
    assert "Periksa" not in words(see(operator, place).split('<ul class="files">')[1].split("</ul>")[0])


def test_curators_take_an_agency_off_many_at_once(
    operator: TestClient, signed_in: SignedIn, work_queue: WorkQueue, runtime: Runtime, people: People
) -> None:
    place = upload(operator, SENT[:1])
    work_queue()
    curator = signed_in("kurator")
    assert 'value="tanpa"' in see(curator, place)
    assert 'value="tanpa"' not in see(operator, place)
    send(curator, f"{place}/perbaiki", {"berkas": ["1"], "agency_id": "tanpa"})
    with runtime.database.read() as session:
        assert documents.view(session, people["kurator"], 1).row.agency_id is None


def test_a_mistake_keeps_what_was_ticked_and_typed(operator: TestClient, work_queue: WorkQueue) -> None:
    place = upload(operator)
    work_queue()
    answer = send(operator, f"{place}/perbaiki", {"berkas": ["1"], "year": "kemarin", "issuer": "Dinas"})
    assert answer.status_code == 422
    assert 'href="#year"' in answer.text
    late = send(operator, f"{place}/perbaiki", {"berkas": ["1"], "year": "2999"})
    assert 'href="#year">Tahun: isi antara 1900 dan 2200.</a>' in late.text
    assert value_of(answer.text, "issuer") == "Dinas"
    assert 'id="berkas-1" form="perbaiki" aria-label="Pilih Satu" checked' in answer.text
    nothing = send(operator, f"{place}/perbaiki", {"year": "2020"})
    assert "Pilih sedikitnya satu berkas" in words(nothing.text)


def test_lists_show_ones_own_and_to_keepers_all(operator: TestClient, signed_in: SignedIn) -> None:
    upload(operator, SENT[:1])
    assert "satu.txt" in words(see(operator, "/impor"))
    assert "Belum ada kiriman" in words(see(signed_in("operator2"), "/impor"))
    assert "Semua kiriman" in words(see(signed_in("kurator"), "/impor"))
    see(signed_in("operator2"), "/impor/1", status=404)


def test_the_bell_counts_and_is_put_aside(operator: TestClient, work_queue: WorkQueue) -> None:
    place = upload(operator)
    work_queue()
    assert ", 1 belum dibaca" in words(see(operator, "/"))
    page = see(operator, "/pemberitahuan")
    said = "Kiriman “satu.txt” dan 4 berkas lain selesai: 2 terbaca, 1 perlu perhatian, 2 ditolak."
    assert f'href="/pemberitahuan/1/buka">{said}</a>' in page
    assert send(operator, "/pemberitahuan/dibaca", {"sampai": value_of(page, "sampai")}).status_code == 303
    assert "belum dibaca" not in words(see(operator, "/pemberitahuan/lonceng"))
    assert "Baru" not in words(see(operator, "/pemberitahuan"))
    assert operator.get("/pemberitahuan/1/buka").headers["location"] == place


def test_what_came_after_the_page_was_drawn_stays_unread(
    operator: TestClient, runtime: Runtime, people: People
) -> None:
    owner = people["operator"].user_id
    for text in ("Pertama.", "Kedua."):
        with runtime.database.write() as session:
            notices.tell(session, [owner], kind="uji", text=text)
    send(operator, "/pemberitahuan/dibaca", {"sampai": "1"})
    assert ", 1 belum dibaca" in words(see(operator, "/pemberitahuan/lonceng"))


def test_visitors_have_no_bell_and_it_costs_one_query(
    library: Mapping[str, int], client: TestClient, operator: TestClient, runtime: Runtime
) -> None:
    assert 'id="lonceng"' not in see(client, "/")
    with count_queries(runtime.database.engine) as queries:
        see(operator, "/pemberitahuan/lonceng")
    assert sum("FROM notice" in statement for statement in queries.statements) == 1
    assert len(queries) <= 2


def test_pages_cost_the_same_however_many_files(operator: TestClient, runtime: Runtime, work_queue: WorkQueue) -> None:
    work_queue()
    see(operator, "/impor")
    counts = []
    for number in (2, 30):
        files = [("file", (f"{number}-{at}.txt", f"Isi {number} {at}".encode())) for at in range(number)]
        place = upload(operator, files)
        with count_queries(runtime.database.engine) as queries:
            see(operator, place)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
