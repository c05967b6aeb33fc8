"""What the result page of a search shows."""

from dataclasses import dataclass

from app.documents.schemas import DocumentRow
from app.search.schemas import SearchPage
from frontend.contexts.cards import DocumentCard, reader_url, shortened
from frontend.contexts.listing import Chosen, Facet, Labels, chips_of, facets_of
from frontend.contexts.tier_filters import NO_TIERS, TierWords, typed_label

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
    """`corrected` is what was searched for instead of the words typed; `elsewhere` counts what filters keep out."""

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
    corrected: str | None
    is_partial: bool
    suggestion: str | None
    suggestion_url: str
    missing_rule: str | None
    citing: tuple[Citing, ...]
    facets: tuple[Facet, ...]
    chips: tuple[tuple[str, str], ...]
    cleared_url: str
    elsewhere: int
    orders: tuple[tuple[str, str], ...] = ORDERS
    switch: tuple[tuple[str, str], ...] = ()
    tiers: TierWords = NO_TIERS

    @classmethod
    def of(
        cls,
        chosen: Chosen,
        found: SearchPage,
        labels: Labels,
        switch: tuple[tuple[str, str], ...] = (),
        tiers: TierWords = NO_TIERS,
    ) -> "SearchContext":
        said = words_for_links(found.words, found.interpreted)
        answer = found.citation
        missing = answer is not None and not answer.is_held
        typed = tuple((typed_label(chip.label, chip.typed, labels), chosen.url(text=chip.rest)) for chip in found.chips)
        return cls(
            heading=_heading(found),
            has_words=bool(found.words),
            chosen=chosen,
            total=found.total,
            page=found.page,
            pages=found.pages,
            seconds=found.took_ms / 1000,
            cards=tuple(DocumentCard.of_hit(hit, said) for hit in found.hits),
            notices=(*chosen.said_dropped, *found.notices),
            understood="" if answer or same_words(chosen.text, found) else found.interpreted,
            corrected=found.corrected,
            is_partial=found.is_partial,
            suggestion=found.suggestion,
            suggestion_url=chosen.url(text=found.suggestion or ""),
            missing_rule=answer.short if answer and missing else None,
            citing=tuple(_citing(row, answer.short) for row in answer.cited_by) if answer and missing else (),
            facets=facets_of(chosen, found.facets, labels),
            chips=(*typed, *chips_of(chosen, labels)),
            cleared_url=chosen.url(values=(), text=found.unfiltered) if typed else chosen.cleared_url,
            elsewhere=found.elsewhere,
            switch=switch,
            tiers=tiers,
        )


def words_for_links(text: str, interpreted: str) -> str:
    """What addresses carry on: the words as typed, or as understood where those are too many."""
    return text if len(text) <= _IN_LINKS else interpreted[:_IN_LINKS]


def same_words(text: str, found: SearchPage) -> bool:
    """Whether all that was understood can be seen as it was typed: the words in the box, the filters as chips."""
    return bool(found.corrected) or " ".join(text.split()) == found.interpreted or found.is_as_typed


def _heading(found: SearchPage) -> str:
    """The words; filters have their chips."""
    if found.words:
        return f"Hasil untuk “{shortened(found.words, _HEADING)}”"
    return "Dokumen menurut saringan" if found.chips else "Semua dokumen"


def _citing(row: DocumentRow, rule: str) -> Citing:
    return Citing(row.title, row.citation, f"/dokumen/{row.id}", reader_url(row.id, query=rule))
