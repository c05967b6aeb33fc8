"""The one XML parser of the Office formats: expat, streaming, without document types, entities or anything external.

Names come out short (`w:p`, `table:table-row`) whatever prefix the file chose; a name of an unknown vocabulary keeps
its local part behind `?:`. Memory does not grow with the document.
"""

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

_CHUNK = 64 * 1024
_SCHEMAS = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_PREFIXES = {
    f"{_SCHEMAS}wordprocessingml/2006/main": "w",
    f"{_STRICT}wordprocessingml/main": "w",
    f"{_SCHEMAS}spreadsheetml/2006/main": "x",
    f"{_STRICT}spreadsheetml/main": "x",
    f"{_SCHEMAS}presentationml/2006/main": "p",
    f"{_STRICT}presentationml/main": "p",
    f"{_SCHEMAS}drawingml/2006/main": "a",
    f"{_STRICT}drawingml/main": "a",
    f"{_SCHEMAS}drawingml/2006/chart": "c",
    f"{_STRICT}drawingml/chart": "c",
    f"{_SCHEMAS}drawingml/2006/diagram": "dgm",
    f"{_STRICT}drawingml/diagram": "dgm",
    f"{_SCHEMAS}officeDocument/2006/math": "m",
    f"{_STRICT}officeDocument/math": "m",
    f"{_SCHEMAS}officeDocument/2006/relationships": "r",
    f"{_STRICT}officeDocument/relationships": "r",
    f"{_SCHEMAS}officeDocument/2006/extended-properties": "ep",
    f"{_STRICT}officeDocument/extendedProperties": "ep",
    f"{_SCHEMAS}package/2006/relationships": "rel",
    f"{_SCHEMAS}package/2006/content-types": "ct",
    f"{_SCHEMAS}package/2006/metadata/core-properties": "cp",
    f"{_SCHEMAS}markup-compatibility/2006": "mc",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://www.w3.org/1999/xlink": "xlink",
    f"{_ODF}drawing:1.0": "draw",
    f"{_ODF}xsl-fo-compatible:1.0": "fo",
    f"{_ODF}svg-compatible:1.0": "svg",
    **{
        f"{_ODF}{name}:1.0": name
        for name in ("office", "text", "table", "presentation", "meta", "style", "manifest", "chart")
    },
}


class Refused(ValueError):
    """Not well-formed, or with a document type, which no Office format has and every entity trick needs."""


class Kind(Enum):
    START = auto()
    END = auto()
    TEXT = auto()


class Node(NamedTuple):
    """`name` is the element's, or the text itself; only a START has attributes."""

    kind: Kind
    name: str
    attributes: Mapping[str, str]


class _Names(dict[str, str]):
    def __missing__(self, raw: str) -> str:
        vocabulary, _, local = raw.rpartition(" ")
        name = f"{_PREFIXES.get(vocabulary, '?')}:{local}" if vocabulary else local
        if len(self) < 10_000:  # a file that invents names must not fill the memory with them
            self[raw] = name
        return name


_NOTHING: Mapping[str, str] = {}


def nodes(stream: BinaryIO) -> Iterator[Node]:
    """Everything in the stream in document order; raises Refused."""
    waiting: list[Node] = []
    parser = _parser(waiting)
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            yield from waiting
            waiting.clear()
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, UnicodeError) as error:
        raise Refused from error
    yield from waiting


def _parser(waiting: list[Node]) -> expat.XMLParserType:
    names, start, end, text = _Names(), Kind.START, Kind.END, Kind.TEXT

    def on_start(name: str, attributes: dict[str, str]) -> None:
        known = {names[key]: value for key, value in attributes.items()} if attributes else _NOTHING
        waiting.append(Node(start, names[name], known))

    def refuse(*_: object) -> None:
        raise Refused

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = on_start
    parser.EndElementHandler = lambda name: waiting.append(Node(end, names[name], _NOTHING))
    parser.CharacterDataHandler = lambda data: waiting.append(Node(text, data, _NOTHING))
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser
