"""A set of ids behaves as Python's own, whatever is put in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.ids import Ids, as_array

NUMBERS = st.lists(st.integers(min_value=0, max_value=2**40), max_size=60)


@given(NUMBERS, NUMBERS)
def test_behaves_as_a_set(some: list[int], others: list[int]) -> None:
    ids, more = Ids.of(some), Ids.of(others)
    assert set(ids) == set(some)
    assert ids == Ids.of(set(some))
    assert len(ids) == len(set(some))
    assert ids & more == set(some) & set(others)
    assert ids - more == set(some) - set(others)
    assert all((number in ids) == (number in set(some)) for number in [*some, *others])
    assert ids.holds(as_array(others)).tolist() == [number in set(some) for number in others]


@given(st.sets(st.integers(0, 3_000), max_size=400), st.lists(st.integers(-9, 4_000), min_size=300, max_size=600))
def test_many_close_numbers_at_once(some: set[int], others: list[int]) -> None:
    ids = Ids.of(some)
    for _ in range(2):
        assert ids.holds(as_array(others)).tolist() == [number in some for number in others]


@given(NUMBERS)
def test_equal_sets_hash_alike(some: list[int]) -> None:
    assert hash(Ids.of(some)) == hash(Ids.of(reversed(some)))


def test_what_is_not_in_it() -> None:
    anything: object = "1"
    assert anything not in Ids.of([1])
    assert Ids.of([]).holds(np.array([1, 2])).tolist() == [False, False]
