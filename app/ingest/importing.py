"""Folders, zips and lists of files into the library, one short transaction a file; run again, it skips what is there.

Every run is a batch with a row a file, also for those that were refused.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from app.accounts.permissions import Actor
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents.schemas import DocumentFields
from app.ingest import batches
from app.ingest.manifest import Manifest, read_manifest
from app.ingest.models import BatchSource, ItemOutcome
from app.ingest.pace import Pace
from app.ingest.schemas import Taken
from app.ingest.taking import refuse, take_now
from storage.blobs import StoreFull

Progress = Callable[[int, int], None]


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
    """`batch_id` is None when there was no file at all."""

    batch_id: int | None = None
    items: list[ImportedFile] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        return sum(item.outcome == outcome for item in self.items)

    def add(self, file: str, taken: Taken) -> None:
        if taken.document_id is None:
            self.refused.append(RefusedFile(file, taken.reason))
        else:
            outcome: Literal["stored", "duplicate"] = (
                "duplicate" if taken.outcome is ItemOutcome.DUPLICATE else "stored"
            )
            self.items.append(ImportedFile(file, taken.document_id, outcome))


@dataclass(frozen=True, slots=True)
class FoundFile:
    """`shown` is the path inside the folder that was given."""

    path: Path
    shown: str


def import_files(
    runtime: Runtime,
    actor: Actor,
    paths: Iterable[Path],
    fields: DocumentFields,
    *,
    manifest: Path | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Each file on its own: a refused one does not stop the others. A full store does, after saying so."""
    described = read_manifest(manifest) if manifest else Manifest()
    found = list(files_below(paths))
    done, pace = Imported(_open_batch(runtime, actor, found) if found else None), Pace()
    for number, file in enumerate(found, start=1):
        try:
            _import_one(runtime, actor, done, file, fields, described)
        except StoreFull as error:
            done.refused.append(RefusedFile(str(file.path), str(error)))
            return done
        if progress is not None:
            progress(number, len(found))
        pace.rest()
    done.refused += [RefusedFile(name, _unused(line)) for name, line in described.unused.items()]
    return done


def files_below(paths: Iterable[Path]) -> Iterator[FoundFile]:
    """Files in a stable order; hidden ones and links that lead elsewhere are left out."""
    for path in paths:
        if path.is_dir():
            inside = (found for found in sorted(path.rglob("*")) if found.is_file() and not found.is_symlink())
            shown = ((found, found.relative_to(path)) for found in inside)
            yield from (FoundFile(found, str(below)) for found, below in shown if not _is_hidden(below.parts))
        else:
            yield FoundFile(path, path.name)


def _open_batch(runtime: Runtime, actor: Actor, found: Sequence[FoundFile]) -> int:
    name = found[0].shown if len(found) == 1 else found[0].path.parent.name
    with runtime.database.write() as session:
        batch = batches.open_batch(session, actor, source=BatchSource.FOLDER, name=name, expected=len(found))
        return saved_id(batch.id)


def _import_one(
    runtime: Runtime, actor: Actor, done: Imported, file: FoundFile, fields: DocumentFields, described: Manifest
) -> None:
    def describe(member: str) -> DocumentFields:
        names = (str(file.path), file.shown, file.path.name)
        inside = (f"{file.path}/{member}", member, member.rpartition("/")[2])
        return fields.model_copy(update=described.about(*(inside if member else names)).given())

    batch_id = done.batch_id or 0
    try:
        with file.path.open("rb") as stream:
            for taken in take_now(runtime, actor, batch_id=batch_id, stream=stream, path=file.shown, describe=describe):
                done.add(f"{file.path}/{taken.member}" if taken.member else str(file.path), taken)
    except OSError as error:
        reason = f"Berkas tidak dapat dibuka: {error.strerror}."
        done.add(str(file.path), refuse(runtime, batch_id, file.shown, reason))


def _unused(line: int) -> str:
    return f"Disebut di baris {line} manifes, tetapi tidak ada di antara berkas yang diimpor. Periksa namanya."


def _is_hidden(parts: Sequence[str]) -> bool:
    return any(part.startswith(".") for part in parts)
