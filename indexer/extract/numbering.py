"""List labels as a reader sees them ("Pasal 3", "(1)", "a."), which Word keeps apart from the words of a paragraph."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from indexer.extract.xmlstream import Kind, Node

MAX_LEVEL = 9
MAX_NUMBER = 100_000
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
BULLET = "•"


def number_text(number: int, style: str) -> str:
    """By Word's names of styles and OpenDocument's short ones; a style unknown here counts 1, 2, 3."""
    return _STYLES.get(style, str)(number)


def _letters(number: int) -> str:
    """a … z, aa … zz: the letter is repeated, as Word does."""
    return chr(97 + (number - 1) % 26) * min((number - 1) // 26 + 1, 50) if number > 0 else ""


def _roman(number: int) -> str:
    if not 0 < number < 5000:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


_STYLES: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(("lowerLetter", "a"), _letters),
    **dict.fromkeys(("upperLetter", "A"), lambda number: _letters(number).upper()),
    **dict.fromkeys(("lowerRoman", "i"), _roman),
    **dict.fromkeys(("upperRoman", "I"), lambda number: _roman(number).upper()),
    **dict.fromkeys(("none", ""), lambda _: ""),
    "decimalZero": lambda number: f"{number:02}",
}


@dataclass(slots=True)
class Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class _List:
    """A definition of levels, or another name for the list that a style carries."""

    levels: dict[int, Level] = field(default_factory=dict)
    style_link: str = ""


@dataclass(slots=True)
class _Use:
    definition: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


class Numbering:
    """Counts as Word does: one count a definition, deeper levels begin again, a use may set its own start."""

    def __init__(self, found: Iterator[Node], style_lists: Mapping[str, tuple[str, int]]) -> None:
        self._lists: dict[str, _List] = {}
        self._uses: dict[str, _Use] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        self._style_lists = style_lists
        _Reader(self._lists, self._uses).read(found)

    def label(self, use_number: str, depth: int) -> str:
        use = self._uses.get(use_number)
        if use is None or not 0 <= depth < MAX_LEVEL:
            return ""
        levels = self._levels(use)
        counts = self._count(use_number, use, levels, depth)
        level = levels.get(depth, Level())
        if level.style == "bullet":
            return BULLET
        return re.sub(r"%([1-9])", lambda match: self._part(levels, counts, int(match[1]) - 1), level.text)

    def _levels(self, use: _Use) -> dict[int, Level]:
        definition = self._lists.get(use.definition, _List())
        if definition.style_link:
            linked = self._uses.get(self._style_lists.get(definition.style_link, ("", 0))[0], _Use())
            definition = self._lists.get(linked.definition, _List())
        return definition.levels | use.levels

    def _count(self, use_number: str, use: _Use, levels: dict[int, Level], depth: int) -> dict[int, int]:
        counts = self._counts.setdefault(use.definition, {})
        if use_number not in self._begun:
            self._begun.add(use_number)
            for level in use.starts:
                counts.pop(level, None)
        start = use.starts.get(depth, levels.get(depth, Level()).start)
        counts[depth] = min(counts[depth] + 1, MAX_NUMBER) if depth in counts else start
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        return counts

    @staticmethod
    def _part(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
        level = levels.get(depth, Level())
        return number_text(counts.get(depth, level.start), level.style)


class _Reader:
    """Reads numbering.xml into lists and their uses."""

    def __init__(self, lists: dict[str, _List], uses: dict[str, _Use]) -> None:
        self._lists, self._uses = lists, uses
        self._list, self._use = _List(), _Use()
        self._depth = 0
        self._level: Level = Level()
        self._in_use = False

    def read(self, found: Iterator[Node]) -> None:
        for node in found:
            if node.kind is Kind.START and node.name.startswith("w:"):
                self._start(node.name, node.attributes)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("w:val", "")
        match name:
            case "w:abstractNum":
                self._in_use = False
                self._list = self._lists.setdefault(attributes.get("w:abstractNumId", ""), _List())
            case "w:num":
                self._in_use = True
                self._use = self._uses.setdefault(attributes.get("w:numId", ""), _Use())
            case "w:abstractNumId":
                self._use.definition = value
            case "w:numStyleLink":
                self._list.style_link = value
            case "w:lvlOverride":
                self._depth = as_int(attributes.get("w:ilvl"))
            case "w:startOverride":
                self._use.starts[self._depth] = as_int(value, 1)
            case "w:lvl":
                self._level = Level()
                levels = self._use.levels if self._in_use else self._list.levels
                levels[as_int(attributes.get("w:ilvl"))] = self._level
            case "w:start":
                self._level.start = as_int(value, 1)
            case "w:numFmt":
                self._level.style = value
            case "w:lvlText":
                self._level.text = value[:200]


def as_int(text: str | None, default: int = 0) -> int:
    """A number of a file, within what a list may count."""
    return int(text) if text and text.isascii() and text.isdigit() and int(text[:9]) <= MAX_NUMBER else default
