"""Saved searches, one's own history, requests for documents and the log over HTTP; pages call the same functions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import PartDep, Slice
from app.core.runtime import RuntimeDep, SessionDep
from app.core.tables import saved_id
from app.instruments import service as instruments
from app.searches import atom, feeds, history, requests, saved, unanswered
from app.searches.access import owner_id
from app.searches.representations import (
    ChoiceIn,
    DeclineIn,
    FeedOut,
    FulfilIn,
    HistoryOut,
    MissedList,
    MissedOut,
    NameIn,
    RequestIn,
    RequestList,
    RequestOut,
    SavedDetails,
    SavedIn,
    SavedList,
    SavedOut,
    SettledIn,
)

router = APIRouter(prefix="/api/v1", tags=["searches"], dependencies=[Depends(require_header_token)])
feed_router = APIRouter(tags=["searches"])

SavedId = Annotated[int, Path(ge=1, le=2**31 - 1)]
RequestId = Annotated[int, Path(ge=1, le=2**31 - 1)]
_FIRST = Slice()


@router.get("/saved-searches")
def list_saved(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, part: PartDep) -> SavedList:
    return SavedList.of(saved.listing(session, actor, runtime.generations.open_current, part=part).map(SavedOut.of))


@router.post("/saved-searches", status_code=201)
def save(runtime: RuntimeDep, actor: ActorDep, body: SavedIn) -> SavedOut:
    """What it finds now is looked up first: nobody waits for a search to write."""
    owner_id(actor)
    with runtime.database.read() as session:
        request = body.request(instruments.default_id(session, runtime.settings))
        found = saved.found_ids(session, actor, runtime.generations.open_current, request)
    with runtime.database.write() as session:
        made = saved.save(session, actor, name=body.name, request=request, found=found)
    with runtime.database.read() as session:
        return _saved_out(runtime, session, actor, saved_id(made.id))


@router.get("/saved-searches/{saved_search_id}")
def show_saved(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, saved_search_id: SavedId) -> SavedDetails:
    open_index = runtime.generations.open_current
    row, fresh = saved.view(session, actor, open_index, saved_search_id, part=_FIRST)
    return SavedDetails(**SavedOut.of(row).model_dump(), fresh_documents=[document.id for document in fresh.items])


@router.patch("/saved-searches/{saved_search_id}")
def rename(
    runtime: RuntimeDep, session: SessionDep, actor: ActorDep, saved_search_id: SavedId, body: NameIn
) -> SavedOut:
    saved.rename(session, actor, saved_search_id=saved_search_id, name=body.name)
    return _saved_out(runtime, session, actor, saved_search_id)


@router.delete("/saved-searches/{saved_search_id}", status_code=204)
def delete(session: SessionDep, actor: ActorDep, saved_search_id: SavedId) -> None:
    saved.delete(session, actor, saved_search_id=saved_search_id)


@router.post("/saved-searches/{saved_search_id}/seen", status_code=204)
def mark_seen(runtime: RuntimeDep, actor: ActorDep, saved_search_id: SavedId) -> None:
    with runtime.database.read() as session:
        request = saved.request_of(session, actor, saved_search_id)
        found = saved.found_ids(session, actor, runtime.generations.open_current, request)
    with runtime.database.write() as session:
        saved.look(session, actor, saved_search_id=saved_search_id, found=found)


@router.post("/saved-searches/{saved_search_id}/feed", status_code=201)
def open_feed(request: Request, session: SessionDep, actor: ActorDep, saved_search_id: SavedId) -> FeedOut:
    secret = feeds.open_feed(session, actor, saved_search_id=saved_search_id)
    return FeedOut(url=str(request.url_for("read_feed", secret=secret)))


@router.delete("/saved-searches/{saved_search_id}/feed", status_code=204)
def close_feed(session: SessionDep, actor: ActorDep, saved_search_id: SavedId) -> None:
    feeds.close_feed(session, actor, saved_search_id=saved_search_id)


@router.get("/search-history")
def show_history(runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> HistoryOut:
    return HistoryOut.of(history.read(session, actor, runtime.settings))


@router.put("/search-history")
def choose_history(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, body: ChoiceIn) -> HistoryOut:
    history.choose(session, actor, runtime.settings, is_kept=body.is_kept)
    session.flush()
    return HistoryOut.of(history.read(session, actor, runtime.settings))


@router.delete("/search-history", status_code=204)
def forget_history(session: SessionDep, actor: ActorDep, q: str | None = None) -> None:
    history.forget(session, actor, query=q)


@router.get("/missed-searches")
def list_missed(
    runtime: RuntimeDep, session: SessionDep, actor: ActorDep, part: PartDep, handled: bool = False
) -> MissedList:
    found = unanswered.listing(session, actor, runtime.settings, part=part, is_handled=handled)
    return MissedList.of(found.map(MissedOut.of))


@router.post("/missed-searches/handled", status_code=204)
def settle(session: SessionDep, actor: ActorDep, body: SettledIn) -> None:
    unanswered.settle(session, actor, query=body.query, is_handled=body.is_handled)


@router.get("/requests")
def list_requests(session: SessionDep, actor: ActorDep, part: PartDep) -> RequestList:
    return RequestList.of(requests.own(session, actor, part=part).map(RequestOut.of))


@router.get("/requests/waiting")
def list_waiting(session: SessionDep, actor: ActorDep, part: PartDep, ended: bool = False) -> RequestList:
    return RequestList.of(requests.listing(session, actor, part=part, is_open=not ended).map(RequestOut.of))


@router.post("/requests", status_code=201)
def ask(session: SessionDep, actor: ActorDep, body: RequestIn) -> RequestOut:
    made = requests.ask(session, actor, query=body.query, note=body.note)
    return RequestOut.of(requests.get(session, actor, saved_id(made.id)))


@router.get("/requests/{request_id}")
def show_request(session: SessionDep, actor: ActorDep, request_id: RequestId) -> RequestOut:
    return RequestOut.of(requests.get(session, actor, request_id))


@router.delete("/requests/{request_id}", status_code=204)
def withdraw(session: SessionDep, actor: ActorDep, request_id: RequestId) -> None:
    requests.withdraw(session, actor, request_id=request_id)


@router.post("/requests/{request_id}/fulfil")
def fulfil(session: SessionDep, actor: ActorDep, request_id: RequestId, body: FulfilIn) -> RequestOut:
    requests.fulfil(session, actor, request_id=request_id, document_id=body.document, answer=body.answer)
    session.flush()
    return RequestOut.of(requests.get(session, actor, request_id))


@router.post("/requests/{request_id}/decline")
def decline(session: SessionDep, actor: ActorDep, request_id: RequestId, body: DeclineIn) -> RequestOut:
    requests.decline(session, actor, request_id=request_id, reason=body.reason)
    session.flush()
    return RequestOut.of(requests.get(session, actor, request_id))


@feed_router.get("/umpan/{secret}", response_class=Response)
def read_feed(request: Request, runtime: RuntimeDep, session: SessionDep, secret: str) -> Response:
    """For feed readers, which have no sign-in: the secret in the address stands for its owner, and nobody keeps it."""
    feed = feeds.read(session, runtime.generations.open_current, secret=secret)
    written = atom.render(
        feed,
        base=str(request.base_url).rstrip("/"),
        address=str(request.url),
        institution=runtime.settings.institution,
    )
    headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return Response(written, media_type=f"{atom.MEDIA_TYPE}; charset=utf-8", headers=headers)


def _saved_out(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, saved_search_id: int) -> SavedOut:
    row, _ = saved.view(session, actor, runtime.generations.open_current, saved_search_id, part=_FIRST)
    return SavedOut.of(row)
