# Query leaf × postings → where it occurs. The lower half of the evaluator: words in any form, phrases, compounds that
# may be written apart, prefixes. evaluate.py combines and ranks what is found here.
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from itertools import zip_longest
from typing import Protocol

from indexer import text
from indexer.index.entries import BODY, NAMES, Layout, body_count, field_of, head_counts, pack, unpack
from indexer.query import Leaf, Phrase, Prefix, Word

EXACT_BONUS = 0.5  # what the form as typed counts beyond its base form
NEAR = 3  # "95/2018" also stands for "95 Tahun 2018": its parts at most so far apart
MAX_EXPANSIONS = 128  # words that one prefix may stand for

Occurrences = Mapping[int, bytes]  # document id → packed positions
Weights = Sequence[float]  # what one hit counts, field by field


class Postings(Protocol):
    """What the evaluator asks of an engine; one consistent state of the index."""

    def exact(self, term: str) -> Occurrences: ...
    def base(self, term: str) -> Occurrences: ...
    def ids(self) -> AbstractSet[int]: ...
    def layout(self, document_id: int) -> Layout: ...
    def average_lengths(self) -> Sequence[float]: ...
    def expand(self, prefix: str, limit: int) -> tuple[list[str], bool]:
        """Terms that begin so, the most frequent first, and whether there are more."""


@dataclass(frozen=True)
class Evidence:
    """Where one leaf of the query occurs: in any form, and as typed."""

    any_form: tuple[Occurrences, ...]
    as_typed: Occurrences
    only: int | None = None  # the one field that counts
    _positions: dict[int, list[int]] = field(default_factory=dict)

    @cached_property
    def documents(self) -> set[int]:
        found: set[int] = set().union(*self.any_form)
        return found if self.only is None else {document for document in found if self.fields(document)}

    def frequencies(self, document: int, weights: Weights) -> tuple[float, float]:
        """Weighted hits in names (title, citation) and in text. The inner loop of every search, hence its plainness."""
        names, words = self._count(self.as_typed, document, weights)
        names, words = EXACT_BONUS * names, EXACT_BONUS * words
        for occurrences in self.any_form:
            in_names, in_words = self._count(occurrences, document, weights)
            names, words = names + in_names, words + in_words
        return names, words

    def _count(self, occurrences: Occurrences, document: int, weights: Weights) -> tuple[float, float]:
        packed = occurrences.get(document)
        if packed is None:
            return 0.0, 0.0
        names = 0.0
        words = body_count(packed) * weights[BODY] if self.only in {None, BODY} else 0.0
        for number, count in head_counts(packed):
            if self.only not in {None, number}:
                continue
            if number in NAMES:
                names += count * weights[number]
            else:
                words += count * weights[number]
        return names, words

    def fields(self, document: int) -> set[int]:
        """Numbers of the fields that hold it in this document."""
        found = [part[document] for part in self.any_form if document in part]
        numbers = {number for packed in found for number, _ in head_counts(packed)}
        if any(body_count(packed) for packed in found):
            numbers.add(BODY)
        return numbers if self.only is None else numbers & {self.only}

    def positions(self, document: int) -> list[int]:
        """In reading order, in the one field that counts or in all."""
        if document not in self._positions:
            self._positions[document] = self._unpacked(document)
        return self._positions[document]

    def _unpacked(self, document: int) -> list[int]:
        parts = [unpack(part[document]) for part in self.any_form if document in part]
        found = parts[0] if len(parts) == 1 else sorted(set().union(*parts))
        return found if self.only is None else [place for place in found if field_of(place) == self.only]


@dataclass
class Finder:
    """Looks each leaf of one query up once."""

    postings: Postings
    cut_prefixes: list[str] = field(default_factory=list)
    _found: dict[tuple[Leaf, int | None], Evidence] = field(default_factory=dict)

    def find(self, leaf: Leaf, only: int | None) -> Evidence:
        key = (leaf, only)
        if key not in self._found:
            self._found[key] = self._look_up(leaf, only)
        return self._found[key]

    def _look_up(self, leaf: Leaf, only: int | None) -> Evidence:
        if isinstance(leaf, Phrase):
            return Evidence((self._side_by_side(parts_of(leaf.text), 1),), {}, only)
        if isinstance(leaf, Prefix):
            return Evidence(tuple(self._expanded(leaf)), {}, only)
        return self._word(leaf, only)

    def _word(self, word: Word, only: int | None) -> Evidence:
        tokens = list(text.analyse(word.text))
        if len(tokens) == 1:
            return self._any_form(tokens[0], only)
        near = self._side_by_side(parts_of(word.text), NEAR)
        whole = self.postings.exact(tokens[0].exact) if tokens and tokens[1].position == 0 else {}
        return Evidence((near,), whole, only)

    def _any_form(self, token: text.Token, only: int | None) -> Evidence:
        exact = self.postings.exact(token.exact)
        same = exact if token.base == token.exact else self.postings.exact(token.base)
        return Evidence((same, self.postings.base(token.base)), exact, only)

    def _expanded(self, prefix: Prefix) -> Iterator[Occurrences]:
        terms, is_cut = self.postings.expand(text.normalise(prefix.text), MAX_EXPANSIONS)
        if is_cut:
            self.cut_prefixes.append(prefix.text)
        return (self.postings.exact(term) for term in terms)

    def _side_by_side(self, parts: Sequence[str], reach: int) -> Occurrences:
        """Positions of the first part where the others follow in order, each within `reach` of the one before."""
        found = [self.postings.exact(part) for part in parts]
        if len(found) < 2:
            return found[0] if found else {}
        rarest = min(range(len(found)), key=lambda number: len(found[number]))
        shared = set(found[rarest]).intersection(*found)
        rows = ((document, chain([unpack(part[document]) for part in found], reach)) for document in shared)
        return {document: pack(positions) for document, positions in rows if positions}


def parts_of(literal: str) -> list[str]:
    """The words of a phrase or compound, without the forms that span several of them."""
    tokens = list(text.analyse(literal))
    following = [token.position for token in tokens[1:]]
    return [token.exact for token, after in zip_longest(tokens, following) if token.position != after]


def chain(rows: Sequence[Sequence[int]], reach: int) -> list[int]:
    """Positions of the first row from which one can step through all the others, at most `reach` at a time."""
    alive = set(rows[-1])
    for row in reversed(rows[:-1]):
        alive = {position - step for position in alive for step in range(1, reach + 1)}.intersection(row)
    return sorted(alive)
