"""import, search, index: filling the library and asking it."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from app import composition
from app.accounts.permissions import SYSTEM, Actor
from app.accounts.service import actor_named
from app.commands.output import AsJson, DataDir, fail, opened, show
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.labels import STATE_LABELS
from app.documents.models import Visibility
from app.documents.schemas import DocumentFields
from app.ingest.importing import Imported, import_files
from app.jobs import queue
from app.search import service as searching
from app.search.indexing import Indexer
from app.search.representations import SearchOut
from app.search.schemas import SearchRequest
from indexer.index.port import IndexProblem

index_app = typer.Typer(no_args_is_help=True, help="Susun ulang atau periksa indeks pencarian.")
_POLL = 0.3
_SAY_EVERY = 2.0


def import_(
    paths: Annotated[list[Path], typer.Argument(exists=True, readable=True, help="Berkas, folder, atau zip.")],
    data_dir: DataDir = None,
    visibility: Annotated[Visibility, typer.Option(help="Keterbukaan dokumen baru.")] = Visibility.INTERNAL,
    manifest: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="CSV: file, title, kind, …")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Tunggu sampai semua berkas terbaca dan terindeks.")] = False,
    json: AsJson = False,
) -> None:
    """Masukkan berkas, folder, dan isi zip ke pustaka. Aman diulang: berkas yang sudah ada dilewati."""
    with opened(data_dir, create=True) as parts:
        fields = DocumentFields(visibility=visibility)
        imported = import_files(parts, SYSTEM, paths, fields, manifest=manifest, progress=_Progress())
        if wait:
            _wait(parts)
        result = _import_report(parts, imported)
    show(result, as_json=json, text=lambda: _import_text(result))
    raise typer.Exit(1 if imported.refused else 0)


def search(
    query: Annotated[str, typer.Argument(help="Kata, frasa, atau sitasi.")],
    data_dir: DataDir = None,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    offset: Annotated[int, typer.Option(min=0)] = 0,
    as_user: Annotated[str, typer.Option("--as", help="Cari sebagai pengguna ini.")] = "",
    json: AsJson = False,
) -> None:
    """Cari seperti di situs. Tanpa --as, perintah bertindak sebagai sistem dan melihat semuanya."""
    with opened(data_dir) as parts, parts.database.read() as session:
        actor: Actor = actor_named(session, as_user) if as_user else SYSTEM
        request = SearchRequest(query, part=Slice(limit, offset))
        found = searching.search(session, actor, parts.generations.open_current, request)
    shown = SearchOut.of(found)
    show(shown, as_json=json, text=lambda: _search_text(shown))
    raise typer.Exit(0 if found.total else 1)


@index_app.command("rebuild")
def rebuild(data_dir: DataDir = None, json: AsJson = False) -> None:
    """Susun generasi baru di samping yang lama, periksa, lalu tukar."""
    started = time.perf_counter()
    with opened(data_dir) as parts:
        try:
            stats = Indexer(parts.database, parts.generations).rebuild()
        except IndexProblem as problem:
            fail(str(problem))
    result = {
        "generation": stats.generation,
        "documents": stats.documents,
        "pages": stats.pages,
        "bytes": stats.bytes,
        "seconds": round(time.perf_counter() - started, 2),
    }
    show(result, as_json=json, text=lambda: f"{stats.documents} dokumen, {stats.pages} halaman, {result['seconds']} s.")


@index_app.command("status")
def status(data_dir: DataDir = None, json: AsJson = False) -> None:
    """Perlihatkan generasi indeks yang melayani sekarang."""
    with opened(data_dir) as parts:
        try:
            stats = parts.generations.open_current().stats()
        except IndexProblem as problem:
            fail(str(problem))
    result = {
        "generation": stats.generation,
        "documents": stats.documents,
        "pages": stats.pages,
        "bytes": stats.bytes,
        "seconds": 0.0,
        "needs_rebuild": stats.needs_rebuild,
    }
    show(result, as_json=json, text=lambda: f"{stats.generation}: {stats.documents} dokumen, {stats.bytes} bita.")


class _Progress:
    """How far an import is, on stderr and not too often, so that stdout stays one value."""

    def __init__(self) -> None:
        self._said_at = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self._said_at >= _SAY_EVERY or done == total > 1:
            self._said_at = time.monotonic()
            typer.echo(f"{done} dari {total} berkas diperiksa.", err=True)


def _wait(parts: Runtime) -> None:
    """Leave the work to a living worker; do it here when there is none."""
    with parts.database.read() as session:
        is_worked_on = queue.is_somebody_working(session)
    if not is_worked_on:
        with composition.worker(parts) as worker:
            worker.run_until_empty()
        return
    while True:
        with parts.database.read() as session:
            if queue.unfinished(session) == 0:
                return
            if not queue.is_somebody_working(session):
                break
        time.sleep(_POLL)
    _wait(parts)


def _import_report(parts: Runtime, imported: Imported) -> dict[str, Any]:
    with parts.database.read() as session:
        rows = documents.rows_by_ids(session, SYSTEM, [item.document_id for item in imported.items])
    listed = [
        {
            "id": item.document_id,
            "file": item.file,
            "outcome": item.outcome,
            "state": rows[item.document_id].state.value,
            "title": rows[item.document_id].title,
        }
        for item in imported.items
        if item.document_id in rows
    ]
    return {
        "stored": imported.count("stored"),
        "duplicates": imported.count("duplicate"),
        "refused": [{"file": item.file, "reason": item.reason} for item in imported.refused],
        "documents": listed,
    }


def _import_text(result: dict[str, Any]) -> str:
    return "\n".join(_import_lines(result))


def _import_lines(result: dict[str, Any]) -> Iterator[str]:
    labels = {state.value: label for state, label in STATE_LABELS.items()}
    for row in result["documents"]:
        yield f"{row['id']:>6}  {labels[row['state']]:<24} {row['title']}"
    for row in result["refused"]:
        yield f"ditolak  {row['file']}: {row['reason']}"
    yield f"{result['stored']} disimpan, {result['duplicates']} sudah ada, {len(result['refused'])} ditolak."


def _search_text(found: SearchOut) -> str:
    lines = [f"{found.total} dokumen · {found.took_ms:.0f} ms", *found.notices]
    for hit in found.hits:
        pages = ", ".join(str(page.number) for page in hit.pages)
        lines.append(
            f"{hit.document_id:>6}  {hit.citation or hit.kind}  {hit.title}{f'  hlm. {pages}' if pages else ''}"
        )
    return "\n".join(lines)
