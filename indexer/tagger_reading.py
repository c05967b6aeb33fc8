"""A document read once for all indicators: which phrases stand where, and how often each telling word is on a page."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from indexer.tagger_matching import Headings, Matcher, Sequenced, sequenced

OPENING = 900  # characters of the first page in which a document says what it is


@dataclass(slots=True)
class Found:
    """All hits of one phrase, by where they stand."""

    in_title: int = 0
    in_file_name: int = 0
    in_opening: int = 0
    in_headings: int = 0
    by_page: Counter[int] = field(default_factory=Counter)

    @property
    def in_text(self) -> int:
        return self.by_page.total()


@dataclass(frozen=True, slots=True)
class PageWords:
    """How often each telling base form stands on a page, and how many words the page has."""

    number: int
    counts: Mapping[str, int]
    length: int


@dataclass(frozen=True, slots=True)
class Reading:
    found: Mapping[str, Found]
    words: Sequence[PageWords]
    kind: str | None

    @property
    def length(self) -> int:
        """In words; 0 where only title and file name speak, as for a scan that nobody has read yet."""
        return sum(page.length for page in self.words)

    def without_pages(self) -> "Reading":
        """The same document as its title and file name tell it."""
        told = {key: Found(one.in_title, one.in_file_name) for key, one in self.found.items()}
        return Reading({key: one for key, one in told.items() if one.in_title or one.in_file_name}, (), self.kind)

    def met(self, keys: Iterator[str]) -> Iterator[Found]:
        return (self.found[key] for key in keys if key in self.found)


def read(
    matcher: Matcher,
    telling: Container[str],
    pages: Sequence[tuple[int, str]],
    *,
    title: str,
    file_name: str,
    kind: str | None,
) -> Reading:
    found: dict[str, Found] = defaultdict(Found)
    for hit in matcher.hits(sequenced(title), any_case=True):
        found[hit.key].in_title += 1
    for hit in matcher.hits(sequenced(file_name), any_case=True):
        found[hit.key].in_file_name += 1
    words = []
    for place, (number, text) in enumerate(pages):
        sequence = sequenced(text)
        _note_hits(matcher, sequence, number, found, opening=0 if place else OPENING)
        words.append(_words(number, sequence, telling))
    return Reading(dict(found), words, kind)


def _note_hits(matcher: Matcher, sequence: Sequenced, number: int, found: dict[str, Found], *, opening: int) -> None:
    hits = matcher.hits(sequence)
    headings = Headings(sequence.text) if hits else None
    for hit in hits:
        one = found[hit.key]
        one.by_page[number] += 1
        one.in_opening += hit.at < opening
        one.in_headings += headings is not None and headings.hold(hit.at)


def _words(number: int, sequence: Sequenced, telling: Container[str]) -> PageWords:
    return PageWords(number, Counter(filter(telling.__contains__, sequence.bases)), len(sequence.bases))
