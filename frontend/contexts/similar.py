"""Documents like another one, each with the words that both share."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.documents.schemas import DocumentRow
from app.search.similar import Similar
from frontend.contexts.cards import DocumentCard, reader_url

_TERMS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class SimilarLine:
    """`found_url` opens it with the shared words marked."""

    card: DocumentCard
    terms: tuple[str, ...]
    found_url: str

    @classmethod
    def of(cls, similar: Similar) -> "SimilarLine":
        terms = similar.terms[:_TERMS_SHOWN]
        query = " ATAU ".join(terms)
        return cls(DocumentCard.of(similar.row), terms, reader_url(similar.row.id, query=query))


@dataclass(frozen=True, slots=True)
class SimilarContext:
    title: str
    url: str
    lines: tuple[SimilarLine, ...]
    problem: str = ""

    @classmethod
    def of(cls, row: DocumentRow, found: Iterable[Similar], problem: str = "") -> "SimilarContext":
        return cls(row.title, f"/dokumen/{row.id}", tuple(map(SimilarLine.of, found)), problem)
