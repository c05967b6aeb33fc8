# Query tree × postings → matching documents, their order and their pages. Both of our engines answer through here, so
# what matches and how it ranks is one definition; an engine only knows how to look a term up (evidence.Postings).
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, repeat

from indexer import text
from indexer.index.entries import BODY_START, FIELDS, Layout, field_of
from indexer.index.evidence import NEAR, Evidence, Finder, Postings, chain
from indexer.index.port import IndexHit, IndexResult, Mode, PageMatch
from indexer.query import And, Field, Leaf, MatchAll, Node, Not, Or, Word

# BM25F, with names and text saturating apart: however often a long text repeats a word, the document that is called so
# comes first.
WEIGHTS = (5.0, 6.0, 2.0, 1.5, 1.0)
NORMALISATION = (0.3, 0.3, 0.5, 0.5, 0.5)
SATURATION = 1.2
NAMED = 2.0  # how much the names count beside the text
TOGETHER = 0.3  # what two words count when they stand together, beside what each counts alone
RERANKED = 50  # best documents in which standing together is looked at: it costs reading positions
MOST = 0.2  # share of the words' rarity that a document must hold in mode "most"
MAX_PAGES = 20  # pages named per hit; their number is told beside

Sought = tuple[Leaf, int | None]  # a leaf and the one field that counts, if any


def search(
    postings: Postings, node: Node, *, allowed: AbstractSet[int] | None, limit: int, offset: int, mode: Mode
) -> IndexResult:
    node = _without_stop_words(node)
    run = _Search(postings, Finder(postings), tuple(dict.fromkeys(_sought(node, None))))
    matching = run.matching(node, mode)
    if allowed is not None:
        matching &= allowed
    scores = run.scores(matching)
    ranked = sorted(matching, key=lambda document: (-scores[document], -document))
    hits = tuple(run.hit(document, scores[document]) for document in ranked[offset : offset + limit])
    return IndexResult(len(ranked), hits, tuple(ranked), tuple(dict.fromkeys(run.finder.cut_prefixes)))


@dataclass
class _Search:
    """One query over one state of the index."""

    postings: Postings
    finder: Finder
    sought: tuple[Sought, ...]  # what should be found, as opposed to what is excluded

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
            return self._conjunction(node, mode, only)
        return set(self.finder.find(node, only).documents)

    def _conjunction(self, node: And, mode: Mode, only: int | None) -> set[int]:
        wanted = [self.matching(part, "all", only) for part in node.nodes if not isinstance(part, Not)]
        unwanted = [self.matching(part.node, "all", only) for part in node.nodes if isinstance(part, Not)]
        if not wanted:
            found = set(self.postings.ids())
        else:
            found = set.intersection(*wanted) if mode == "all" else self._most(wanted)
        return found.difference(*unwanted)

    def _most(self, wanted: Sequence[set[int]]) -> set[int]:
        """Documents with enough of the words, where a rare word counts for several common ones."""
        held: dict[int, float] = {}
        for documents in wanted:
            rarity = self._rarity(len(documents))
            for document in documents:
                held[document] = held.get(document, 0.0) + rarity
        needed = MOST * sum(self._rarity(len(documents)) for documents in wanted if documents)
        return {document for document, rarity in held.items() if rarity >= needed}

    def _rarity(self, holders: int) -> float:
        return math.log(1 + (len(self.postings.ids()) - holders + 0.5) / (holders + 0.5))

    @cached_property
    def _evidence(self) -> list[Evidence]:
        return [self.finder.find(leaf, only) for leaf, only in self.sought]

    def scores(self, documents: AbstractSet[int]) -> dict[int, float]:
        totals = dict.fromkeys(documents, 0.0)
        if not self.sought:
            return totals
        weights = {document: self._weights(document) for document in documents}
        for evidence in self._evidence:
            rarity = self._rarity(len(evidence.documents))
            for document in evidence.documents & totals.keys():
                names, words = evidence.frequencies(document, weights[document])
                totals[document] += rarity * (NAMED * _saturated(names) + _saturated(words))
        for first, second in pairwise(self._evidence):
            self._add_togetherness(first, second, totals)
        return totals

    def _weights(self, document: int) -> list[float]:
        """What one hit counts in each field of this document: less where the field is long."""
        lengths = self.postings.layout(document).lengths
        return [
            weight / (constant + slope * length)
            for weight, (constant, slope), length in zip(WEIGHTS, self._norms, lengths, strict=True)
        ]

    @cached_property
    def _norms(self) -> list[tuple[float, float]]:
        averages = self.postings.average_lengths()
        return [(1 - b, b / max(1.0, average)) for b, average in zip(NORMALISATION, averages, strict=True)]

    def _add_togetherness(self, first: Evidence, second: Evidence, totals: dict[int, float]) -> None:
        best = sorted(totals, key=lambda document: (-totals[document], -document))[:RERANKED]
        both = [document for document in best if document in first.documents and document in second.documents]
        weighed = {document: self._together(first, second, document) for document in both}
        rarity = TOGETHER * self._rarity(sum(1 for frequency in weighed.values() if frequency))
        for document, frequency in weighed.items():
            totals[document] += rarity * _saturated(frequency)

    def _together(self, first: Evidence, second: Evidence, document: int) -> float:
        weights = self._weights(document)
        places = chain([first.positions(document), second.positions(document)], NEAR)
        return sum(weights[field_of(place)] for place in places)

    def hit(self, document: int, score: float) -> IndexHit:
        fields: set[int] = set().union(*(evidence.fields(document) for evidence in self._evidence))
        pages = _pages((evidence.positions(document) for evidence in self._evidence), self.postings.layout(document))
        names = tuple(FIELDS[number] for number in sorted(fields))
        return IndexHit(document, score, pages[:MAX_PAGES], names, len(pages), sum(page.hits for page in pages))


def _sought(node: Node, only: int | None) -> Iterator[Sought]:
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


def _saturated(frequency: float) -> float:
    return frequency * (SATURATION + 1) / (SATURATION + frequency)


def _pages(leaves: Iterable[Sequence[int]], layout: Layout) -> tuple[PageMatch, ...]:
    """Pages with a hit: most different words first, then most hits, then reading order."""
    hits: Counter[int] = Counter()
    words: Counter[int] = Counter()
    for positions in leaves:
        body = positions[bisect_left(positions, BODY_START) :]
        on_pages = Counter(map(bisect_right, repeat(layout.page_starts), body))
        hits.update(on_pages)
        words.update(on_pages.keys())
    order = sorted(hits, key=lambda page: (-words[page], -hits[page], page))
    return tuple(PageMatch(layout.page_numbers[page - 1], hits[page], words[page]) for page in order)
