"""Filters typed and ticked: what each leaves, how they narrow each other, and that facets count what is so."""

from collections.abc import Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import SignedIn

SEEN = {"perwal", "pedoman", "sop", "pindaian"}
TICKS: Mapping[str, tuple[str, ...]] = {
    "kind": ("regulasi", "pedoman", "sop", "lainnya", "surat"),
    "year": ("2023", "2024", "1999"),
    "status": ("in_force", "unknown"),
    "agency": ("1", "2", "99"),
    "format": ("pdf", "word", "gambar"),
    "domain": ("1", "3", "9"),
    "aspect": ("1", "5"),
    "indicator": ("1", "26", "47"),
}


@pytest.fixture
def reader(library: Mapping[str, int], signed_in: SignedIn) -> TestClient:
    return signed_in("pembaca")


@pytest.fixture
def keys(library: Mapping[str, int], reader: TestClient) -> Any:
    names = {number: key for key, number in library.items()}

    def search(query: str) -> set[str]:
        found = ask(reader, q=query)
        assert len(found["hits"]) == found["total"]
        return {names[hit["document_id"]] for hit in found["hits"]}

    return search


def ask(client: TestClient, **params: Any) -> dict[str, Any]:
    answer: Any = client.get("/api/v1/search", params={"limit": 100, **params})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("jenis:sop", {"sop"}),
        ("jenis:sop,pedoman", {"sop", "pedoman"}),
        ("jenis:sop jenis:pedoman", {"sop", "pedoman"}),
        ("-jenis:sop", SEEN - {"sop"}),
        ("jenis:perwali", {"perwal"}),
        ("jenis:perwal,sop", {"perwal", "sop"}),
        ("jenis:perbup", set()),
        ("-jenis:perwali", SEEN - {"perwal"}),
        ("tahun:2024", {"pedoman", "sop"}),
        ("tahun:2020..2023", {"perwal"}),
        ("tahun:..2023", {"perwal"}),
        ("tahun:>2023", {"pedoman", "sop"}),
        ("-tahun:2024", {"perwal", "pindaian"}),
        ("nomor:12", {"perwal"}),
        ("nomor:12/2023", {"perwal"}),
        ("nomor:12/2022", set()),
        ("nomor:2", set()),
        ("-nomor:12", SEEN - {"perwal"}),
        ("instansi:perwali", {"perwal"}),
        ("status:berlaku", {"perwal"}),
        ("-status:berlaku", SEEN - {"perwal"}),
        ("indikator:26", {"perwal", "pedoman"}),
        ("indikator:1..5", {"perwal"}),
        ("domain:3 indikator:1", {"perwal"}),
        ("-indikator:26", {"sop", "pindaian"}),
        ("format:word", {"pedoman"}),
        ("format:docx,xlsx", {"pedoman"}),
        ("-format:pdf", {"pedoman"}),
        ("judul:pengetahuan", {"pedoman"}),
        ('judul:"berbagi pengetahuan"', {"pedoman"}),
        ("judul:pencadang*", {"sop"}),
        ("pengetahuan -judul:pedoman", {"perwal"}),
        ("judul:pengetahuan ATAU judul:pencadangan", {"pedoman", "sop"}),
        ("pengetahuan tahun:2024", {"pedoman"}),
        ("data tahun:2024 jenis:sop format:pdf", {"sop"}),
        ("jenis:laporan", set()),
    ],
)
def test_what_a_typed_filter_leaves(query: str, left: set[str], keys: Any) -> None:
    assert keys(query) == left


def test_filters_by_agency_name_its_code_or_its_name(library: Mapping[str, int], reader: TestClient) -> None:
    everything = ask(reader, q="*")
    for agency in everything["facets"]["agency"]:
        typed = ask(reader, q=f'opd:"{agency["label"]}"')
        assert typed["total"] == agency["count"] > 0
        assert ask(reader, q=f'-opd:"{agency["label"]}"')["total"] == everything["total"] - agency["count"]


def test_what_is_hidden_is_left_out_of_filters_and_counts(library: Mapping[str, int], client: TestClient) -> None:
    for query in ("jenis:laporan", "tahun:2025", "judul:zirkonium", "-jenis:sop"):
        found = ask(client, q=query)
        assert library["rahasia"] not in {hit["document_id"] for hit in found["hits"]}
        assert "laporan" not in {value["value"] for value in found["facets"]["kind"]}


@pytest.mark.slow
@pytest.mark.parametrize("query", ["*", "data ATAU pengetahuan ATAU pindaian", "judul:pedoman ATAU data tahun:2020.."])
@pytest.mark.parametrize(
    "ticked",
    [
        {},
        {"kind": ["sop"]},
        {"kind": ["sop", "regulasi"], "year": ["2024"]},
        {"format": ["pdf"], "status": ["in_force"]},
        {"indicator": ["26"]},
        {"domain": ["3"], "kind": ["pedoman"]},
        {"aspect": ["1", "5"], "indicator": ["1"], "year": ["2023"]},
        {"kind": ["surat"]},
    ],
)
def test_a_count_is_what_ticking_that_value_instead_would_leave(
    query: str, ticked: dict[str, list[str]], reader: TestClient
) -> None:
    found = ask(reader, q=query, **ticked)
    for facet, values in TICKS.items():
        counted = {value["value"]: value["count"] for value in found["facets"][facet]}
        for value in values:
            instead = ask(reader, q=query, **{**ticked, facet: [value]})
            assert counted.get(value, 0) == instead["total"], (facet, value)


def test_ticking_several_values_of_a_facet_adds_them(reader: TestClient) -> None:
    one = ask(reader, q="data ATAU pengetahuan", kind=["sop"])
    counted = {value["value"]: value["count"] for value in one["facets"]["kind"]}
    both = ask(reader, q="data ATAU pengetahuan", kind=["sop", "regulasi"])
    assert both["total"] == one["total"] + counted["regulasi"]


def test_an_unknown_format_is_refused(reader: TestClient) -> None:
    answer: Any = reader.get("/api/v1/search", params={"format": "exe"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("query", "label"), [("data opd:molibdenum", "OPD: molibdenum"), ("tahun:1950", "Tahun: 1950")]
)
def test_a_filter_that_fits_no_document_is_said(
    query: str, label: str, library: Mapping[str, int], signed_in: SignedIn
) -> None:
    found = signed_in("pembaca").get("/api/v1/search", params={"q": query}).json()
    assert found["total"] == 0
    assert f"Tidak ada dokumen yang memenuhi saringan “{label}”." in found["notices"]


def test_a_filter_that_fits_some_is_not_blamed(library: Mapping[str, int], signed_in: SignedIn) -> None:
    found = signed_in("pembaca").get("/api/v1/search", params={"q": "zirkonium jenis:sop"}).json()
    assert not any("memenuhi saringan" in notice for notice in found["notices"])
