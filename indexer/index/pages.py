# The pages of one document in the order in which they answer the query. As documents are ranked, but rare is also what
# few pages of this document hold: in a book on one subject its name tells no page from another.
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from indexer.index import passages
from indexer.index.entries import BODY, Layout
from indexer.index.evidence import EXACT_BONUS, NEAR, chain
from indexer.index.passages import Part, saturated

TOGETHER = 0.3  # what two words of the query count when they stand together, beside what each counts alone
FIRST = 0.3  # what a word counts with which the page begins
ANSWERED = 1.0  # what a page counts, as a share of the best, where the subject of a question meets an answering word
HEADINGS = ("bab", "bagian", "paragraf")  # stand, with a number, before the title of a part of a regulation
HEADED = 0.5  # what a page counts, as a share of the best, where a part begins that is called as the query says
NEAR_HEADING = 4  # words from such a heading to where a word of its title is expected


def scores(
    parts: Sequence[Part], layout: Layout, answers: Mapping[int, float], headings: Sequence[int] = ()
) -> dict[int, float]:
    """By the number of the page in the row of pages, from one; pages without any of these words are left out."""
    starts = layout.page_starts
    average = max(1.0, layout.lengths[BODY] / len(starts))
    found = passages.scores(parts, starts, layout.body_end, average, EXACT_BONUS)
    for page, bonus in (*_begun(parts, starts), *_together(parts, starts)):
        found[page] += bonus
    best = max(found.values(), default=0.0)
    for page, share in _answering(parts, starts, answers).items():
        if page in found:  # the subject may end one page and the answer begin the next
            found[page] += ANSWERED * best * share**2
    if headings:
        for page in _headed(parts, starts, headings).intersection(found):
            found[page] += HEADED * best
    return found


def _begun(parts: Sequence[Part], starts: Sequence[int]) -> Iterator[tuple[int, float]]:
    for part in parts:
        for page in passages.spread(part.positions, starts):
            start = starts[page - 1]
            first = part.positions[bisect_left(part.positions, start)]
            yield page, FIRST * part.rarity * passages.promptness(first, start)


def _together(parts: Sequence[Part], starts: Sequence[int]) -> Iterator[tuple[int, float]]:
    for first, second in pairwise(parts):
        weight = TOGETHER * min(first.rarity, second.rarity)
        places = chain([first.positions, second.positions], NEAR)
        for page, count in passages.spread(places, starts).items():
            yield page, weight * saturated(count)


def _answering(parts: Sequence[Part], starts: Sequence[int], answers: Mapping[int, float]) -> dict[int, float]:
    """Page → the greatest share of the subject that stands before an answering word."""
    found: dict[int, float] = {}
    for answer, share in passages.answered(parts, answers).items():
        page = bisect_right(starts, answer)
        found[page] = max(found.get(page, 0.0), share)
    return found


def _headed(parts: Sequence[Part], starts: Sequence[int], headings: Sequence[int]) -> set[int]:
    """Pages with a heading that all of the words follow as typed; the rarest asks first, for it leaves the fewest."""
    for number, part in sorted(enumerate(parts), key=lambda numbered: len(numbered[1].typed)):
        headings = chain([headings, part.typed], NEAR_HEADING + number)
    return {bisect_right(starts, place) for place in headings} if parts else set()
