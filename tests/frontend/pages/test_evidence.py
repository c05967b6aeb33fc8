"""An agency's way on the pages: from the indicator, over picking pages, to a claim that waits for its reviewer."""

from collections.abc import Mapping

import pytest

from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.models import Visibility
from app.documents.schemas import DocumentFields
from app.evidence import service
from tests.conftest import SignedIn
from tests.frontend.pages.visiting import heading, see, send, value_of, words
from tests.support.people import People

NEW = "/penilaian/1/indikator/26/bukti-baru"
TYPED = {
    "level": "3",
    "statement": "Pasal 27 mewajibkan setiap perangkat daerah.",
    "effective_on": "2023-05-02",
    "items.0.document": "1",
    "items.0.ordinal": "1",
    "items.0.page_from": "3",
    "items.0.page_to": "4",
    "items.0.note": "Bab II",
}


def test_the_indicator_says_what_is_missing_and_offers_documents(
    library: Mapping[str, int], signed_in: SignedIn
) -> None:
    page = see(signed_in("operator"), "/penilaian/1/indikator/26")
    seen = words(page)
    assert "Belum ada bukti dukung yang diterima untuk indikator ini." in seen
    assert "Draf tingkat 3 belum diajukan." in seen
    assert "Untuk tingkat 3" in seen
    assert f'href="{NEW}?dokumen={library["perwal"]}"' in page
    assert "Laporan Kerentanan Zirkonium" not in seen


def test_who_only_reads_assessments_is_offered_no_linking(library: Mapping[str, int], signed_in: SignedIn) -> None:
    page = see(signed_in("kurator"), "/penilaian/1/indikator/26")
    assert "bukti-baru" not in page
    see(signed_in("kurator"), NEW, status=403)


def test_an_address_may_bring_a_document_with_its_pages(library: Mapping[str, int], signed_in: SignedIn) -> None:
    page = see(signed_in("operator"), f"{NEW}?dokumen=1&halaman=3-4&level=2")
    kept = {name: value_of(page, name) for name in ("level", "items.0.page_from", "items.0.page_to")}
    assert kept == {"level": "2", "items.0.page_from": "3", "items.0.page_to": "4"}
    assert value_of(page, "items.0.document") == "1"


def test_a_hidden_document_cannot_be_brought_along(library: Mapping[str, int], signed_in: SignedIn) -> None:
    see(signed_in("operator"), f"{NEW}?dokumen={library['rahasia']}", status=404)


def test_searching_keeps_everything_typed(library: Mapping[str, int], signed_in: SignedIn) -> None:
    answer = send(signed_in("operator"), NEW, {**TYPED, "q": "pencadangan", "aksi": "cari"})
    assert answer.status_code == 200
    assert "Hasil untuk “pencadangan”" in words(answer.text)
    assert f'value="tambah:{library["sop"]}"' in answer.text
    assert {name: value_of(answer.text, name) for name in TYPED} == TYPED


def test_searching_by_address_works_too(library: Mapping[str, int], signed_in: SignedIn) -> None:
    page = see(signed_in("operator"), f"{NEW}?q=pencadangan&level=4&statement=Karena")
    assert "SOP Pencadangan Data" in words(page)
    assert (value_of(page, "level"), value_of(page, "statement")) == ("4", "Karena")


def test_search_in_the_form_hides_what_is_hidden(library: Mapping[str, int], signed_in: SignedIn) -> None:
    answer = send(signed_in("operator"), NEW, {"q": "zirkonium", "aksi": "cari"})
    assert "Laporan Kerentanan" not in answer.text
    assert "Tidak ada dokumen yang cocok" in answer.text


