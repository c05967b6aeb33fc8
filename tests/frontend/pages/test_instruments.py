"""Instruments on pages: brought with faults shown beside their lines, previewed, published, chosen, carried into."""

import html
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app.core.db import Database
from app.core.pagination import Slice
from app.documents import tagging
from app.documents.models import Tag, TagSource, TagState
from app.instruments import service as instruments
from app.succession import service as succession
from tests.conftest import SignedIn
from tests.frontend.pages.visiting import see, send, words
from tests.support.counting import count_queries
from tests.support.people import People

SAMPLES = Path(__file__).parents[2] / "app/instruments/samples"
ODD = (SAMPLES / "odd-hierarchy.yaml").read_text(encoding="utf-8")
NEW, OLD = "permenpanrb-8-2026", "permenpanrb-59-2020"
UNREAD = "Belum diverifikasi"


def brought(admin: TestClient, source: str) -> str:
    """The address of the draft."""
    answer = send(admin, "/admin/instrumen/unggah", {"yaml": source})
    assert answer.status_code == 303, words(answer.text)[:600]
    return str(answer.headers["location"])


def test_every_fault_is_shown_beside_its_line_and_nothing_typed_is_lost(signed_in: SignedIn) -> None:
    faulty = ODD.replace("weight: 37\n    scale", "weight: 36\n    scale").replace("scale: rawat", "scale: rawap", 1)
    answer = send(signed_in("admin"), "/admin/instrumen/unggah", {"yaml": faulty})
    assert answer.status_code == 422
    said = words(answer.text)
    line = ODD[: ODD.index("{number: 5, ")].count("\n") + 1
    assert f"Baris {line}: Bobot aspek 5 tertulis 37, tetapi jumlah bobot indikatornya 36." in said
    assert "memakai skala “rawap” yang tidak ada" in said or 'memakai skala "rawap" yang tidak ada' in said
    assert said.count("seharusnya tepat 100") >= 1
    assert "Ragam Tanaman Obat" in answer.text
    assert see(signed_in("admin"), "/admin/instrumen").count("rancangan/") == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "Pilih berkas YAML"), (b"\xff\xfe\x00", "UTF-8"), (b"a: *b\n", "Baris 1"), (b"x" * (9 * 2**20), "MiB")],
)
def test_what_is_no_instrument_is_refused_in_words(signed_in: SignedIn, content: bytes, said: str) -> None:
    files = {"file": ("instrumen.yaml", content)} if content else None
    answer = send(signed_in("admin"), "/admin/instrumen/unggah", {}, files=files)
    assert answer.status_code in {413, 422}
    assert said in words(answer.text) or answer.status_code == 413


