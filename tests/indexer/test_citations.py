"""Citations: what people type, what documents print, back to one short form, and never slow or wrong on any text."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import citation_names as names
from indexer.citations import Citation, find_citations, matches, parse_citation
from tests.support.growth import is_about_linear

TYPED = [
    ("perpres 95/2018", "Perpres 95/2018", "perpres:95:2018"),
    ("permenpan 59/2020", "Permen PANRB 59/2020", "permenpanrb:59:2020"),
    ("permenpan rb no 59 th 2020", "Permen PANRB 59/2020", "permenpanrb:59:2020"),
    ("Permen PAN-RB No. 59 Tahun 2020", "Permen PANRB 59/2020", "permenpanrb:59:2020"),
    ("Peraturan MenPANRB Nomor 59 Tahun 2020", "Permen PANRB 59/2020", "permenpanrb:59:2020"),
    (
        "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi RI Nomor 59 Tahun 2020",
        "Permen PANRB 59/2020",
        "permenpanrb:59:2020",
    ),
    ("pp 71 2019", "PP 71/2019", "pp:71:2019"),
    ("PP Nomor 71 Tahun 2019 tentang sistem dan transaksi elektronik", "PP 71/2019", "pp:71:2019"),
    ("uu 11 tahun 2008", "UU 11/2008", "uu:11:2008"),
    ("undang-undang no. 11 thn 2008", "UU 11/2008", "uu:11:2008"),
    ("UU ITE", "UU 11/2008", "uu:11:2008"),
    ("perpres SPBE", "Perpres 95/2018", "perpres:95:2018"),
    ("pasal 27 perpres 95/2018", "Perpres 95/2018 Pasal 27", "perpres:95:2018"),
    ("perpres 95/2018 pasal 27 ayat 2", "Perpres 95/2018 Pasal 27 ayat (2)", "perpres:95:2018"),
    ("pasal 5 ayat (1) UU ITE", "UU 11/2008 Pasal 5 ayat (1)", "uu:11:2008"),
    ("perwali 12/2023", "Perwali 12/2023", "perwali:12:2023"),
    ("peraturan wali kota sagara nomor 12 tahun 2023", "Perwali Sagara 12/2023", "perwali:12:2023"),
    ("perda kota sagara 3/2020", "Perda Kota Sagara 3/2020", "perda:3:2020"),
    ("kepmen panrb 962/2021", "Kepmen PANRB 962/2021", "kepmenpanrb:962:2021"),
    ("se menpan 18/2022", "SE Menteri PANRB 18/2022", "sementeripanrb:18:2022"),
    ("peraturan badan siber dan sandi negara nomor 4 tahun 2021", "Peraturan BSSN 4/2021", "peraturanbssn:4:2021"),
    ("perban brin 2/2024", "Peraturan BRIN 2/2024", "peraturanbrin:2:2024"),
    ("permendagri 90 2019", "Permendagri 90/2019", "permendagri:90:2019"),
    ("peraturan menteri keuangan nomor 27/PMK.05/2020", "PMK 27/PMK.05/2020", "pmk:27:2020"),
    ("TAP MPR Nomor IV/MPR/1983", "Tap MPR IV/MPR/1983", "tapmpr:iv:1983"),
    ("PER-5/2018", "Nomor PER-5/2018", ":5:2018"),
    ("nomor 59 tahun 2020", "Nomor 59 Tahun 2020", ":59:2020"),
    ("UUD 1945", "UUD 1945", "uud:1945:1945"),
    ("keputusan walikota sagara nomor 188.45/77/HK/2021", "Kepwali Sagara 188.45/77/HK/2021", "kepwali:77:2021"),
    ("SKB 642/2020, 4/2020", "SKB 642/2020, 4/2020", "skb:642:2020"),
    ("SKB Nomor 281; 1; 3 Tahun 2021", "SKB 281/2021, 1/2021, 3/2021", "skb:281:2021"),
    ("PERPRES NOMOR 95 TAHUN 2O18", "Perpres 95/2018", "perpres:95:2018"),
]


@pytest.mark.parametrize(("typed", "short", "key"), TYPED)
def test_what_people_type_is_one_citation(typed: str, short: str, key: str) -> None:
    citation = parse_citation(typed)
    assert citation is not None
    assert (citation.short, citation.key) == (short, key)
    assert parse_citation(citation.short) == citation


@pytest.mark.parametrize(
    "query",
    [
        "",
        "manajemen data",
        "perpres",
        "perpres 95/2018 manajemen pengetahuan",
        "peraturan menteri tentang data",
        "12 maret 2020",
        "nomor telepon",
        "pasal 27",
        "uu tidak dikenal",
        "x" * 10_000,
        "nomor " * 3_000,
    ],
)
def test_what_is_no_citation_as_a_whole_is_none(query: str) -> None:
    assert parse_citation(query) is None


def test_running_text_with_line_breaks_lists_and_articles() -> None:
    text = (
        "bahwa sesuai Pasal 27 ayat (2) Peraturan\nPresiden Nomor 95 Tahun 2018 tentang SPBE serta Peraturan\n"
        "Menteri Pendayagunaan Aparatur Negara dan Reformasi\nBirokrasi Nomor 59 Tahun 2020, Undang-\nUndang Nomor 11 "
        "Tahun 2008 dan Nomor 19 Tahun 2016, perlu Peraturan Wali Kota Sagara Nomor 7 Tahun 2021 (Berita Daerah Kota "
        "Sagara Tahun 2021 Nomor 7) dan Permenkominfo 5/2015."
    )
    found = find_citations(text)
    assert [hit.citation.short for hit in found] == [
        "Perpres 95/2018 Pasal 27 ayat (2)",
        "Permen PANRB 59/2020",
        "UU 11/2008",
        "UU 19/2016",
        "Perwali Sagara 7/2021",
        "Permenkominfo 5/2015",
    ]
    assert text[found[0].start : found[0].end].startswith("Pasal 27 ayat (2) Peraturan")
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("sesuai Perpres 95 Tahun 2018 dan", "Perpres 95/2018"),
        ("Keputusan Presiden 161/M tahun 1998;", "Keppres Nomor 161/M Tahun 1998"),
        ("Keputusan Kepala BAPETEN Nomor 04-P/Ka-BAPETEN/I-\n03 tentang", "Kepka BAPETEN 04-P/Ka-BAPETEN/I-03"),
        ("UU Nomor 25 Tabun 2009 tentang", "UU 25/2009"),
        ("Pasal 4 Undang-Undang Dasar Negara Republik Indonesia Tatrun 1945", "UUD 1945 Pasal 4"),
    ],
)
def test_loose_and_misread_citations_in_running_text(text: str, short: str) -> None:
    assert [hit.citation.short for hit in find_citations(text)] == [short]


@pytest.mark.parametrize(
    "text",
    [
        "peraturan ini mulai berlaku pada tahun 2020",
        "(Lembaran Negara Republik Indonesia Tahun 2018 Nomor 182)",
        "keputusan sebagaimana dimaksud pada Nomor 5 Tahun 2020",
        "surat nomor 12/2023 dan pp tanpa angka",
        "setiap 1/2 dari 3/4 bagian pada 5/2020",
    ],
)
def test_what_only_looks_like_a_citation_is_left(text: str) -> None:
    assert find_citations(text) == []


def test_old_ministries_are_found_under_today_s_names() -> None:
    old = find_citations("Peraturan Menteri Negara Pendayagunaan Aparatur Negara Nomor PER/15/M.PAN/7/2008")[0].citation
    assert old.kind == "Permen PANRB"
    query = parse_citation("permenpan 15/2008")
    assert query is not None
    assert matches(query, old)


@pytest.mark.parametrize(
    ("query", "document", "expected"),
    [
        ("perwali 12/2023", "perwali sagara 12/2023", True),
        ("perwali sagara 12/2023", "perwali kota sagara 12/2023", True),
        ("perwali muara 12/2023", "perwali sagara 12/2023", False),
        ("perda kabupaten sagara 1/2020", "perda kota sagara 1/2020", False),
        ("permen 59/2020", "permen panrb 59/2020", True),
        ("permendagri 59/2020", "permen panrb 59/2020", False),
        ("nomor 59 tahun 2020", "permen panrb 59/2020", True),
        ("permen komdigi 5/2020", "permen kominfo 5/2020", True),
        ("peraturan bapeten 7/2013", "perka bapeten 7/2013", True),
        ("kepwali 77/2021", "keputusan walikota sagara nomor 188.45/77/HK/2021", True),
        ("perpres 95/2018", "perpres 95/2019", False),
        ("perpres 9/2018", "perpres 95/2018", False),
        ("uu 1/2020", "perpres 1/2020", False),
    ],
)
def test_matching_leaves_open_what_the_query_leaves_open(query: str, document: str, expected: bool) -> None:
    asked, given_ = parse_citation(query), parse_citation(document)
    assert asked is not None
    assert given_ is not None
    assert matches(asked, given_) is expected


def test_spellings_cover_the_usual_forms() -> None:
    citation = parse_citation("permenpan 59/2020")
    assert citation is not None
    spellings = citation.spellings()
    assert spellings[0] == "Permen PANRB 59/2020"
    assert "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor 59 Tahun 2020" in spellings
    assert "UU ite" in Citation("UU", "11", 2008).spellings()


KINDS = ["UU", "Perppu", "PP", "Perpres", "Keppres", "Inpres", "Permen PANRB", "Permendagri", "Peraturan BSSN", "PMK"]
NUMBERS = st.integers(1, 9999).map(str)
YEARS = st.integers(1945, 2099)
ARTICLES = st.one_of(st.none(), st.integers(1, 200).map(str))


@given(st.sampled_from(KINDS), NUMBERS, YEARS, ARTICLES, st.booleans())
def test_short_form_reads_back(kind: str, number: str, year: int, article: str | None, has_paragraph: bool) -> None:
    citation = Citation(kind, number, year, article=article, paragraph="2" if article and has_paragraph else None)
    assert parse_citation(citation.short) == citation
    assert [hit.citation for hit in find_citations(f"Sesuai {citation.short}, begitu.")] == [citation]


@given(st.sampled_from(sorted(names.MINISTRIES)), st.sampled_from(["Permen", "Kepmen"]), NUMBERS, YEARS)
def test_every_ministry_reads_back_from_its_full_name(ministry: str, base: str, number: str, year: int) -> None:
    written = {"Permen": "Peraturan Menteri", "Kepmen": "Keputusan Menteri"}[base]
    for name in (*names.MINISTRIES[ministry], ministry):
        citation = parse_citation(f"{written} {name} Nomor {number} Tahun {year}")
        assert citation is not None
        assert parse_citation(citation.short) == citation


@given(st.text(max_size=600))
def test_any_text_is_read_without_error(text: str) -> None:
    for hit in find_citations(text):
        assert 0 <= hit.start < hit.end <= len(text)
        assert hit.citation.short
    citation = parse_citation(text)
    assert citation is None or citation.key


WORDS = st.sampled_from(
    [
        *["peraturan", "Peraturan", "menteri", "Menteri", "nomor", "Nomor", "tahun", "Tahun", "2020", "12", "/", "-"],
        *["pasal", "ayat", "(2)", "perwali", "PP", "dan", "kota", "Sagara", "\n", "keputusan", "bersama", "IV", "."],
    ]
)


@given(st.lists(WORDS, max_size=80).map(" ".join))
def test_law_like_text_reads_back(text: str) -> None:
    for hit in find_citations(text):
        again = parse_citation(hit.citation.short)
        assert again is not None
        assert again.key == hit.citation.key


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(
        ["peraturan ", "Nomor 1 / ", "1/", "pasal 1 ayat ", "A B ", "undang-", "Peraturan Daerah Kota ", "1 "]
    )
)
def test_hostile_repetition_takes_linear_time(unit: str) -> None:
    assert is_about_linear(lambda size: find_citations(unit * (size // len(unit))), 15_000)
