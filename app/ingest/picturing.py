"""Serves pictures of pages from the cache of derived pieces; one that is missing is answered by a drawn placeholder."""

from typing import Literal

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.core.runtime import Runtime
from app.documents.models import Revision
from app.documents.serving import refuse_held_back
from app.ingest import pictures
from app.ingest.pictures import NOT_DRAWABLE, THUMBNAIL, page_name
from app.jobs import queue

PictureState = Literal["drawn", "waiting", "undrawable"]

_POLICY = "default-src 'none'; sandbox"
_PLACEHOLDER = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297" width="210" height="297">'
    '<rect width="210" height="297" fill="#fdfbfb"/><rect x="4" y="4" width="202" height="289" rx="6" fill="#f2f2f2"/>'
    '<path d="M60 110h90M60 135h90M60 160h60" stroke="#a3a3a3" stroke-width="8" stroke-linecap="round"/></svg>'
)


def picture_response(
    request: Request, runtime: Runtime, session: Session, revision: Revision, *, number: int, is_thumbnail: bool
) -> Response:
    """A picture, or a placeholder that no browser keeps while the real one is asked for. Raises FileHeldBack."""
    refuse_held_back(revision, is_scanned_for_viruses=bool(runtime.settings.clamd))
    name = THUMBNAIL if is_thumbnail else page_name(number)
    data = runtime.derived.get(revision.sha256, name)
    if data is None or data == NOT_DRAWABLE:
        if data is None:
            _ask_for(runtime, session, revision)
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": _POLICY}
        return Response(_PLACEHOLDER, media_type="image/svg+xml", headers=headers)
    headers = {
        "ETag": f'"{revision.sha256[:32]}-{name}"',
        "Cache-Control": "private, max-age=86400",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _POLICY,
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(data, media_type="image/jpeg", headers=headers)


def picture_state(runtime: Runtime, revision: Revision, number: int) -> PictureState:
    """Whether there is a picture of this page to show, for a page that says so in words."""
    data = runtime.derived.get(revision.sha256, page_name(number))
    if data is None:
        return "waiting" if pictures.has_pictures(revision.media_type) else "undrawable"
    return "undrawable" if data == NOT_DRAWABLE else "drawn"


def _ask_for(runtime: Runtime, session: Session, revision: Revision) -> None:
    """In a transaction of its own: looking at a page does not write, but a vanished cache has to come back."""
    is_pointless = not pictures.has_pictures(revision.media_type) or not revision.state.is_final
    if is_pointless or queue.is_under_way(session, "draw", f"revision:{revision.id}"):
        return
    with runtime.database.write() as writing:
        pictures.request(writing, revision, priority=pictures.AWAITED)
