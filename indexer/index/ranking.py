# Evidence → the order of the documents and of each one's pages, the same for every engine. Names (title, citation) and
# text are weighed apart; of the text, the best passage counts more than the whole, so that a long document neither
# drowns nor dominates. What each part brought is told in docs/decisions/0016-ranking.md.
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from indexer.index import pages, passages
from indexer.index.asking import Asked
from indexer.index.documents import Documents
from indexer.index.entries import BODY, FIELDS, HEADINGS, NAMES, PASSAGE
from indexer.index.evidence import EXACT_BONUS, Evidence, Finder, Postings
from indexer.index.lookinto import LookInto
from indexer.index.passages import Part, saturated
from indexer.index.port import IndexHit, PageMatch
from indexer.index.rows import Mask, Numbers, Scores

WEIGHTS = (5.0, 6.0, 2.0, 1.5, 1.0)
NORMALISATION = (0.3, 0.3, 0.5, 0.5, 0.5)
NAMED = 3.0  # how much the names count beside the text: a document that is called so comes first
WHOLE = 0.3  # share of the whole text …
BEST = 0.7  # … and of its best passage
TOGETHER = 0.2  # what two words count when they stand together, beside what each counts alone
FIRST = 0.4  # what a word counts with which the text begins
ANSWERED = 1.5  # what a passage counts in which the subject of a question is followed by an answering word
TELLING = 0.05  # share of the rarest word's rarity below which a word is not looked for in passages: it is everywhere
RERANKED = 30  # best documents that are looked into: it costs reading positions
MAX_PAGES = 20  # pages named per hit; their number is told beside


def rarity(holders: int, of: int) -> float:
    return math.log(1 + (of - holders + 0.5) / (holders + 0.5))


