# Documents → the postings of a segment, all at once: words become numbers as they are read, and positions, heads and
# the order of the terms are worked out over whole columns. The same postings as `entries.entry_of` makes one by one.
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer import text
from indexer.index.entries import BODY, FIELDS, GAP, RANGE
from indexer.index.port import IndexDocument
from indexer.index.postings import encode
from indexer.index.rows import Numbers

EXACT, BASE = "exact", "base"
_MOST_UNITS = 400_000  # different words kept from one segment to the next
_SAME = (1 << 32) - 1  # in the place of a base form: the word as written is its own


@dataclass(frozen=True, slots=True)
class Table:
    """What a segment stores of each of its documents."""

    ids: tuple[int, ...]
    stamps: tuple[str, ...]
    layouts: tuple[bytes, ...]


class Words:
    """Every unit of text met so far, by number, with its forms. Outlives a segment, for most words come again."""

    def __init__(self) -> None:
        self.units = _Units(self)
        self.exact: dict[str, int] = {}
        self.base: dict[str, int] = {}
        self.advances = array("I")  # positions that a unit takes
        self.sizes = array("I")  # forms of a unit
        self.starts = array("I")  # where its forms begin among all
        self.exact_forms, self.base_forms, self.offsets = array("I"), array("I"), array("I")

    def add(self, unit: str) -> int:
        forms = text.forms_of(unit)
        self.advances.append(forms[-1].offset + 1 if forms else 0)
        self.sizes.append(len(forms))
        self.starts.append(len(self.offsets))
        for form in forms:
            self.exact_forms.append(self.exact.setdefault(form.exact, len(self.exact)))
            is_same = form.exact == form.base
            self.base_forms.append(_SAME if is_same else self.base.setdefault(form.base, len(self.base)))
            self.offsets.append(form.offset)
        return len(self.sizes) - 1

    @property
    def is_full(self) -> bool:
        return len(self.sizes) > _MOST_UNITS


class _Units(dict[str, int]):
    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, unit: str) -> int:
        number = self._words.add(unit)
        if len(unit) <= text.MAX_TERM:  # what is longer hardly comes again, and must not fill the memory
            self[unit] = number
        return number


