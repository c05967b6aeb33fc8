"""The page of a document, what it tells to whom, its progress and its files."""

import re
from collections.abc import Mapping
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.core.runtime import Runtime
from app.documents import relating, tagging
from app.documents import service as documents
from app.documents.models import LegalStatus, ReadingState, RelationType, Revision, TagState
from app.documents.schemas import DocumentFields
from app.documents.tagging import SuggestedTag
from app.instruments import service as instruments
from tests.conftest import SignedIn, WorkQueue
from tests.frontend.pages.parts import facts, links, section
from tests.frontend.pages.visiting import HTML, heading, see, send, words
from tests.support.files import make_pdf
from tests.support.library import INSTRUMENT, REGULATION, add_document
from tests.support.people import People

EVERY_PAGE = ("", "/baca", "/berkas", "/status", "/serupa", "/ubah", "/revisi", "/relasi", "/riwayat", "/buang")
ACTIONS = ("/ubah", "/revisi", "/baca-ulang", "/relasi", "/relasi/hapus", "/buang", "/pulihkan")


@pytest.mark.parametrize("rest", EVERY_PAGE)
@pytest.mark.parametrize("key", ["rahasia", "buangan", "pedoman"])
def test_hidden_documents_do_not_exist(rest: str, key: str, library: Mapping[str, int], client: TestClient) -> None:
    see(client, f"/dokumen/{library[key]}{rest}", status=404)


@pytest.mark.parametrize("rest", ACTIONS)
def test_nobody_acts_on_what_is_hidden(rest: str, library: Mapping[str, int], signed_in: SignedIn) -> None:
    answer = send(signed_in("operator"), f"/dokumen/{library['rahasia']}{rest}", {"reason": "coba", "title": "coba"})
    assert answer.status_code == 404


@pytest.mark.parametrize("address", ["0", "999", "-1", "abc", "9" * 30, "1.5", "%00", "1%2F2"])
def test_an_address_that_names_nothing_is_not_found(address: str, client: TestClient) -> None:
    see(client, f"/dokumen/{address}", status=404)


@pytest.mark.parametrize(("username", "status"), [("pembaca", 403), ("peninjau", 403), ("operator2", 403)])
def test_who_may_only_read_changes_nothing(
    username: str, status: int, library: Mapping[str, int], signed_in: SignedIn
) -> None:
    client = signed_in(username)
    page = see(client, f"/dokumen/{library['sop']}")
    assert "Kelola" not in words(page.split("<main")[1])
    for rest in ("/ubah", "/revisi", "/relasi", "/riwayat", "/buang"):
        see(client, f"/dokumen/{library['sop']}{rest}", status=status)
    for rest in ACTIONS[:-1]:
        assert send(client, f"/dokumen/{library['sop']}{rest}", {"reason": "x", "title": "x"}).status_code == status


def test_a_limited_publication_says_for_whom(library: Mapping[str, int], signed_in: SignedIn) -> None:
    page = see(signed_in("pembaca"), f"/dokumen/{library['pedoman']}")
    assert facts(page)["Status publikasi"] == "Terbatas bagi pengguna yang masuk"


def test_the_page_tells_what_the_document_is(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, f"/dokumen/{library['perwal']}")
    assert heading(page) == "Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"
    told = facts(page)
    assert told["Nomor ID"] == f"PS-{library['perwal']:06d}"
    assert told["Status publikasi"] == "Umum"
    assert told["URL"] == f"http://testserver/dokumen/{library['perwal']}"
    assert told["Format"].startswith("PDF, ")
    assert told["Format"].endswith("4 halaman")
    assert (told["Nomor"], told["Tahun"], told["Status"]) == ("12", "2023", "Berlaku")
    brin = ("Judul", "Penulis", "Instansi", "Deskripsi", "Waktu", "Lingkup", "Label", "Kontributor")
    assert all(name in told for name in brin)


