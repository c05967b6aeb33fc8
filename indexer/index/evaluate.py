# Query tree × postings → matching documents, their order and their pages. Both of our engines answer through here, so
# what matches and how it ranks is one definition; an engine only knows how to look a term up (see `Postings`).
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from indexer import text
from indexer.index.entries import BODY, FIELDS, Layout, field_counts, field_of, pack, unpack
from indexer.index.port import IndexHit, IndexResult, Mode, PageMatch
from indexer.query import And, Field, Leaf, MatchAll, Node, Not, Or, Phrase, Prefix, Word

# BM25F. A word in the document's own citation or title says more about it than one in its text.
WEIGHTS = (5.0, 6.0, 2.0, 1.5, 1.0)
NORMALISATION = (0.3, 0.3, 0.5, 0.5, 0.6)
SATURATION = 1.2
EXACT_BONUS = 0.6  # what the form as typed counts beyond its base form
NEAR = 3  # "95/2018" also stands for "95 Tahun 2018": its parts at most so far apart
MAX_PAGES = 20  # pages named per hit; their number is told beside
MAX_EXPANSIONS = 128  # words that one prefix may stand for

Occurrences = Mapping[int, bytes]  # document id → packed positions


class Postings(Protocol):
    """What the evaluator asks of an engine; one consistent state of the index."""

    def exact(self, term: str) -> Occurrences: ...
    def base(self, term: str) -> Occurrences: ...
    def ids(self) -> AbstractSet[int]: ...
    def layout(self, document_id: int) -> Layout: ...
    def average_lengths(self) -> Sequence[float]: ...
    def expand(self, prefix: str, limit: int) -> tuple[list[str], bool]:
        """Terms that begin so, the most frequent first, and whether there are more."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Where one leaf of the query occurs: in any form, and as typed."""

    any_form: tuple[Occurrences, ...]
    as_typed: Occurrences
    only: int | None = None  # the one field that counts

    def documents(self) -> set[int]:
        found: set[int] = set().union(*self.any_form)
        if self.only is not None:
            found = {document for document in found if self.counts(document)[self.only]}
        return found

    def counts(self, document: int) -> list[float]:
        totals = [0.0] * len(FIELDS)
        for occurrences, weight in (*((o, 1.0) for o in self.any_form), (self.as_typed, EXACT_BONUS)):
            packed = occurrences.get(document)
            if packed:
                for number, count in enumerate(field_counts(packed)):
                    totals[number] += count * weight
        if self.only is None:
            return totals
        return [count if number == self.only else 0.0 for number, count in enumerate(totals)]

    def body_positions(self, document: int) -> set[int]:
        if self.only not in {None, BODY}:
            return set()
        found = (position for part in self.any_form for position in unpack(part.get(document, bytes(BODY))))
        return {position for position in found if field_of(position) == BODY}


@dataclass
class _Search:
    """One query over one state of the index; each leaf is looked up once."""

    postings: Postings
    sought: tuple[tuple[Leaf, int | None], ...]  # what should be found, as opposed to what is excluded
    evidence: dict[tuple[Leaf, int | None], _Evidence] = field(default_factory=dict)
    cut_prefixes: list[str] = field(default_factory=list)

    @cached_property
    def norms(self) -> list[tuple[float, float]]:
        """Per field: weight / (constant + slope × length)."""
        averages = self.postings.average_lengths()
        return [(1 - b, b / max(1.0, average)) for b, average in zip(NORMALISATION, averages, strict=True)]

    def find(self, leaf: Leaf, only: int | None) -> _Evidence:
        key = (leaf, only)
        if key not in self.evidence:
            self.evidence[key] = self._look_up(leaf, only)
        return self.evidence[key]

    def _look_up(self, leaf: Leaf, only: int | None) -> _Evidence:
        if isinstance(leaf, Phrase):
            found = self._side_by_side(_parts(leaf.text), 1)
            return _Evidence((found,), found, only)
        if isinstance(leaf, Prefix):
            return _Evidence(tuple(self._expanded(leaf)), {}, only)
        return self._word(leaf, only)

    def _word(self, word: Word, only: int | None) -> _Evidence:
        tokens = list(text.analyse(word.text))
        if len(tokens) == 1:
            exact = self.postings.exact(tokens[0].exact)
            return _Evidence(tuple(self._any_form(tokens[0])), exact, only)
        near = self._side_by_side(_parts(word.text), NEAR)
        whole = self.postings.exact(tokens[0].exact) if tokens and tokens[1].position == 0 else {}
        return _Evidence((near,), whole, only)

    def _any_form(self, token: text.Token) -> Iterator[Occurrences]:
        yield self.postings.exact(token.base)
        yield self.postings.base(token.base)

    def _expanded(self, prefix: Prefix) -> Iterator[Occurrences]:
        terms, is_cut = self.postings.expand(text.normalise(prefix.text), MAX_EXPANSIONS)
        if is_cut:
            self.cut_prefixes.append(prefix.text)
        return (self.postings.exact(term) for term in terms)

    def _side_by_side(self, parts: Sequence[str], reach: int) -> Occurrences:
        """Positions of the first part where the others follow in order, each within `reach` of the one before."""
        if not parts:
            return {}
        found = [self.postings.exact(part) for part in parts]
        shared = set(min(found, key=len)).intersection(*found)
        rows = ((document, _chain([unpack(part[document]) for part in found], reach)) for document in shared)
        return {document: pack(positions) for document, positions in rows if positions}

    def matching(self, node: Node, mode: Mode, only: int | None = None) -> set[int]:
        if isinstance(node, MatchAll):
            return set(self.postings.ids())
        if isinstance(node, Not):
            return set(self.postings.ids()) - self.matching(node.node, "all", only)
        if isinstance(node, Field):
            return self.matching(node.node, mode, FIELDS.index(node.name))
        if isinstance(node, Or):
            return set().union(*(self.matching(part, "all", only) for part in node.nodes))
        if isinstance(node, And):
            return self._all_or_most(node, mode, only)
        return self.find(node, only).documents()

    def _all_or_most(self, node: And, mode: Mode, only: int | None) -> set[int]:
        wanted = [self.matching(part, "all", only) for part in node.nodes if not isinstance(part, Not)]
        unwanted = [self.matching(part.node, "all", only) for part in node.nodes if isinstance(part, Not)]
        needed = len(wanted) if mode == "all" else math.ceil(len(wanted) / 2)
        if not wanted:
            found = set(self.postings.ids())
        elif needed == len(wanted):
            found = set.intersection(*wanted)
        else:
            tally = Counter(document for documents in wanted for document in documents)
            found = {document for document, count in tally.items() if count >= needed}
        return found.difference(*unwanted)

    def scores(self, documents: AbstractSet[int]) -> dict[int, float]:
        totals = dict.fromkeys(documents, 0.0)
        for leaf, only in self.sought:
            self._add_scores(self.find(leaf, only), totals)
        return totals

    def _add_scores(self, evidence: _Evidence, totals: dict[int, float]) -> None:
        found = evidence.documents()
        count = len(self.postings.ids())
        rarity = math.log(1 + (count - len(found) + 0.5) / (len(found) + 0.5))
        for document in found & totals.keys():
            frequency = self._normalised(evidence.counts(document), self.postings.layout(document))
            totals[document] += rarity * frequency * (SATURATION + 1) / (SATURATION + frequency)

    def _normalised(self, counts: Sequence[float], layout: Layout) -> float:
        return sum(
            weight * count / (constant + slope * length)
            for count, weight, (constant, slope), length in zip(
                counts, WEIGHTS, self.norms, layout.lengths, strict=True
            )
            if count
        )

    def hit(self, document: int, score: float) -> IndexHit:
        found = [self.find(leaf, only) for leaf, only in self.sought]
        counts = [evidence.counts(document) for evidence in found]
        fields = tuple(name for number, name in enumerate(FIELDS) if any(count[number] for count in counts))
        pages = _pages((evidence.body_positions(document) for evidence in found), self.postings.layout(document))
        return IndexHit(document, score, pages[:MAX_PAGES], fields, len(pages))


