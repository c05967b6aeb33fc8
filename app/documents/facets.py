"""Facets over a set of documents, under the viewer's permissions, by arithmetic on columns.

What is ticked in a facet narrows the list and every other facet, but not that facet itself: the counts beside its
other values say what ticking them too would bring.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from app.accounts.permissions import Actor
from app.accounts.service import agency_names
from app.documents.column_store import columns_of, named, visible_ids
from app.documents.columns import NONE, Columns, Mask, Places
from app.documents.formats import FORMAT_LABELS, family_of, media_types_of
from app.documents.labels import KIND_LABELS, STATUS_LABELS
from app.documents.schemas import FacetValue, Filters
from app.documents.supports import Supports, Tiers
from app.instruments import service as instruments
from indexer.ids import Ids, as_array

Counts = Mapping[str, tuple[FacetValue, ...]]
_WORDED, _NUMBERED = ("kind", "status", "media_type"), ("year", "agency")
_Ticked = Mapping[str, Mask]  # of the columns that are ticked, which rows fit
_MOST_YEARS = 30
_LARGEST = 2**63 - 1  # any number may be typed into an address
_CLOSE = 10_000  # so many places are looked at in no time


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left of a set under the ticked values, and the counts of every facet."""

    ids: Ids
    counts: Counts


def field_ids(session: Session, actor: Actor, filters: Filters) -> Ids:
    """The documents that exist for an actor under all filters but the ticked ones."""
    return visible_ids(session, actor, unticked(filters))


def narrowed(session: Session, actor: Actor, filters: Filters, ids: Iterable[int]) -> Narrowed:
    """Of these documents, found among those of the field, the ones that the ticked values leave."""
    columns = columns_of(session)
    seen = visible_ids(session, actor, Filters())
    found = as_array(ids)
    places = np.flatnonzero(columns.mask_of(found[seen.holds(found)]))
    ticked = _ticked(columns, filters, places)
    everything = np.ones(len(places), dtype=np.bool_)
    supports = _supports(session, filters, columns, places)
    supported = supports.kept if supports else everything
    left = _fitting(ticked, supported)
    counted = {
        column: _counted(columns, column, places[_fitting(ticked, supported, but=column) if column in ticked else left])
        for column in (*_WORDED, *_NUMBERED)
    }
    counts = _labelled(session, columns, counted)
    if supports:
        counts |= supports.counts(_fitting(ticked, everything))
    return Narrowed(Ids(columns.rows["id"][places[left]]), counts)


def _fitting(ticked: _Ticked, among: Mask, *, but: str | None = None) -> Mask:
    for column, fits in ticked.items():
        if column != but:
            among = among & fits
    return among


def _counted(columns: Columns, column: str, places: Places) -> Counter[Any]:
    """How often each value of a column stands there; no value counts for none."""
    found, counts = _tallied(columns.rows[column][places])
    named: Sequence[Any] = found.tolist()
    if column in _WORDED:
        named = [NONE if code == NONE else columns.words.word(code) for code in named]
    counted = Counter(dict(zip(named, counts.tolist(), strict=True)))
    del counted[NONE]
    return counted


def _tallied(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Each value and how often it stands there: added up where the values lie close together, else put in order."""
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    if high - low > _CLOSE + 4 * len(values):
        return np.unique(values, return_counts=True)
    counts = np.bincount(values.astype(np.int64) - low)
    there = np.flatnonzero(counts)
    return there + low, counts[there]


def unticked(filters: Filters) -> Filters:
    """Without what facets offer to tick; what was typed stays."""
    return replace(
        filters, kinds=(), domains=(), aspects=(), indicators=(), years=(), statuses=(), agencies=(), formats=()
    )


def _supports(session: Session, filters: Filters, columns: Columns, places: Places) -> Supports | None:
    """None where the filters name no instrument."""
    instrument_id = filters.instrument_id
    if instrument_id is None:
        return None
    key = ("tiers", instrument_id)
    tiers = named(session, columns, key, lambda: Tiers.of(instruments.references(session, instrument_id)))
    ticked = {"domain": filters.domains, "aspect": filters.aspects, "indicator": filters.indicators}
    return Supports.of(columns, places, tiers, {tier: values for tier, values in ticked.items() if values})


def _ticked(columns: Columns, filters: Filters, places: Places) -> _Ticked:
    words = {"kind": filters.kinds, "status": filters.statuses, "media_type": media_types_of(filters.formats)}
    numbers = {"year": filters.years, "agency": filters.agencies}
    codes = {column: columns.words.known(values) for column, values in words.items() if values}
    codes |= {column: [n for n in values if 0 <= n <= _LARGEST] for column, values in numbers.items() if values}
    return {column: np.isin(columns.rows[column][places], values) for column, values in codes.items()}


def _labelled(
    session: Session, columns: Columns, counted: Mapping[str, Counter[Any]]
) -> dict[str, tuple[FacetValue, ...]]:
    agencies = named(session, columns, ("agencies",), lambda: agency_names(session)) if counted["agency"] else {}
    return {
        "kind": _by_count(counted["kind"], KIND_LABELS),
        "status": _by_count(counted["status"], STATUS_LABELS),
        "year": _years(counted["year"]),
        "agency": _by_count(counted["agency"], agencies),
        "format": _by_count(_by_family(counted["media_type"]), FORMAT_LABELS),
    }


def _by_family(counted: Mapping[str | None, int]) -> Counter[str]:
    families: Counter[str] = Counter()
    for media_type, count in counted.items():
        family = family_of(media_type or "")
        if family:
            families[family] += count
    return families


def _by_count(counted: Mapping[Any, int], labels: Mapping[Any, str]) -> tuple[FacetValue, ...]:
    """The most frequent first, equals in the order of their labels."""
    present = [FacetValue(str(value), label, counted[value]) for value, label in labels.items() if counted.get(value)]
    return tuple(sorted(present, key=lambda facet: -facet.count))


def _years(counted: Counter[int | None]) -> tuple[FacetValue, ...]:
    newest = sorted((year for year in counted if year is not None), reverse=True)[:_MOST_YEARS]
    return tuple(FacetValue(str(year), str(year), counted[year]) for year in newest)
