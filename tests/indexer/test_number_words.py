"""Numbers in words and in Roman numerals are read as they are properly written, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.number_words import in_roman, in_words, roman

NINE = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


def said(value: int) -> str:
    if value >= 100:
        size, unit = (1000, "ribu") if value >= 1000 else (100, "ratus")
        count = value // size
        counted = f"se{unit}" if count == 1 else f"{NINE[count - 1]} {unit}"
        return f"{counted} {said(value % size)}".strip()
    if value < 10:
        return NINE[value - 1] if value else ""
    if value < 20:
        return {10: "sepuluh", 11: "sebelas"}.get(value) or f"{NINE[value - 11]} belas"
    return f"{NINE[value // 10 - 1]} puluh {said(value % 10)}".strip()


@given(st.integers(1, 9999))
def test_every_number_is_read_back(value: int) -> None:
    assert in_words(said(value)) == value
    assert in_words(said(value).upper()) == value


@given(st.integers(1, 399))
def test_every_roman_numeral_is_read_back(value: int) -> None:
    assert in_roman(roman(value)) == value
    assert in_roman(roman(value).lower()) == value


@pytest.mark.parametrize(
    "words", ["", "belas", "puluh", "dua dua", "satu belas", "sepuluh dua", "dua ratus ribu", "data"]
)
def test_other_words_are_no_number(words: str) -> None:
    assert in_words(words) is None


@pytest.mark.parametrize("signs", ["", "IIII", "VX", "IC", "data", "1", "CD"])
def test_other_signs_are_no_numeral(signs: str) -> None:
    assert in_roman(signs) is None


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    in_words(text)
    in_roman(text)