def test_a_draft_is_seen_tried_and_published_by_administrators_only(client: TestClient, signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    draft = brought(admin, ODD)
    page = words(see(admin, draft))
    assert "Instrumen baru" in page
    assert "Aspek 9" in page
    assert UNREAD in page
    tried = words(see(admin, f"{draft}?nilai-11=2,5&nilai-23=2.5&nilai-58=2.5&nilai-104=2.5"))
    assert "2,50 Rindang" in tried
    assert "Isi dengan angka dari 0,5 sampai 2,5" in words(see(admin, f"{draft}?nilai-11=9"))
    assert "Kriteria belum tersedia" in words(see(admin, f"{draft}/indikator/11"))
    assert "Dinas Contoh" in words(see(admin, f"{draft}/indikator/58"))
    see(signed_in("kurator"), draft, status=403)
    see(client, "/instrumen/contoh-ganjil", status=404)
    assert "contoh-ganjil" not in client.get("/api/v1/instruments").text

    assert send(admin, f"{draft}/terbitkan").status_code == 303
    assert UNREAD in see(client, "/instrumen/contoh-ganjil/indikator/58")
    assert client.get("/instrumen/contoh-ganjil/berkas").text == ODD
    assert send(admin, f"{draft}/terbitkan").status_code == 409
    assert "menerbitkan instrumen" in words(see(admin, "/admin/jejak"))


def test_what_would_vanish_is_warned_of(
    library: Mapping[str, int], database: Database, people: People, signed_in: SignedIn
) -> None:
    admin = signed_in("admin")
    send(admin, brought(admin, ODD) + "/terbitkan")
    with database.write() as session:
        key = instruments.indicator_id(session, "contoh-ganjil", 104)
        tagging.decide(
            session,
            people["kurator"],
            document_id=next(iter(library.values())),
            indicator_id=key,
            state=TagState.CONFIRMED,
        )
    renumbered = ODD.replace("number: 104", "number: 105").replace("name: Umur Pohon Besar", "name: Usia Pohon Besar")
    page = words(see(admin, brought(admin, renumbered)))
    assert "Indikator 104: 1 label dan 0 bukti dukung bertumpu padanya." in page
    assert "Indikator 105 (Kerataan) ditambahkan." in page
    assert "Indikator 23 (Umur): nama berubah." in page


def test_the_one_shown_first_is_chosen_and_stays_offered(client: TestClient, signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    assert "47 indikator" in words(see(client, "/telusuri"))
    assert UNREAD not in see(client, "/")
    assert send(admin, f"/admin/instrumen/{NEW}/utama").status_code == 303
    assert "20 indikator" in words(see(client, "/telusuri"))
    assert UNREAD in see(client, "/")
    assert client.get("/indikator/5").headers["location"] == f"/instrumen/{NEW}/indikator/5"
    assert send(admin, f"/admin/instrumen/{NEW}/sembunyi", {"sembunyi": "ya"}).status_code == 409
    assert send(admin, f"/admin/instrumen/{OLD}/sembunyi", {"sembunyi": "ya"}).status_code == 303
    assert OLD not in {row["id"] for row in client.get("/api/v1/instruments").json()["items"]}
    assert "tidak lagi ditawarkan" in see(client, f"/instrumen/{OLD}/indikator/26")


def test_corresponding_indicators_are_named_both_ways(client: TestClient) -> None:
    newer = see(client, f"/instrumen/{NEW}/indikator/2")
    assert "Di instrumen lama" in newer
    assert f"/instrumen/{OLD}/indikator/26" in newer
    older = see(client, f"/instrumen/{OLD}/indikator/26")
    assert "Di instrumen baru" in older
    assert "36. Layanan Kepegawaian PermenPANRB 59/2020, belum ada dokumen" in words(
        see(client, "/instrumen/permenpanrb-5-2018/indikator/26")
    )
    assert f"/instrumen/{NEW}/indikator/2" in older
    assert "BPS" in see(client, f"/instrumen/{NEW}/indikator/7")


def test_lists_and_searches_switch_by_address(library: Mapping[str, int], client: TestClient) -> None:
    page = see(client, f"/dokumen?instrumen={NEW}&indikator=2")
    assert "Indikator: 2. Manajemen Layanan Digital Pemerintah (PermenPANRB 8/2026)" in words(page)
    assert f'name="instrumen" value="{NEW}"' in page
    assert "/dokumen?instrumen=permenpanrb-5-2018" in page
    assert "instrumen di alamat ini tidak dikenal" in words(see(client, "/cari?q=data&instrumen=entah"))


@pytest.mark.parametrize("path", ["/dokumen?indikator=45", "/cari?indikator=45", "/cari?q=indikator:45"])
def test_a_number_that_an_instrument_lacks_leads_to_the_one_that_has_it(
    library: Mapping[str, int], client: TestClient, path: str
) -> None:
    page = see(client, f"{path}&instrumen={NEW}")
    assert "Indikator 45 tidak ada di PermenPANRB 8/2026; lihat di PermenPANRB 59/2020" in words(page)
    assert "Indikator: 45 (tidak ada di PermenPANRB 8/2026)" in words(page)
    there = see(client, html.unescape(re.findall(r'tidak ada di [^<]*<a href="([^"]+)"', page)[0]))
    assert re.search(r"Indikator: 45\. [^(]+ \(PermenPANRB 59/2020\)", words(there))
    assert "tidak ada di" not in words(there)


@pytest.mark.parametrize("path", ["/dokumen?indikator=47", "/cari?indikator=047", "/cari?q=indikator:47"])
def test_an_indicator_without_documents_is_named_with_its_instrument(
    library: Mapping[str, int], client: TestClient, path: str
) -> None:
    page = words(see(client, path))
    name = r"47\. [^(;]+ \(PermenPANRB 59/2020\)"
    assert re.search(rf"Indikator: {name}", page)
    assert re.search(rf"Saringan yang dipakai: Indikator {name}", page)
    assert "tidak ada di" not in page


def test_what_corresponds_tells_how_many_documents_one_would_find_there(
    library: Mapping[str, int], client: TestClient, signed_in: SignedIn
) -> None:
    path = f"/instrumen/{NEW}/indikator/2"
    assert "26. Manajemen Pengetahuan PermenPANRB 59/2020, 1 dokumen" in words(see(client, path))
    of_curator = words(see(signed_in("kurator"), path))
    assert "26. Manajemen Pengetahuan PermenPANRB 59/2020, 3 dokumen" in of_curator
    assert "21. Manajemen Risiko PermenPANRB 59/2020, belum ada dokumen" in of_curator


def test_the_form_of_an_assessment_suggests_the_instrument_of_the_year(signed_in: SignedIn) -> None:
    client = signed_in("peninjau")
    for year, instrument in (("2019", "permenpanrb-5-2018"), ("2024", OLD), ("2027", NEW)):
        assert f'value="{instrument}" selected' in see(client, f"/penilaian/baru?tahun={year}")


def test_what_can_be_carried_over_takes_few_statements_however_many_there_are(
    library: Mapping[str, int], database: Database, signed_in: SignedIn
) -> None:
    """Counted for one row and for all of them."""
    curator = signed_in("kurator")
    assert curator.get(f"/api/v1/instruments/{NEW}/carry-over").json()["total"] >= 2
    taken = []
    for limit in (1, 100):
        with count_queries(database.engine) as queries:
            curator.get(f"/api/v1/instruments/{NEW}/carry-over?limit={limit}")
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 20
    with count_queries(database.engine) as queries:
        see(curator, f"/kurasi/alih?instrumen={NEW}")
    assert len(queries) <= 55


def test_confirmed_labels_are_offered_and_only_a_person_carries_them(
    library: Mapping[str, int], database: Database, signed_in: SignedIn
) -> None:
    curator = signed_in("kurator")
    offered = curator.get(f"/api/v1/instruments/{NEW}/carry-over").json()
    assert offered["total"] >= 2
    first, second = offered["items"][:2]
    assert first["reasons"][0].startswith("Terkait indikator ")
    assert first["reasons"][0].endswith(" di PermenPANRB 59/2020 yang sudah dipastikan")
    assert carried(database) == []

    where = {"instrumen": NEW}
    key = f"{first['document_id']}-{first['indicator']}"
    assert send(curator, "/kurasi/alih", {**where, "keputusan": "confirm"}).status_code == 422
    assert send(curator, "/kurasi/alih", {**where, "keputusan": "confirm", "label": key}).status_code == 303
    other = f"{second['document_id']}-{second['indicator']}"
    assert send(curator, "/kurasi/alih", {**where, "keputusan": "reject", "label": other}).status_code == 303
    assert send(curator, "/kurasi/alih", {**where, "keputusan": "semua"}).status_code == 303
    states = [tag.state for tag in carried(database)]
    assert sorted(set(states)) == sorted({TagState.CONFIRMED, TagState.REJECTED, TagState.SUGGESTED} & set(states))
    assert (states.count(TagState.CONFIRMED), states.count(TagState.REJECTED)) == (1, 1)

    left = curator.get(f"/api/v1/instruments/{NEW}/carry-over").json()
    assert left["total"] == offered["total"] - 2
    assert all(one["is_proposed"] for one in left["items"])


def test_whoever_decides_on_labels_is_led_to_those_that_can_be_carried(
    library: Mapping[str, int], client: TestClient, signed_in: SignedIn
) -> None:
    curator = signed_in("kurator")
    total = curator.get(f"/api/v1/instruments/{NEW}/carry-over").json()["total"]
    assert total
    href = f"/kurasi/alih?instrumen={NEW}"
    assert 'href="/kurasi/alih"' in see(curator, "/kurasi")
    empty = see(curator, "/kurasi/alih")
    assert f"{total} label untuk PermenPANRB 8/2026" in words(empty)
    assert f"PermenPANRB 8/2026 {total}" in words(empty)
    assert f'href="{href}"' in empty
    said = f"{total} label dari instrumen terdahulu dapat dialihkan ke sini"
    assert said in words(see(curator, f"/instrumen/{NEW}/cakupan"))
    assert "dapat dialihkan" not in see(client, f"/instrumen/{NEW}/cakupan")
    admin = signed_in("admin")
    send(admin, f"/admin/instrumen/{NEW}/utama")
    page = see(admin, "/admin/instrumen")
    assert f"{admin.get(f'/api/v1/instruments/{NEW}/carry-over').json()['total']} label dapat dialihkan" in words(page)
    assert f'href="{href}"' in page


def carried(database: Database) -> list[Tag]:
    with database.read() as session:
        return list(session.exec(select(Tag).where(col(Tag.source) == TagSource.CARRIED)))


def test_a_longer_list_of_what_carries_over_asks_no_more(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    asked = []
    with database.read() as session:
        for limit in (1, 20):
            with count_queries(database.engine) as queries:
                found = succession.candidates(session, people["kurator"], instrument_id=NEW, part=Slice(limit))
            asked.append(len(queries))
    assert len(found.items) > 1
    assert asked[0] == asked[1] <= 14
