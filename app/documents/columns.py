"""What facets count and lists are ordered by, of all documents at once: as numbers, so that counting is arithmetic.

Holds what is there, whoever may see it: which of it exists for somebody is asked of the database (`column_store`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.documents.changelog import NAMES
from app.documents.models import ReadingState
from indexer.ids import IdArray, Ids, as_array

# Texts of a few words are numbered, by `Words`. `heading` stands for the texts that lists are ordered by: it changes
# when they do.
_TYPES = {
    "id": np.int64,
    "created": np.int64,
    "heading": np.int64,
    "agency": np.int64,
    "year": np.int64,
    "kind": np.int16,
    "status": np.int16,
    "media_type": np.int16,
    "state": np.int16,
}
NONE = -1  # no agency, no year, no word
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]
_WAITING = (ReadingState.QUEUED, ReadingState.READING)


class Words:
    """Numbers for the few words of a column. Only grows, so that whoever has a number may keep it."""

    def __init__(self) -> None:
        self._codes: dict[str | None, int] = {None: NONE}
        self._words: list[str] = []

    def codes(self, words: Iterable[str | None]) -> list[int]:
        """A number for each, a new one for a word that was not known. For one thread at a time."""
        return [self._codes[word] if word in self._codes else self._added(word) for word in words]

    def known(self, words: Iterable[str]) -> list[int]:
        return [self._codes[word] for word in words if word in self._codes]

    def word(self, code: int) -> str:
        return self._words[code]

    def _added(self, word: str | None) -> int:
        self._words.append(word or "")
        code = self._codes[word] = len(self._words) - 1
        return code


@dataclass(frozen=True)
class Rows:
    """A row for each document, ascending by id; a column for each of `_TYPES`."""

    columns: Mapping[str, NDArray[Any]]

    def __len__(self) -> int:
        return len(self.columns["id"])

    def __getitem__(self, column: str) -> NDArray[Any]:
        return self.columns[column]

    def replaced(self, changed: Ids, by: "Rows") -> "Rows":
        left = ~changed.holds(self["id"])
        joined = {name: np.concatenate([self[name][left], by[name]]) for name in _TYPES}
        return _ascending(joined)

    def is_headed_like(self, other: "Rows") -> bool:
        return all(np.array_equal(self[name], other[name]) for name in ("id", "created", "heading"))


@dataclass(frozen=True)
class Tags:
    """The confirmed ones: documents beside indicators."""

    documents: NDArray[np.int64]
    indicators: NDArray[np.int64]

    def replaced(self, changed: Ids, by: "Tags") -> "Tags":
        left = ~changed.holds(self.documents)
        return Tags(
            np.concatenate([self.documents[left], by.documents]), np.concatenate([self.indicators[left], by.indicators])
        )


@dataclass(frozen=True)
class Columns:
    """At a position of the log of changes. Immutable but for what is added as somebody asks for it.

    `orders` are lists of places, one for each order that the rows were brought into, `names` is what values are called
    and stand for.
    """

    position: int
    rows: Rows
    tags: Tags
    words: Words
    orders: dict[str, Places] = field(default_factory=dict)
    names: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def followed_by(self, position: int, changed: Collection[int], rows: Rows, tags: Tags) -> "Columns":
        """With these rows and tags in the place of those of the documents that changed."""
        now = self.rows.replaced(Ids.of([*changed, *rows["id"].tolist()]), rows)
        return Columns(
            position,
            now,
            self.tags.replaced(Ids.of([*changed, *tags.documents.tolist()]), tags),
            self.words,
            self.orders if now.is_headed_like(self.rows) else {},
            {} if NAMES in changed else self.names,
        )

    def mask_of(self, ids: Iterable[int]) -> Mask:
        """For each row whether its document is among these."""
        mask = np.zeros(len(self.rows) + 1, dtype=np.bool_)  # the last one stands for ids without a row
        mask[self.places_of(ids)] = True
        return mask[:-1]

    def places_of(self, ids: Iterable[int]) -> Places:
        """Where these stand in the rows; -1 for what does not."""
        places: Places = self._places[np.clip(as_array(ids), 0, len(self._places) - 1)]
        return places

    @cached_property
    def waiting(self) -> IdArray:
        """The documents that still wait to be read."""
        states = self.words.known(_WAITING)
        waiting: IdArray = self.rows["id"][np.isin(self.rows["state"], states)]
        return waiting

    @cached_property
    def tag_places(self) -> Places:
        """For each tag where its document stands."""
        return self.places_of(self.tags.documents)

    @cached_property
    def _places(self) -> Places:
        """Place by id: looked up, not searched for. The ends stand for all ids that there are not."""
        highest = int(self.rows["id"][-1]) if len(self.rows) else 0
        places = np.full(highest + 2, -1, dtype=np.int64)
        places[self.rows["id"]] = np.arange(len(self.rows))
        return places


def rows_from(found: Sequence[Any], words: Words) -> Rows:
    """Of what `column_queries.rows` reads."""
    if not found:
        return Rows({name: np.empty(0, dtype=kind) for name, kind in _TYPES.items()})
    ids, created, titles, agencies, years, kinds, statuses, media_types, states = zip(*found, strict=True)
    read: Mapping[str, Sequence[Any]] = {
        "id": ids,
        "created": np.array(created, dtype="datetime64[us]").astype(np.int64),  # type: ignore[dict-item]
        "heading": [hash(heading) for heading in zip(titles, years, strict=True)],
        "agency": [NONE if agency is None else agency for agency in agencies],
        "year": [NONE if year is None else year for year in years],
        "kind": words.codes(kinds),
        "status": words.codes(statuses),
        "media_type": words.codes(media_types),
        "state": words.codes(states),
    }
    return _ascending({name: np.asarray(read[name], dtype=kind) for name, kind in _TYPES.items()})


def tags_from(found: Sequence[Any]) -> Tags:
    documents, indicators = zip(*found, strict=True) if found else ((), ())
    return Tags(np.array(documents, dtype=np.int64), np.array(indicators, dtype=np.int64))


def _ascending(columns: Mapping[str, NDArray[Any]]) -> Rows:
    order = np.argsort(columns["id"], kind="stable")
    return Rows({name: column[order] for name, column in columns.items()})
