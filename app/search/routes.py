"""Search and completions over HTTP; the page at /cari calls the same service."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.accounts.access import ActorDep
from app.core.pagination import MAX_LIMIT, Slice
from app.core.runtime import RuntimeDep, SessionDep
from app.core.tables import saved_id
from app.documents import scans
from app.documents import service as documents
from app.documents.formats import Format
from app.documents.models import Kind, LegalStatus
from app.documents.schemas import Filters
from app.instruments import service as instruments
from app.search import service, similar, suggesting
from app.search.articles import sought_inside
from app.search.indexing import ask_for_new_index
from app.search.marking import marks_of
from app.search.representations import CompletionOut, MarksOut, SearchOut, SimilarOut
from app.search.schemas import Order, SearchRequest
from app.searches import noting

router = APIRouter(prefix="/api/v1", tags=["search"])


async def filters_of(
    kind: Annotated[list[Kind], Query()] = [],  # noqa: B006 - FastAPI copies defaults
    domain: Annotated[list[int], Query()] = [],  # noqa: B006
    aspect: Annotated[list[int], Query()] = [],  # noqa: B006
    indicator: Annotated[list[int], Query()] = [],  # noqa: B006
    year: Annotated[list[int], Query()] = [],  # noqa: B006
    status: Annotated[list[LegalStatus], Query()] = [],  # noqa: B006
    agency: Annotated[list[int], Query()] = [],  # noqa: B006
    format: Annotated[list[Format], Query()] = [],  # noqa: A002, B006 - the name in the address
    instrument: str | None = None,
) -> Filters:
    """The facets of a URL; the instrument decides what domain, aspect and indicator numbers mean."""
    return Filters(
        kinds=tuple(kind),
        instrument_id=instrument,
        domains=tuple(domain),
        aspects=tuple(aspect),
        indicators=tuple(indicator),
        years=tuple(year),
        statuses=tuple(status),
        agencies=tuple(agency),
        formats=tuple(format),
    )


async def request_of(
    filters: Annotated[Filters, Depends(filters_of)],
    q: str = "",
    sort: Order = "relevance",
    exact: bool = False,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 10,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> SearchRequest:
    return SearchRequest(q, filters, sort, Slice(limit, offset), is_exact=exact)


@router.get("/search")
def search(
    runtime: RuntimeDep,
    session: SessionDep,
    actor: ActorDep,
    asked: Annotated[SearchRequest, Depends(request_of)],
) -> SearchOut:
    request = asked.by(asked.filters.instrument_id or instruments.default_id(session, runtime.settings))
    found = service.search(session, actor, runtime.generations.open_current, request)
    noting.note(runtime.search_log, actor, request, found)
    if found.is_degraded:
        ask_for_new_index(runtime.database)
    return SearchOut.of(found)


@router.get("/suggest")
def suggest(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, q: str = "") -> dict[str, list[CompletionOut]]:
    found = suggesting.complete(
        session,
        actor,
        runtime.generations.open_current,
        text=q,
        instrument_id=instruments.default_id(session, runtime.settings),
        has_history=runtime.settings.search_history,
    )
    return {"items": [CompletionOut.of(completion) for completion in found]}


@router.get("/documents/{document_id}/similar")
def similar_documents(
    runtime: RuntimeDep, session: SessionDep, actor: ActorDep, document_id: int
) -> dict[str, list[SimilarOut]]:
    """Visible documents that share the words by which this one differs from the rest, the likest first."""
    found = similar.similar_to(session, actor, runtime.generations.open_current, document_id)
    return {"items": [SimilarOut.of(one) for one in found]}


@router.get("/documents/{document_id}/pages/{number}/marks")
def marks(
    session: SessionDep, actor: ActorDep, document_id: int, number: int, q: str = "", revision: int | None = None
) -> MarksOut:
    """Where the words of `q` stand on the picture of a scanned page; none on a page that has its own text."""
    found = documents.revision(session, actor, document_id, revision)
    scan = scans.of(session, saved_id(found.id), number)
    return MarksOut.of(scan, marks_of(scan.words, sought_inside(session, actor, document_id, q).node) if scan else [])
