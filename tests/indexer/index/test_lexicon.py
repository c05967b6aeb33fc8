# The words of a segment in one piece, checked against a plain list of them.
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from indexer.index.lexicon import Lexicon, is_a_word

_TERM = st.text("abcde1é-", min_size=1, max_size=7)
_TERMS = st.sets(_TERM).map(lambda found: sorted(term.encode() for term in found))


def _lexicon(terms: list[bytes]) -> Lexicon:
    return Lexicon.of(terms, np.arange(len(terms)))


@given(_TERMS, _TERM, st.integers(1, 9))
def test_terms_that_begin_so(terms: list[bytes], typed: str, most: int) -> None:
    prefix = typed[:2].encode()
    expected = [(term, number) for number, term in enumerate(terms) if term.startswith(prefix)]
    assert _lexicon(terms).beginning(prefix, most) == expected[:most]


@given(_TERMS, _TERM, st.integers(1, 2))
def test_no_word_within_reach_is_missed(terms: list[bytes], typed: str, reach: int) -> None:
    words = [word for term in terms if is_a_word(word := term.decode())]
    near = set(_lexicon(terms).near(typed, reach))
    assert {word for word in words if OSA.distance(word, typed) <= reach} <= near <= set(words)


def test_words_of_quite_other_letters_are_not_compared() -> None:
    terms = [b"catatan", b"keamanan", b"kemanaan", b"pengetahuan"]
    assert _lexicon(terms).near("kaemanan", 2) == ["keamanan", "kemanaan"]


def test_neither_are_words_in_which_the_same_letters_stand_more_often() -> None:
    assert _lexicon([b"aabbcc", b"abcdfe"]).near("abcdef", 2) == ["abcdfe"]


def test_words_of_any_length_are_compared() -> None:
    longest = "pertanggungjawaban" * 3
    assert _lexicon([b"taat", longest.encode(), b"\xc3\xa9lan"]).near(longest[1:], 1) == [longest]
