"""Samples as web pages: one plain HTML file with headings, lists and tables."""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from app.demo.dialect import Block, parse, pieces
from app.demo.samples import FOOTER, SampleSource

_HEAD = """<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="author" content="{author}">
<meta name="description" content="{description}">
</head>
<body>
"""


def html_bytes(source: SampleSource) -> bytes:
    head = _HEAD.format(
        title=escape(source.title), author=escape(source.author), description=escape(f"{FOOTER}. {source.description}")
    )
    return "\n".join([head, *_body(parse(source.body)), f"<footer>{FOOTER}.</footer>\n</body>\n</html>\n"]).encode()


def _body(blocks: list[Block]) -> Iterator[str]:
    for is_list, some in groupby(blocks, key=lambda block: block.kind == "item"):
        made = [_element(block) for block in some]
        yield "\n".join(["<ul>", *made, "</ul>"] if is_list else made)


def _element(block: Block) -> str:
    if block.kind == "table":
        return _table(block)
    name = {"heading": f"h{block.level}", "item": "li"}.get(block.kind, "p")
    words = block.text if block.marker in {"", "-"} or block.kind == "heading" else f"{block.marker} {block.text}"
    return f"<{name}>{_inline(words)}</{name}>"


def _table(block: Block) -> str:
    head, _, *rows = block.rows
    lines = ["".join(f"<th>{_inline(text)}</th>" for text in head)]
    lines += ["".join(f"<td>{_inline(text)}</td>" for text in row) for row in rows]
    return "\n".join(["<table>", *(f"<tr>{line}</tr>" for line in lines), "</table>"])


def _inline(text: str) -> str:
    marked = (f"<{mark}>{escape(words)}</{mark}>" if mark else escape(words) for mark, words in pieces(text))
    return "".join(marked).replace(" | ", "<br>")
