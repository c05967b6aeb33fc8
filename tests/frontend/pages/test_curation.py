"""The curators' desk: reasons that lead to pages, decisions that keep the place in the list, and slips taken back."""

from collections.abc import Mapping

import pytest

from app.core.runtime import Runtime
from app.documents import tagging
from app.documents.models import Document, TagState
from app.documents.tagging import SuggestedTag
from app.instruments import service as instruments
from tests.conftest import SignedIn
from tests.frontend.pages.visiting import see, send, value_of, words
from tests.support.counting import count_queries
from tests.support.library import INSTRUMENT
from tests.support.people import People

REASONS = (
    {"phrase": "pusat data", "page": 2, "count": 3},
    {"phrase": "pusat data", "page": 1, "count": 1},
    {"phrase": "pencadangan", "page": None, "count": 1},
)


@pytest.fixture
def ids(library: Mapping[str, int], runtime: Runtime) -> Mapping[int, int]:
    return suggested(library, runtime)


def suggested(library: Mapping[str, int], runtime: Runtime) -> Mapping[int, int]:
    """Ids of indicators by number; the SOP has suggestions for 5 and 27, the scanned minutes for 27, no other any."""
    with runtime.database.write() as session:
        found = {ref.number: ref.id for ref in instruments.references(session, INSTRUMENT)}
        for document_id in library.values():
            tagging.replace_suggestions(session, session.get_one(Document, document_id), [])
        for key, numbers in (("sop", (5, 27)), ("pindaian", (27,))):
            suggested = [SuggestedTag(found[number], 0.7, REASONS) for number in numbers]
            tagging.replace_suggestions(session, session.get_one(Document, library[key]), suggested)
    return found


def state_of(runtime: Runtime, people: People, document_id: int, number: int) -> TagState | None:
    with runtime.database.read() as session:
        rows = tagging.tags_of(session, people["kurator"], document_id)
    return next((row.state for row in rows if row.number == number), None)


def test_suggestions_come_with_words_and_pages(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn
) -> None:
    page = see(signed_in("kurator"), f"/kurasi?dokumen={library['sop']}")
    assert f'href="/kurasi?dokumen={library["sop"]}&amp;hlm=2#halaman"' in page
    seen = words(page)
    assert "pusat data ” hlm. 1" in seen.replace("pusat data hlm. 1", "pusat data ” hlm. 1")
    assert "alasan kuat, 70%" in seen
    assert "pencadangan di judul" in seen
    assert "Perlu ditinjau 5" in seen
    assert "Halaman 1 dari 2" in seen


def test_the_page_shows_its_words_marked(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn, runtime: Runtime
) -> None:
    reasons = ({"phrase": "basis data", "page": 1, "count": 1},)
    with runtime.database.write() as session:
        document = session.get_one(Document, library["sop"])
        tagging.replace_suggestions(session, document, [SuggestedTag(ids[27], 0.7, reasons)])
    assert "<mark>basis data</mark>" in see(signed_in("kurator"), f"/kurasi?dokumen={library['sop']}")


def test_only_curators_decide(library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn) -> None:
    fields = {"indikator": str(ids[5]), "keputusan": "confirmed"}
    for username in ("pembaca", "operator", "peninjau"):
        client = signed_in(username)
        for path in ("/kurasi", "/kurasi/bacaan", "/kurasi/lengkapi", f"/kurasi/dokumen/{library['sop']}"):
            see(client, path, status=403)
        assert send(client, f"/dokumen/{library['sop']}/label", fields).status_code == 403
    assert (
        signed_in("pengunjung").get("/kurasi", headers={"Accept": "text/html"}).headers["location"].startswith("/masuk")
    )


