"""Numbers in cells as a reader in Indonesia sees them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.formats import BUILT_IN, is_grouped, plain, shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (3, "General", "3"),
        (2.5, "", "2,5"),
        (0.1 + 0.2, "General", "0,3"),
        (1e22, "General", "1e+22"),
        (1_500_000, "#,##0", "1.500.000"),
        (1_500_000.5, "#,##0.00", "1.500.000,50"),
        (-1200, "#,##0;(#,##0)", "(1.200)"),
        (-1200, "#,##0", "-1.200"),
        (0, '_-"Rp"* #,##0_-;-"Rp"* #,##0_-;_-"Rp"* "-"_-;_-@_-', "Rp-"),
        (81_521_250, '"Rp "#,##0', "Rp 81.521.250"),
        (750, "[$Rp-421] #,##0", "Rp 750"),
        (0.9519920983, "0.00%", "95,20%"),
        (0.5, "0%", "50%"),
        (7, "000", "007"),
        (2.50, "0.0#", "2,5"),
        (1234567, '#,##0,"rb"', "1.235rb"),
        (12345, "0.00E+00", "1,23E+04"),
        (0.25, "# ?/?", "0,25"),
        (-0.001, "0.0", "0,0"),
        (46348, "dd/mm/yyyy", "22/11/2026"),
        (46348, "[$-421]dd mmmm yyyy;@", "22 November 2026"),
        (46235, "dddd, d mmm yy", "Sabtu, 1 Agu 26"),
        (46235, "[$-409]d mmmm yyyy", "1 August 2026"),
        (46348.5625, "dd/mm/yyyy h:mm", "22/11/2026 13:30"),
        (0.5625, "h:mm AM/PM", "1:30 PM"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (0.75, "mm:ss", "00:00"),
        (59, "d mmmm yyyy", "28 Februari 1900"),
        (-5, "dd/mm/yyyy", "-5"),
        (9e9, "dd/mm/yyyy", "9000000000"),
        (12, "@", "12"),
        (12, "x" * 300, "12"),
    ],
)
def test_a_value_is_shown_as_its_code_says(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_the_other_calendar_of_old_macintosh_files() -> None:
    assert shown(0, "yyyy", from_1904=True) == "1904"


@given(st.floats(allow_nan=False, allow_infinity=False), st.text('#0?.,;%"\\[]$-dmyhsE+@_* ARp/', max_size=30))
def test_any_code_shows_something_or_nothing_but_never_fails(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["0", "#,##0", *BUILT_IN.values()]))
def test_grouping_loses_no_digit(value: int, code: str) -> None:
    if code in {"0", "#,##0"}:
        assert shown(value, code).replace(".", "") == plain(value) == str(value)
    assert isinstance(shown(value, code), str)


def test_a_code_that_sets_thousands_apart_is_known() -> None:
    assert is_grouped("#,##0.00")
    assert not is_grouped("0.00")
