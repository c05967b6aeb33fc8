"""Search results as the API and `pustaka search --json` speak them."""

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from app.documents.models import Kind, LegalStatus
from app.documents.scans import Scan
from app.documents.schemas import DocumentRow, FacetValue
from app.search.marking import Mark
from app.search.schemas import Completion, Hit, SearchPage
from app.search.similar import Similar


class PageOut(BaseModel):
    number: int
    snippet: str


class ChangeOut(BaseModel):
    """What amended or revoked a rule; `document_id` where the library holds it."""

    label: str
    name: str
    document_id: int | None


class NamedOut(BaseModel):
    """What every list says of a document."""

    document_id: int
    title: str
    citation: str | None
    kind: Kind
    year: int | None
    url: str


class HitOut(NamedOut):
    """`pages` are the best three of `page_total`, on which the words stand `hit_total` times."""

    status: LegalStatus
    score: float
    pages: list[PageOut]
    page_total: int
    hit_total: int
    changes: list[ChangeOut]

    @classmethod
    def of(cls, hit: Hit) -> "HitOut":
        return cls(
            **_names(hit.row),
            status=hit.row.legal_status,
            score=round(hit.score, 4),
            pages=[PageOut(number=page.number, snippet=page.snippet) for page in hit.pages],
            page_total=hit.page_total,
            hit_total=hit.hit_total,
            changes=[ChangeOut(**asdict(change)) for change in hit.changes],
        )


class CitationOut(BaseModel):
    short: str
    is_held: bool
    cited_by: list[int]


class SearchOut(BaseModel):
    """`corrected` is the query that was answered where the typed one found nothing; `exact=true` prevents that."""

    total: int
    total_is_exact: bool
    took_ms: float
    interpreted: str
    notices: list[str]
    suggestion: str | None
    corrected: str | None
    citation: CitationOut | None
    facets: dict[str, list[FacetValue]]
    hits: list[HitOut]

    @classmethod
    def of(cls, page: SearchPage) -> "SearchOut":
        return cls(
            total=page.total,
            total_is_exact=True,
            took_ms=round(page.took_ms, 2),
            interpreted=page.interpreted,
            notices=list(page.all_notices),
            suggestion=page.suggestion,
            corrected=page.corrected,
            citation=_citation_out(page),
            facets={name: list(values) for name, values in page.facets.items()},
            hits=[HitOut.of(hit) for hit in page.hits],
        )


class SimilarOut(NamedOut):
    """`terms` are the shared words by which it was found, the most telling first."""

    terms: list[str]

    @classmethod
    def of(cls, similar: Similar) -> "SimilarOut":
        return cls(**_names(similar.row), terms=list(similar.terms))


class CompletionOut(BaseModel):
    label: str
    kind: str
    query: str
    url: str | None

    @classmethod
    def of(cls, completion: Completion) -> "CompletionOut":
        return cls(label=completion.label, kind=completion.kind, query=completion.query, url=completion.url)


def _names(row: DocumentRow) -> dict[str, Any]:
    return {
        "document_id": row.id,
        "title": row.title,
        "citation": row.citation,
        "kind": row.kind,
        "year": row.year,
        "url": f"/dokumen/{row.id}",
    }


def _citation_out(page: SearchPage) -> CitationOut | None:
    if page.citation is None:
        return None
    answer = page.citation
    cited_by = [row.id for row in answer.cited_by]
    return CitationOut(short=answer.short, is_held=answer.is_held, cited_by=cited_by)


class MarkOut(BaseModel):
    """A box as shares (0 to 1) of the picture's width and height."""

    text: str
    left: float
    top: float
    width: float
    height: float


class MarksOut(BaseModel):
    """`rotation` degrees clockwise would turn the picture upright; None where the page was not recognised."""

    width: int | None
    height: int | None
    rotation: int | None
    marks: list[MarkOut]

    @classmethod
    def of(cls, scan: Scan | None, marks: list[Mark]) -> "MarksOut":
        return cls(
            width=scan.width if scan else None,
            height=scan.height if scan else None,
            rotation=scan.rotation if scan else None,
            marks=[MarkOut(**asdict(mark)) for mark in marks],
        )
