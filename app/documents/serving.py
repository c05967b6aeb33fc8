"""Hands out original bytes: our own fixed type, one range per request, never run by the browser."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from sqlmodel import Session
from starlette.types import Receive, Scope, Send

from app.core import events
from app.core.errors import Conflict
from app.core.runtime import Runtime
from app.documents.events import FileOpening
from app.documents.models import ReadingState, Revision
from storage.blobs import CHUNK
from storage.names import content_disposition
from storage.sniff import MEDIA_TYPES

_INLINE = frozenset(media_type.name for media_type in MEDIA_TYPES if media_type.inline)
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class _Unsatisfiable(Exception):
    """The range lies outside the file."""


class FileHeldBack(Conflict):
    slug = "berkas-ditahan"
    title = "Berkas ini ditahan"


class FileDamaged(FileHeldBack):
    slug = "berkas-rusak"
    title = "Berkas ini rusak"


class FileBody(StreamingResponse):
    """Streams an open file and closes it, also when the reader has left before the first byte."""

    def __init__(self, opened: BinaryIO, status: int, *, headers: Mapping[str, str], media_type: str) -> None:
        super().__init__(_chunks(opened), status, headers=headers, media_type=media_type)
        self._opened = opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._opened:
            await super().__call__(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a file may not be opened, for a page that says so."""

    title: str
    text: str
    is_damaged: bool


def refuse_held_back(revision: Revision, *, is_scanned_for_viruses: bool) -> None:
    """Nothing of a quarantined file leaves the house; where there is a scanner, nothing does before it has spoken."""
    if revision.state is ReadingState.QUARANTINED:
        raise FileHeldBack(f"{revision.state_detail} Berkas ini tidak dapat dibuka. Unggah salinan yang bersih.")
    if is_scanned_for_viruses and revision.cleared_at is None:
        raise FileHeldBack("Berkas ini masih menunggu pemindai virus. Coba lagi sebentar lagi.")


def held_back(session: Session, revision: Revision, *, is_scanned_for_viruses: bool) -> Hold | None:
    """None when the file may be opened."""
    try:
        _refuse_opening(session, revision, is_scanned_for_viruses=is_scanned_for_viruses)
    except FileHeldBack as refused:
        return Hold(refused.title, refused.detail, isinstance(refused, FileDamaged))
    return None


def file_response(
    request: Request, runtime: Runtime, session: Session, revision: Revision, *, download: bool
) -> Response:
    """The whole file, one part of it (206), or "you have it already" (304). Raises FileHeldBack."""
    _refuse_opening(session, revision, is_scanned_for_viruses=bool(runtime.settings.clamd))
    etag = f'"{revision.sha256}"'
    headers = _headers(revision, etag, inline=revision.media_type in _INLINE and not download)
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    try:
        wanted = _range(request.headers.get("range"), revision.size)
    except _Unsatisfiable:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{revision.size}"})
    start, end = wanted or (0, revision.size - 1)
    length = end - start + 1
    headers["Content-Length"] = str(length)
    if wanted:
        headers["Content-Range"] = f"bytes {start}-{end}/{revision.size}"
    opened = runtime.store.open(revision.sha256, start=start, length=length)
    return FileBody(opened, 206 if wanted else 200, headers=headers, media_type=_served_type(revision.media_type))


def _refuse_opening(session: Session, revision: Revision, *, is_scanned_for_viruses: bool) -> None:
    """Beside the scanner, those who re-read stored files have a say: damaged bytes are never handed out as whole."""
    refuse_held_back(revision, is_scanned_for_viruses=is_scanned_for_viruses)
    events.emit(session, FileOpening(revision.sha256))


def _headers(revision: Revision, etag: str, *, inline: bool) -> dict[str, str]:
    return {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Content-Disposition": content_disposition(revision.file_name, inline=inline),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "Cache-Control": "private, max-age=0, must-revalidate",
    }


def _served_type(media_type: str) -> str:
    """Text says its charset, or a browser would guess; markup is never served as a page."""
    is_text = media_type.startswith("text/")
    return "text/plain; charset=utf-8" if is_text else media_type


def _range(header: str | None, size: int) -> tuple[int, int] | None:
    """(first, last) byte; None for the whole file, also when several ranges or none that makes sense are asked for."""
    match = _RANGE.fullmatch(header.replace(" ", "")) if header else None
    if match is None or match.group(0) == "bytes=-":
        return None
    first, last = match.group(1), match.group(2)
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), int(last) if last else size - 1
        if last and end < start:
            return None
    if start >= size:
        raise _Unsatisfiable
    return start, min(end, size - 1)


def _chunks(opened: BinaryIO) -> Iterator[bytes]:
    while chunk := opened.read(CHUNK):
        yield chunk