@dataclass
class Ranking:
    """One query over one state of the index."""

    postings: Postings
    asked: Asked
    finder: Finder

    @cached_property
    def _evidence(self) -> list[Evidence]:
        return [self.finder.find(leaf, only) for leaf, only in self.asked.sought]

    @cached_property
    def _rarities(self) -> list[float]:
        total = len(self.postings.documents)
        return [rarity(evidence.holders, total) for evidence in self._evidence]

    def ranked(self, found: Numbers) -> tuple[Numbers, Scores]:
        """These documents, the best first, with their scores. Of those that score alike, the order stays as given."""
        scores = self._scores(found)
        order = _descending(scores) if self._evidence else np.arange(len(found))
        ranked, scores = found[order], scores[order]
        if self._evidence and len(found):
            self._look_into(ranked[:RERANKED], scores[:RERANKED])
        return ranked, scores

    def _scores(self, documents: Numbers) -> Scores:
        totals = np.zeros(len(documents))
        ascending = np.sort(documents)
        for evidence, weight in zip(self._evidence, self._rarities, strict=True):
            names, words = evidence.frequencies(ascending, self._weighing)
            totals += weight * (NAMED * saturated(names[documents]) + WHOLE * saturated(words[documents]))
        return totals

    def _look_into(self, ranked: Numbers, scores: Scores) -> None:
        """Rank the best anew, in place. What is found in them only adds, so no other document comes before them."""
        best = np.sort(ranked)
        look = LookInto(self.postings, best)
        totals = scores[np.argsort(ranked)] + self._looked_into(look)
        self._add_togetherness(look, totals)
        order = np.lexsort((-self.postings.documents.ids[best], -totals))
        ranked[:], scores[:] = best[order], totals[order]

    def read(self, documents: Sequence[int]) -> None:
        """Have the positions in these documents at hand."""
        for evidence in (*self._evidence, *(evidence for evidence, _ in self._answers)):
            evidence.read(documents)

    @cached_property
    def _weighing(self) -> "_Weighing":
        return _weighing(self.postings.documents)

    @cached_property
    def _passage_length(self) -> float:
        return max(1.0, min(float(PASSAGE), self.postings.documents.average_lengths[BODY]))

    def _parts(self, document: int, rarities: Sequence[float]) -> list[Part]:
        """The words that tell passages apart: in the very rule that is cited, those that cite it tell nothing."""
        is_cited_rule = self._is_cited_rule(document)
        return [
            Part(weight, evidence.in_body(document), evidence.typed_in_body(document))
            for (leaf, _), evidence, weight in zip(self.asked.sought, self._evidence, rarities, strict=True)
            if evidence.documents[document] and not (is_cited_rule and leaf in self.asked.cited)
        ]

    @cached_property
    def _told(self) -> list[Evidence]:
        """The number and the year of the rule that the query cites."""
        return [self.finder.find(leaf, only) for leaf, only in self.asked.sought if leaf in self.asked.numbers]

    def _is_cited_rule(self, document: int) -> bool:
        """Whether they are in the names of this document."""
        return bool(self._told) and all(evidence.fields(document).intersection(NAMES) for evidence in self._told)

    def _are_cited_rules(self, documents: Numbers) -> Mask:
        for evidence in self._told:
            evidence.read(documents.tolist())
        return np.array([self._is_cited_rule(document) for document in documents.tolist()], np.bool_)

    def _looked_into(self, look: LookInto) -> Scores:
        """What the best passage, the beginning of the text and an answer to the question add."""
        floor = TELLING * max(self._rarities)
        is_own = self._are_cited_rules(look.documents)
        told = [
            (evidence, np.where(is_own & (leaf in self.asked.cited), 0.0, weight))
            for (leaf, _), evidence, weight in zip(self.asked.sought, self._evidence, self._rarities, strict=True)
            if weight >= floor
        ]
        begun = sum(weight * look.promptness(evidence) for evidence, weight in told)
        found = look.passage_scores(told, self._passage_length, EXACT_BONUS)
        answered = look.answered(told, self._answers) if self._answers else 0.0
        return BEST * found + FIRST * begun + ANSWERED * answered

    def _answering(self, document: int) -> dict[int, float]:
        """Where the words stand with which an answer goes on, and how surely it does."""
        return {place: surely for evidence, surely in self._answers for place in evidence.in_body(document)}

    @cached_property
    def _answers(self) -> list[tuple[Evidence, float]]:
        return [(self.finder.exactly(word), surely) for word, surely in self.asked.answers.items()]

    @cached_property
    def _headings(self) -> Evidence:
        """Where parts of a text begin. A question wants its answer, wherever that stands."""
        return self.finder.exactly(*(() if self.asked.answers else pages.HEADINGS))

    def _add_togetherness(self, look: LookInto, totals: Scores) -> None:
        """What neighbouring words of the query add that stand near each other, in place."""
        weights = self._weighing.of(look.documents)
        is_own = self._are_cited_rules(look.documents)
        for number in range(len(self._evidence) - 1):
            first, second = self._evidence[number : number + 2]
            found = look.together(first, second, weights, is_own & self._only_cite(number))
            weight = TOGETHER * rarity(int(np.count_nonzero(found)), len(self.postings.documents))
            totals += weight * saturated(found)

    def _only_cite(self, number: int) -> bool:
        return all(leaf in self.asked.cited for leaf, _ in self.asked.sought[number : number + 2])

    def hit(self, document: int, score: float) -> IndexHit:
        fields: set[int] = set().union(*(evidence.fields(document) for evidence in self._evidence))
        found = self._pages(document)
        names = tuple(FIELDS[number] for number in sorted(fields))
        number = int(self.postings.documents.ids[document])
        return IndexHit(number, score, found[:MAX_PAGES], names, len(found), sum(page.hits for page in found))

    def _pages(self, document: int) -> tuple[PageMatch, ...]:
        """Pages with a hit, those that answer best first."""
        layout = self.postings.layout(document)
        counts = [passages.spread(evidence.in_body(document), layout.page_starts) for evidence in self._evidence]
        hits: dict[int, int] = {}
        words: dict[int, int] = {}
        for found in counts:
            for page, count in found.items():
                hits[page] = hits.get(page, 0) + count
                words[page] = words.get(page, 0) + 1
        scores = self._page_scores(document, counts) if len(hits) > 1 else {}
        order = sorted(hits, key=lambda page: (-scores.get(page, 0.0), -words[page], -hits[page], page))
        return tuple(PageMatch(layout.page_numbers[page - 1], hits[page], words[page]) for page in order)

    def _page_scores(self, document: int, counts: Sequence[Mapping[int, int]]) -> dict[int, float]:
        layout = self.postings.layout(document)
        of = len(layout.page_starts)
        rarities = [(known + rarity(len(found), of)) / 2 for known, found in zip(self._rarities, counts, strict=True)]
        answers = self._answering(document) if self.asked.answers else {}
        headings = self._headings.in_body(document) if layout.lengths[HEADINGS] and self._is_heading(document) else ()
        return pages.scores(self._parts(document, rarities), layout, answers, headings)

    def _is_heading(self, document: int) -> bool:
        """Whether its headings hold all that is sought, but for what cites a rule."""
        sought = zip(self.asked.sought, self._evidence, strict=True)
        return all(
            HEADINGS in evidence.fields(document) for (leaf, _), evidence in sought if leaf not in self.asked.cited
        )


class _Weighing:
    """What one hit counts in each field of each document: less where the field is long."""

    def __init__(self, documents: Documents) -> None:
        rows = zip(WEIGHTS, NORMALISATION, documents.average_lengths, documents.lengths, strict=True)
        self._weights = np.array(
            [weight / ((1 - b) + b / max(1.0, average) * lengths) for weight, b, average, lengths in rows]
        )

    def __call__(self, field: int) -> Scores:
        found: Scores = self._weights[field]
        return found

    def of(self, documents: Numbers) -> Scores:
        """Field × document."""
        found: Scores = self._weights[:, documents]
        return found


_weighing = lru_cache(maxsize=2)(_Weighing)  # of the state that is searched; one more, for a commit may be coming


def _descending(scores: Scores) -> Numbers:
    """The order from the highest to the lowest; what scores alike stays in its order. Takes half of a stable sort."""
    order = np.argsort(-scores)
    firsts = np.cumsum(np.diff(scores[order], prepend=0.0) != 0) * len(scores)  # the same for all that score alike
    found: Numbers = np.sort(firsts + order) - firsts
    return found
