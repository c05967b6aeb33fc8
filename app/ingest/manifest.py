"""The CSV that describes what is imported: a column `file` and any field of a document."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import InvalidInput
from app.documents.schemas import DocumentFields, fields_from_form

_FILE = "file"


@dataclass(slots=True)
class Manifest:
    """Fields by the name or path of a file, and the lines that no file has asked for yet."""

    fields: Mapping[str, DocumentFields] = field(default_factory=dict)
    unused: dict[str, int] = field(default_factory=dict)

    def about(self, *names: str) -> DocumentFields:
        """What the first of these names has; a file may be named by its path or by its bare name."""
        for name in names:
            if name in self.fields:
                self.unused.pop(name, None)
                return self.fields[name]
        return DocumentFields()


def read_manifest(path: Path) -> Manifest:
    """Raises InvalidInput that names the column or the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            _check_columns(list(reader.fieldnames or ()))
            return _manifest(_described(reader))
    except (UnicodeDecodeError, csv.Error) as error:
        message = "Manifes tidak dapat dibaca sebagai CSV. Simpan ulang sebagai CSV dengan pengodean UTF-8."
        raise InvalidInput(message) from error


def _check_columns(names: list[str]) -> None:
    if _FILE not in names:
        raise InvalidInput("Manifes CSV harus memiliki kolom “file” di baris pertama.")
    unknown = [name for name in names if name != _FILE and name not in DocumentFields.model_fields]
    if unknown:
        known = ", ".join(DocumentFields.model_fields)
        named = ", ".join(f"“{name}”" for name in unknown)
        raise InvalidInput(f"Manifes CSV memuat kolom yang tidak dikenal: {named}. Yang dikenal: file, {known}.")


def _described(reader: "csv.DictReader[str]") -> Iterator[tuple[str, int, DocumentFields]]:
    for row in reader:
        line = reader.line_num
        if None in row:
            raise InvalidInput(f"Manifes CSV baris {line}: isinya lebih banyak daripada kolomnya. Periksa tanda koma.")
        name = (row[_FILE] or "").strip()
        if not name:
            raise InvalidInput(f"Manifes CSV baris {line}: kolom “file” kosong.")
        yield name, line, _fields_of(row, line)


def _manifest(described: Iterator[tuple[str, int, DocumentFields]]) -> Manifest:
    fields: dict[str, DocumentFields] = {}
    lines: dict[str, int] = {}
    for name, line, given in described:
        if name in lines:
            raise InvalidInput(f"Manifes CSV baris {line}: “{name}” sudah disebut di baris {lines[name]}.")
        fields[name], lines[name] = given, line
    return Manifest(fields, lines)


def _fields_of(row: Mapping[str, str | None], line: int) -> DocumentFields:
    texts = {name: value for name, value in row.items() if value and name != _FILE}
    try:
        return fields_from_form(texts)
    except InvalidInput as error:
        problems = "; ".join(f"{problem.field}: {problem.message}" for problem in error.errors)
        raise InvalidInput(f"Manifes CSV baris {line}: {problems}") from None
