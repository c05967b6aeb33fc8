# The line of a page's words: the same words as the analysis finds, in the same order, at the same places.
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text import MAX_TERM, Token, analyse
from indexer.wordline import WordLine
from tests.support.growth import is_about_linear

LETTERS = "aAbiıİnß-’'\u00ad \n./27éﬁ½_–"
TEXT = "Sesuai Perpres 95/2018 tentang SPBE, pengeta-\nhuan dan e-government di Jum'at ﬁnansial. " * 6


def parts(page: str) -> list[Token]:
    """Without the compounds that come whole before their parts."""
    tokens = list(analyse(page))
    whole = {token for token, after in pairwise(tokens) if token.position == after.position}
    return [token for token in tokens if token not in whole]


def told(page: str) -> list[tuple[str, int, int]]:
    line, place, found = WordLine(page), 0, []
    for word in line.line.split():
        place = line.line.index(f" {word} ", place) + 1
        found.append((word, *line.span(place, place + len(word))))
        place += len(word) - 1
    return found


@given(st.text(alphabet=LETTERS, max_size=60))
def test_the_line_holds_the_words_of_the_analysis_in_their_order(page: str) -> None:
    assert told(page) == [(token.exact, token.start, token.end) for token in parts(page)]


@given(st.lists(st.sampled_from([*LETTERS, TEXT, "x" * 70, "\n\n"]), max_size=20).map("".join))
def test_so_does_that_of_a_long_page(page: str) -> None:
    assert told(page) == [(token.exact, token.start, token.end) for token in parts(page)]


@given(st.text(alphabet=LETTERS, max_size=60), st.sampled_from(["a", "b", "ab", "7", "27"]))
def test_words_that_hold_letters_are_found_wherever_they_stand(page: str, letters: str) -> None:
    def found(sought: str) -> list[tuple[int, int]]:
        line = WordLine(page)
        return [line.span(place, place + len(word)) for word, place in line.words_with(sought)]

    tokens = parts(page)
    assert found(letters) == [(token.start, token.end) for token in tokens if letters in token.exact]
    assert found(f" {letters}") == [(t.start, t.end) for t in tokens if t.exact.startswith(letters)]
    assert found(f" {letters} ") == [(token.start, token.end) for token in tokens if token.exact == letters]
    assert (letters in WordLine(page)) == any(token.exact == letters for token in tokens)


def test_a_stretch_of_words_stands_from_its_first_to_its_last() -> None:
    page = "Menurut pengeta-\nhuan-nya yang umum"
    line = WordLine(page)
    start = line.line.index("pengetahuan")
    first, last = line.span(start, start + len("pengetahuan nya"))
    assert page[first:last] == "pengeta-\nhuan-nya"


def test_a_long_run_is_cut_as_the_index_cuts_it() -> None:
    assert WordLine(f"awal {'x' * 200} akhir").line.split() == ["awal", "x" * MAX_TERM, "akhir"]


@pytest.mark.parametrize("hostile", ["a-", "a-\n", "'a ", "é", "x", "- \n", "\u00ad"])
def test_hostile_pages_take_no_time(hostile: str) -> None:
    assert is_about_linear(lambda size: len(WordLine(hostile * size).line) > 0, 20_000)
