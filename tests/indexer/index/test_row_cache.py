# What was decoded is kept, but never more than so many bytes.
import pytest

from indexer.index.entries import BODY_START, pack
from indexer.index.row_cache import ByteBounded
from indexer.index.rows import NOWHERE, Row, from_packed


def _read() -> Row:
    return from_packed(range(1000), [pack([BODY_START])] * 1000)


def _never() -> Row:
    raise AssertionError("it was read before")


def test_a_row_is_read_once() -> None:
    cache = ByteBounded[Row](1 << 20)
    row = cache.get(("one", "exact", "data"), _read)
    assert cache.get(("one", "exact", "data"), _never) is row
    assert cache.get(("two", "exact", "data"), _read) is not row


def test_that_a_term_is_nowhere_is_remembered_too() -> None:
    cache = ByteBounded[Row](1 << 20)
    cache.get(("one", "exact", "data"), lambda: NOWHERE)
    assert cache.get(("one", "exact", "data"), _never) is NOWHERE


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    cache = ByteBounded[Row](3 * (_read().nbytes + 1_000))
    for number in range(3):
        cache.get(("one", "exact", str(number)), _read)
    cache.get(("one", "exact", "0"), _never)
    cache.get(("one", "exact", "3"), _read)
    cache.get(("one", "exact", "0"), _never)
    with pytest.raises(AssertionError):
        cache.get(("one", "exact", "1"), _never)


def test_a_row_larger_than_the_cache_is_answered_and_not_kept() -> None:
    cache = ByteBounded[Row](1_000)
    assert len(cache.get(("one", "exact", "data"), _read)) == 1000
    assert cache.bytes == 0
