"""The zip around every Office file: opened within caps, its parts streamed, its relations followed inside it only."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from indexer.extract.model import MIB, Locked, Properties
from indexer.extract.xmlstream import Kind, Node, nodes

MAX_UNPACKED = 512 * MIB
MAX_MEMBERS = 10_000
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PROPERTY_NAMES = {
    "dc:title": "title",
    "dc:creator": "author",
    "dc:subject": "subject",
    "dc:description": "description",
    "cp:keywords": "keywords",
    "cp:category": "category",
    "dcterms:created": "created",
    "dcterms:modified": "modified",
    "ep:Application": "application",
    "ep:Company": "company",
    # OpenDocument
    "meta:initial-creator": "author",
    "meta:keyword": "keywords",
    "meta:creation-date": "created",
    "dc:date": "modified",
    "meta:generator": "application",
}


@dataclass(frozen=True, slots=True)
class Relation:
    identity: str
    kind: str  # the last word of its type: slide, worksheet, footnotes, …
    part: str


class Package:
    """Parts by name, however the name is written; nothing is ever unpacked to a file."""

    def __init__(self, stream: BinaryIO) -> None:
        _refuse_encrypted(stream)
        self._zip = zipfile.ZipFile(stream)
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
            raise MemoryError
        if any(member.flag_bits & 1 for member in members):
            raise Locked
        if any(member.compress_type not in _METHODS for member in members):
            raise ValueError("no Office program packs like this")
        self._members = {_part_name(member.filename): member for member in members}

    @property
    def parts(self) -> Iterator[str]:
        return iter(self._members)

    def __contains__(self, part: str) -> bool:
        return _part_name(part) in self._members

    def open(self, part: str) -> BinaryIO:
        opened: IO[bytes] = self._zip.open(self._members[_part_name(part)])
        return cast("BinaryIO", opened)

    def nodes(self, part: str) -> Iterator[Node]:
        """Of a part that may be missing: then there is nothing in it."""
        if part in self:
            with self.open(part) as stream:
                yield from nodes(stream)

    def relations(self, part: str = "") -> list[Relation]:
        """What a part, or the package itself, points to within the package; what lies outside is never touched."""
        folder, name = posixpath.split(part)
        found = []
        for node in self.nodes(posixpath.join(folder, "_rels", f"{name}.rels")):
            if node.name == "rel:Relationship" and node.kind is Kind.START:
                attributes = node.attributes
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                if attributes.get("TargetMode") != "External" and target in self:
                    kind = attributes.get("Type", "").rpartition("/")[2]
                    found.append(Relation(attributes.get("Id", ""), kind, target.lstrip("/")))
        return found

    def main_part(self) -> str:
        return next(relation.part for relation in self.relations() if relation.kind == "officeDocument")

    def properties(self) -> Properties:
        """What the program wrote about the file, and whether it brought macros along."""
        values: dict[str, str] = {}
        kinds = {"core-properties", "extended-properties", "extendedProperties"}
        for relation in self.relations():
            if relation.kind in kinds:
                values |= read_properties(self.nodes(relation.part))
        return Properties(values | self._macros())

    def _macros(self) -> dict[str, str]:
        has_macros = any(
            part.endswith("vbaproject.bin") or re.match(r"(basic|scripts)/.+/.+", part) for part in self._members
        )
        return {"macros": "true"} if has_macros else {}

    def opendocument_properties(self) -> Properties:
        return Properties(read_properties(self.nodes("meta.xml")) | self._macros())


def read_properties(found: Iterator[Node]) -> dict[str, str]:
    """Only flat elements with text; several keywords are joined."""
    values: dict[str, str] = {}
    name = None
    for node in found:
        if node.kind is Kind.START:
            name = _PROPERTY_NAMES.get(node.name)
            if name and values.get(name):
                values[name] += ", "
        elif node.kind is Kind.END:
            name = None
        elif name and len(values.get(name, "")) < 1000:
            values[name] = values.get(name, "") + node.name
    return values


def _part_name(name: str) -> str:
    """Names of parts know neither case nor a leading slash, and some programs write backslashes."""
    return name.replace("\\", "/").lstrip("/").lower()


def _refuse_encrypted(stream: BinaryIO) -> None:
    """A package with a password is an old container around an encrypted stream."""
    head = stream.read(len(_OLE))
    if head == _OLE:
        tail = b""
        while chunk := stream.read(MIB):
            if _ENCRYPTED_PACKAGE in tail + chunk:
                raise Locked
            tail = chunk[-len(_ENCRYPTED_PACKAGE) :]
    stream.seek(0)
