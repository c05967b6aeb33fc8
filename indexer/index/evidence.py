# Query leaf × postings → where it occurs. The lower half of the evaluator: words in any form, phrases, compounds that
# may be written apart, prefixes, other names of a term. evaluate.py combines and ranking.py ranks what is found here.
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat, zip_longest
from typing import Protocol

from indexer import text
from indexer.index.entries import (
    BODY,
    BODY_START,
    NAMES,
    NO_HEADS,
    Layout,
    body_count,
    field_of,
    head_counts,
    pack,
    unpack,
)
from indexer.query import Leaf, Phrase, Prefix, Word
from indexer.synonyms import words_of

EXACT_BONUS = 0.5  # what the form as typed counts beyond its base form
RELATED = 0.3  # what another name of the term counts
MOST_RELATED = 2_000  # documents looked through for a name of several words: a rare one is worth it, a common one not
NEAR = 3  # "95/2018" also stands for "95 Tahun 2018": its parts at most so far apart
MAX_EXPANSIONS = 128  # words that one prefix may stand for

Occurrences = Mapping[int, bytes]  # document id → packed positions
Weights = Sequence[float]  # what one hit counts, field by field
_NOTHING = (0.0, 0.0)


class Postings(Protocol):
    """What the evaluator asks of an engine; one consistent state of the index."""

    def exact(self, term: str) -> Occurrences: ...
    def base(self, term: str) -> Occurrences: ...
    def ids(self) -> AbstractSet[int]: ...
    def layout(self, document_id: int) -> Layout: ...
    def average_lengths(self) -> Sequence[float]: ...
    def expand(self, prefix: str, limit: int) -> tuple[list[str], bool]:
        """Terms that begin so, the most frequent first, and whether there are more."""


class Weighing(Protocol):
    """What one hit counts in a document: less where the field is long."""

    def of(self, document: int) -> Weights: ...
    def in_body(self, document: int) -> float: ...


