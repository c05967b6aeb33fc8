# Where the boxes of a graph of rules stand and how the lines between them run: pure geometry, no words.
# The one asked for stands in the middle; rows go up and down from it, columns to both sides.
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

WIDTH = 184
ROW_GAP = 76  # room for an arrow, a word and the bend of the line
COLUMN_GAP = 112
BESIDE = 24  # between boxes of a row
STACKED = 20  # between boxes of a column
PAD = 8
_WORD_NEAR = 24  # from the outer box to its word, in a row
_BEND_FROM, _BEND_TO = 36, 64
_SIDE_BEND_FROM, _SIDE_BEND_TO = 88, 104


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    height: float
    width: float = WIDTH

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle_x(self) -> float:
        return self.x + self.width / 2

    @property
    def middle_y(self) -> float:
        return self.y + self.height / 2


Ranks = Sequence[Sequence[str]]  # keys of boxes, the nearest row or column first


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which box stands where around the middle, by their keys."""

    middle: str
    above: Ranks = ()
    below: Ranks = ()
    before: Ranks = ()
    after: Ranks = ()

    @property
    def tiers(self) -> list[Ranks]:
        """Each direction from the middle outwards."""
        return [((self.middle,), *ranks) for ranks in (self.above, self.below, self.before, self.after)]


@dataclass(frozen=True, slots=True)
class Line:
    """From the box nearer to the middle to the outer one; `word` is where the middle of its word stands."""

    points: tuple[tuple[float, float], ...]
    word: tuple[float, float]
    is_upright: bool


@dataclass(frozen=True, slots=True)
class Layout:
    width: float
    height: float
    boxes: Mapping[str, Box]
    lines: Mapping[tuple[str, str], Line] = field(default_factory=dict)


def lay_out(shape: Arrangement, heights: Mapping[str, float], links: Sequence[tuple[str, str]]) -> Layout:
    """`links` are pairs (nearer, outer) of neighbouring ranks; any other pair gets no line."""
    boxes = _boxes(shape, heights)
    left = min(box.x for box in boxes.values()) - PAD
    placed = {key: Box(box.x - left, box.y + PAD, box.height) for key, box in boxes.items()}
    width = max(box.right for box in placed.values()) + PAD
    height = max(box.bottom for box in placed.values()) + PAD
    return Layout(width, height, placed, _lines(shape, placed, links))


def neighbours(shape: Arrangement) -> set[tuple[str, str]]:
    """Pairs (nearer, outer) between which a line can be drawn."""
    return {(inner, outer) for tier in shape.tiers for near, far in pairwise(tier) for inner in near for outer in far}


def _boxes(shape: Arrangement, heights: Mapping[str, float]) -> dict[str, Box]:
    """The middle box stands at x = 0."""
    boxes: dict[str, Box] = {}
    top = 0.0
    for row in reversed(shape.above):
        deepest = max((heights[key] for key in row), default=0)
        boxes |= {key: Box(x, top + deepest - heights[key], heights[key]) for key, x in _across(row)}
        top += deepest + ROW_GAP if row else 0
    band = max(_tall(column, heights) for column in ([shape.middle], *shape.before, *shape.after))
    for number, columns in ((-1, shape.before), (1, shape.after)):
        for step, column in enumerate(columns, start=1):
            boxes |= _stacked(column, heights, number * step * (WIDTH + COLUMN_GAP), top, band)
    boxes |= _stacked([shape.middle], heights, 0, top, band)
    top += band
    for row in shape.below:
        top += ROW_GAP if row else 0
        boxes |= {key: Box(x, top, heights[key]) for key, x in _across(row)}
        top += max((heights[key] for key in row), default=0)
    return boxes


def _across(row: Sequence[str]) -> list[tuple[str, float]]:
    """A row centred below or above the middle box."""
    start = (WIDTH - len(row) * WIDTH - (len(row) - 1) * BESIDE) / 2
    return [(key, start + number * (WIDTH + BESIDE)) for number, key in enumerate(row)]


def _tall(column: Sequence[str], heights: Mapping[str, float]) -> float:
    return sum(heights[key] for key in column) + STACKED * max(0, len(column) - 1)


def _stacked(column: Sequence[str], heights: Mapping[str, float], x: float, top: float, band: float) -> dict[str, Box]:
    """A column centred in the band of the middle box."""
    y = top + (band - _tall(column, heights)) / 2
    boxes = {}
    for key in column:
        boxes[key] = Box(x, y, heights[key])
        y += heights[key] + STACKED
    return boxes


def _lines(
    shape: Arrangement, boxes: Mapping[str, Box], links: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], Line]:
    """Lines from one box share a bend; those from different boxes of a rank bend apart, so that they stay distinct."""
    possible, wanted = neighbours(shape), list(dict.fromkeys(links))
    lines = {}
    for tier in shape.tiers:
        for near in tier:
            for number, inner in enumerate(near, start=1):
                share = number / (len(near) + 1)
                for link in wanted:
                    if link[0] == inner and link in possible and link not in lines:
                        lines[link] = _line(boxes[inner], boxes[link[1]], share)
    return lines


def _line(inner: Box, outer: Box, share: float) -> Line:
    if outer.bottom <= inner.y:
        bend = outer.bottom + _BEND_FROM + (_BEND_TO - _BEND_FROM) * share
        return _upright(inner.y, outer.bottom, bend, outer.bottom + _WORD_NEAR, inner, outer)
    if outer.y >= inner.bottom:
        bend = outer.y - _BEND_FROM - (_BEND_TO - _BEND_FROM) * share
        return _upright(inner.bottom, outer.y, bend, outer.y - _WORD_NEAR, inner, outer)
    way = _SIDE_BEND_FROM + (_SIDE_BEND_TO - _SIDE_BEND_FROM) * share
    if outer.right <= inner.x:
        return _sideways(inner.x, outer.right, outer.right + way, outer.right + _SIDE_BEND_FROM / 2, inner, outer)
    return _sideways(inner.right, outer.x, outer.x - way, outer.x - _SIDE_BEND_FROM / 2, inner, outer)


def _upright(start: float, end: float, bend: float, word: float, inner: Box, outer: Box) -> Line:
    points = ((inner.middle_x, start), (inner.middle_x, bend), (outer.middle_x, bend), (outer.middle_x, end))
    return Line(points, (outer.middle_x, word), is_upright=True)


def _sideways(start: float, end: float, bend: float, word: float, inner: Box, outer: Box) -> Line:
    points = ((start, inner.middle_y), (bend, inner.middle_y), (bend, outer.middle_y), (end, outer.middle_y))
    return Line(points, (word, outer.middle_y), is_upright=False)
