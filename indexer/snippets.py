# The text of a matched page → a short passage with the hits marked, safe to show: everything but <mark> is escaped.
# Analysed as the index does, so what made the page match is what is marked.
import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from indexer import text
from indexer.index.asking import understood
from indexer.index.evidence import NEAR, parts_of
from indexer.query import Leaf, Node, Phrase, Prefix, Word
from indexer.synonyms import vocabulary, words_of
from indexer.wordline import Span, WordLine

LENGTH = 240
MAX_CHARACTERS = 50_000  # of one page; a page is some 3,000: what is longer is not a page and must not cost a second
_MOST_BASES = 100_000
_SHORTEST_AFFIXED = 3  # letters of the shortest base that has other forms
MAX_MARKS = 500  # literal words for a viewer to mark
# Where one sentence ends and the next begins: after its stop, at a blank line, before an article, paragraph or item.
# All begin with one of few characters, which are found fast when they stand first in the pattern.
_BREAK = re.compile(
    r"[.!?;:\n](?:(?<!\n)(?<!\b[Nn][or]\.)(\s+)(?=[^a-z\s])|(?<=\n)(?:\s*\n\s*"
    r"|[ \t]*(?=(?i:pasal|bab|bagian|paragraf)\s+\S|\(\d+[a-z]?\)\s|[a-z]\.\s|\d{1,2}\.\s)))"
)
_NUMBER_AND_YEAR = re.compile(r"\s*\d{1,4}\s*/\s*(?:19|20)\d\d\s*")
_MONTHS = "januari|februari|pebruari|maret|april|mei|juni|juli|agustus|september|oktober|november|nopember|desember"
_DATE = re.compile(
    rf"(?<![\w/.-])\d{{1,2}}(?:[ \t]*([/.-])[ \t]*\d{{1,2}}[ \t]*\1[ \t]*|\s+(?:{_MONTHS})\s+)(?:19|20)\d\d(?![\w/])",
    re.IGNORECASE,
)
_ELLIPSIS = "…"
# No sentence ends with what only announces the next one: "Pasal 24", "(2)", "5."
_HEADING_END = re.compile(r"[\s;](?:(?i:pasal|bab|bagian|paragraf)\s+\w+|\(\d+[a-z]?\)|\w{1,2}\.)\s*\Z")
_LONGEST_HEADING = 40

_OPEN, _CLOSE = "\ue000", "\ue001"  # stand for the marks until all is escaped; what a page brings of them is dropped
_PARTED_MARK = re.compile(rf"{_CLOSE}([-\u2010\u2011\u00ad][ \t]*\r?\n\s*){_OPEN}")  # "undang-\nundang"
_UNMARKED = str.maketrans(_OPEN + _CLOSE, "  ")


def snippet(page: str, node: Node, *, length: int = LENGTH) -> str:
    """Whole sentences, about `length` characters, around the best hits; the beginning of the page when nothing is hit.

    Where a sentence is too long for that it is cut between words, and the cut is shown.
    """
    page = page[:MAX_CHARACTERS]
    spans = hits(page, node)
    cut = _window(page, spans, length)
    inside = [span for span in spans if span[0] >= cut.start and span[1] <= cut.end]
    body = _marked(page, inside, cut.start, cut.end)
    return f"{'' if cut.is_begun else _ELLIPSIS}{body}{'' if cut.is_ended else _ELLIPSIS}"


def begun_at(page: str, heading: Span, start: Span, *, length: int = LENGTH) -> str:
    """The heading, then about `length` characters from a place that is known; both marked."""
    end = _word_end(page, min(len(page), start[0] + length))
    gap = "" if page[heading[1] : start[0]].isspace() else f"{_ELLIPSIS} "
    lead = _marked(page, [heading], *heading)
    body = _marked(page, [start], start[0], max(end, start[1]))
    return f"{lead} {gap}{body}{_ELLIPSIS if end < len(page.rstrip()) else ''}"


def mark_words(node: Node, page: str) -> list[str]:
    """The literal words and phrases of this page that the query hits, each once, in reading order."""
    page = page[:MAX_CHARACTERS]
    found = (" ".join(text.rejoined(page[start:end]).split()) for start, end in hits(page, node))
    return list(islice(dict.fromkeys(found), MAX_MARKS))


def hits(page: str, node: Node) -> list[Span]:
    """Character spans that the query hits, in reading order, none inside another."""
    return _marker(node).hits(page)


