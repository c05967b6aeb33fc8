"""A shelf keeps what was used last, and never more than it may."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.shelf import Shelf


def test_what_was_used_longest_ago_goes_first() -> None:
    shelf = Shelf[str](most=2, room=100)
    shelf.put("a", "A", 1)
    shelf.put("b", "B", 1)
    assert shelf.get("a") == "A"
    shelf.put("c", "C", 1)
    assert [shelf.get(key) for key in "abc"] == ["A", None, "C"]


def test_what_stands_there_may_refuse_to_go() -> None:
    shelf = Shelf[int](most=2, room=100)
    for number in (3, 5, 4):
        shelf.put("newest", number, 1, over=number.__gt__)
    assert shelf.get("newest") == 5


def test_a_shelf_for_nothing_holds_nothing() -> None:
    shelf = Shelf[str](most=0, room=100)
    shelf.put("a", "A", 1)
    assert shelf.get("a") is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 12)), max_size=40))
def test_it_never_holds_more_than_there_is_room(put: list[tuple[int, int]]) -> None:
    shelf = Shelf[int](most=4, room=20)
    for key, weight in put:
        shelf.put(key, weight, weight)
        held = [found for number in range(6) if (found := shelf.get(number)) is not None]
        assert len(held) == len(shelf) <= 4
        assert sum(held) <= 20
        assert shelf.get(key) == weight
