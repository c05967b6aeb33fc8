"""Documents as cards in lists, and the pages of a hit; for every page that lists documents."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from app.documents.labels import KIND_LABELS
from app.documents.models import Kind, LegalStatus
from app.documents.schemas import ChangedBy, DocumentRow
from app.search.schemas import Hit, PageHit
from frontend.contexts.pictures import thumbnail_of

_RULES = frozenset({Kind.REGULATION, Kind.DECREE})
_SUMMARY = 240


@dataclass(frozen=True, slots=True)
class PageMatch:
    """A page that matches: `snippet` comes escaped but for its marks."""

    number: int
    url: str
    snippet: Markup

    @classmethod
    def of(cls, page: PageHit, url: str) -> "PageMatch":
        return cls(page.number, url, marked(page.snippet))


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """ "Dicabut dengan" and by what; without an address where the library does not hold it."""

    label: str
    name: str
    url: str | None

    @classmethod
    def of(cls, change: ChangedBy) -> "ChangeLine":
        return cls(change.label, change.name, f"/dokumen/{change.document_id}" if change.document_id else None)


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """`picture` is the address of the first page in small."""

    title: str
    url: str
    citation: str | None
    kind: str
    year: int | None
    status: LegalStatus | None
    agency: str | None
    summary: str
    visibility: str
    extraction: str
    matches: tuple[PageMatch, ...] = ()
    match_total: int = 0
    hit_total: int = 0
    more_url: str | None = None
    changes: tuple[ChangeLine, ...] = ()
    picture: str | None = None
    review_on: date | None = None

    @classmethod
    def of(cls, row: DocumentRow, changes: Sequence[ChangedBy] = ()) -> "DocumentCard":
        return cls(
            title=row.title,
            url=f"/dokumen/{row.id}",
            citation=row.citation,
            kind=KIND_LABELS[row.kind],
            year=row.year,
            status=shown_status(row),
            agency=row.agency_name,
            summary=shortened(row.description, _SUMMARY),
            visibility=row.visibility,
            extraction=row.state,
            changes=tuple(ChangeLine.of(change) for change in changes),
            picture=thumbnail_of(row.id, row),
            review_on=row.review_on,
        )

    @classmethod
    def of_hit(cls, hit: Hit, query: str) -> "DocumentCard":
        """A search result: matched pages lead straight to the reader, with the words to mark."""
        card = cls.of(hit.row, hit.changes)
        matches = tuple(PageMatch.of(page, reader_url(hit.row.id, page=page.number, query=query)) for page in hit.pages)
        return replace(
            card,
            summary="" if matches else card.summary,
            matches=matches,
            match_total=hit.page_total,
            hit_total=hit.hit_total,
            more_url=reader_url(hit.row.id, query=query),
        )


def marked(text: str) -> Markup:
    """What the search escaped but for its own <mark>; the one place where its word is taken for it."""
    return Markup(text)  # noqa: S704


def shown_status(row: DocumentRow) -> LegalStatus | None:
    """For rules always, also when unknown; for the rest only when somebody has said something about it."""
    is_said = row.kind in _RULES or row.legal_status is not LegalStatus.UNKNOWN
    return row.legal_status if is_said else None


def reader_url(document_id: int, *, page: int | None = None, query: str = "", revision: int | None = None) -> str:
    """The reader of a document, at a page, with the words of a query marked, in an exact revision."""
    wanted = {"hal": page, "q": query, "revisi": revision}
    chosen = {name: value for name, value in wanted.items() if value}
    return f"/dokumen/{document_id}/baca" + (f"?{urlencode(chosen)}" if chosen else "")


def shortened(text: str, length: int) -> str:
    """At most so many characters, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[:length].rsplit(" ", 1)[0].rstrip(",;:") + " …"