class Collected:
    """The documents of one segment, read so far."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._units = array("I")
        self._documents: list[IndexDocument] = []  # without their pages' texts
        self._parts = array("I")  # document, field and units of each piece of text

    def add(self, document: IndexDocument) -> None:
        number = len(self._documents)
        fields = ((document.title,), document.citations, (document.headings,), (document.meta,))
        for field, parts in enumerate((*fields, (page for _, page in document.pages))):
            for part in parts:
                self._read(number, field, part)
        self._documents.append(_without_texts(document))

    def _read(self, document: int, field: int, part: str) -> None:
        units = text.units(part)
        self._units.extend(map(self._words.units.__getitem__, units))
        self._parts.extend((document, field, len(units)))

    def columns(self) -> "Columns":
        return Columns(self._words, _array(self._units), _array(self._parts).reshape(-1, 3), self._documents)


class Columns:
    """`parts` are the pieces of text in reading order: document, field, units."""

    def __init__(self, words: Words, units: Numbers, parts: Numbers, documents: list[IndexDocument]) -> None:
        self._words, self._units, self._documents = words, units, documents
        self._owners, self._fields, self._sizes = parts.T
        advances = _array(words.advances)[units]
        self._places = np.cumsum(advances) - advances
        ends = np.cumsum(self._sizes)
        self._lengths = np.diff(np.append(0, np.cumsum(advances))[np.append(0, ends)])
        self._begins = self._part_begins()
        self._places -= np.repeat(np.append(self._places, 0)[ends - self._sizes], self._sizes)

    def _part_begins(self) -> Numbers:
        """At which position each piece of text begins: one after the other within its field."""
        taken = self._lengths + np.where(self._fields == BODY, 0, GAP)
        rising = np.cumsum(taken) - taken
        field = self._owners * len(FIELDS) + self._fields
        is_first = np.diff(field, prepend=-1) != 0
        base = rising[is_first]
        before = np.repeat(base, np.diff(np.flatnonzero(is_first), append=len(field)))
        found: Numbers = rising - before + self._fields * RANGE
        return found

    def table(self) -> Table:
        return Table(
            tuple(document.id for document in self._documents),
            tuple(document.stamp for document in self._documents),
            tuple(self._layouts()),
        )

    def _layouts(self) -> Iterator[bytes]:
        """As `entries.Layout` writes itself: field lengths, page numbers, page starts."""
        taken = self._lengths + np.where(self._fields == BODY, 0, GAP)
        lengths = np.zeros((len(self._documents), len(FIELDS)), np.int64)
        np.add.at(lengths, (self._owners, self._fields), taken)
        lengths[:, :BODY] = np.maximum(lengths[:, :BODY] - GAP, 0)
        starts = iter(self._begins[self._fields == BODY].tolist())
        for document, row in zip(self._documents, lengths.tolist(), strict=True):
            numbers = [number for number, _ in document.pages]
            yield array("I", (*row, *numbers, *(next(starts) for _ in numbers))).tobytes()

    def terms(self, first: int = 0) -> Iterator[tuple[str, str, int, bytes]]:
        """Field, term, documents that hold it, postings; in the order of field and term. `first` is the number that
        the first document has among those of a larger whole.
        """
        words = self._words
        forms, documents, positions = self._forms()
        exact = _array(words.exact_forms)[forms]
        base = _array(words.base_forms)[forms]
        differs = base != _SAME
        chosen = ((BASE, words.base, base[differs], differs), (EXACT, words.exact, exact, np.ones_like(differs)))
        for field, names, terms, kept in chosen:
            used, ranks = _ranked(names, terms)
            order = _order(ranks)
            hits = encode(ranks[order], documents[kept][order] + first, positions[kept][order])
            yield from ((field, used[rank], count, blob) for rank, count, blob in hits)

    def _forms(self) -> tuple[Numbers, Numbers, NDArray[np.uint32]]:
        """Of every form of every unit: its number, its document and its position."""
        words, units = self._words, self._units
        sizes = _array(words.sizes)[units]
        first = np.cumsum(sizes) - sizes
        forms = np.repeat(_array(words.starts)[units] - first, sizes) + np.arange(int(sizes.sum()))
        places = self._places + np.repeat(self._begins, self._sizes)
        documents = np.repeat(self._owners, self._sizes)
        positions = np.repeat(places, sizes) + _array(words.offsets)[forms]
        return forms, np.repeat(documents, sizes), positions.astype(np.uint32)


def _ranked(names: dict[str, int], terms: Numbers) -> tuple[list[str], Numbers]:
    """The terms that occur, in order, and for each hit the place of its term among them."""
    every = list(names)
    counted = np.flatnonzero(np.bincount(terms, minlength=len(every)))
    used = sorted((every[number], number) for number in counted.tolist())
    ranks = np.zeros(len(every), np.int64)
    ranks[[number for _, number in used]] = np.arange(len(used))
    return [name for name, _ in used], ranks[terms]


def _order(ranks: Numbers) -> Numbers:
    """Stable. Sixteen bits at a time, for which numpy counts instead of comparing."""
    order = np.argsort((ranks & 0xFFFF).astype(np.uint16), kind="stable")
    if len(ranks) and ranks.max() > 0xFFFF:
        order = order[np.argsort((ranks[order] >> 16).astype(np.uint16), kind="stable")]
    return order


def _array(numbers: "array[int]") -> Numbers:
    return np.frombuffer(numbers, np.uint32).astype(np.int64) if numbers else np.zeros(0, np.int64)


def _without_texts(document: IndexDocument) -> IndexDocument:
    return IndexDocument(document.id, document.stamp, "", pages=[(number, "") for number, _ in document.pages])
