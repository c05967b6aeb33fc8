"""What an OpenDocument's styles say about the words: where a page begins and how a list counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from indexer.extract.numbering import BULLET, MAX_NUMBER, as_int, number_text
from indexer.extract.package import Package
from indexer.extract.xmlstream import Kind, Node

_MAX_ANCESTORS = 20


@dataclass(frozen=True, slots=True)
class _Level:
    style: str
    before: str
    after: str
    start: int
    shown: int  # how many levels above stand in the label too


class Styles:
    OUTLINE: ClassVar[str] = "\x00outline"  # no name of a file's style

    def __init__(self, package: Package | None = None) -> None:
        self._parents: dict[str, str] = {}
        self._page_begins: set[str] = set()
        self._levels: dict[tuple[str, int], _Level] = {}
        if package:
            self._read(package.nodes("styles.xml"))
            self._read(package.nodes("content.xml"))

    def begins_page(self, name: str) -> bool:
        for _ in range(_MAX_ANCESTORS):
            if name in self._page_begins:
                return True
            name = self._parents.get(name, "")
        return False

    def label(self, style: str, depth: int, counts: dict[int, int]) -> str:
        """Counts one on in the given counts; deeper levels begin again."""
        level = self._levels.get((style, depth))
        if level is None or level.style == "bullet":
            return BULLET if level else ""
        counts[depth] = min(counts.get(depth, level.start - 1) + 1, MAX_NUMBER)
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        first = max(depth - level.shown + 1, 1)
        parts = (self._number(style, other, counts) for other in range(first, depth + 1))
        written = ".".join(part for part in parts if part)
        return f"{level.before}{written}{level.after}" if written else ""

    def _number(self, style: str, depth: int, counts: dict[int, int]) -> str:
        level = self._levels.get((style, depth))
        return number_text(counts.get(depth, level.start), level.style) if level else ""

    def _read(self, found: Iterator[Node]) -> None:
        style = ""
        for kind, name, attributes in found:
            if kind is Kind.START and name == "office:body":
                return
            if kind is not Kind.START:
                continue
            match name:
                case "style:style":
                    style = attributes.get("style:name", "")
                    self._parents[style] = attributes.get("style:parent-style-name", "")
                    if attributes.get("style:master-page-name"):
                        self._page_begins.add(style)
                case "style:paragraph-properties" if attributes.get("fo:break-before") == "page":
                    self._page_begins.add(style)
                case "text:list-style":
                    style = attributes.get("style:name", "")
                case "text:outline-style":
                    style = self.OUTLINE
                case "text:list-level-style-number" | "text:outline-level-style" | "text:list-level-style-bullet":
                    self._add_level(style, name, attributes)

    def _add_level(self, style: str, name: str, attributes: Mapping[str, str]) -> None:
        self._levels[style, as_int(attributes.get("text:level"), 1)] = _Level(
            style="bullet" if name.endswith("bullet") else attributes.get("style:num-format", ""),
            before=attributes.get("style:num-prefix", "")[:50],
            after=attributes.get("style:num-suffix", "")[:50],
            start=as_int(attributes.get("text:start-value"), 1),
            shown=as_int(attributes.get("text:display-levels"), 1),
        )
