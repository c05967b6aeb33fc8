"""An indicator's own number in a title is a strong hint; numbers of domains, aspects and parts are not."""

import pytest

from indexer.tagger import IndicatorProfile, Tagger, WeightedPhrase
from indexer.tagger_numbers import Numbers

PROFILES = [
    IndicatorProfile(number, f"Tingkat {number}", (WeightedPhrase(f"pokok ke-{number}", 0.9),), code=f"I{number}")
    for number in range(1, 48)
]


@pytest.mark.parametrize(
    ("title", "numbers"),
    [
        ("Bukti_Dukung_I12_Peta.pdf", {12}),
        ("Penjelasan Indikator 28", {28}),
        ("ind_07 surat", {7}),
        ("indikator20b", {20}),
        ("Indikator No. 5 Level 3", {5}),
        ("Indikator 29-31", {29, 30, 31}),
        ("Indikator 1 s.d. 3", {1, 2, 3}),
        ("Indikator 3, 7 dan 9", {3, 7, 9}),
        ("indikator35-1b", {35}),
        ("Domain 2 Aspek 3", set()),
        ("Indikator 99", set()),
        ("Lampiran I 12", set()),
        ("Butir I12.3", set()),
        ("Indikator Kinerja Utama 2023", set()),
    ],
)
def test_numbers_are_read_as_people_write_them(title: str, numbers: set[int]) -> None:
    assert set(Numbers(PROFILES).found(title)) == numbers


def test_a_number_alone_leads_to_its_indicator_and_is_the_reason() -> None:
    found = Tagger(PROFILES).suggest((), title="Penjelasan Data Dukung Indikator 28")
    assert [one.number for one in found] == [28]
    assert found[0].reasons[0].phrase == "Indikator 28"


def test_a_text_that_says_nothing_of_it_does_not_prove_a_number_of_an_earlier_instrument() -> None:
    pages = [(1, "Hutan dan sungai dijaga bersama oleh warga desa. " * 20)]
    assert Tagger(PROFILES).suggest(pages, title="indikator20b", file_name="indikator20b") == []


def test_an_instrument_without_codes_and_numbers_beyond_it_say_nothing() -> None:
    bare = [IndicatorProfile(1, "Tingkat", (WeightedPhrase("pokok", 0.9),))]
    assert Numbers(bare).found("I1 dan Indikator 2") == {}
