# Query tree × postings → matching documents, in the order of ranking.py. Both of our engines answer through here, so
# what matches and how it ranks is one definition; an engine only knows how to look a term up (evidence.Postings).
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import numpy as np

from indexer.ids import Ids
from indexer.index.asking import understood
from indexer.index.entries import FIELDS
from indexer.index.evidence import Finder, Postings
from indexer.index.port import IndexResult, Mode
from indexer.index.ranking import Ranking, rarity
from indexer.index.rows import Mask
from indexer.query import And, Field, MatchAll, Node, Not, Or, Word

MANY = 5  # words; who types more describes or asks, and means no document that happens to hold every one of them
ENOUGH = 0.5  # share of the words' rarity that a document must hold then
MOST = 0.2  # the same in mode "most"


def search(
    postings: Postings, node: Node, *, allowed: AbstractSet[int] | None, limit: int, offset: int, mode: Mode
) -> IndexResult:
    asked = understood(node)
    finder = Finder(postings, asked.related)
    matcher = _Matching(postings, finder)
    matching = matcher.of(asked.node, mode)
    ids, numbers = postings.documents.ids, postings.documents.newest_first
    found = numbers[matching[numbers]]
    if allowed is not None:
        found = found[_held(allowed).holds(ids[found])]
    ranking = Ranking(postings, asked, finder)
    ranked, scores = ranking.ranked(found)
    shown = ranked[offset : offset + limit].tolist()
    ranking.read(shown)
    hits = tuple(map(ranking.hit, shown, scores[offset : offset + limit].tolist()))
    cut = tuple(dict.fromkeys(finder.cut_prefixes))
    is_relaxed = matcher.lacking is not None and bool(matcher.lacking[found].any())
    return IndexResult(len(ranked), hits, ids[ranked], cut, is_relaxed)


def _held(allowed: AbstractSet[int]) -> Ids:
    return allowed if isinstance(allowed, Ids) else Ids.of(allowed)


@dataclass
class _Matching:
    """Which documents a query matches, over one state of the index."""

    postings: Postings
    finder: Finder
    lacking: Mask | None = None  # documents that hold only most of many words

    @property
    def _everything(self) -> Mask:
        return self.postings.documents.live

    def of(self, node: Node, mode: Mode, only: int | None = None) -> Mask:
        if isinstance(node, MatchAll):
            return self._everything
        if isinstance(node, Not):
            return self._everything & ~self.of(node.node, "all", only)
        if isinstance(node, Field):
            return self.of(node.node, mode, FIELDS.index(node.name))
        if isinstance(node, Or):
            return reduce(or_, (self.of(part, "all", only) for part in node.nodes), np.zeros_like(self._everything))
        if isinstance(node, And):
            return self._conjunction(node, mode, only)
        return self.finder.find(node, only).documents

    def _conjunction(self, node: And, mode: Mode, only: int | None) -> Mask:
        wanted = [part for part in node.nodes if not isinstance(part, Not)]
        unwanted = [self.of(part.node, "all", only) for part in node.nodes if isinstance(part, Not)]
        found = self._together(wanted, mode, only) if wanted else self._everything
        return reduce(and_, (~part for part in unwanted), found)

    def _together(self, wanted: Sequence[Node], mode: Mode, only: int | None) -> Mask:
        if mode == "most":
            return self._most([self.of(part, "all", only) for part in wanted], MOST)
        words = [self.of(part, "all", only) for part in wanted if isinstance(part, Word)]
        others = [self.of(part, "all", only) for part in wanted if not isinstance(part, Word)]
        if len(words) <= MANY:
            return reduce(and_, words + others)
        enough = reduce(and_, others, self._most(words, ENOUGH))
        lacking = enough & ~reduce(and_, words)
        self.lacking = lacking if self.lacking is None else self.lacking | lacking
        return enough

    def _most(self, wanted: Sequence[Mask], needed: float) -> Mask:
        """Documents with enough of the words, where a rare word counts for several common ones."""
        held = np.zeros(len(self._everything))
        total = 0.0
        for documents in wanted:
            holders = int(np.count_nonzero(documents))
            if holders:
                weight = rarity(holders, len(self.postings.documents))
                total += weight
                held[documents] += weight
        return (held > 0) & (held >= needed * total)
