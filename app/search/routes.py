"""Search and completions over HTTP; the page at /cari calls the same service."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from app.accounts.access import ActorDep
from app.core.pagination import MAX_LIMIT, Slice
from app.core.runtime import RuntimeDep, SessionDep
from app.documents.models import Kind, LegalStatus
from app.documents.schemas import Filters
from app.search import service, suggesting
from app.search.schemas import Hit, Order, SearchPage, SearchRequest

router = APIRouter(prefix="/api/v1", tags=["search"])


class PageOut(BaseModel):
    number: int
    snippet: str


class HitOut(BaseModel):
    document_id: int
    title: str
    citation: str | None
    kind: Kind
    year: int | None
    status: LegalStatus
    score: float
    pages: list[PageOut]
    url: str

    @classmethod
    def of(cls, hit: Hit) -> "HitOut":
        row = hit.row
        return cls(
            document_id=row.id,
            title=row.title,
            citation=row.citation,
            kind=row.kind,
            year=row.year,
            status=row.legal_status,
            score=round(hit.score, 4),
            pages=[PageOut(number=page.number, snippet=page.snippet) for page in hit.pages],
            url=f"/dokumen/{row.id}",
        )


class FacetOut(BaseModel):
    value: str
    label: str
    count: int


class CitationOut(BaseModel):
    short: str
    is_held: bool
    cited_by: list[int]


class SearchOut(BaseModel):
    total: int
    total_is_exact: bool
    took_ms: float
    interpreted: str
    notices: list[str]
    suggestion: str | None
    citation: CitationOut | None
    facets: dict[str, list[FacetOut]]
    hits: list[HitOut]

    @classmethod
    def of(cls, page: SearchPage) -> "SearchOut":
        facets = {
            name: [FacetOut(value=value.value, label=value.label, count=value.count) for value in values]
            for name, values in page.facets.items()
        }
        return cls(
            total=page.total,
            total_is_exact=True,
            took_ms=round(page.took_ms, 2),
            interpreted=page.interpreted,
            notices=list(page.notices),
            suggestion=page.suggestion,
            citation=_citation_out(page),
            facets=facets,
            hits=[HitOut.of(hit) for hit in page.hits],
        )


class CompletionOut(BaseModel):
    label: str
    kind: str
    query: str
    url: str | None


def filters_of(
    runtime: RuntimeDep,
    kind: Annotated[list[Kind], Query()] = [],  # noqa: B006 - FastAPI copies defaults
    domain: Annotated[list[int], Query()] = [],  # noqa: B006
    aspect: Annotated[list[int], Query()] = [],  # noqa: B006
    indicator: Annotated[list[int], Query()] = [],  # noqa: B006
    year: Annotated[list[int], Query()] = [],  # noqa: B006
    status: Annotated[list[LegalStatus], Query()] = [],  # noqa: B006
    agency: Annotated[list[int], Query()] = [],  # noqa: B006
    instrument: str | None = None,
) -> Filters:
    """The facets of a URL; the instrument decides what domain, aspect and indicator numbers mean."""
    return Filters(
        kinds=tuple(kind),
        instrument_id=instrument or runtime.settings.default_instrument,
        domains=tuple(domain),
        aspects=tuple(aspect),
        indicators=tuple(indicator),
        years=tuple(year),
        statuses=tuple(status),
        agencies=tuple(agency),
    )


def request_of(
    filters: Annotated[Filters, Depends(filters_of)],
    q: str = "",
    sort: Order = "relevance",
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 10,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> SearchRequest:
    return SearchRequest(q, filters, sort, Slice(limit, offset))


@router.get("/search")
def search(
    runtime: RuntimeDep,
    session: SessionDep,
    actor: ActorDep,
    request: Annotated[SearchRequest, Depends(request_of)],
) -> SearchOut:
    return SearchOut.of(service.search(session, actor, runtime.generations.open_current, request))


@router.get("/suggest")
def suggest(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, q: str = "") -> dict[str, list[CompletionOut]]:
    found = suggesting.complete(
        session,
        actor,
        runtime.generations.open_current,
        text=q,
        instrument_id=runtime.settings.default_instrument,
    )
    return {
        "items": [CompletionOut(label=item.label, kind=item.kind, query=item.query, url=item.url) for item in found]
    }


def _citation_out(page: SearchPage) -> CitationOut | None:
    if page.citation is None:
        return None
    answer = page.citation
    cited_by = [row.id for row in answer.cited_by]
    return CitationOut(short=answer.short, is_held=answer.is_held, cited_by=cited_by)
