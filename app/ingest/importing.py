"""Folders and lists of files into the library, one short transaction a file; running it again skips what is there."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.accounts.permissions import Actor
from app.core.errors import InvalidInput, PustakaError
from app.core.runtime import Runtime
from app.documents.schemas import DocumentFields, fields_from_form
from app.ingest import service
from storage.blobs import StorageError, StoreFull
from storage.sniff import TypeRefused


@dataclass(frozen=True, slots=True)
class ImportedFile:
    file: str
    document_id: int
    outcome: Literal["stored", "duplicate"]


@dataclass(frozen=True, slots=True)
class RefusedFile:
    file: str
    reason: str


@dataclass(slots=True)
class Imported:
    items: list[ImportedFile] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        return sum(item.outcome == outcome for item in self.items)


def import_files(
    runtime: Runtime,
    actor: Actor,
    paths: Iterable[Path],
    fields: DocumentFields,
    *,
    manifest: Path | None = None,
) -> Imported:
    """Each file on its own: a refused one does not stop the others. A full store does, after saying so."""
    described = read_manifest(manifest) if manifest else {}
    done = Imported()
    for path in files_below(paths):
        try:
            own = described.get(path.name) or described.get(str(path)) or DocumentFields()
            item = _import_one(runtime, actor, path, fields.model_copy(update=own.given()))
        except StoreFull as error:
            done.refused.append(RefusedFile(str(path), str(error)))
            break
        except (TypeRefused, StorageError, PustakaError) as error:
            done.refused.append(RefusedFile(str(path), str(error)))
        except OSError as error:
            done.refused.append(RefusedFile(str(path), f"Berkas tidak dapat dibuka: {error.strerror}."))
        else:
            done.items.append(item)
    return done


def files_below(paths: Iterable[Path]) -> Iterator[Path]:
    """Files in a stable order; hidden ones and links that lead elsewhere are left out."""
    for path in paths:
        if path.is_dir():
            inside = (found for found in sorted(path.rglob("*")) if found.is_file() and not found.is_symlink())
            yield from (found for found in inside if not _is_hidden(found.relative_to(path).parts))
        else:
            yield path


def read_manifest(path: Path) -> Mapping[str, DocumentFields]:
    """CSV with a header: `file` and any field of a document. Raises InvalidInput that names the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return _described(csv.DictReader(stream))
    except (UnicodeDecodeError, csv.Error) as error:
        message = "Manifes tidak dapat dibaca sebagai CSV. Simpan ulang sebagai CSV dengan pengodean UTF-8."
        raise InvalidInput(message) from error


def _described(rows: "csv.DictReader[str]") -> Mapping[str, DocumentFields]:
    if "file" not in (rows.fieldnames or ()):
        raise InvalidInput("Manifes CSV harus memiliki kolom “file” di baris pertama.")
    return {str(row["file"]): _fields_of(row, line) for line, row in enumerate(rows, start=2)}


def _fields_of(row: Mapping[str, str | None], line: int) -> DocumentFields:
    texts = {name: value for name, value in row.items() if name and value and name != "file"}
    try:
        return fields_from_form(texts)
    except InvalidInput as error:
        problems = "; ".join(f"{problem.field}: {problem.message}" for problem in error.errors)
        raise InvalidInput(f"Manifes CSV baris {line}: {problems}") from None


def _import_one(runtime: Runtime, actor: Actor, path: Path, fields: DocumentFields) -> ImportedFile:
    with path.open("rb") as stream:
        stored = service.store_file(runtime.store, runtime.settings, stream=stream, file_name=path.name)
    with runtime.database.write() as session:
        received = service.receive_or_find(session, actor, stored=stored, fields=fields)
    return ImportedFile(str(path), received.document_id, received.outcome)


def _is_hidden(parts: Sequence[str]) -> bool:
    return any(part.startswith(".") for part in parts)
