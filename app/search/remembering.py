"""The last answers, for those who ask the same a moment later: what matched and what the facets count, never a row.

An answer holds for one commit of the index, one position in the log of changes, one state of the library's words, and
those who see the same documents; after any change the question is another one. Rows, their pages and all else on a page
are read anew under the permissions of whoever asks. Nothing is remembered for sessions that may write, nor what the
database found without the index.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from app.core.db import kept
from app.core.shelf import Shelf
from app.documents import changelog, kinds
from app.documents.access import standpoint
from app.documents.facets import Narrowed
from app.search.finding import Found, Inquiry
from indexer.ids import IdArray
from indexer.index.port import IndexProblem
from indexer.synonyms import vocabulary

MOST_IDS = 4_000_000  # of all answers together: bounds the memory in large libraries
_OF_ITSELF = 1_000  # what an answer weighs beside its ids: the pages of its first rows, and the counts


@dataclass(frozen=True, slots=True)
class Answer:
    """`ids` are what is left under the ticked values, in the order asked for; without any, `elsewhere` says more."""

    found: Found
    left: Narrowed
    ids: IdArray
    elsewhere: int


class RememberedAnswers(Shelf[Answer]):
    """Of one database, for all threads of a process."""

    def __init__(self, entries: int) -> None:
        super().__init__(entries, MOST_IDS)


def remembered(asked: Inquiry, look: Callable[[], Answer]) -> Answer:
    """The answer as it was a moment ago if nothing has changed since, else what `look` brings."""
    answers = kept(asked.session, RememberedAnswers)
    question = None if answers is None else _question(asked)
    if answers is None or question is None:
        return look()
    known = answers.get(question)
    if known is not None:
        return known
    answer = look()
    if not answer.found.is_degraded:
        answers.put(question, answer, _OF_ITSELF + len(answer.found.ids) + len(answer.ids) + len(answer.left.ids))
    return answer


def _question(asked: Inquiry) -> Hashable | None:
    """All that an answer depends on. Settled before anything is looked up: what is found is at least as new."""
    try:
        state = asked.open_index().state()
    except IndexProblem:
        return None
    position = changelog.extent(asked.session).newest
    request = replace(asked.request, text=asked.parsed.cleaned)
    return state, position, vocabulary().key, kinds.current().key, standpoint(asked.actor), request, asked.held
