"""What an instrument tells the tagger besides phrases: roles, neighbours, names, citations, levels; any of it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.tag_learning import LearnedTags
from indexer.tagger import (
    Dates,
    Guide,
    IndicatorProfile,
    LevelHint,
    LevelRule,
    Role,
    Suggestion,
    Tagger,
    WeightedPhrase,
)


def numbered(suggestions: list[Suggestion]) -> list[int]:
    return [suggestion.number for suggestion in suggestions]


GUIDE = Guide(
    roles=(
        Role("aturan", frozenset({"regulasi"}), ("peraturan",), ("data", "sistem")),
        Role("kegiatan", frozenset({"laporan"}), ("laporan", "rapat"), ("data", "sistem")),
    ),
    level_rules=(
        LevelRule(Decimal(1), "Masih draf.", words=("draf",)),
        LevelRule(Decimal(4), "Reviu baru.", frozenset({"kegiatan"}), words=("reviu",), younger_than=2),
        LevelRule(Decimal(2), "Sudah ditetapkan.", frozenset({"aturan"}), kinds=frozenset({"regulasi"})),
    ),
)
TWINS = [
    IndicatorProfile(
        1,
        "Tingkat Kebijakan Satu Data",
        (WeightedPhrase("satu data", 0.9),),
        names=(WeightedPhrase("SPBE", 0.9, frozenset({"regulasi"})),),
        against=(WeightedPhrase("evaluasi", 1.0),),
        role="aturan",
        neighbours=frozenset({2}),
        citations=("Perpres 39/2019 Pasal 5",),
    ),
    IndicatorProfile(
        2,
        "Tingkat Pelaksanaan Satu Data",
        (WeightedPhrase("satu data", 0.9),),
        role="kegiatan",
        neighbours=frozenset({1}),
    ),
]


@pytest.fixture(scope="module")
def guided() -> Tagger:
    return Tagger(TWINS, guide=GUIDE)


@pytest.mark.parametrize(
    ("title", "kind", "first"),
    [("Satu Data", "regulasi", 1), ("Satu Data", "laporan", 2), ("Rapat dan laporan Satu Data", None, 2)],
)
def test_what_a_document_is_to_its_subject_decides_between_neighbours(
    guided: Tagger, title: str, kind: str | None, first: int
) -> None:
    found = guided.suggest((), title=title, kind=kind)
    assert found[0].number == first
    assert len(found) == 1 or found[0].score > found[1].score + 0.05


def test_a_name_bound_to_shelves_counts_there_alone(guided: Tagger) -> None:
    assert numbered(guided.suggest((), title="SPBE Kota Sagara", kind="regulasi")) == [1]
    assert guided.suggest((), title="SPBE Kota Sagara", kind="laporan") == []


def test_words_against_take_away(guided: Tagger) -> None:
    plain = guided.log_odds((), title="SPBE", kind="regulasi")[1]
    assert guided.log_odds((), title="Evaluasi SPBE", kind="regulasi")[1] < plain - 2


def test_a_file_name_speaks_where_the_title_does_not(guided: Tagger) -> None:
    plain = guided.log_odds((), title="Naskah", kind="regulasi")
    named = guided.log_odds((), title="Naskah", kind="regulasi", file_name="Perwali_satu_data")
    assert plain == {}
    assert set(named) == {1, 2}


def test_a_cited_article_argues_and_stands_among_the_reasons(guided: Tagger) -> None:
    said = "Satu data diatur. " * 8
    citing = [(1, said + "Sesuai dengan Pasal 5 Peraturan Presiden Nomor 39 Tahun 2019 tentang Satu Data Indonesia.")]
    assert guided.log_odds(citing, title="Satu data")[1] > guided.log_odds([(1, said)], title="Satu data")[1]
    reasons = guided.suggest(citing, title="Satu Data", kind="regulasi")[0].reasons
    assert any("Nomor 39 Tahun 2019" in reason.phrase and reason.page == 1 for reason in reasons)


def test_a_text_without_a_word_of_the_field_needs_more(guided: Tagger) -> None:
    said, other = "Satu data. ", "Hutan dan sungai dijaga bersama oleh warga desa. "
    strange = guided.log_odds([(1, said + other * 40)], title="Satu data")
    at_home = guided.log_odds([(1, said + other * 40 + "Sistem itu memuat data. " * 3)], title="Satu data")
    assert at_home[2] > strange[2] + 0.5


SERVICE = IndicatorProfile(5, "Layanan Cuti", (WeightedPhrase("cuti pegawai", 1.0),), role="layanan")
ELECTRONIC = Guide(roles=(Role("layanan", frozenset(), (), channel_words=("aplikasi", "SIMPEG")),))


def test_a_service_on_pages_without_a_word_of_its_channel_stays_below_a_half() -> None:
    tagger = Tagger([SERVICE], guide=ELECTRONIC)
    counter = "Pengajuan cuti pegawai di loket. Cuti pegawai ditulis pada buku. " * 6
    offline = tagger.suggest([(1, counter)], title="SOP Cuti Pegawai", kind="sop")
    online = tagger.suggest([(1, counter + "Aplikasi dibuka, lalu aplikasi mencatat. " * 3)], title="SOP Cuti Pegawai")
    assert all(one.score < 0.5 for one in offline)
    assert online[0].score > 0.7
    letterhead = tagger.log_odds([(1, counter), (2, "Aplikasi."), (3, counter)], title="SOP Cuti Pegawai")
    assert letterhead[5] < tagger.log_odds([(1, counter + "Aplikasi SIMPEG.")], title="SOP Cuti Pegawai")[5]


def test_the_list_of_another_instrument_is_no_proof_either() -> None:
    names = ("Satu Data Kota", "Rencana Kota", "Layanan Kota", "Jaringan Kota")
    listing = [(1, "\n".join(names) + "\nSatu data diatur. Satu data dicatat.")]
    guide = Guide(listings=(names,))
    assert "salah satunya" in Tagger(TWINS, guide=guide).judge(listing, title="Daftar").none_because


@pytest.mark.parametrize(
    ("title", "kind", "made_on", "level"),
    [
        ("Draf Perwali Satu Data", "regulasi", None, LevelHint(Decimal(1), "Masih draf.")),
        ("Satu Data", "regulasi", None, LevelHint(Decimal(2), "Sudah ditetapkan.")),
        ("Laporan reviu Satu Data", "laporan", date(2026, 1, 5), LevelHint(Decimal(4), "Reviu baru.")),
        ("Laporan reviu Satu Data", "laporan", date(2023, 1, 5), None),
        ("Laporan reviu Satu Data", "laporan", date(2027, 1, 5), None),
        ("Laporan reviu Satu Data", "laporan", None, None),
    ],
)
def test_the_first_rule_that_holds_gives_the_level(
    guided: Tagger, title: str, kind: str, made_on: date | None, level: LevelHint | None
) -> None:
    found = guided.suggest((), title=title, kind=kind, dates=Dates(made_on, date(2026, 11, 22)))
    assert found[0].level == level


def test_none_of_them_is_an_answer_with_its_reason(guided: Tagger) -> None:
    listing = "\n".join(one.name for one in TWINS)
    assert "salah satunya" in guided.judge([(1, listing)], title="").none_because
    assert "Tidak ada teks yang terbaca" in guided.judge((), title="Foto").none_because
    assert "tidak menyebut pokok" in guided.judge([(1, "Hutan dan sungai.")], title="Foto").none_because
    weak = guided.judge([(1, "Sekali saja satu data. " + "Hutan dan sungai. " * 300)], title="Foto")
    assert weak.suggestions == ()
    assert "“satu data”" in weak.none_because
    assert guided.judge((), title="Satu Data", kind="regulasi").none_because == ""


def test_what_was_learned_without_a_word_is_no_reason_to_name_an_indicator() -> None:
    taught = Tagger(
        TWINS, guide=GUIDE, learned=LearnedTags(rarity={}, weights={}, limits={1: (-1.5, 0.0)}, binds_rules=True)
    )
    said = taught.judge((), title="Foto")
    assert said.suggestions == ()
    assert "Tidak ada teks yang terbaca" in said.none_because


def test_leaving_a_signal_out_leaves_the_others(guided: Tagger) -> None:
    without = Tagger(TWINS, guide=GUIDE, without={"role", "neighbours"})
    odds = without.log_odds((), title="Satu Data", kind="regulasi")
    assert odds[1] == odds[2]


WORDS = [
    "satu data",
    "SPBE",
    "evaluasi",
    "draf",
    "reviu",
    "laporan",
    "Perpres 39/2019",
    "\x00",
    "é",
    "API",
    "e-kinerja",
    ".",
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=60)


@given(
    phrases=st.lists(st.tuples(TEXTS, st.floats(0.01, 1)), max_size=4),
    name=TEXTS,
    pages=st.lists(TEXTS, max_size=3),
    title=TEXTS,
    kind=st.sampled_from([None, "regulasi", "laporan", "lainnya", "puisi"]),
)
def test_any_profile_and_any_text_give_scores_in_a_stable_order(
    phrases: list[tuple[str, float]], name: str, pages: list[str], title: str, kind: str | None
) -> None:
    weighted = tuple(WeightedPhrase(text, weight) for text, weight in phrases)
    one = IndicatorProfile(7, name, weighted, names=weighted, against=weighted[:1], role="aturan", citations=(name,))
    tagger = Tagger([one, *TWINS], guide=GUIDE)
    leaves = list(enumerate(pages, start=1))
    found = tagger.suggest(leaves, title=title, kind=kind, file_name=name)
    assert found == tagger.suggest(leaves, title=title, kind=kind, file_name=name)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0 <= one.score <= 1 for one in found)