@dataclass(frozen=True)
class Evidence:
    """Where one leaf of the query occurs: in any form, and as typed."""

    any_form: tuple[Occurrences, ...]
    as_typed: Occurrences
    only: int | None = None  # the one field that counts
    related: tuple[Occurrences, ...] = ()
    _positions: dict[int, list[int]] = field(default_factory=dict)
    _in_body: dict[int, list[int]] = field(default_factory=dict)

    @cached_property
    def _all(self) -> tuple[Occurrences, ...]:
        return self.any_form + self.related

    @cached_property
    def documents(self) -> set[int]:
        found: set[int] = set().union(*self._all)
        return found if self.only is None else {document for document in found if self.fields(document)}

    @cached_property
    def _counted(self) -> list[tuple[Occurrences, float]]:
        """Each row of occurrences once, with what a hit in it counts."""
        rows = [*((row, 1.0) for row in self.any_form), (self.as_typed, EXACT_BONUS)]
        rows += [(row, RELATED) for row in self.related]
        known = {id(row): row for row, _ in rows if row}
        return [(row, sum(factor for other, factor in rows if other is row)) for row in known.values()]

    def frequencies(self, among: AbstractSet[int], weighing: "Weighing") -> dict[int, tuple[float, float]]:
        """Document → weighted hits in names (title, citation) and in text. The inner loop of every search."""
        found: dict[int, tuple[float, float]] = {}
        for occurrences, factor in self._counted:
            for document in among & occurrences.keys():
                names, words = found.get(document, _NOTHING)
                packed = occurrences[document]
                if self.only is None and packed.startswith(NO_HEADS):
                    words += factor * (len(packed) // 4 - 1) * weighing.in_body(document)
                else:
                    in_names, in_words = self._count(packed, weighing.of(document))
                    names, words = names + factor * in_names, words + factor * in_words
                found[document] = names, words
        return found

    def _count(self, packed: bytes, weights: Weights) -> tuple[float, float]:
        counts = [*head_counts(packed), (BODY, body_count(packed))]
        kept = [(number, count * weights[number]) for number, count in counts if self.only in {None, number}]
        names = sum(weighed for number, weighed in kept if number in NAMES)
        return names, sum(weighed for _, weighed in kept) - names

    def fields(self, document: int) -> set[int]:
        """Numbers of the fields that hold it in this document."""
        found = [part[document] for part in self._all if document in part]
        numbers = {number for packed in found for number, _ in head_counts(packed)}
        if any(body_count(packed) for packed in found):
            numbers.add(BODY)
        return numbers if self.only is None else numbers & {self.only}

    def positions(self, document: int) -> list[int]:
        """In reading order, in the one field that counts or in all."""
        if document not in self._positions:
            self._positions[document] = self._unpacked(document)
        return self._positions[document]

    def in_body(self, document: int) -> list[int]:
        if document not in self._in_body:
            positions = self.positions(document)
            first = bisect_left(positions, BODY_START)
            self._in_body[document] = positions[first:] if first else positions
        return self._in_body[document]

    def typed_in_body(self, document: int) -> list[int]:
        """Where it stands as typed."""
        packed = self.as_typed.get(document)
        if packed is None or self.only not in {None, BODY}:
            return []
        positions = unpack(packed)
        return positions[bisect_left(positions, BODY_START) :]

    def _unpacked(self, document: int) -> list[int]:
        parts = [unpack(part[document]) for part in self._all if document in part]
        found = parts[0] if len(parts) == 1 else sorted(set().union(*parts))
        return found if self.only is None else [place for place in found if field_of(place) == self.only]


@dataclass
class Finder:
    """Looks each leaf of one query up once."""

    postings: Postings
    related: Mapping[Leaf, Sequence[str]] = field(default_factory=dict)  # what else the term with this word is called
    cut_prefixes: list[str] = field(default_factory=list)
    _found: dict[tuple[Leaf, int | None], Evidence] = field(default_factory=dict)
    _named: dict[str, tuple[Occurrences, ...]] = field(default_factory=dict)

    def find(self, leaf: Leaf, only: int | None) -> Evidence:
        key = (leaf, only)
        if key not in self._found:
            self._found[key] = self._look_up(leaf, only)
        return self._found[key]

    def exactly(self, word: str) -> Evidence:
        """This very form, whatever is searched for."""
        return Evidence((self.postings.exact(word),), {})

    def _look_up(self, leaf: Leaf, only: int | None) -> Evidence:
        if isinstance(leaf, Phrase):
            return Evidence((self._side_by_side(parts_of(leaf.text), 1),), {}, only)
        if isinstance(leaf, Prefix):
            return Evidence(tuple(self._expanded(leaf)), {}, only)
        return self._word(leaf, only)

    def _word(self, word: Word, only: int | None) -> Evidence:
        tokens = list(text.analyse(word.text))
        related = tuple(found for term in self.related.get(word, ()) for found in self._called(term))
        if len(tokens) == 1:
            exact, base = self.postings.exact(tokens[0].exact), tokens[0].base
            same = exact if base == tokens[0].exact else self.postings.exact(base)
            return Evidence((same, self.postings.base(base)), exact, only, related)
        near = self._side_by_side(parts_of(word.text), NEAR)
        whole = self.postings.exact(tokens[0].exact) if tokens and tokens[1].position == 0 else {}
        return Evidence((near,), whole, only, related)

    def _called(self, term: str) -> tuple[Occurrences, ...]:
        """Where a term of one or several words stands, function words between them or not."""
        if term not in self._named:
            words = words_of(term)
            self._named[term] = (
                (self.postings.exact(words[0]),)
                if len(words) == 1
                else (self._side_by_side(words, NEAR, MOST_RELATED),)
            )
        return self._named[term]

    def _expanded(self, prefix: Prefix) -> Iterator[Occurrences]:
        terms, is_cut = self.postings.expand(text.normalise(prefix.text), MAX_EXPANSIONS)
        if is_cut:
            self.cut_prefixes.append(prefix.text)
        return (self.postings.exact(term) for term in terms)

    def _side_by_side(self, parts: Sequence[str], reach: int, most: int | None = None) -> Occurrences:
        """Positions of the first part where the others follow in order, each within `reach` of the one before.

        Nothing when more than `most` documents would have to be looked through.
        """
        found = [self.postings.exact(part) for part in parts]
        if len(found) < 2:
            return found[0] if found else {}
        rarest = min(range(len(found)), key=lambda number: len(found[number]))
        shared = set(found[rarest]).intersection(*found)
        if most is not None and len(shared) > most:
            return {}
        rows = ((document, chain([unpack(part[document]) for part in found], reach)) for document in shared)
        return {document: pack(positions) for document, positions in rows if positions}


def parts_of(literal: str) -> list[str]:
    """The words of a phrase or compound, without the forms that span several of them."""
    tokens = list(text.analyse(literal))
    following = [token.position for token in tokens[1:]]
    return [token.exact for token, after in zip_longest(tokens, following) if token.position != after]


def chain(rows: Sequence[Sequence[int]], reach: int) -> Sequence[int]:
    """Positions of the first row from which one can step through all the others, at most `reach` at a time."""
    alive = rows[-1]
    for row in reversed(rows[:-1]):
        alive = _leading(row, alive, reach) if len(row) <= len(alive) else _led_by(row, alive, reach)
    return alive


def _leading(row: Sequence[int], after: Sequence[int], reach: int) -> list[int]:
    """Positions of the shorter row that one of the longer follows."""
    following = zip(row, map(bisect_right, repeat(after), row), strict=True)
    return [place for place, number in following if number < len(after) and after[number] - place <= reach]


def _led_by(row: Sequence[int], after: Sequence[int], reach: int) -> list[int]:
    """The same where the row that follows is the shorter one."""
    found: dict[int, None] = {}
    for place, number in zip(after, map(bisect_left, repeat(row), after), strict=True):
        begin = max(0, number - reach)
        found |= dict.fromkeys(before for before in row[begin:number] if place - before <= reach)
    return list(found)
