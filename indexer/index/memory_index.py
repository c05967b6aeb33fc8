# The index in memory: same analysis, same ranking, no files. For tests and small experiments.
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from indexer.index import vocabulary
from indexer.index.entries import FIELDS, VERSION, Entry, Layout, entry_of
from indexer.index.evaluate import search
from indexer.index.evidence import Occurrences
from indexer.index.port import IndexBusy, IndexDocument, IndexResult, IndexStats, Mode
from indexer.query import Node


@dataclass(frozen=True)
class _State:
    """One committed state; never changed, so a search that has begun is not disturbed."""

    entries: dict[int, tuple[str, Entry]] = field(default_factory=dict)

    def exact(self, term: str) -> Occurrences:
        return {number: entry.exact[term] for number, (_, entry) in self.entries.items() if term in entry.exact}

    def base(self, term: str) -> Occurrences:
        return {number: entry.base[term] for number, (_, entry) in self.entries.items() if term in entry.base}

    def ids(self) -> AbstractSet[int]:
        return self.entries.keys()

    def layout(self, document_id: int) -> Layout:
        return self.entries[document_id][1].layout

    def average_lengths(self) -> Sequence[float]:
        rows = [entry.layout.lengths for _, entry in self.entries.values()]
        return [sum(column) / len(rows) for column in zip(*rows, strict=True)] if rows else [0.0] * len(FIELDS)

    def expand(self, prefix: str, limit: int) -> tuple[list[str], bool]:
        frequent = Counter(term for term in self.terms() if term.startswith(prefix)).most_common()
        return [term for term, _ in frequent[:limit]], len(frequent) > limit

    def terms(self) -> Iterator[str]:
        return (term for _, entry in self.entries.values() for term in entry.exact)

    def holders(self, term: str) -> AbstractSet[int]:
        return self.exact(term).keys()


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

    def stats(self) -> IndexStats:
        entries = [entry for _, entry in self._state.entries.values()]
        pages = sum(len(entry.layout.page_numbers) for entry in entries)
        size = sum(len(packed) for entry in entries for packed in (*entry.exact.values(), *entry.base.values()))
        return IndexStats("memory", len(entries), pages, size, None, VERSION, needs_rebuild=False)

    def terms_like(self, word: str, *, allowed: AbstractSet[int] | None = None, limit: int = 5) -> tuple[str, ...]:
        words = {term for term in self._state.terms() if vocabulary.is_word(term)}
        return vocabulary.like(word, words, self._state.holders, allowed=allowed, limit=limit)

    def words_with_prefix(
        self, prefix: str, *, allowed: AbstractSet[int] | None = None, limit: int = 10
    ) -> tuple[str, ...]:
        terms, _ = self._state.expand(vocabulary.typed_prefix(prefix), vocabulary.MAX_SCAN)
        return vocabulary.begin_so(terms, self._state.holders, allowed=allowed, limit=limit)

    def close(self) -> None:
        self._state = _State()
