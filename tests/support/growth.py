"""Whether work grows with its input alone: processor time at one size against four times that size."""

import time
from collections.abc import Callable

_TIMES = 4
_WORST = 10  # quadratic work would take sixteen times as long


def is_about_linear(work: Callable[[int], object], size: int) -> bool:
    """`work` is given a size. Compares ratios within one run, so a slow or busy machine changes nothing."""
    return any(_seconds(work, size * _TIMES) <= _WORST * _seconds(work, size) + 0.02 for _ in range(3))


def _seconds(work: Callable[[int], object], size: int) -> float:
    started = time.process_time()
    work(size)
    return time.process_time() - started