def search(
    postings: Postings, node: Node, *, allowed: AbstractSet[int] | None, limit: int, offset: int, mode: Mode
) -> IndexResult:
    node = _without_stop_words(node)
    run = _Search(postings, tuple(dict.fromkeys(_sought(node, None))))
    matching = run.matching(node, mode)
    if allowed is not None:
        matching &= allowed
    scores = run.scores(matching)
    ranked = sorted(matching, key=lambda document: (-scores[document], -document))
    hits = tuple(run.hit(document, scores[document]) for document in ranked[offset : offset + limit])
    return IndexResult(len(ranked), hits, tuple(ranked), tuple(dict.fromkeys(run.cut_prefixes)))


def _sought(node: Node, only: int | None) -> Iterator[tuple[Leaf, int | None]]:
    if isinstance(node, Leaf):
        yield node, only
    elif isinstance(node, Field):
        yield from _sought(node.node, FIELDS.index(node.name))
    elif isinstance(node, And | Or):
        for part in node.nodes:
            yield from _sought(part, only)


def _without_stop_words(node: Node) -> Node:
    """Function words neither narrow nor rank, unless there is nothing else to search for."""
    if not isinstance(node, And):
        return node
    kept = tuple(part for part in node.nodes if not _is_stop_word(part))
    is_enough = any(not isinstance(part, Not) for part in kept)
    return And(kept) if is_enough else node


def _is_stop_word(node: Node) -> bool:
    return isinstance(node, Word) and all(text.is_stop_word(token.exact) for token in text.analyse(node.text))


def _parts(literal: str) -> list[str]:
    """The words of a phrase or compound, without the forms that span several of them."""
    tokens = list(text.analyse(literal))
    last = [*(token.position for token in tokens[1:]), -1]
    return [token.exact for token, following in zip(tokens, last, strict=True) if token.position != following]


def _chain(rows: Sequence[Sequence[int]], reach: int) -> list[int]:
    """Positions of the first row from which one can step through all the others."""
    return [first for first in rows[0] if _reaches(first, rows[1:], reach)]


def _reaches(position: int, rows: Sequence[Sequence[int]], reach: int) -> bool:
    for row in rows:
        place = bisect_right(row, position)
        if place == len(row) or row[place] - position > reach:
            return False
        position = row[place]
    return True


def _pages(leaves: Iterable[AbstractSet[int]], layout: Layout) -> tuple[PageMatch, ...]:
    """Pages with a hit: most different words first, then most hits, then reading order."""
    hits: Counter[int] = Counter()
    words: Counter[int] = Counter()
    for positions in leaves:
        on_pages = Counter(bisect_right(layout.page_starts, position) - 1 for position in positions)
        hits.update(on_pages)
        words.update(on_pages.keys())
    order = sorted(hits, key=lambda page: (-words[page], -hits[page], page))
    return tuple(PageMatch(layout.page_numbers[page], hits[page], words[page]) for page in order)
