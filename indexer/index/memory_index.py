# The index in memory: same analysis, same ranking, no files. For tests and small experiments.
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import numpy as np

from indexer.ids import IdArray
from indexer.index import vocabulary
from indexer.index.decoding import decoded
from indexer.index.documents import Documents
from indexer.index.entries import FIELDS, VERSION, Entry, Layout, entry_of
from indexer.index.evaluate import search
from indexer.index.gathered import Gathered
from indexer.index.lexicon import is_a_word
from indexer.index.port import IndexBusy, IndexDocument, IndexResult, IndexStats, Mode
from indexer.index.postings import encoded
from indexer.index.rows import Row, from_packed
from indexer.query import Node


@dataclass(frozen=True, eq=False)
class _State:
    """One committed state; never changed, so a search that has begun is not disturbed. Equal to itself alone."""

    entries: dict[int, tuple[str, Entry]] = field(default_factory=dict)

    @cached_property
    def documents(self) -> Documents:
        lengths = np.array([entry.layout.lengths for entry in self._entries], np.int64)
        ids = np.fromiter(self.entries, np.int64, len(self.entries))
        return Documents(ids, np.ones(len(ids), np.bool_), lengths.reshape(-1, len(FIELDS)).T)

    @cached_property
    def _entries(self) -> list[Entry]:
        """By number."""
        return [entry for _, entry in self.entries.values()]

    def exact(self, term: str) -> Row:
        return _row(term, [entry.exact for entry in self._entries])

    def base(self, term: str) -> Row:
        return _row(term, [entry.base for entry in self._entries])

    def any_of(self, terms: Sequence[str]) -> Gathered:
        return Gathered.of(decoded(encoded(self.exact(term)) for term in terms), len(self.entries))

    def layout(self, document: int) -> Layout:
        return self._entries[document].layout

    def expand(self, prefix: str, limit: int) -> tuple[list[str], bool]:
        frequent = Counter(term for term in self.terms() if term.startswith(prefix)).most_common()
        return [term for term, _ in frequent[:limit]], len(frequent) > limit

    def terms(self) -> Iterator[str]:
        return (term for entry in self._entries for term in entry.exact)

    def near(self, typed: str, reach: int) -> set[str]:
        return {term for term in self.terms() if is_a_word(term) and abs(len(term) - len(typed)) <= reach}

    def holders(self, term: str) -> IdArray:
        return self.documents.ids[self.exact(term).documents]


def _row(term: str, postings: list[Mapping[str, bytes]]) -> Row:
    held = [number for number, packed in enumerate(postings) if term in packed]
    return from_packed(held, [postings[number][term] for number in held])


class _Writer:
    def __init__(self, entries: dict[int, tuple[str, Entry]]) -> None:
        self.entries = entries

    def put(self, document: IndexDocument) -> None:
        self.entries[document.id] = (document.stamp, entry_of(document))

    def delete(self, document_id: int) -> None:
        self.entries.pop(document_id, None)


class MemoryIndex:
    def __init__(self) -> None:
        self._state = _State()
        self._writing = Lock()

    def search(
        self, node: Node, *, allowed: AbstractSet[int] | None, limit: int = 20, offset: int = 0, mode: Mode = "all"
    ) -> IndexResult:
        return search(self._state, node, allowed=allowed, limit=limit, offset=offset, mode=mode)

    @contextmanager
    def write(self) -> Iterator[_Writer]:
        if not self._writing.acquire(blocking=False):
            raise IndexBusy("Indeks sedang ditulis oleh proses lain.")
        try:
            writer = _Writer(dict(self._state.entries))
            yield writer
            self._state = _State(writer.entries)
        finally:
            self._writing.release()

    def stamps(self) -> dict[int, str]:
        return {number: stamp for number, (stamp, _) in self._state.entries.items()}

    def state(self) -> Hashable:
        return self._state

    def stats(self) -> IndexStats:
        entries = [entry for _, entry in self._state.entries.values()]
        pages = sum(len(entry.layout.page_numbers) for entry in entries)
        size = sum(len(packed) for entry in entries for packed in (*entry.exact.values(), *entry.base.values()))
        return IndexStats("memory", len(entries), pages, size, None, VERSION, needs_rebuild=False)

    def terms_like(self, word: str, *, allowed: AbstractSet[int] | None = None, limit: int = 5) -> tuple[str, ...]:
        return vocabulary.like(word, self._state.near, self._state.holders, allowed=allowed, limit=limit)

    def words_with_prefix(
        self, prefix: str, *, allowed: AbstractSet[int] | None = None, limit: int = 10
    ) -> tuple[str, ...]:
        terms, _ = self._state.expand(vocabulary.typed_prefix(prefix), vocabulary.MAX_SCAN)
        return vocabulary.begin_so(terms, self._state.holders, allowed=allowed, limit=limit)

    def close(self) -> None:
        self._state = _State()
