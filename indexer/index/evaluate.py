# Query tree × postings → matching documents, in the order of ranking.py. Both of our engines answer through here, so
# what matches and how it ranks is one definition; an engine only knows how to look a term up (evidence.Postings).
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from indexer.index.asking import understood
from indexer.index.entries import FIELDS
from indexer.index.evidence import Finder, Postings
from indexer.index.port import IndexResult, Mode
from indexer.index.ranking import Ranking, rarity
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
    if allowed is not None:
        matching &= allowed
    ranking = Ranking(postings, asked, finder)
    scores = ranking.scores(matching)
    ranked = sorted(matching, key=lambda document: (-scores[document], -document))
    hits = tuple(ranking.hit(document, scores[document]) for document in ranked[offset : offset + limit])
    cut = tuple(dict.fromkeys(finder.cut_prefixes))
    return IndexResult(len(ranked), hits, tuple(ranked), cut, is_relaxed=bool(matching & matcher.lacking))


@dataclass
class _Matching:
    """Which documents a query matches, over one state of the index."""

    postings: Postings
    finder: Finder
    lacking: set[int] = field(default_factory=set)  # documents that hold only most of many words

    def of(self, node: Node, mode: Mode, only: int | None = None) -> set[int]:
        if isinstance(node, MatchAll):
            return set(self.postings.ids())
        if isinstance(node, Not):
            return set(self.postings.ids()) - self.of(node.node, "all", only)
        if isinstance(node, Field):
            return self.of(node.node, mode, FIELDS.index(node.name))
        if isinstance(node, Or):
            return set().union(*(self.of(part, "all", only) for part in node.nodes))
        if isinstance(node, And):
            return self._conjunction(node, mode, only)
        return set(self.finder.find(node, only).documents)

    def _conjunction(self, node: And, mode: Mode, only: int | None) -> set[int]:
        wanted = [part for part in node.nodes if not isinstance(part, Not)]
        unwanted = [self.of(part.node, "all", only) for part in node.nodes if isinstance(part, Not)]
        found = self._together(wanted, mode, only) if wanted else set(self.postings.ids())
        return found.difference(*unwanted)

    def _together(self, wanted: Sequence[Node], mode: Mode, only: int | None) -> set[int]:
        if mode == "most":
            return self._most([self.of(part, "all", only) for part in wanted], MOST)
        words = [self.of(part, "all", only) for part in wanted if isinstance(part, Word)]
        others = [self.of(part, "all", only) for part in wanted if not isinstance(part, Word)]
        if len(words) <= MANY:
            return words[0].intersection(*words, *others) if words else others[0].intersection(*others)
        found = self._most(words, ENOUGH).intersection(*others)
        self.lacking |= found - words[0].intersection(*words)
        return found

    def _most(self, wanted: Sequence[set[int]], needed: float) -> set[int]:
        """Documents with enough of the words, where a rare word counts for several common ones."""
        held: dict[int, float] = {}
        total = 0.0
        for documents in filter(None, wanted):
            weight = rarity(len(documents), len(self.postings.ids()))
            total += weight
            for document in documents:
                held[document] = held.get(document, 0.0) + weight
        return {document for document, weight in held.items() if weight >= needed * total}