class _Bases(dict[str, str]):
    """Word → base form, for the words of all pages that were shown: looked up faster than asked for."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_BASES:
            self.clear()
        base = self[word] = text.base_form(word)
        return base


_bases = _Bases()


class _Marker:
    """What of a query is to be marked, prepared once for all the pages of an answer."""

    def __init__(self, node: Node) -> None:
        leaves = [(leaf, parts) for leaf in _marking(node) if (parts := parts_of(leaf.text))]
        prefixes = [text.normalise(leaf.text) for leaf, _ in leaves if isinstance(leaf, Prefix)]
        singles = [parts for leaf, parts in leaves if not isinstance(leaf, Prefix | Phrase) and len(parts) == 1]
        self.bases = frozenset(text.base_form(parts[0]) for parts in singles)
        self.held = tuple({_held_by_forms(base) for base in self.bases})
        self.prefixes = tuple(prefix for prefix in prefixes if prefix.isalnum())
        self.compounds = tuple(prefix for prefix in prefixes if not prefix.isalnum())
        runs = [(leaf, parts) for leaf, parts in leaves if _is_run(leaf, parts)]
        self.runs = [_Run(leaf, parts) for leaf, parts in runs if not _NUMBER_AND_YEAR.fullmatch(leaf.text)]
        self.numbers = [_Run(leaf, parts) for leaf, parts in runs if _NUMBER_AND_YEAR.fullmatch(leaf.text)]

    def hits(self, page: str) -> list[Span]:
        line = WordLine(page)
        found = chain(
            (span for letters in self.held for span in self._forms(line, letters)),
            (span for prefix in self.prefixes for span in _begun(line, prefix)),
            (span for run in self.runs for span in run.spans(line)),
            _outside_dates(page, [span for run in self.numbers for span in run.spans(line)]),
            self._compounds_in(page) if self.compounds else (),
        )
        return list(_outermost(sorted(found, key=lambda span: (span[0], -span[1]))))

    def _forms(self, line: WordLine, letters: str) -> Iterator[Span]:
        """The words that hold these letters and have one of the bases."""
        for word, place in line.words_with(letters):
            if _bases[word] in self.bases:
                yield line.span(place, place + len(word))

    def _compounds_in(self, page: str) -> Iterator[Span]:
        """A beginning like "e-gov" is that of a compound, which stands whole in no line of words."""
        return ((token.start, token.end) for token in text.analyse(page) if token.exact.startswith(self.compounds))


class _Run:
    """Several words that follow each other as the index demands: each the next one of its kind, within reach."""

    def __init__(self, leaf: Leaf, parts: Sequence[str]) -> None:
        self.parts = frozenset(parts)
        between = NEAR - 1 if not isinstance(leaf, Phrase) else 0
        following = "".join(rf"(?> +(?:[^ ]+ +){{0,{between}}}?{part}(?= ))" for part in parts[1:])
        self._pattern = rf" {parts[0]}(?=({following}) )"

    def spans(self, line: WordLine) -> Iterator[Span]:
        if all(map(line.__contains__, self.parts)):
            for match in re.finditer(self._pattern, line.line):
                yield line.span(match.start() + 1, match.end(1))


def _outside_dates(page: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Those that are not a part of a date, nor one whose month was not asked for."""
    dates = [date.span() for date in _DATE.finditer(page)] if spans else []
    ends = [end for _, end in dates]
    for start, end in spans:
        near = bisect_right(ends, start)
        if near == len(dates) or start < dates[near][0]:
            yield start, end


def _held_by_forms(base: str) -> str:
    """Letters that stand in every word of this base: affixes change the first at most ("sapu", "menyapu")."""
    return f" {base} " if len(base) < _SHORTEST_AFFIXED or text.has_digit(base) else base[1:]


def _begun(line: WordLine, prefix: str) -> Iterator[Span]:
    return (line.span(place, place + len(word)) for word, place in line.words_with(f" {prefix}"))


def _marker(node: Node) -> _Marker:
    return _marker_by(node, vocabulary().key)


@lru_cache(maxsize=64)
def _marker_by(node: Node, _vocabulary: str) -> _Marker:
    return _Marker(node)


def _marking(node: Node) -> list[Leaf]:
    """What is worth marking: the words that were looked for, and the other names of terms among them."""
    asked = understood(node)
    named = dict.fromkeys(term for terms in asked.related.values() for term in terms)
    return [*(leaf for leaf, _ in asked.sought), *(Word(" ".join(words_of(term))) for term in named)]


