# The six things the application may ask of a full-text index. app/search and app/ingest know only this file;
# whoosh_index.py, memory_index.py and (later) opensearch_index.py stand behind it and pass one contract test.
from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from indexer.ids import IdArray
from indexer.query import FieldName, Node

Mode = Literal["all", "most"]


class IndexProblem(Exception):
    """Base of what an index may raise; browsing and database search go on."""


class IndexUnavailable(IndexProblem):
    """Missing, corrupt or unreadable. Never a reason to delete anything: build a new generation beside it."""


class IndexBusy(IndexProblem):
    """Another process is writing."""


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One library document as the index takes it. `stamp` changes whenever any of this changes."""

    id: int
    stamp: str
    title: str
    citations: tuple[str, ...] = ()  # its own citation in the usual spellings
    headings: str = ""
    meta: str = ""  # issuer, author, description, labels, file name
    pages: Sequence[tuple[int, str]] = ()  # page number, text


@dataclass(frozen=True, slots=True)
class PageMatch:
    number: int
    hits: int
    words: int  # how many different query words the page holds


@dataclass(frozen=True, slots=True)
class IndexHit:
    id: int
    score: float
    pages: tuple[PageMatch, ...]  # the best twenty, best first; empty when only title or metadata match
    matched_fields: tuple[FieldName, ...]
    page_count: int = 0  # how many pages match in all
    hit_count: int = 0  # how often the words stand on these pages


@dataclass(frozen=True, slots=True, eq=False)
class IndexResult:
    """`matching` holds every matching id in rank order, for facets and other orders; `hits` is the slice asked for."""

    total: int
    hits: tuple[IndexHit, ...]
    matching: IdArray
    cut_prefixes: tuple[str, ...] = ()  # prefixes with more words than are searched: say so
    is_relaxed: bool = False  # of many words, some documents hold only most: say so


@dataclass(frozen=True, slots=True)
class IndexStats:
    generation: str
    documents: int
    pages: int
    bytes: int
    path: Path | None
    version: str  # of analysis and schema
    needs_rebuild: bool


class IndexWriter(Protocol):
    def put(self, document: IndexDocument) -> None:
        """Add, or replace what has the same id."""

    def delete(self, document_id: int) -> None:
        """Remove; unknown ids are fine."""


class SearchIndex(Protocol):
    def search(
        self, node: Node, *, allowed: AbstractSet[int] | None, limit: int = 20, offset: int = 0, mode: Mode = "all"
    ) -> IndexResult:
        """Best first. Nothing outside `allowed` (None = everything) is returned or counted.

        mode "all" wants every word of the query, or most of many; "most" is content with some of the rare ones.
        """

    def write(self) -> AbstractContextManager[IndexWriter]:
        """Commits on success; on error cancels and re-raises that error. IndexBusy when another writer is at work."""

    def stamps(self) -> dict[int, str]:
        """Document id → stamp, of everything committed."""

    def stats(self) -> IndexStats: ...

    def state(self) -> Hashable:
        """Of what a search would look into now: another value after each commit, and in each generation."""

    def terms_like(self, word: str, *, allowed: AbstractSet[int] | None = None, limit: int = 5) -> tuple[str, ...]:
        """Words of visible documents that `word` may be a slip of, best first; none for numbers and known words."""

    def words_with_prefix(
        self, prefix: str, *, allowed: AbstractSet[int] | None = None, limit: int = 10
    ) -> tuple[str, ...]:
        """Words of visible documents that begin so, most frequent first."""

    def close(self) -> None: ...
