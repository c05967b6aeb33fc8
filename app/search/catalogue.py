"""Titles and citations of all documents in memory, for completions: where to look, never what somebody may see.

Whatever is found here is asked of the database under the actor's rights before it is shown. The catalogue follows the
database: a look at the newest change now and then, and only what changed since is read again.
"""

import re
import threading
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, chain
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

from app.search import queries
from app.search.queries import TitleRow
from indexer.text import normalise

LOOK_EVERY_SECONDS = 1.0
MOST_CHANGED = 2_000
# Transactions that began earlier may commit later, with an earlier moment: what lies so near is read once more.
_OVERLAP = timedelta(minutes=2)
_SIGNS = re.compile(r"\W+")


def folded(text: str) -> str:
    """Words in small letters, each with a blank before it: " peraturan wali kota 12 2023"."""
    return " " + " ".join(_SIGNS.sub(" ", normalise(text)).split())


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Lines one below the other, the shortest first, so that the first ones found are the best."""

    text: str
    starts: Sequence[int]
    ids: Sequence[int]

    @classmethod
    def of(cls, lines: Iterable[tuple[int, str]]) -> "_Shelf":
        ordered = sorted(lines, key=lambda line: (len(line[1]), line[0]))
        starts = list(accumulate((len(line) + 1 for _, line in ordered), initial=0))
        return cls("\n".join(line for _, line in ordered), starts[:-1], [number for number, _ in ordered])

    def with_words(self, words: Sequence[str]) -> Iterator[int]:
        """Documents in whose line every one of these begins a word."""
        sought = sorted((f" {word}" for word in words), key=len, reverse=True)
        at = self.text.find(sought[0])
        while at >= 0:
            line = bisect_right(self.starts, at) - 1
            end = self.starts[line + 1] - 1 if line + 1 < len(self.starts) else len(self.text)
            if all(self.text.find(word, self.starts[line], end) >= 0 for word in sought[1:]):
                yield self.ids[line]
            at = self.text.find(sought[0], end)


@dataclass(frozen=True, slots=True)
class _Shelves:
    """The same lines twice: everything, and what visitors may see as far as is known here."""

    everything: _Shelf
    public: _Shelf

    @classmethod
    def of(cls, lines: Mapping[int, tuple[str, bool]]) -> "_Shelves":
        public = ((number, line) for number, (line, is_public) in lines.items() if is_public)
        return cls(_Shelf.of((number, line) for number, (line, _) in lines.items()), _Shelf.of(public))

    def with_words(self, words: Sequence[str], *, is_public: bool) -> Iterator[int]:
        return (self.public if is_public else self.everything).with_words(words)


class Catalogue:
    """Of one database. What changed lately stands apart, so that a change does not sort a hundred thousand lines."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[int, tuple[str, bool]] = {}
        self._changed: dict[int, tuple[str, bool]] = {}
        self._shelves = (_Shelves.of({}), _Shelves.of({}))  # what changed lately, and all as it was before
        self._newest: datetime | None = None
        self._looked_at = float("-inf")

    def with_words(self, session: Session, words: Sequence[str], *, is_public: bool) -> Iterator[int]:
        """What changed lately first; a document may come twice."""
        self._follow(session)
        return chain.from_iterable(shelves.with_words(words, is_public=is_public) for shelves in self._shelves)

    def _follow(self, session: Session) -> None:
        """One thread looks; the others go on with what there is, but for the very first time."""
        if time.monotonic() - self._looked_at < LOOK_EVERY_SECONDS:
            return
        if not self._lock.acquire(blocking=self._newest is None):
            return
        try:
            self._look(session)
        finally:
            self._lock.release()

    def _look(self, session: Session) -> None:
        newest = queries.newest_change(session)
        if newest is not None and newest != self._newest:
            since = None if self._newest is None else self._newest - _OVERLAP
            self._take(queries.titles_since(session, since))
            self._newest = newest
        self._looked_at = time.monotonic()

    def _take(self, rows: Iterable[TitleRow]) -> None:
        self._changed |= {row.id: (folded(row.line), row.is_public) for row in rows}
        if len(self._changed) <= MOST_CHANGED and self._lines:
            self._shelves = (_Shelves.of(self._changed), self._shelves[1])
            return
        self._lines |= self._changed
        self._changed = {}
        self._shelves = (_Shelves.of({}), _Shelves.of(self._lines))


_catalogues: "WeakKeyDictionary[Engine, Catalogue]" = WeakKeyDictionary()
_making = threading.Lock()


def catalogue_of(session: Session) -> Catalogue:
    """One for each database that this process has open."""
    engine = session.get_bind()
    if not isinstance(engine, Engine):
        raise TypeError("completions are asked of a session on an engine")
    with _making:
        return _catalogues.setdefault(engine, Catalogue())
