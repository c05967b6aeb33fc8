"""Rests between many short writes: SQLite lets whoever asks first have its lock, and those who wait ask ten times a
second at most. Without a rest of that length, one long import could keep everybody else out until they give up.
"""

import time

_AT_WORK = 1.0
_REST = 0.12  # longer than the longest pause between two looks at the lock


class Pace:
    """Of one run of writes; `rest` belongs between two of them, where nothing is locked."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def rest(self) -> None:
        """After a second of work; otherwise it costs nothing."""
        if time.monotonic() - self._since >= _AT_WORK:
            time.sleep(_REST)
            self._since = time.monotonic()
