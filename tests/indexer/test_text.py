# The analysis that everything else rests on: what is one word, what is its base form, where does it stand.

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text import (
    MAX_TERM,
    STOP_WORDS,
    analyse,
    base_form,
    has_digit,
    normalise,
    occurrences,
    rejoined,
)
from tests.support.growth import is_about_linear


def exacts(text: str) -> list[str]:
    return [token.exact for token in analyse(text)]


@pytest.mark.parametrize(
    ("written", "tokens"),
    [
        ("PER-5/2018", [("per-5/2018", 0), ("per", 0), ("5", 1), ("2018", 2)]),
        ("100.3.3/145", [("100.3.3/145", 0), ("100", 0), ("3", 1), ("3", 2), ("145", 3)]),
        ("3.2.1", [("3.2.1", 0), ("3", 0), ("2", 1), ("1", 2)]),
        ("e-government", [("e-government", 0), ("e", 0), ("government", 1)]),
        ("3,69", [("3,69", 0), ("3", 0), ("69", 1)]),
        ("SOP_layanan.pdf", [("sop_layanan.pdf", 0), ("sop", 0), ("layanan", 1), ("pdf", 2)]),
        ("Nomor 95 Tahun 2018", [("nomor", 0), ("95", 1), ("tahun", 2), ("2018", 3)]),
        ("dan/atau.", [("dan/atau", 0), ("dan", 0), ("atau", 1)]),
    ],
)
def test_numbers_and_compounds_come_whole_and_in_parts(written: str, tokens: list[tuple[str, int]]) -> None:
    assert [(token.exact, token.position) for token in analyse(written)] == tokens


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("pengeta-\nhuan", "pengetahuan"),
        ("pengeta-  \r\n   huan", "pengetahuan"),
        ("peratur\u00adan", "peraturan"),
        ("ke\u200bamanan", "keamanan"),
        ("\ufb01skal", "fiskal"),
        ("ＳＰＢＥ", "spbe"),
        ("Jum’at", "jumat"),
        ("Jum'at", "jumat"),
        ("café", "cafe"),
        ("cafe\u0301", "cafe"),
    ],
)
def test_what_looks_alike_is_one_word(written: str, read: str) -> None:
    assert exacts(written) == [read]


def test_a_doubled_word_keeps_its_hyphen_over_the_line_end() -> None:
    assert exacts("undang-\nundang") == exacts("undang-undang") == ["undang-undang", "undang", "undang"]


def test_years_over_a_line_end_are_not_glued() -> None:
    assert "20182020" not in exacts("tahun 2018-\n2020")


@pytest.mark.parametrize(
    ("inflected", "base"),
    [
        ("pengelolaan", "kelola"),
        ("mengelola", "kelola"),
        ("dikelola", "kelola"),
        ("pengetahuannya", "pengetahuan"),
        ("aplikasinya", "aplikasi"),
        ("keterpaduan", "padu"),
        ("penyelenggaraan", "selenggara"),
        ("perpres", "perpres"),
        ("menteri", "menteri"),
        ("bupati", "bupati"),
        ("perangkat", "perangkat"),
        ("2018", "2018"),
        ("spbe", "spbe"),
        ("pengadaan", "pengadaan"),
        ("pengadaannya", "pengadaan"),
        ("keadaan", "keadaan"),
        ("mengadakan", "ada"),
        ("pendapatan", "pendapatan"),
        ("terdapat", "dapat"),
        ("pengumuman", "pengumuman"),
        ("pertemuan", "pertemuan"),
        ("temuan", "temu"),
        ("pekerjaan", "kerja"),
    ],
)
def test_base_forms(inflected: str, base: str) -> None:
    assert base_form(inflected) == base


def test_stop_words_are_few_and_leave_the_words_of_regulations_alone() -> None:
    assert 30 <= len(STOP_WORDS) <= 50
    assert not STOP_WORDS & {"tahun", "bagian", "umum", "nomor", "tentang", "pasal", "ayat"}


def test_offsets_point_into_the_given_text() -> None:
    text = "Perpres 95/2018, “Pengelolaan” pengeta-\nhuan; ﬁskal."
    assert [text[token.start : token.end] for token in analyse(text)] == [
        "Perpres", "95/2018", "95", "2018", "Pengelolaan", "pengeta-\nhuan", "ﬁskal",
    ]  # fmt: skip


def test_rejoined_is_what_a_reader_reads() -> None:
    assert rejoined("pengeta-\nhuan dan undang-\nundang") == "pengetahuan dan undang-undang"


def test_has_digit() -> None:
    assert has_digit("per-5")
    assert not has_digit("perpres")


@given(st.text())
def test_any_text_is_analysed_in_order_and_within_itself(text: str) -> None:
    tokens = list(analyse(text))
    positions = [token.position for token in tokens]
    assert positions == sorted(positions)
    assert set(positions) == set(range(len(set(positions))))
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert all(0 < len(token.exact) <= MAX_TERM and token.base for token in tokens)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet="abcdefghiklmnoprstuwy", min_size=1, max_size=20))
def test_a_base_form_is_its_own_base_form(word: str) -> None:
    assert base_form(base_form(word)) == base_form(word)


@given(st.text(alphabet="aku dan/95-1.\n", max_size=60))
def test_occurrences_hold_the_same_words_as_analyse(text: str) -> None:
    exact: dict[str, list[int]] = {}
    base: dict[str, list[int]] = {}
    following = occurrences(text, 0, exact, base)
    tokens = list(analyse(text))
    assert following == (tokens[-1].position + 1 if tokens else 0)
    assert sorted((term, at) for term, places in exact.items() for at in places) == sorted(
        (token.exact, token.position) for token in tokens
    )
    differing = {(token.base, token.position) for token in tokens if token.base != token.exact}
    assert {(term, at) for term, places in base.items() for at in places} == differing


@pytest.mark.parametrize("hostile", ["a-", "a-\n", "9", "- \n", "'"])
def test_hostile_runs_take_no_time(hostile: str) -> None:
    def analysed(size: int) -> bool:
        return all(len(token.exact) <= MAX_TERM for token in analyse(hostile * size))

    assert analysed(50_000)
    assert is_about_linear(analysed, 20_000)


def test_a_hyphen_at_the_very_beginning_of_a_passage_joins_nothing() -> None:
    assert rejoined("-\nlanjutan") == "lanjutan"
