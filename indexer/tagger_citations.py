"""Articles and rules on which an indicator rests, found where a document cites them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from indexer.citations import Citation, find_citations
from indexer.tagger_profiles import IndicatorProfile

MOST_PAGES = 30  # rules are cited in the opening and in the first chapters
MOST_CITED = 400  # citations looked at; a list of rules is no argument


class Cited(NamedTuple):
    words: str
    page: int | None


class Citations:
    """Which indicators a cited rule or article speaks for; a text without the rule's number is not even searched."""

    def __init__(self, profiles: Sequence[IndicatorProfile]) -> None:
        self._wanted: dict[str, list[tuple[str | None, int]]] = defaultdict(list)
        self._years: set[str] = set()
        for index, profile in enumerate(profiles):
            for text in profile.citations:
                for found in find_citations(text):
                    self._wanted[found.citation.key].append((found.citation.article, index))
                    self._years.add(str(found.citation.year))

    def found(self, title: str, pages: Sequence[tuple[int, str]]) -> Mapping[int, list[Cited]]:
        by_index: dict[int, list[Cited]] = defaultdict(list)
        for page, text in ((None, title), *pages[:MOST_PAGES]):
            for citation, words in self._cited(text):
                for article, index in self._wanted.get(citation.key, ()):
                    if article is None or article == citation.article:
                        by_index[index].append(Cited(words, page))
        return by_index

    def _cited(self, text: str) -> Iterator[tuple[Citation, str]]:
        if self._wanted and any(year in text for year in self._years):
            for found in find_citations(text)[:MOST_CITED]:
                yield found.citation, text[found.start : found.end]
