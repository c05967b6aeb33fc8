"""A place for what was lately made and may be wanted again: the things used last, as far as there is room."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Shelf(Generic[V]):
    """At most so many things, which together weigh no more than that. For several threads."""

    def __init__(self, most: int, room: int) -> None:
        self._most, self._room = most, room
        self._lock = threading.Lock()
        self._things: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._weight = 0

    def __len__(self) -> int:
        return len(self._things)

    def get(self, key: Hashable) -> V | None:
        with self._lock:
            found = self._things.get(key)
            if found is None:
                return None
            self._things.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, thing: V, weight: int, *, over: Callable[[V], bool] = lambda _: True) -> None:
        """`over` says whether what stands there already may be replaced."""
        with self._lock:
            former = self._things.get(key)
            if former is not None and not over(former[0]):
                return
            self._weight += weight - (former[1] if former else 0)
            self._things[key] = (thing, weight)
            self._things.move_to_end(key)
            while self._things and (len(self._things) > self._most or self._weight > self._room):
                self._weight -= self._things.popitem(last=False)[1][1]
