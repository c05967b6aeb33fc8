# Rows read before: a commit changes few segments and a segment never changes, so what was decoded once serves every
# state of the index that has the segment. Bounded by bytes; what was asked for longest ago goes first.
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from indexer.index.rows import Row

MOST_BYTES = 96 << 20  # fifty words that half of 100,000 documents hold, or nearly all of 10,000
_EACH = 500  # what a row takes beside its arrays

Key = tuple[str, str, str]  # segment, field, term


class RowCache:
    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._guard = Lock()
        self._rows: OrderedDict[Key, Row] = OrderedDict()
        self.bytes = 0

    def get(self, key: Key, read: Callable[[], Row]) -> Row:
        with self._guard:
            known = self._rows.get(key)
            if known is not None:
                self._rows.move_to_end(key)
                return known
        row = read()
        with self._guard:
            self._put(key, row)
        return row

    def _put(self, key: Key, row: Row) -> None:
        if key not in self._rows:
            self._rows[key] = row
            self.bytes += row.nbytes + _EACH
        while self.bytes > self._most:
            _, dropped = self._rows.popitem(last=False)
            self.bytes -= dropped.nbytes + _EACH
