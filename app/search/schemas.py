"""What the search service takes and gives; pages and API show the same values."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Literal

from app.core.pagination import Slice
from app.documents.schemas import ChangedBy, DocumentRow, FacetValue, Filters
from app.search.narrowing import TypedFilter

Order = Literal["relevance", "newest", "title"]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`is_exact`: only what was typed, without looking for another spelling where nothing was found."""

    text: str
    filters: Filters = field(default_factory=Filters)
    order: Order = "relevance"
    part: Slice = field(default_factory=Slice)
    is_exact: bool = False

    def by(self, instrument_id: str) -> "SearchRequest":
        """The same, with numbers of domains, aspects and indicators as that instrument counts them."""
        return replace(self, filters=replace(self.filters, instrument_id=instrument_id))


@dataclass(frozen=True, slots=True)
class PageHit:
    """A page that matches. `snippet` is safe HTML: everything but <mark> is escaped."""

    number: int
    snippet: str
    hits: int


@dataclass(frozen=True, slots=True)
class Hit:
    row: DocumentRow
    score: float
    pages: tuple[PageHit, ...]
    page_total: int
    is_cited: bool = False
    hit_total: int = 0
    changes: tuple[ChangedBy, ...] = ()

    @property
    def more_pages(self) -> int:
        return max(0, self.page_total - len(self.pages))


@dataclass(frozen=True, slots=True)
class TypedChip:
    """A filter that was typed, and the query without it; `typed` is what was understood, where it narrows."""

    label: str
    rest: str
    typed: TypedFilter | None = None


@dataclass(frozen=True, slots=True)
class CitationAnswer:
    """The query was a citation: which visible documents are that rule, and who cites it."""

    short: str
    is_held: bool
    held_ids: tuple[int, ...] = ()
    cited_by: tuple[DocumentRow, ...] = ()

    @property
    def notice(self) -> str:
        """For those who see no more than sentences; a page shows the documents themselves."""
        if self.is_held:
            return ""
        citing = " Dokumen yang menyebutnya ditampilkan di bawah." if self.cited_by else ""
        return f"{self.short} belum ada di pustaka ini.{citing}"


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`ids` is everything that was found, of which `hits` are the part asked for.

    `words` is what was looked for in the end, without filters: what a reader marks. `corrected` is the query that was
    answered instead of the one typed, `elsewhere` how many there would be without any filter when there are none.
    `is_partial` tells that no document has all the words, and those found have most of them.
    `waiting` documents that the actor may see have changed and are not in the index yet.
    `unfiltered` is the query as typed but for its filters; `is_as_typed` that it means what stands there, no less.
    """

    text: str
    interpreted: str
    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    part: Slice
    ids: AbstractSet[int] = frozenset()
    notices: tuple[str, ...] = ()
    words: str = ""
    unfiltered: str = ""
    is_as_typed: bool = True
    chips: tuple[TypedChip, ...] = ()
    suggestion: str | None = None
    corrected: str | None = None
    is_partial: bool = False
    elsewhere: int = 0
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    citation: CitationAnswer | None = None
    is_degraded: bool = False
    waiting: int = 0

    @property
    def all_notices(self) -> tuple[str, ...]:
        """Every sentence, for those who are shown no box about a rule that is not held, nor a line on the spelling."""
        corrected = f"Tidak ada hasil untuk “{self.text}”, jadi ini hasil untuk “{self.corrected}”."
        own = (self.citation.notice if self.citation else "", corrected if self.corrected else "")
        return (*self.notices, *(notice for notice in own if notice))

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.part.limit))

    @property
    def page(self) -> int:
        return self.part.offset // self.part.limit + 1


@dataclass(frozen=True, slots=True)
class Completion:
    """One line under the search box: `query` is searched, or `url` opened when there is one."""

    label: str
    kind: Literal["citation", "recent", "document", "indicator", "word"]
    query: str
    url: str | None = None