def test_the_citation_to_copy_is_written_out(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, f"/dokumen/{library['perwal']}")
    cited = re.search(r'data-copy="([^"]+)"', page)
    assert cited
    assert unescape(cited.group(1)) == (
        "Peraturan Wali Kota Tirta Kencana Nomor 12 Tahun 2023 "
        "tentang Penyelenggaraan Sistem Pemerintahan Berbasis Elektronik"
    )


def test_who_cites_it_is_told_as_far_as_it_may_be_seen(
    library: Mapping[str, int], client: TestClient, signed_in: SignedIn
) -> None:
    path = f"/dokumen/{library['perwal']}"
    assert "Disebut oleh" not in see(client, path)
    assert "Pedoman Berbagi Pengetahuan" in section(see(signed_in("pembaca"), path), "disebut")
    assert "Zirkonium" not in see(signed_in("pembaca"), path)
    assert "Zirkonium" in section(see(signed_in("operator2"), path), "disebut")


def test_cited_rules_open_at_their_page(library: Mapping[str, int], client: TestClient) -> None:
    cites = section(see(client, f"/dokumen/{library['perwal']}"), "menyebut")
    assert "Perpres 95/2018" in cites
    assert f"/dokumen/{library['perwal']}/baca?hal=2&q=Perpres+95%2F2018" in links(cites)


