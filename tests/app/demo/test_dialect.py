"""The dialect of the samples: each line a block, nothing lost, whatever is written."""

from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.demo.dialect import chapters, parse, pieces, plain


@given(st.text())
def test_any_text_is_parsed_line_by_line_and_nothing_is_lost(body: str) -> None:
    assume("!siklus_pengetahuan" not in body)
    blocks = parse(body)
    joined = " ".join(piece for block in blocks for piece in (block.text, block.marker, *sum(block.rows, ())))
    assert Counter(filter(str.isalnum, body)) == Counter(filter(str.isalnum, joined))


@given(st.text())
def test_marks_cut_a_line_without_losing_letters(text: str) -> None:
    assert Counter(filter(str.isalnum, text)) == Counter(filter(str.isalnum, plain(text)))


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("tanpa tanda", [("", "tanpa tanda")]),
        ("**tebal** dan *miring*", [("b", "tebal"), ("", " dan "), ("i", "miring")]),
        ("yang ==ditandai== saja", [("", "yang "), ("mark", "ditandai"), ("", " saja")]),
        ("=== bukan tanda", [("", "=== bukan tanda")]),
    ],
)
def test_bold_italic_and_highlighted_words_are_told_apart(text: str, cut: list[tuple[str, str]]) -> None:
    assert pieces(text) == cut


def test_chapters_begin_at_headings_of_the_second_level() -> None:
    found = list(chapters(parse("# Judul\npengantar\n## Satu\n- a\n### bagian\n## Dua | lanjutan\n")))
    assert [name for name, _ in found] == ["", "Satu", "Dua lanjutan"]
    assert [[block.text for block in below] for _, below in found] == [["Judul", "pengantar"], ["a", "bagian"], []]
