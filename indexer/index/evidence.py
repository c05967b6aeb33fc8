# Query leaf × postings → where it occurs. The lower half of the evaluator: words in any form, phrases, compounds that
# may be written apart, prefixes, other names of a term. evaluate.py combines and ranking.py ranks what is found here.
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat, zip_longest
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer import text
from indexer.index.documents import Documents
from indexer.index.entries import BODY, BODY_START, NAMES, Layout, field_of
from indexer.index.rows import NOWHERE, Counted, Mask, Numbers, Row, Scores, Standing, by_field, place_of, side_by_side
from indexer.query import Leaf, Phrase, Prefix, Word
from indexer.synonyms import words_of

EXACT_BONUS = 0.5  # what the form as typed counts beyond its base form
RELATED = 0.3  # what another name of the term counts
MOST_RELATED = 2_000  # documents looked through for a name of several words: a rare one is worth it, a common one not
NEAR = 3  # "95/2018" also stands for "95 Tahun 2018": its parts at most so far apart
MAX_EXPANSIONS = 128  # words that one prefix may stand for

_RANGE = BODY_START // BODY  # positions of a field

Weighing = Callable[[int], Scores]  # field → what one hit counts in each document


class Postings(Protocol):
    """What the evaluator asks of an engine; one consistent state of the index."""

    @property
    def documents(self) -> Documents: ...
    def exact(self, term: str) -> Row: ...
    def base(self, term: str) -> Row: ...
    def any_of(self, terms: Sequence[str]) -> Standing:
        """All these as if they were one."""

    def layout(self, document: int) -> Layout: ...
    def expand(self, prefix: str, limit: int) -> tuple[list[str], bool]:
        """Terms that begin so, the most frequent first, and whether there are more."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Where one leaf of the query occurs: in any form, and as typed."""

    live: Mask
    any_form: tuple[Standing, ...]
    as_typed: Row = NOWHERE
    only: int | None = None  # the one field that counts
    related: tuple[Row, ...] = ()
    _positions: dict[int, list[int]] = field(default_factory=dict)
    _typed: dict[int, list[int]] = field(default_factory=dict)
    _in_body: dict[int, list[int]] = field(default_factory=dict)

    @cached_property
    def _all(self) -> tuple[Standing, ...]:
        return self.any_form + self.related

    @cached_property
    def documents(self) -> Mask:
        found = np.zeros(len(self.live), np.bool_)
        for row in self._all:
            found[row.documents if self.only is None else row.documents[_hits(row, self.only) > 0]] = True
        return found & self.live

    @cached_property
    def holders(self) -> int:
        """How many documents hold it."""
        return int(np.count_nonzero(self.documents))

    def frequencies(self, among: Numbers, weighing: Weighing) -> tuple[Scores, Scores]:
        """By document, weighted hits in names (title, citation) and in text; at least of these ascending documents.

        The inner loop of every search.
        """
        factors = [*(1.0 for _ in self.any_form), EXACT_BONUS, *(RELATED for _ in self.related)]
        rows = [row.among(among) for row in (*self.any_form, self.as_typed, *self.related)]
        documents = np.concatenate([row.documents for row in rows])
        factor = np.repeat(factors, [len(row) for row in rows])
        body = factor * np.concatenate([row.body for row in rows])
        names, words = np.zeros(len(self.live)), np.zeros(len(self.live))
        if self.only in {None, BODY}:
            words += np.bincount(documents, body * weighing(BODY)[documents], minlength=len(self.live))
        heads = np.concatenate([row.heads for row in rows])
        headed = np.flatnonzero(heads)
        documents, factor, counts = documents[headed], factor[headed], by_field(heads[headed])
        for number in range(BODY) if len(headed) else ():
            if self.only in {None, number}:
                found = factor * counts[:, number] * weighing(number)[documents]
                np.add.at(names if number in NAMES else words, documents, found)
        return names, words

    def fields(self, document: int) -> set[int]:
        """Numbers of the fields that hold it in this document."""
        positions = self.positions(document)
        in_heads = positions[: bisect_left(positions, BODY_START)]
        found = {field_of(place) for place in in_heads}
        return found | {BODY} if len(in_heads) < len(positions) else found

    def read(self, documents: Sequence[int]) -> None:
        """Have the positions in these documents at hand: all at once takes a fraction of one by one."""
        missing = [document for document in documents if document not in self._positions]
        if not missing:
            return
        parts: dict[int, list[list[int]]] = {document: [] for document in missing}
        for row in self._all:
            for document, positions in row.read(missing).items():
                parts[document].append(positions)
        self._positions.update({document: self._merged(found) for document, found in parts.items()})
        self._typed.update(self.as_typed.read(missing))

    def _merged(self, parts: Sequence[list[int]]) -> list[int]:
        found = parts[0] if len(parts) == 1 else sorted(set().union(*parts))
        return found if self.only is None else [place for place in found if field_of(place) == self.only]

    def keys(self, documents: Numbers) -> Numbers:
        """Every hit in these ascending documents as one number, ascending; documents go by their place among them."""
        keys = np.sort(np.concatenate([np.zeros(0, np.int64), *(row.keys_in(documents) for row in self._all)]))
        found: Numbers = keys[np.diff(keys, prepend=-1) != 0]
        return found if self.only is None else found[np.minimum(place_of(found) // _RANGE, BODY) == self.only]

    def typed_keys(self, documents: Numbers) -> Numbers:
        """The same of the form as typed."""
        return self.as_typed.keys_in(documents) if self.only in {None, BODY} else np.zeros(0, np.int64)

    def positions(self, document: int) -> list[int]:
        """In reading order, in the one field that counts or in all."""
        if document not in self._positions:
            self.read([document])
        return self._positions[document]

    def in_body(self, document: int) -> list[int]:
        if document not in self._in_body:
            self._in_body[document] = _in_body(self.positions(document))
        return self._in_body[document]

    def typed_in_body(self, document: int) -> list[int]:
        """Where it stands as typed."""
        if self.only not in {None, BODY}:
            return []
        self.positions(document)
        return _in_body(self._typed.get(document, []))


@dataclass
class Finder:
    """Looks each leaf of one query up once."""

    postings: Postings
    related: Mapping[Leaf, Sequence[str]] = field(default_factory=dict)  # what else the term with this word is called
    cut_prefixes: list[str] = field(default_factory=list)
    _found: dict[tuple[Leaf, int | None], Evidence] = field(default_factory=dict)
    _named: dict[str, Row] = field(default_factory=dict)

    def find(self, leaf: Leaf, only: int | None) -> Evidence:
        key = (leaf, only)
        if key not in self._found:
            self._found[key] = self._look_up(leaf, only)
        return self._found[key]

    def exactly(self, *words: str) -> Evidence:
        """Any of these very forms, whatever is searched for."""
        return Evidence(self._live, tuple(map(self.postings.exact, words)))

    @property
    def _live(self) -> Mask:
        return self.postings.documents.live

    def _look_up(self, leaf: Leaf, only: int | None) -> Evidence:
        if isinstance(leaf, Phrase):
            return Evidence(self._live, (self._side_by_side(parts_of(leaf.text), 1),), only=only)
        if isinstance(leaf, Prefix):
            return Evidence(self._live, (self._expanded(leaf),), only=only)
        return self._word(leaf, only)

    def _word(self, word: Word, only: int | None) -> Evidence:
        tokens = list(text.analyse(word.text))
        related = tuple(self._called(term) for term in self.related.get(word, ()))
        if len(tokens) == 1:
            exact, base = self.postings.exact(tokens[0].exact), tokens[0].base
            same = exact if base == tokens[0].exact else self.postings.exact(base)
            return Evidence(self._live, (same, self.postings.base(base)), exact, only, related)
        near = self._side_by_side(parts_of(word.text), NEAR)
        whole = self.postings.exact(tokens[0].exact) if tokens and tokens[1].position == 0 else NOWHERE
        return Evidence(self._live, (near,), whole, only, related)

    def _called(self, term: str) -> Row:
        """Where a term of one or several words stands, function words between them or not."""
        if term not in self._named:
            self._named[term] = self._side_by_side(words_of(term), NEAR, MOST_RELATED)
        return self._named[term]

    def _expanded(self, prefix: Prefix) -> Standing:
        terms, is_cut = self.postings.expand(text.normalise(prefix.text), MAX_EXPANSIONS)
        if is_cut:
            self.cut_prefixes.append(prefix.text)
        return self.postings.any_of(terms)

    def _side_by_side(self, parts: Sequence[str], reach: int, most: int | None = None) -> Row:
        found = [self.postings.exact(part) for part in parts]
        if len(found) < 2:
            return found[0] if found else NOWHERE
        return side_by_side(found, reach, self._live, most)


def _in_body(positions: list[int]) -> list[int]:
    return positions[bisect_left(positions, BODY_START) :] if positions and positions[0] < BODY_START else positions


def _hits(row: Counted, number: int) -> NDArray[Any]:
    """In one field, document by document."""
    return row.body if number == BODY else by_field(row.heads)[:, number]


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
