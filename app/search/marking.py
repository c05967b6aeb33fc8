"""Where the words of a query stand on the picture of a scanned page, for a viewer to mark them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from app.search.grammar import parse
from indexer import snippets
from indexer.ocr import Word
from indexer.query import MatchAll, Node

MOST_MARKS = 500


@dataclass(frozen=True, slots=True)
class Mark:
    """A box as shares (0 to 1) of the picture's width and height."""

    text: str
    left: float
    top: float
    width: float
    height: float


def marks_on(words: Sequence[Word], query: str) -> list[Mark]:
    """The words that the query finds, by the same rules as in a page's text: base forms, phrases, parts of numbers."""
    return marks_of(words, parse(query).node)


def marks_of(words: Sequence[Word], node: Node) -> list[Mark]:
    """The same for a query that is understood already."""
    if isinstance(node, MatchAll) or not words:
        return []
    spans = snippets.hits(" ".join(word.text for word in words), node)
    return [Mark(w.text, w.left, w.top, w.width, w.height) for w in _within(words, spans)][:MOST_MARKS]


def _within(words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> Iterator[Word]:
    """Both rise: one walk over each."""
    begins = accumulate((len(word.text) + 1 for word in words), initial=0)
    left = list(spans)
    for word, begin in zip(words, begins, strict=False):
        end = begin + len(word.text)
        while left and left[0][1] <= begin:
            left.pop(0)
        if not left:
            return
        if left[0][0] < end:
            yield word
