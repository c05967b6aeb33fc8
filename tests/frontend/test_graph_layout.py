# Where the boxes of any graph of rules stand: never on each other, never outside the picture.
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from frontend.graph_layout import ROW_GAP, WIDTH, Arrangement, Box, Layout, lay_out, neighbours


@st.composite
def arrangements(draw: st.DrawFn) -> tuple[Arrangement, dict[str, float]]:
    sizes = [draw(st.lists(st.integers(0, 6), max_size=4)) for _ in range(4)]
    keys = iter(range(1000))
    ranks = [[[f"k{next(keys)}" for _ in range(size)] for size in side] for side in sizes]
    shape = Arrangement("m", *ranks)
    every = ["m", *(key for side in ranks for rank in side for key in rank)]
    return shape, {key: draw(st.floats(30, 260)) for key in every}


def overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def inside(layout: Layout, x: float, y: float) -> bool:
    return 0 <= x <= layout.width and 0 <= y <= layout.height


@given(arrangements())
def test_boxes_never_meet_and_nothing_leaves_the_picture(given_: tuple[Arrangement, dict[str, float]]) -> None:
    shape, heights = given_
    layout = lay_out(shape, heights, sorted(neighbours(shape)))
    assert layout.boxes.keys() == heights.keys()
    assert not [pair for pair in combinations(layout.boxes.values(), 2) if overlap(*pair)]
    corners = [(x, y) for box in layout.boxes.values() for x in (box.x, box.right) for y in (box.y, box.bottom)]
    points = [point for line in layout.lines.values() for point in (*line.points, line.word)]
    assert all(inside(layout, x, y) for x, y in (*corners, *points))


@given(arrangements())
def test_every_line_begins_and_ends_at_its_boxes(given_: tuple[Arrangement, dict[str, float]]) -> None:
    shape, heights = given_
    layout = lay_out(shape, heights, sorted(neighbours(shape)))
    assert layout.lines.keys() == neighbours(shape)
    for (inner, outer), line in layout.lines.items():
        for key, (x, y) in ((inner, line.points[0]), (outer, line.points[-1])):
            box = layout.boxes[key]
            assert x in (box.x, box.right, box.middle_x)
            assert y in (box.y, box.bottom, box.middle_y)


def test_what_a_rule_rests_on_stands_above_what_ended_it_to_the_right() -> None:
    shape = Arrangement("m", above=[["a"]], below=[["b"]], before=[["old"]], after=[["new"]])
    boxes = lay_out(shape, dict.fromkeys(("m", "a", "b", "old", "new"), 60.0), []).boxes
    assert boxes["a"].bottom + ROW_GAP == boxes["m"].y
    assert boxes["m"].bottom < boxes["b"].y
    assert boxes["old"].right < boxes["m"].x
    assert boxes["m"].right < boxes["new"].x
    assert boxes["a"].middle_x == boxes["m"].middle_x == boxes["m"].x + WIDTH / 2


def test_only_neighbours_are_joined() -> None:
    shape = Arrangement("m", above=[["a"], ["far"]])
    heights = dict.fromkeys(("m", "a", "far"), 60.0)
    lines = lay_out(shape, heights, [("m", "a"), ("a", "far"), ("m", "far"), ("a", "m")]).lines
    assert lines.keys() == {("m", "a"), ("a", "far")}