def test_confirmed_indicators_say_who_and_why(
    library: Mapping[str, int], signed_in: SignedIn, runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        indicator_id = instruments.indicator_id(session, INSTRUMENT, 23)
        sop = documents.get(session, people["kurator"], library["sop"])
        reasons = ({"phrase": "basis data", "page": 1, "count": 1}, {"phrase": "basis data", "page": None, "count": 1})
        tagging.replace_suggestions(session, sop, [SuggestedTag(indicator_id, 0.8, reasons)])
    path = f"/dokumen/{library['sop']}"
    before = section(see(signed_in("pembaca"), path), "indikator")
    assert "Usulan sistem, belum dipastikan" in before
    assert f"{path}/baca?hal=1&q=%22basis+data%22" in links(before)
    assert "di judul" in words(before)
    with runtime.database.write() as session:
        tagging.decide(
            session, people["kurator"], document_id=library["sop"], indicator_id=indicator_id, state=TagState.CONFIRMED
        )
    after = section(see(signed_in("pembaca"), path), "indikator")
    assert "Usulan" not in after
    assert re.search(r"Dipastikan Kurator Uji, \d+ \w+ \d{4} pukul \d\d\.\d\d WIB", words(after))


def test_evidence_resting_on_it_is_for_those_who_see_evidence(
    library: Mapping[str, int], client: TestClient, signed_in: SignedIn
) -> None:
    path = f"/dokumen/{library['perwal']}"
    assert 'id="bukti"' not in see(client, path)
    assert 'id="bukti"' not in see(signed_in("pembaca"), path)
    own = section(see(signed_in("operator"), path), "bukti")
    assert own.count('href="/bukti/') == 2
    assert "Draf" in own
    assert "Belum ada bukti dukung" in section(see(signed_in("operator2"), path), "bukti")


def test_a_revoked_rule_warns_and_names_what_revoked_it(
    library: Mapping[str, int], client: TestClient, runtime: Runtime, people: People
) -> None:
    curator = people["kurator"]
    with runtime.database.write() as session:
        documents.edit(
            session,
            curator,
            document_id=library["perwal"],
            fields=DocumentFields(legal_status=LegalStatus.REVOKED),
        )
        relating.add(session, curator, document_id=library["sop"], type_=RelationType.REVOKES, target="Perwali 12/2023")
        relating.add(
            session, curator, document_id=library["perwal"], type_=RelationType.AMENDED_BY, target="Perwali 1/2024"
        )
    page = words(see(client, f"/dokumen/{library['perwal']}"))
    assert "Perhatian: Peraturan ini sudah dicabut Dicabut dengan SOP Pencadangan Data" in page
    assert page.index("Dicabut dengan SOP") < page.index("Diubah dengan Perwali 1/2024")
    assert "Kesalahan:" not in page


def test_a_rule_that_is_implemented_is_not_said_to_be_the_basis_as_well(
    library: Mapping[str, int], client: TestClient, runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        for type_, target in (
            (RelationType.BASED_ON, "PP 27/2009"),
            (RelationType.IMPLEMENTS, "PP 27/2009"),
            (RelationType.BASED_ON, "PP 28/2009"),
        ):
            relating.add(session, people["kurator"], document_id=library["sop"], type_=type_, target=target)
    page = words(see(client, f"/dokumen/{library['sop']}"))
    assert "Melaksanakan PP 27/2009" in page
    assert "Berdasarkan PP 27/2009" not in page
    assert "Berdasarkan PP 28/2009" in page


def test_an_amended_rule_asks_to_look_at_the_amendment(
    library: Mapping[str, int], client: TestClient, runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        fields = DocumentFields(legal_status=LegalStatus.AMENDED)
        documents.edit(session, people["kurator"], document_id=library["perwal"], fields=fields)
    assert "Peraturan ini sudah diubah" in words(see(client, f"/dokumen/{library['perwal']}"))


def test_an_evidence_link_leads_to_the_exact_revision_and_page(library: Mapping[str, int], client: TestClient) -> None:
    answer = client.get(f"/dokumen/{library['perwal']}?revisi=1&halaman=3", headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/dokumen/{library['perwal']}/baca?hal=3&revisi=1"


def test_a_scan_without_text_says_so(library: Mapping[str, int], client: TestClient) -> None:
    page = words(see(client, f"/dokumen/{library['pindaian']}"))
    assert "Tanpa teks" in page
    assert "Tidak ada teks yang terbaca pada berkas ini." in page


def test_progress_renews_itself_until_the_file_is_read(
    runtime: Runtime, people: People, signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    document = add_document(runtime, people["kurator"], make_pdf(REGULATION), "baru.pdf")
    client = signed_in("kurator")
    page = see(client, f"/dokumen/{document}")
    assert f'hx-get="/dokumen/{document}/status" hx-trigger="every 1s"' in page
    assert "Menunggu dibaca" in words(page)
    part = client.get(f"/dokumen/{document}/status", headers={**HTML, "HX-Request": "true"}).text
    assert "hx-get" in part
    assert "<html" not in part
    with runtime.database.write() as session:
        revision = documents.revision(session, people["kurator"], document)
        revision.state, revision.pages_read, revision.page_total = ReadingState.READING, 1, 4
        session.add(revision)
    part = client.get(f"/dokumen/{document}/status", headers={**HTML, "HX-Request": "true"}).text
    assert "1 dari 4 halaman" in words(part)
    with runtime.database.write() as session:
        session.get_one(Revision, revision.id).state = ReadingState.QUEUED
    work_queue()
    part = client.get(f"/dokumen/{document}/status", headers={**HTML, "HX-Request": "true"}).text
    assert "hx-get" not in part
    assert "Pembacaan selesai" in words(part)


def test_the_part_opened_by_itself_is_the_whole_page(library: Mapping[str, int], client: TestClient) -> None:
    answer = client.get(f"/dokumen/{library['perwal']}/status", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/dokumen/{library['perwal']}")


def test_the_file_comes_out_as_it_went_in(library: Mapping[str, int], client: TestClient) -> None:
    shown = client.get(f"/dokumen/{library['perwal']}/berkas")
    assert shown.content == make_pdf(REGULATION)
    assert shown.headers["content-disposition"].startswith("inline")
    saved = client.get(f"/dokumen/{library['perwal']}/berkas?unduh=1")
    assert saved.headers["content-disposition"].startswith("attachment")
    part = client.get(f"/dokumen/{library['perwal']}/berkas", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"%PDF")


def test_an_internal_document_opens_for_who_has_signed_in(
    library: Mapping[str, int], client: TestClient, signed_in: SignedIn
) -> None:
    see(client, f"/dokumen/{library['pedoman']}", status=404)
    see(signed_in("pembaca"), f"/dokumen/{library['pedoman']}")
