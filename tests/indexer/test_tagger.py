"""Suggestions: the right indicator first with its words and pages, kinds as a signal, and none where nothing speaks."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.tagger import FROM_TITLE_ALONE, IndicatorProfile, Reason, Suggestion, Tagger, WeightedPhrase
from indexer.tagger_matching import Headings, is_heading_line

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "../shared/corpus"
BENCHMARK = ROOT / "benchmarks/tagging.py"
RULES, PROOFS = frozenset({"regulasi", "keputusan"}), frozenset({"sop", "laporan", "manual"})


def profile(number: int, name: str, kinds: frozenset[str], **phrases: float) -> IndicatorProfile:
    weighted = tuple(WeightedPhrase(text.replace("_", " "), weight) for text, weight in phrases.items())
    return IndicatorProfile(number, f"Tingkat Kematangan {name}", weighted, kinds)


PROFILES = [
    profile(3, "Kebijakan Internal Manajemen Data", RULES, manajemen_data=0.8, satu_data=0.8, walidata=0.5),
    profile(23, "Penerapan Manajemen Data", PROOFS, manajemen_data=0.8, satu_data=0.8, daftar_data=0.5),
    profile(26, "Penerapan Manajemen Pengetahuan", PROOFS, manajemen_pengetahuan=1.0, alih_pengetahuan=0.8),
    profile(18, "Penggunaan Sistem Penghubung Layanan", PROOFS, sistem_penghubung_layanan=1.0, API=0.9, integrasi=0.3),
    IndicatorProfile(42, "Tingkat Kematangan Layanan Pengaduan", (WeightedPhrase("LAPOR!", 1.0),), PROOFS),
    IndicatorProfile(41, "Tingkat Kematangan Layanan Kinerja", (WeightedPhrase("e-kinerja", 1.0),), PROOFS),
]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(PROFILES)


def numbers(suggestions: list[Suggestion]) -> list[int]:
    return [suggestion.number for suggestion in suggestions]


def test_the_title_decides_and_says_so(tagger: Tagger) -> None:
    suggestions = tagger.suggest((), title="Pedoman Manajemen Pengetahuan Kota Sagara")
    assert numbers(suggestions) == [26]
    assert suggestions[0].reasons == (Reason("manajemen pengetahuan", None, 1),)
    assert FROM_TITLE_ALONE < suggestions[0].score <= 1


def test_reasons_name_phrase_page_and_count(tagger: Tagger) -> None:
    pages = [
        (1, "CATATAN BERBAGI\nManajemen pengetahuan dimulai."),
        (4, "Alih pengetahuan dicatat. Alih pengetahuan dijadwalkan. " * 3),
        (5, "Manajemen pengetahuan. " * 6),
    ]
    suggestions = tagger.suggest(pages, title="Catatan")
    assert numbers(suggestions) == [26]
    assert Reason("alih pengetahuan", 4, 6) in suggestions[0].reasons
    assert Reason("manajemen pengetahuan", 5, 6) in suggestions[0].reasons


@pytest.mark.parametrize(("kind", "first"), [("regulasi", 3), ("laporan", 23)])
def test_the_kind_tells_twins_apart(tagger: Tagger, kind: str, first: int) -> None:
    suggestions = tagger.suggest((), title="Manajemen Data dan Satu Data", kind=kind)
    assert suggestions[0].number == first
    assert suggestions[0].score > suggestions[1].score


def test_words_meet_in_their_base_forms(tagger: Tagger) -> None:
    assert numbers(tagger.suggest((), title="SATU DATANYA")) == numbers(tagger.suggest((), title="satu data"))


@pytest.mark.parametrize("title", ["e-Kinerja", "EKINERJA", "e kinerja", "Aplikasi E‑Kinerja"])
def test_hyphens_of_electronic_names_do_not_matter(tagger: Tagger, title: str) -> None:
    assert numbers(tagger.suggest((), title=title)) == [41]


def test_names_in_capitals_are_not_met_by_common_words(tagger: Tagger) -> None:
    assert tagger.suggest((), title="Laporan Kegiatan") == []
    assert tagger.suggest([(1, "Pemadam api memadamkan api dengan api unggun. " * 5)], title="") == []
    assert numbers(
        tagger.suggest([(1, "Katalog API. Integrasi lewat API. Pengelolaan API. " * 6)], title="Katalog API")
    ) == [18]
    assert numbers(tagger.suggest((), title="Tindak lanjut LAPOR!")) == [42]


def test_phrases_match_whole_words_only(tagger: Tagger) -> None:
    assert tagger.suggest((), title="Persatuan datang") == []


def test_headings_weigh_more_than_body(tagger: Tagger) -> None:
    said = "Manajemen pengetahuan dan alih pengetahuan dibahas, lalu manajemen pengetahuan dan alih pengetahuan diatur."
    body = tagger.suggest([(1, said)], title="")
    heading = tagger.suggest([(1, f"BAB II MANAJEMEN PENGETAHUAN\n{said}")], title="")
    assert heading[0].score > body[0].score + 0.05


def test_repetition_saturates_and_passing_mentions_of_long_documents_prove_nothing(tagger: Tagger) -> None:
    once = tagger.suggest([(1, "Manajemen pengetahuan dan alih pengetahuan. " * 6)], title="")[0].score
    often = tagger.suggest([(1, "Manajemen pengetahuan dan alih pengetahuan. " * 600)], title="")[0].score
    assert once < often < 1
    long = [(number, "Uraian lain tanpa kaitan.") for number in range(2, 150)]
    assert tagger.suggest([(1, "Sekilas tentang manajemen pengetahuan."), *long], title="Uraian") == []


def test_the_instrument_itself_proves_nothing(tagger: Tagger) -> None:
    listing = "\n".join(one.name for one in PROFILES) * 3
    assert tagger.suggest([(1, listing)], title="Daftar indikator", kind="regulasi") == []
    assert numbers(tagger.suggest([(1, listing)], title="SOP Manajemen Pengetahuan", kind="sop")) == [26]


def test_limit_and_order(tagger: Tagger) -> None:
    title = "Manajemen data, manajemen pengetahuan, e-kinerja, sistem penghubung layanan"
    suggestions = tagger.suggest((), title=title)
    assert len(suggestions) == 5
    assert [one.score for one in suggestions] == sorted((one.score for one in suggestions), reverse=True)
    assert tagger.suggest((), title=title, limit=2) == suggestions[:2]


def test_no_profiles_no_pages_no_title(tagger: Tagger) -> None:
    assert Tagger([]).suggest([(1, "manajemen data")], title="manajemen data") == []
    assert tagger.suggest((), title="") == []


@given(st.lists(st.tuples(st.integers(1, 90), st.text(max_size=300)), max_size=4), st.text(max_size=80))
def test_any_text_gives_scores_between_zero_and_one(pages: list[tuple[int, str]], title: str) -> None:
    known = {number for number, _ in pages} | {None}
    for suggestion in Tagger(PROFILES).suggest(pages, title=title):
        assert 0 < suggestion.score <= 1
        assert {reason.page for reason in suggestion.reasons} <= known


@given(
    st.lists(st.sampled_from(["satu data", "api", "API", "e-kinerja", "manajemen\ndata", "tidak", "."]), max_size=30)
)
def test_every_reason_can_be_found_on_its_page(words: list[str]) -> None:
    text = " ".join(words)
    for suggestion in Tagger(PROFILES).suggest([(7, text)], title=""):
        for reason in suggestion.reasons:
            assert reason.phrase.lower() in text.replace("\n", " ").lower()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("BAB II", True),
        ("MANAJEMEN DATA", True),
        ("Bagian Kesatu Umum", True),
        ("2.1 Ruang Lingkup", True),
        ("Pada bagian ini diatur tentang data.", False),
        ("1. bahwa data dikelola;", False),
        ("", False),
    ],
)
def test_heading_lines(line: str, expected: bool) -> None:
    assert is_heading_line(line) is expected


def test_headings_hold_their_own_characters_only() -> None:
    text = "MANAJEMEN DATA\nisi halaman ini\nBAB II\n"
    headings = Headings(text)
    assert headings.hold(0)
    assert not headings.hold(text.index("isi"))
    assert headings.hold(text.index("BAB"))


@pytest.mark.corpus
@pytest.mark.slow
def test_the_benchmark_finds_real_titles_far_above_bare_keywords() -> None:
    """Bare names with keywords reach hit@3 of 0.41 on these titles."""
    command: list[str | Path] = [sys.executable, BENCHMARK, "--titles", CORPUS / "gold-titles-denpasar.jsonl", "--json"]
    measures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert measures["with_primary"] > 80
    assert measures["hit@3"] >= 0.5
