# What was decoded before: a commit changes few segments and a segment never changes, so what was decoded once serves
# every state of the index that has the segment. Bounded by bytes; what was asked for longest ago goes first.
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, Protocol, TypeVar

from indexer.index.gathered import Gathered
from indexer.index.rows import Row

MOST_BYTES = 48 << 20  # of rows: thirty words that half of 100,000 documents hold, or nearly all of 10,000
MOST_GATHERED = 32 << 20  # of prefixes: one of two letters in 100,000 documents, or ten of three
_EACH = 300  # what one takes beside its arrays for each part of its key


class Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


T = TypeVar("T", bound=Sized)

Key = tuple[str, ...]  # segment and terms


class ByteBounded(Generic[T]):
    def __init__(self, most: int) -> None:
        self._most = most
        self._guard = Lock()
        self._kept: OrderedDict[Key, T] = OrderedDict()
        self.bytes = 0

    def get(self, key: Key, read: Callable[[], T]) -> T:
        with self._guard:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
        found = read()
        with self._guard:
            self._put(key, found)
        return found

    def _put(self, key: Key, found: T) -> None:
        if key not in self._kept:
            self._kept[key] = found
            self.bytes += _size(key, found)
        while self.bytes > self._most:
            self.bytes -= _size(*self._kept.popitem(last=False))


def _size(key: Key, found: Sized) -> int:
    return found.nbytes + _EACH * len(key)


@dataclass(frozen=True)
class Cache:
    """Of one index. What a prefix stands for has room of its own, so that it does not push out the words."""

    rows: ByteBounded[Row] = field(default_factory=lambda: ByteBounded(MOST_BYTES))
    gathered: ByteBounded[Gathered] = field(default_factory=lambda: ByteBounded(MOST_GATHERED))
