"""Facets over a set of documents, under the viewer's permissions, in one pass over narrow rows.

What is ticked in a facet narrows the list and every other facet, but not that facet itself: the counts beside its
other values say what ticking them too would bring.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.accounts.service import agency_names
from app.documents import tag_queries
from app.documents.formats import FORMAT_LABELS, family_of, media_types_of
from app.documents.labels import KIND_LABELS, STATUS_LABELS
from app.documents.schemas import FacetValue, Filters
from app.documents.tag_queries import FacetRow
from app.instruments import service as instruments
from app.instruments.schemas import IndicatorRef

Counts = Mapping[str, tuple[FacetValue, ...]]
_KIND, _YEAR, _STATUS, _AGENCY, _FORMAT = _COLUMNS = range(1, 6)  # places in a FacetRow
_Ticked = Mapping[int, Collection[Any]]
_TIERS = ("domain", "aspect", "indicator")
_MOST_YEARS = 30


@dataclass(frozen=True, slots=True)
class Field:
    """The documents that exist for an actor under all filters but the ticked ones, with what facets count of them."""

    rows: Sequence[FacetRow]
    filters: Filters

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(row[0] for row in self.rows)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left of a set under the ticked values, and the counts of every facet."""

    ids: frozenset[int]
    counts: Counts


def field_of(session: Session, actor: Actor, filters: Filters) -> Field:
    return Field(tag_queries.facet_rows(session, actor, _unticked(filters)), filters)


def narrowed(session: Session, actor: Actor, field: Field, ids: Collection[int] | None = None) -> Narrowed:
    """Of these documents of the field (all of them when None), those that the ticked values leave."""
    rows = field.rows if ids is None else [row for row in field.rows if row[0] in ids]
    ticked = _ticked(field.filters)
    supports = _Supports.of(session, actor, field.filters)
    standing = _fitting(rows, ticked)
    supported = [row for row in rows if supports.leaves(row[0])] if supports.is_ticked else rows
    left = _fitting(supported, ticked)
    counted = {
        column: Counter(row[column] for row in (_fitting(supported, ticked, but=column) if column in ticked else left))
        for column in _COLUMNS
    }
    counts = _labelled(session, counted) | supports.counts({row[0] for row in standing})
    return Narrowed(frozenset(row[0] for row in left), counts)


def _fitting(rows: Sequence[FacetRow], ticked: _Ticked, *, but: int | None = None) -> Sequence[FacetRow]:
    asked = [(column, values) for column, values in ticked.items() if column != but]
    return [row for row in rows if all(row[column] in values for column, values in asked)] if asked else rows


@dataclass(frozen=True, slots=True)
class _Supports:
    """Which documents support which indicators, where the filters name an instrument."""

    refs: Mapping[int, IndicatorRef]
    pairs: Sequence[tuple[int, int]]
    ticked: Mapping[str, Collection[int]]
    kept: frozenset[int]

    @classmethod
    def of(cls, session: Session, actor: Actor, filters: Filters) -> "_Supports":
        if filters.instrument_id is None:
            return cls({}, (), {}, frozenset())
        refs = {ref.number: ref for ref in instruments.references(session, filters.instrument_id)}
        pairs = tag_queries.tag_pairs(session, actor, filters.instrument_id)
        ticked = {"domain": filters.domains, "aspect": filters.aspects, "indicator": filters.indicators}
        kept = {doc for doc, number in pairs if all(_fits(_tier(refs[number], t), ticked[t]) for t in _TIERS)}
        return cls(refs, pairs, ticked, frozenset(kept))

    @property
    def is_ticked(self) -> bool:
        return any(self.ticked.values())

    def leaves(self, document_id: int) -> bool:
        return document_id in self.kept

    def counts(self, documents: Collection[int]) -> dict[str, tuple[FacetValue, ...]]:
        if not self.ticked:
            return {}
        inside = [(doc, self.refs[number]) for doc, number in self.pairs if doc in documents]
        return {tier: self._counted(tier, inside) for tier in _TIERS}

    def _counted(self, tier: str, inside: Iterable[tuple[int, IndicatorRef]]) -> tuple[FacetValue, ...]:
        """Each document once a value, by the tags that the other two tiers leave."""
        others = [other for other in _TIERS if other != tier]
        found = {
            (doc, _tier(ref, tier)): _tier_name(ref, tier)
            for doc, ref in inside
            if all(_fits(_tier(ref, other), self.ticked[other]) for other in others)
        }
        counted = Counter(number for _, number in found if number is not None)
        names = {number: name for (_, number), name in found.items()}
        return tuple(FacetValue(str(n), f"{n}. {names[n]}", counted[n]) for n in sorted(counted))


def _unticked(filters: Filters) -> Filters:
    return replace(
        filters, kinds=(), domains=(), aspects=(), indicators=(), years=(), statuses=(), agencies=(), formats=()
    )


def _ticked(filters: Filters) -> _Ticked:
    """Column → the values ticked for it, of the columns that are ticked at all."""
    chosen: _Ticked = {
        _KIND: filters.kinds,
        _YEAR: filters.years,
        _STATUS: filters.statuses,
        _AGENCY: filters.agencies,
        _FORMAT: media_types_of(filters.formats),
    }
    return {column: values for column, values in chosen.items() if values}


def _fits(value: int | None, ticked: Collection[int]) -> bool:
    return not ticked or value in ticked


def _tier(ref: IndicatorRef, tier: str) -> int | None:
    numbers = {"domain": ref.domain_number, "aspect": ref.aspect_number, "indicator": ref.number}
    return numbers[tier]


def _tier_name(ref: IndicatorRef, tier: str) -> str:
    names = {"domain": ref.domain_name or "", "aspect": ref.aspect_name, "indicator": ref.short_name}
    return names[tier]


def _labelled(session: Session, counted: Mapping[int, Counter[Any]]) -> dict[str, tuple[FacetValue, ...]]:
    agencies = agency_names(session) if any(counted[_AGENCY]) else {}
    return {
        "kind": _by_count(counted[_KIND], KIND_LABELS),
        "status": _by_count(counted[_STATUS], STATUS_LABELS),
        "year": _years(counted[_YEAR]),
        "agency": _by_count(counted[_AGENCY], agencies),
        "format": _by_count(_by_family(counted[_FORMAT]), FORMAT_LABELS),
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
