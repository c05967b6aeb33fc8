"""The documents that somebody may see, as a set of which only a few are ever asked for."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import islice

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.search import queries

_FIRST, _NEXT, _MOST_QUESTIONS = 20, 400, 40


class Visible(AbstractSet[int]):
    """Whether any of some documents is visible costs a question to the database, not a list of all there are.

    After so many questions none is answered "yes" any more: a completion may be missing, a hidden word never shows.
    """

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session, self.actor = session, actor
        self._questions = 0

    def isdisjoint(self, other: Iterable[object]) -> bool:
        ids = (number for number in other if isinstance(number, int))
        size = _FIRST
        while some := list(islice(ids, size)):
            if self._is_any(some):
                return False
            size = _NEXT
        return True

    def __contains__(self, number: object) -> bool:
        return not self.isdisjoint((number,))

    def __iter__(self) -> Iterator[int]:
        return iter(queries.all_visible(self.session, self.actor))

    def __len__(self) -> int:
        return len(queries.all_visible(self.session, self.actor))

    def _is_any(self, ids: list[int]) -> bool:
        self._questions += 1
        return self._questions <= _MOST_QUESTIONS and queries.is_any_visible(self.session, self.actor, ids)