def test_done_goes_on_to_the_next_and_can_be_taken_back(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    scan, client = library["pindaian"], signed_in("kurator")
    refused = send(client, f"/dokumen/{scan}/label/selesai", {"terlihat": str(ids[27])})
    assert refused.status_code == 422
    assert "Belum ada indikator yang dipastikan" in words(refused.text)
    answer = send(
        client, f"/dokumen/{scan}/label/selesai?urut=confident", {"terlihat": str(ids[27]), "tidak_ada": "ya"}
    )
    assert answer.headers["location"].startswith("/kurasi?urut=confident&dokumen=")
    assert state_of(runtime, people, scan, 27) is TagState.REJECTED
    page = see(client, answer.headers["location"])
    assert "4 dokumen lagi menunggu" in words(page)
    assert "Urungkan" in words(page)
    said = "Terakhir, baru saja: Dinyatakan tidak mendukung indikator apa pun, 1 usulan ditolak"
    assert f"{said} – “Berita Acara Pindaian”" in words(page)
    back = send(client, "/kurasi/urungkan", {"aksi": value_of(page, "aksi"), "kembali": "/kurasi"})
    assert back.headers["location"] == f"/kurasi?dokumen={scan}"
    assert state_of(runtime, people, scan, 27) is TagState.SUGGESTED


def test_what_cannot_be_added_stays_in_its_field(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn
) -> None:
    fields = {"tambah": "kata yang tidak ada", "keputusan": "confirmed"}
    refused = send(signed_in("kurator"), f"/dokumen/{library['sop']}/label", fields)
    assert refused.status_code == 422
    assert value_of(refused.text, "tambah") == "kata yang tidak ada"
    assert 'aria-describedby="tambah-galat"' in refused.text


def test_what_somebody_else_decided_is_said_and_is_no_error(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    sop = library["sop"]
    send(signed_in("admin"), f"/dokumen/{sop}/label", {"indikator": str(ids[5]), "keputusan": "rejected"})
    client = signed_in("kurator")
    fields = {"indikator": str(ids[5]), "keputusan": "confirmed", "antrean": "1", "kembali": f"/kurasi?dokumen={sop}"}
    answer = send(client, f"/dokumen/{sop}/label", fields)
    assert answer.status_code == 303
    assert "Indikator 5 sudah ditolak Admin Uji" in words(see(client, answer.headers["location"]))
    assert state_of(runtime, people, sop, 5) is TagState.REJECTED


def test_the_description_is_corrected_without_leaving(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn
) -> None:
    sop, client = library["sop"], signed_in("kurator")
    place, here = f"/dokumen/{sop}/label/keterangan", f"/kurasi?dokumen={sop}"
    fields = {"semula:year": "2024", "year": "dua ribu", "semula:title": "SOP Pencadangan Data", "title": "SOP Lain"}
    refused = send(client, place, {**fields, "kembali": here})
    assert refused.status_code == 422
    assert 'value="SOP Lain"' in refused.text, "nothing that was typed is lost"
    answer = send(client, place, {**fields, "year": "2025", "kembali": here})
    assert answer.headers["location"] == here
    assert "SOP Lain" in words(see(client, here))


@pytest.mark.parametrize(
    ("typed", "number"), [("16", 16), ("16. Pusat Data", 16), ("penerapan manajemen pengetahuan", None)]
)
def test_an_indicator_is_added_by_number_or_by_its_words(
    library: Mapping[str, int],
    ids: Mapping[int, int],
    signed_in: SignedIn,
    runtime: Runtime,
    people: People,
    typed: str,
    number: int | None,
) -> None:
    sop = library["sop"]
    fields = {"tambah": typed, "keputusan": "confirmed", "kembali": f"/kurasi?dokumen={sop}"}
    answer = send(signed_in("kurator"), f"/dokumen/{sop}/label", fields)
    assert answer.status_code == 303
    assert state_of(runtime, people, sop, number or 26) is TagState.CONFIRMED


def test_all_suggestions_of_a_document_are_decided_at_once(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    both = [str(ids[5]), str(ids[27])]
    answer = send(
        signed_in("kurator"), f"/dokumen/{library['sop']}/label", {"indikator": both, "keputusan": "confirmed"}
    )
    assert answer.status_code == 303
    assert {state_of(runtime, people, library["sop"], number) for number in (5, 27)} == {TagState.CONFIRMED}


def test_a_label_is_added_by_hand(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    sop, client = library["sop"], signed_in("kurator")
    assert '<option value="5. ' not in see(client, f"/kurasi/dokumen/{sop}"), "it has that one already"
    fields = {"indikator": str(ids[16]), "keputusan": "confirmed", "note": "Lihat hlm. 2."}
    answer = send(client, f"/dokumen/{sop}/label", {**fields, "kembali": f"/kurasi/dokumen/{sop}"})
    assert answer.headers["location"] == f"/kurasi/dokumen/{sop}"
    assert state_of(runtime, people, sop, 16) is TagState.CONFIRMED
    assert "Lihat hlm. 2." in see(client, f"/kurasi/dokumen/{sop}")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"keputusan": "confirmed"}, "Pilih indikator yang didukung"),
        ({"indikator": "1", "keputusan": "mungkin"}, "Pilih apakah labelnya"),
        ({"indikator": "16", "keputusan": "rejected"}, "tidak ada yang dapat ditolak"),
    ],
)
def test_what_is_no_decision_says_so(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn, fields: dict[str, str], message: str
) -> None:
    answer = send(signed_in("kurator"), f"/dokumen/{library['sop']}/label", fields)
    assert answer.status_code == 422
    assert message in words(answer.text)


@pytest.mark.parametrize("elsewhere", ["https://jahat.example/", "//jahat.example", "/\\jahat.example", ""])
def test_a_decision_never_leads_to_another_site(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn, elsewhere: str
) -> None:
    fields = {"indikator": str(ids[5]), "keputusan": "confirmed", "kembali": elsewhere}
    answer = send(signed_in("kurator"), f"/dokumen/{library['sop']}/label", fields)
    assert answer.headers["location"] == f"/kurasi/dokumen/{library['sop']}"


def test_a_document_that_is_not_there_has_no_labels(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn
) -> None:
    client = signed_in("kurator")
    for gone, status in ((library["buangan"], 410), (999, 404)):
        see(client, f"/kurasi/dokumen/{gone}", status=status)
        fields = {"indikator": str(ids[5]), "keputusan": "confirmed"}
        assert send(client, f"/dokumen/{gone}/label", fields).status_code == status


def test_a_longer_queue_costs_no_more_queries(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn, runtime: Runtime
) -> None:
    client = signed_in("kurator")
    engine = client.app.state.runtime.database.engine  # type: ignore[attr-defined]
    see(client, "/kurasi")
    with count_queries(engine) as short:
        see(client, "/kurasi")
    with runtime.database.write() as session:
        for key in ("perwal", "pedoman", "rahasia"):
            suggested = [SuggestedTag(ids[5], 0.5, REASONS)]
            tagging.replace_suggestions(session, session.get_one(Document, library[key]), suggested)
    with count_queries(engine) as longer:
        see(client, "/kurasi")
    assert len(longer) == len(short)
