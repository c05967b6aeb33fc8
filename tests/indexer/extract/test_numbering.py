"""Labels of lists: letters, Roman numbers, counts that begin again."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.numbering import BULLET, Numbering, as_int, number_text
from indexer.extract.xmlstream import Node, nodes

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def level(depth: int, style: str, text: str) -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'


def part(*definitions: str, uses: str) -> Iterator[Node]:
    lists = "".join(f'<w:abstractNum w:abstractNumId="{n}">{xml}</w:abstractNum>' for n, xml in enumerate(definitions))
    return nodes(BytesIO(f"<w:numbering {W}>{lists}{uses}</w:numbering>".encode()))


def use(number: int, definition: int, inner: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{inner}</w:num>'


@pytest.mark.parametrize(
    ("number", "style", "text"),
    [
        (1, "lowerLetter", "a"), (27, "a", "aa"), (28, "upperLetter", "BB"), (4, "lowerRoman", "iv"),
        (1999, "I", "MCMXCIX"), (6000, "i", "6000"), (7, "decimalZero", "07"), (7, "ordinalText", "7"), (3, "none", ""),
    ],
)  # fmt: skip
def test_a_number_in_each_style(number: int, style: str, text: str) -> None:
    assert number_text(number, style) == text


def test_deeper_levels_begin_again() -> None:
    levels = level(0, "upperRoman", "BAB %1") + level(1, "decimal", "%1.%2") + level(2, "bullet", "o")
    numbering = Numbering(part(levels, uses=use(1, 0)), {})
    labels = [numbering.label("1", depth) for depth in (0, 1, 1, 2, 0, 1)]
    assert labels == ["BAB I", "I.1", "I.2", BULLET, "BAB II", "II.1"]


def test_two_uses_share_a_count_unless_one_sets_its_start() -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = Numbering(part(level(0, "decimal", "(%1)"), uses=use(1, 0) + use(2, 0) + use(3, 0, again)), {})
    assert [numbering.label(number, 0) for number in "1123"] == ["(1)", "(2)", "(3)", "(5)"]
    assert [numbering.label(number, 0) for number in ("0", "9")] == ["", ""]


def test_a_list_that_a_style_carries() -> None:
    link = '<w:numStyleLink w:val="Butir"/>'
    numbering = Numbering(part(link, level(0, "lowerLetter", "%1."), uses=use(1, 0) + use(2, 1)), {"Butir": ("2", 0)})
    assert [numbering.label("1", 0), numbering.label("1", 0)] == ["a.", "b."]


@given(st.integers(-5, 10**9), st.sampled_from(["lowerLetter", "upperRoman", "decimalZero", "decimal", "x"]))
def test_any_number_is_short(number: int, style: str) -> None:
    assert len(number_text(number, style)) <= 60


@given(st.text(max_size=12))
def test_numbers_of_a_file_stay_within_bounds(text: str) -> None:
    assert 0 <= as_int(text) <= 100_000