def _is_run(leaf: Leaf, parts: Sequence[str]) -> bool:
    """Whether the leaf is words that must stand together, or one that must stand as it was typed."""
    return not isinstance(leaf, Prefix) and (isinstance(leaf, Phrase) or len(parts) > 1)


def _outermost(spans: Iterable[Span]) -> Iterator[Span]:
    reached = -1
    for start, end in spans:
        if start >= reached:
            yield start, end
            reached = end


class _Cut(NamedTuple):
    """A stretch of a page, and whether it begins and ends where a sentence does."""

    start: int
    end: int
    is_begun: bool
    is_ended: bool


def _window(page: str, spans: Sequence[Span], length: int) -> _Cut:
    """The sentences that hold most hits."""
    if len(page) <= length:
        return _Cut(0, len(page), is_begun=True, is_ended=True)
    first, last = _densest(page, spans, length)
    breaks = [
        found.span(found.lastindex or 0) for found in _BREAK.finditer(page, max(0, first - length), first + 2 * length)
    ]
    start, is_begun = _begin(page, first, [end for _, end in breaks], length)
    end, is_ended = _end(page, start, last, [begin for begin, _ in breaks], length)
    return _Cut(start, end, is_begun, is_ended)


def _begin(page: str, first: int, sentences: Sequence[int], length: int) -> tuple[int, bool]:
    """Where the sentence of the first hit begins, or a word border when that is too far back."""
    near = [place for place in sentences if first - length * 2 // 3 <= place <= first]
    if near:
        return near[-1], True
    floor = first - length // 3
    if floor <= 0:
        return 0, True
    border = page.find(" ", floor, first)
    return (border + 1 if border >= 0 else floor), False


def _end(page: str, start: int, last: int, sentences: Sequence[int], length: int) -> tuple[int, bool]:
    """The last sentence end that fits, else the next one when it is not far, else a word border."""
    least, most = max(last, start + length // 8), start + length * 3 // 2
    fitting = [place for place in sentences if least <= place <= most]
    short = bisect_left(fitting, start + length // 2)
    good = bisect_right(fitting, start + length)
    best_first = chain(reversed(fitting[short:good]), fitting[good:], reversed(fitting[:short]))
    found = next((place for place in best_first if not _is_heading_end(page, place)), None)
    if found is not None:
        return found, True
    if len(page.rstrip()) <= most:
        return len(page), True
    return _word_end(page, start + length), False


def _is_heading_end(page: str, place: int) -> bool:
    return _HEADING_END.search(page, max(0, place - _LONGEST_HEADING), place) is not None


def _densest(page: str, spans: Sequence[Span], length: int) -> Span:
    """From the hit from which most different words are within reach, to the last of these."""
    reach = length * 2 // 3
    words = [page[start:end].casefold() for start, end in spans[: MAX_MARKS + 20]]
    best, best_value, last = (0, 0), (-1, -1), 0
    for number, (start, _) in enumerate(spans[:MAX_MARKS]):
        last = max(last, number)
        while last < len(spans) and spans[last][1] - start <= reach:
            last += 1
        if last - number <= best_value[0]:
            continue
        value = (len(set(words[number : min(last, number + 20)])), last - number)
        if value > best_value:
            best, best_value = (start, spans[max(last - 1, number)][1]), value
    return best


def _word_end(page: str, end: int) -> int:
    if end >= len(page) or page[end].isspace():
        return end
    border = max(page.rfind(" ", end - 40, end), page.rfind("\n", end - 40, end))
    return border if border > 0 else end


def _marked(page: str, spans: Sequence[Span], start: int, end: int) -> str:
    """From `start` to `end` on one line, escaped, without control or direction characters; the spans marked."""
    if _OPEN in page or _CLOSE in page:
        page = page.translate(_UNMARKED)
    place = start
    pieces: list[str] = []
    for first, last in spans:
        pieces += (page[place:first], _OPEN, page[first:last], _CLOSE)
        place = last
    pieces.append(page[place:end])
    line = html.escape(_line(_PARTED_MARK.sub(r"\1", "".join(pieces))))
    return line.replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>").strip()


def _line(literal: str) -> str:
    line = " ".join((text.rejoined(literal) if "\n" in literal else literal).split())
    if not line.replace(_OPEN, "").replace(_CLOSE, "").isprintable():
        shown = (c if c.isprintable() or c in {_OPEN, _CLOSE} else " " for c in line)
        line = " ".join("".join(shown).split())
    return line