def test_documents_are_picked_with_a_page_and_taken_out(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("operator")
    added = send(client, NEW, {**TYPED, "aksi": f"tambah:{library['sop']}:2"}).text
    assert (value_of(added, "items.1.document"), value_of(added, "items.1.page_from")) == (str(library["sop"]), "2")
    both = {name: value_of(added, name) for name in TYPED} | {
        "items.1.document": str(library["sop"]),
        "items.1.ordinal": "1",
        "items.1.page_from": "2",
    }
    left = send(client, NEW, {**both, "aksi": "buang:0"}).text
    assert value_of(left, "items.0.document") == str(library["sop"])
    assert "items.1.document" not in left
    assert value_of(left, "statement") == TYPED["statement"]


def test_a_draft_is_saved_shown_and_sent_on(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client = signed_in("operator")
    made = send(client, NEW, {**TYPED, "aksi": "simpan"})
    assert (made.status_code, made.headers["location"]) == (303, "/bukti/3")
    page = see(client, "/bukti/3")
    assert heading(page) == "Bukti dukung tingkat 3 untuk indikator 26"
    assert 'href="/dokumen/1?revisi=1&amp;halaman=3"' in page
    assert "hlm. 3–4" in words(page)
    assert "Bab II" in page
    assert "2 Mei 2023" in page
    assert send(client, "/bukti/3/ajukan").status_code == 303
    assert "Operator Uji mengajukan bukti dukung" in words(see(client, "/bukti/3"))
    with runtime.database.read() as session:
        assert service.get_evidence(session, people["operator"], evidence_id=3).state == "submitted"


def test_saving_and_submitting_is_one_step(library: Mapping[str, int], signed_in: SignedIn) -> None:
    made = send(signed_in("operator"), NEW, {**TYPED, "aksi": "ajukan"})
    assert made.headers["location"] == "/bukti/3"
    assert "Tarik kembali" in see(signed_in("operator"), "/bukti/3")


@pytest.mark.parametrize(
    ("changes", "target", "message"),
    [
        ({"level": ""}, "level", "Pilih tingkat yang dibuktikan"),
        ({"level": "9"}, "level", "di luar skala"),
        ({"statement": " "}, "statement", "Jelaskan dalam satu kalimat"),
        ({"effective_on": "kapan-kapan"}, "effective_on", "Isi tanggal dengan bentuk"),
        ({"items.0.page_from": "tiga"}, "items.0.page_from", "Tulis nomor halaman dengan angka"),
        ({"items.0.page_to": "40"}, "items.0.page_to", "Berkas ini hanya 4 halaman"),
        ({"items.0.page_from": "4", "items.0.page_to": "2"}, "items.0.page_to", "tidak boleh mendahului"),
        ({"items.0.document": "4"}, "dokumen", "tidak ditemukan atau tidak dapat Anda lihat"),
        ({"items.0.ordinal": "7"}, "dokumen", "tidak ditemukan atau tidak dapat Anda lihat"),
    ],
)
def test_a_refused_claim_keeps_everything_and_stores_nothing(
    library: Mapping[str, int],
    signed_in: SignedIn,
    changes: dict[str, str],
    target: str,
    message: str,
) -> None:
    client = signed_in("operator")
    sent = {**TYPED, **changes}
    answer = send(client, NEW, {**sent, "aksi": "ajukan"})
    assert answer.status_code == 422
    summary = answer.text.split('class="error-summary"')[1].split("</ul>")[0]
    assert f'href="#{target}"' in summary
    assert message in words(summary)
    chosen_by_radio = {"level"} if changes.get("level") else set()
    assert {name: value_of(answer.text, name) for name in sent if name not in chosen_by_radio} == {
        name: value.strip() for name, value in sent.items() if name not in chosen_by_radio
    }
    see(client, "/bukti/3", status=404)


def test_a_claim_without_documents_cannot_be_submitted(library: Mapping[str, int], signed_in: SignedIn) -> None:
    answer = send(signed_in("operator"), NEW, {"level": "3", "statement": "Karena begitu.", "aksi": "ajukan"})
    assert answer.status_code == 422
    assert "Pilih sedikitnya satu dokumen" in answer.text


def test_a_session_that_ended_does_not_lose_a_claim(library: Mapping[str, int], signed_in: SignedIn) -> None:
    answer = send(signed_in("pengunjung"), NEW, {**TYPED, "aksi": "ajukan"})
    assert "Masuk" in heading(answer.text)
    assert TYPED["statement"] in answer.text


def test_drafts_of_others_are_not_found(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("operator2")
    for path in ("/bukti/1", "/bukti/1/ubah", "/bukti/1/hapus"):
        see(client, path, status=404)
    for action in ("ajukan", "tarik", "perbaiki", "hapus", "ubah"):
        assert send(client, f"/bukti/1/{action}", {"aksi": "simpan"}).status_code == 404


def test_a_draft_is_changed_by_its_agency_only(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("operator")
    page = see(client, "/bukti/1/ubah")
    assert value_of(page, "items.0.page_from") == "3"
    made = send(client, "/bukti/1/ubah", {**TYPED, "level": "2", "aksi": "simpan"})
    assert made.headers["location"] == "/bukti/1"
    assert heading(see(client, "/bukti/1")) == "Bukti dukung tingkat 2 untuk indikator 26"
    see(signed_in("peninjau"), "/bukti/1/ubah", status=403)


def test_a_hidden_document_of_a_draft_stays_where_it_is(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    """A colleague who may not see it changes the sentence; the document is neither shown nor lost."""
    with runtime.database.write() as session:
        fields = DocumentFields(visibility=Visibility.RESTRICTED)
        documents.edit(session, people["kurator"], document_id=library["perwal"], fields=fields)
    client = signed_in("operator")
    page = see(client, "/bukti/1/ubah")
    assert "tidak terbuka untuk Anda" in words(page)
    assert "items.0.document" not in page
    assert send(client, "/bukti/1/ubah", {"level": "2", "statement": "Baru.", "aksi": "simpan"}).status_code == 303
    with runtime.database.read() as session:
        assert len(service.get_evidence(session, people["peninjau"], evidence_id=1).items) == 1


def test_a_submitted_claim_is_taken_back_and_changed(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("operator")
    see(client, "/bukti/2/ubah", status=409)
    assert send(client, "/bukti/2/tarik").headers["location"] == "/bukti/2"
    see(client, "/bukti/2/ubah")


def test_a_returned_claim_shows_why_and_is_mended(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        service.return_(session, people["peninjau"], evidence_id=2, reason="Tunjuk pasal yang tepat.")
    client = signed_in("operator")
    assert "Tunjuk pasal yang tepat." in words(see(client, "/bukti/2"))
    assert send(client, "/bukti/2/perbaiki").headers["location"] == "/bukti/2/ubah"
    assert "Catatan peninjau sebelumnya" in see(client, "/bukti/2")


def test_deleting_a_draft_asks_first(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("operator")
    assert "Dokumennya sendiri tetap ada" in see(client, "/bukti/1/hapus")
    assert send(client, "/bukti/1/hapus").headers["location"] == "/penilaian/1/indikator/26"
    see(client, "/bukti/1", status=404)


def test_an_admin_writes_for_a_named_agency(library: Mapping[str, int], signed_in: SignedIn, people: People) -> None:
    client = signed_in("admin")
    assert "OPD pemilik bukti dukung" in see(client, NEW)
    refused = send(client, NEW, {**TYPED, "aksi": "simpan"})
    assert (refused.status_code, 'href="#agency_id"' in refused.text) == (422, True)
    made = send(client, NEW, {**TYPED, "agency_id": str(people.agencies["DINKES"]), "aksi": "simpan"})
    assert "Dinas Kesehatan" in see(client, made.headers["location"])


def test_an_operator_cannot_write_for_another_agency(
    library: Mapping[str, int], signed_in: SignedIn, people: People
) -> None:
    client = signed_in("operator")
    made = send(client, NEW, {**TYPED, "agency_id": str(people.agencies["DINKES"]), "aksi": "simpan"})
    assert "Dinas Kesehatan" not in see(client, made.headers["location"])


def test_from_a_document_to_the_form(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("operator")
    page = see(client, f"/bukti-baru?dokumen={library['perwal']}&halaman=3-4")
    assert f'href="{NEW}?dokumen=1&amp;halaman=3-4"' in page
    onward = client.get("/bukti-baru?dokumen=1&halaman=3-4&penilaian=1&indikator=2", headers={"Accept": "text/html"})
    assert onward.headers["location"] == "/penilaian/1/indikator/2/bukti-baru?dokumen=1&halaman=3-4"
    see(client, f"/bukti-baru?dokumen={library['rahasia']}", status=404)


def test_without_a_running_assessment_there_is_nothing_to_link_to(signed_in: SignedIn) -> None:
    assert "Tidak ada penilaian yang berjalan" in see(signed_in("operator"), "/bukti-baru")


def test_a_claim_on_a_revoked_rule_warns_and_names_it(library: Mapping[str, int], signed_in: SignedIn) -> None:
    operator, curator = signed_in("operator"), signed_in("kurator")
    assert "Dasarnya sudah dicabut" not in words(see(operator, "/bukti/2"))
    place = f"/api/v1/documents/{library['perwal']}"
    assert curator.patch(place, json={"legal_status": "revoked"}).status_code == 200
    page = see(operator, "/bukti/2")
    assert "Dasarnya sudah dicabut" in words(page)
    assert f'href="/dokumen/{library["perwal"]}"' in page
    assert "ditandai dicabut" in words(see(operator, "/pemberitahuan"))
