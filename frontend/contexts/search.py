"""What the result page of a search shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.documents.schemas import ChangedBy, DocumentRow
from app.search.schemas import SearchPage
from frontend.contexts.cards import DocumentCard, reader_url, shortened
from frontend.contexts.listing import Chosen, Facet, Labels, chips_of, facets_of

_HEADING = 120
_IN_LINKS = 500

ORDERS = (("sesuai", "Paling sesuai"), ("terbaru", "Terbaru"), ("judul", "Judul A–Z"))


@dataclass(frozen=True, slots=True)
class Citing:
    """A document that cites the rule asked for; the address opens it where the rule is named."""

    title: str
    citation: str | None
    url: str
    reader_url: str


@dataclass(frozen=True, slots=True)
class SearchContext:
    heading: str
    has_words: bool
    chosen: Chosen
    total: int
    page: int
    pages: int
    seconds: float
    cards: tuple[DocumentCard, ...]
    notices: tuple[str, ...]
    understood: str
    suggestion: str | None
    suggestion_url: str
    missing_rule: str | None
    citing: tuple[Citing, ...]
    facets: tuple[Facet, ...]
    chips: tuple[tuple[str, str], ...]
    orders: tuple[tuple[str, str], ...] = ORDERS

    @classmethod
    def of(
        cls, chosen: Chosen, found: SearchPage, labels: Labels, changes: Mapping[int, Sequence[ChangedBy]]
    ) -> "SearchContext":
        said = words_for_links(chosen.text, found.interpreted)
        answer = found.citation
        missing = answer is not None and not answer.is_held
        return cls(
            heading=_heading(chosen.text, found.interpreted),
            has_words=bool(found.interpreted),
            chosen=chosen,
            total=found.total,
            page=found.page,
            pages=found.pages,
            seconds=found.took_ms / 1000,
            cards=tuple(DocumentCard.of_hit(hit, said, changes.get(hit.row.id, ())) for hit in found.hits),
            notices=(*chosen.said_dropped, *found.notices),
            understood="" if answer or same_words(chosen.text, found.interpreted) else found.interpreted,
            suggestion=found.suggestion,
            suggestion_url=chosen.url(text=found.suggestion or ""),
            missing_rule=answer.short if answer and missing else None,
            citing=tuple(_citing(row, answer.short) for row in answer.cited_by) if answer and missing else (),
            facets=facets_of(chosen, found.facets, labels),
            chips=chips_of(chosen, labels),
        )


def words_for_links(text: str, interpreted: str) -> str:
    """What addresses carry on: the words as typed, or as understood where those are too many."""
    return text if len(text) <= _IN_LINKS else interpreted[:_IN_LINKS]


def same_words(text: str, interpreted: str) -> bool:
    return " ".join(text.split()) == interpreted


def _heading(text: str, interpreted: str) -> str:
    return f"Hasil untuk “{shortened(text, _HEADING)}”" if interpreted else "Semua dokumen"


def _citing(row: DocumentRow, rule: str) -> Citing:
    return Citing(row.title, row.citation, f"/dokumen/{row.id}", reader_url(row.id, query=rule))
