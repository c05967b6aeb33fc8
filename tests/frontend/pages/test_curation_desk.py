"""The desk around the queue: undo that asks, ends of the queue, the tabs, many at once, lists of trouble."""

import html
import re
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from app.core.clock import now
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.curation import service as curation
from app.curation import undoable
from app.curation.models import CurationAction
from app.documents import service as documents
from app.documents import tagging
from app.documents.models import Document, TagState
from app.documents.tagging import SuggestedTag
from frontend.contexts.curation import TABS
from tests.conftest import SignedIn
from tests.frontend.pages.test_curation import state_of, suggested
from tests.frontend.pages.visiting import HTML, see, send, value_of, words
from tests.support.people import People


@pytest.fixture
def ids(library: Mapping[str, int], runtime: Runtime) -> Mapping[int, int]:
    return suggested(library, runtime)


def test_what_lies_further_back_is_shown_and_asked_for_before_it_is_taken_back(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client, sop, scan = signed_in("kurator"), library["sop"], library["pindaian"]
    for document_id in (sop, scan):
        send(client, f"/dokumen/{document_id}/label", {"indikator": str(ids[27]), "keputusan": "confirmed"})
    page = see(client, f"/kurasi?dokumen={scan}")
    send(client, "/kurasi/urungkan", {"aksi": value_of(page, "aksi")})
    page = see(client, f"/kurasi?dokumen={scan}")
    assert 'name="aksi"' not in page, "what is left was done on another document"
    (link,) = re.findall(r'href="(/kurasi/urungkan[^"]+)"', page)
    asked = see(client, html.unescape(link))
    assert "SOP Pencadangan Data 27. " in words(asked)
    assert "kembali menjadi usulan" in words(asked)
    assert state_of(runtime, people, sop, 27) is TagState.CONFIRMED, "asking does nothing"
    number = value_of(asked, "aksi")
    with runtime.database.write() as session:
        session.get_one(CurationAction, int(number)).at = now() - undoable.SITTING - timedelta(minutes=1)
    assert "31 menit lalu" in words(see(client, "/kurasi"))
    later = send(client, "/kurasi/urungkan", {"aksi": number})
    assert later.headers["location"].startswith("/kurasi/urungkan?aksi="), "a page left open does not undo at once"
    done = send(client, "/kurasi/urungkan", {"aksi": number, "yakin": "ya"})
    assert done.headers["location"] == f"/kurasi?dokumen={sop}"
    assert state_of(runtime, people, sop, 27) is TagState.SUGGESTED
    assert "Tidak ada yang dapat diurungkan" in words(see(client, html.unescape(link)))


def test_undo_never_names_what_is_out_of_sight(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client, scan = signed_in("kurator"), library["pindaian"]
    send(client, f"/dokumen/{scan}/label", {"indikator": str(ids[27]), "keputusan": "confirmed"})
    with runtime.database.write() as session:
        documents.trash(session, people["kurator"], document_id=scan, reason="Keliru")
    for page in (see(client, "/kurasi"), see(client, "/kurasi/urungkan")):
        assert "Berita Acara Pindaian" not in words(page)
    assert client.get("/api/v1/curation/undo").json()["titles"] == {}


def test_a_forms_address_opened_again_leads_to_its_page(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client, sop = signed_in("kurator"), library["sop"]
    for path, place in (
        (f"/dokumen/{sop}/label?urut=confident", f"/kurasi?urut=confident&dokumen={sop}"),
        (f"/dokumen/{sop}/label/selesai?urut=doubtful", f"/dokumen/{sop}/label?urut=doubtful"),
        (f"/dokumen/{sop}/relasi/hapus", f"/dokumen/{sop}/relasi"),
        ("/kurasi/kembar/1/batal", "/kurasi/kembar/1"),
    ):
        answer = client.get(path, headers=HTML)
        assert (answer.status_code, answer.headers["location"]) == (303, place)
    reader = signed_in("pembaca").get(f"/dokumen/{sop}/label", headers=HTML)
    assert reader.headers["location"] == f"/dokumen/{sop}#indikator"
    see(signed_in("pembaca"), f"/dokumen/{library['rahasia']}/label", status=404)


def test_every_tab_of_the_desk_is_in_reach_of_every_other(library: Mapping[str, int], signed_in: SignedIn) -> None:
    client = signed_in("kurator")
    for current in ("/kurasi", "/kurasi/kosakata"):
        page = see(client, current).split('<nav class="tabs desk"')[1].split("</nav>")[0]
        assert {href for _text, href in TABS} == set(re.findall(r'<a [^>]*href="([^"]+)"', page))
        shown = page.split('<li class="desk__more">')[0]
        assert f'<li><a class="tabs__link" href="{current}" aria-current="page">' in shown


def test_an_empty_queue_says_why_and_the_end_leads_back_to_what_was_skipped(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client = signed_in("kurator")
    with runtime.database.read() as session:
        waiting = [row.row.id for row in curation.listing(session, people["kurator"], part=Slice(limit=50)).items]
    assert "Ujung antrean. Dari awal lagi" in words(see(client, f"/kurasi?dokumen={waiting[-1]}"))
    none = {"tidak_ada": "ya", "terlihat": [str(ids[5]), str(ids[27])]}
    done = send(client, f"/dokumen/{waiting[-1]}/label/selesai", none)
    assert done.headers["location"] == f"/kurasi?dokumen={waiting[0]}"
    assert "dari awal lagi dengan 4 dokumen yang tadi dilewati" in words(see(client, done.headers["location"]))
    narrowed = words(see(client, "/kurasi?jenis=laporan&kuat=0.9"))
    assert "Di luar saringan ini 4 dokumen menunggu" in narrowed
    for document_id in waiting[:-1]:
        last = send(client, f"/dokumen/{document_id}/label/selesai", none)
    assert last.headers["location"] == "/kurasi"
    empty = words(see(client, "/kurasi"))
    assert "Tidak ada lagi yang menunggu" in empty
    assert "Semua sudah ditinjau" in empty


def test_many_are_shown_before_they_are_decided_and_come_back_with_one_button(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client, sop, scan = signed_in("kurator"), library["sop"], library["pindaian"]
    assert "Semua 5 dokumen" in words(see(client, "/kurasi/banyak"))
    chosen = {"lingkup": "saringan", "tindakan": "confirm", "kekuatan": "0.65"}
    shown = see(client, f"/kurasi/banyak/pratinjau?{urlencode(chosen)}")
    assert "Pastikan 3 label pada 2 dokumen?" in words(shown)
    assert "pusat data" in words(shown), "with the reasons"
    assert state_of(runtime, people, sop, 5) is TagState.SUGGESTED, "nothing has changed yet"
    pairs = re.findall(r'name="pasangan" value="([^"]+)"', shown)
    assert len(pairs) == 3
    refused = send(client, "/kurasi/banyak", {**chosen, "selesai": "ya"})
    assert refused.status_code == 422
    assert "Centang sedikitnya satu usulan" in words(refused.text)
    send(client, "/kurasi/banyak", {**chosen, "pasangan": pairs, "selesai": "ya"})
    assert state_of(runtime, people, scan, 27) is TagState.CONFIRMED
    page = see(client, "/kurasi/banyak")
    assert "3 label dipastikan pada 2 dokumen" in words(page)
    assert "Semua 3 dokumen" in words(page), "those without an open suggestion are done"
    send(client, "/kurasi/urungkan", {"aksi": value_of(page, "aksi"), "kembali": "/kurasi/banyak"})
    assert state_of(runtime, people, scan, 27) is TagState.SUGGESTED
    assert "Semua 5 dokumen" in words(see(client, "/kurasi/banyak"))


@pytest.mark.parametrize(
    "fields",
    [
        {"tindakan": "confirm", "kekuatan": "0.8"},
        {"berkas": "1", "tindakan": "entah", "kekuatan": "0.8"},
        {"berkas": "1", "tindakan": "reject", "kekuatan": "banyak"},
        {"berkas": "1", "tindakan": "reject", "kekuatan": "nan"},
    ],
)
def test_what_is_no_choice_of_many_says_so(
    library: Mapping[str, int], signed_in: SignedIn, fields: dict[str, str]
) -> None:
    client = signed_in("kurator")
    see(client, f"/kurasi/banyak/pratinjau?{urlencode(fields)}", status=422)
    assert send(client, "/kurasi/banyak", fields).status_code == 422


def test_what_changed_meanwhile_is_named_with_a_way_to_it(
    library: Mapping[str, int], ids: Mapping[int, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    client, sop = signed_in("kurator"), library["sop"]
    chosen = {"berkas": str(sop), "tindakan": "confirm", "kekuatan": "0"}
    pairs = re.findall(r'name="pasangan" value="([^"]+)"', see(client, f"/kurasi/banyak/pratinjau?{urlencode(chosen)}"))
    with runtime.database.write() as session:
        tagging.replace_suggestions(session, session.get_one(Document, sop), [SuggestedTag(ids[27], 0.61)])
    answer = send(client, "/kurasi/banyak", {**chosen, "pasangan": [*pairs, "bukan-pasangan", "1-2-x"]})
    page = see(client, answer.headers["location"])
    assert "Tidak ada yang berubah" in words(page)
    assert "27 pada “SOP Pencadangan Data” (usulannya berubah)" in words(page)
    again = re.findall(r'href="([^"]+)"[^>]*>Lihat lagi dokumen yang dilewati', page)
    assert "Pastikan 1 label pada 1 dokumen?" in words(see(client, html.unescape(again[0])))


def test_bad_readings_come_with_advice(library: Mapping[str, int], signed_in: SignedIn) -> None:
    page = see(signed_in("kurator"), "/kurasi/bacaan")
    assert "Berita Acara Pindaian" in page
    assert "Tidak ada teks yang terbaca pada berkas ini" in words(page)
    assert f'action="/dokumen/{library["pindaian"]}/baca-ulang"' in page


def test_documents_without_a_kind_are_named(library: Mapping[str, int], signed_in: SignedIn) -> None:
    page = see(signed_in("kurator"), "/kurasi/lengkapi?milik=saya")
    assert f'href="/dokumen/{library["pindaian"]}/ubah"' in page
    assert "Semua dokumen sudah berjenis" in see(signed_in("admin"), "/kurasi/lengkapi?milik=saya")
    assert "Berita Acara Pindaian" in see(signed_in("admin"), "/kurasi/lengkapi")
