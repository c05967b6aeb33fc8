"""The small dialect that samples are written in: a text becomes blocks, which every writer sets its own way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    kind: str
    text: str = ""
    marker: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()  # table cells, signature lines or (label, marker, text) terms


# The dialect: a line is a block; only table rows and signature lines join the line before them.
_FORMS = {
    "heading": r"(?P<marker>#{1,3}) (?P<text>.+)",  # " | " breaks the line
    "terms": r"(?P<label>[A-Z][\w/ ]{0,30})? ?:: (?P<marker>[a-z]\. |\d+\. )?(?P<text>.+)",  # Menimbang :: a. bahwa …
    "item": r"(?P<marker>\(\d+[a-z]?\)|[a-z]{1,2}\.|\d+\.|-) (?P<text>.+)",  # two spaces of indent a level
    "centre": r"\^ (?P<text>.+)",
    "sign": r"(?P<marker>[<>]) (?P<text>.+)",  # a signature on the left or right half
    "cycle": r"!siklus_pengetahuan",  # the only drawing
    "table": r"\|(?P<text>.+)\|",  # the second row |---|--:| gives relative widths and the columns of numbers
    "rule": r"---",
    "page": r"===",
    "paragraph": r"(?P<text>.+)",
}


def parse(body: str) -> list[Block]:
    blocks: list[Block] = []
    for line in filter(str.strip, body.splitlines()):
        block = _read_line(line)
        if (
            block.kind in {"sign", "table"}
            and blocks
            and (blocks[-1].kind, blocks[-1].marker) == (block.kind, block.marker)
        ):
            block = Block(block.kind, marker=block.marker, rows=blocks.pop().rows + block.rows)
        blocks.append(block)
    return blocks


def _read_line(line: str) -> Block:
    words = line.strip()
    kind, match = next((kind, match) for kind, form in _FORMS.items() if (match := re.fullmatch(form, words)))
    found = match.groupdict()
    text, marker = found.get("text", ""), (found.get("marker") or "").strip()
    if kind == "terms":
        return Block(kind, rows=(((found["label"] or "").strip(), marker, text),))
    if kind in {"sign", "table"}:
        cells = text.split("|") if kind == "table" else [text]
        return Block(kind, marker=marker, rows=(tuple(map(str.strip, cells)),))
    if kind == "heading":
        return Block(kind, text, level=len(marker))
    return Block(kind, text, marker, level=(len(line) - len(line.lstrip())) // 2)


def pieces(text: str) -> list[tuple[str, str]]:
    """Cut a line into ("b" | "i" | "mark" | "", words) at `**bold**`, `*italic*` and `==highlighted==`."""
    return [_piece(words) for words in re.split(r"(\*\*[^*]+\*\*|\*[^*]+\*|==[^=]+==)", text) if words]


def _piece(words: str) -> tuple[str, str]:
    if words.startswith("==") and words.endswith("==") and len(words) > 4:
        return "mark", words[2:-2]
    return "b" if words[:2] == "**" else "i" if words[0] == "*" else "", words.strip("*")


def plain(text: str) -> str:
    """The words alone, where a format has no bold and no broken lines."""
    return "".join(words for _, words in pieces(text)).replace(" | ", " ")


def chapters(blocks: list[Block]) -> Iterator[tuple[str, list[Block]]]:
    """(heading, what stands below it) for every heading of the second level; what comes before has the heading ""."""
    heading, below = "", list[Block]()
    for block in blocks:
        if block.kind == "heading" and block.level == 2:
            yield heading, below
            heading, below = plain(block.text), []
        else:
            below.append(block)
    yield heading, below
