"""Facets over a set of documents, under the viewer's permissions, in one pass over narrow rows.

What is ticked in a facet narrows the list and every other facet, but not that facet itself: the counts beside its
other values say what ticking them too would bring.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.accounts.service import agency_names
from app.documents import queries, tag_queries
from app.documents.formats import FORMAT_LABELS, family_of, media_types_of
from app.documents.labels import KIND_LABELS, STATUS_LABELS
from app.documents.schemas import FacetValue, Filters
from app.documents.tag_queries import FacetRow
from app.instruments import service as instruments

Counts = Mapping[str, tuple[FacetValue, ...]]
_KIND, _YEAR, _STATUS, _AGENCY, _FORMAT = _COLUMNS = range(1, 6)  # places in a FacetRow
_Ticked = Mapping[int, Collection[Any]]
_MOST_YEARS = 30
_TIER_RANGE = 1 << 16  # a document and a number as one integer: of pairs, the garbage collector would look at each


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is left of a set under the ticked values, and the counts of every facet."""

    ids: frozenset[int]
    counts: Counts


def field_ids(session: Session, actor: Actor, filters: Filters) -> frozenset[int]:
    """The documents that exist for an actor under all filters but the ticked ones."""
    return queries.visible_ids(session, actor, _unticked(filters))


def narrowed(session: Session, actor: Actor, filters: Filters, ids: Collection[int]) -> Narrowed:
    """Of these documents, found among those of the field, the ones that the ticked values leave."""
    rows = tag_queries.facet_rows(session, actor, ids)
    ticked = _ticked(filters)
    supports = _Supports.of(session, filters, {row[0] for row in rows})
    standing = _fitting(rows, ticked)
    supported = [row for row in rows if row[0] in supports.kept] if supports.is_ticked else rows
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
    """Which documents support which indicators, where the filters name an instrument.

    `tiers` are for each tier the number that an indicator (by its id) counts for, `names` what the numbers are called.
    """

    pairs: Sequence[tuple[int, int]] = ()
    tiers: Mapping[str, Mapping[int, int | None]] = field(default_factory=dict)
    names: Mapping[str, Mapping[int | None, str]] = field(default_factory=dict)
    ticked: Mapping[str, Collection[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, filters: Filters, visible: Collection[int]) -> "_Supports":
        if filters.instrument_id is None:
            return cls()
        refs = instruments.references(session, filters.instrument_id)
        return cls(
            tag_queries.tag_pairs(session, visible),
            {
                "domain": {ref.id: ref.domain_number for ref in refs},
                "aspect": {ref.id: ref.aspect_number for ref in refs},
                "indicator": {ref.id: ref.number for ref in refs},
            },
            {
                "domain": {ref.domain_number: ref.domain_name or "" for ref in refs},
                "aspect": {ref.aspect_number: ref.aspect_name for ref in refs},
                "indicator": {ref.number: ref.short_name for ref in refs},
            },
            {"domain": filters.domains, "aspect": filters.aspects, "indicator": filters.indicators},
        )

    @property
    def is_ticked(self) -> bool:
        return any(self.ticked.values())

    @property
    def kept(self) -> frozenset[int]:
        """Documents with one tag that fits all tiers that are ticked."""
        fitting = self._fitting(but="")
        return frozenset(document for document, indicator in self.pairs if indicator in fitting)

    def counts(self, documents: Collection[int]) -> dict[str, tuple[FacetValue, ...]]:
        inside = [pair for pair in self.pairs if pair[0] in documents]
        return {tier: self._counted(tier, inside) for tier in self.tiers}

    def _counted(self, tier: str, inside: Sequence[tuple[int, int]]) -> tuple[FacetValue, ...]:
        """Each document once a value, by the tags that the other two tiers leave."""
        fitting, numbers, names = self._fitting(but=tier), self.tiers[tier], self.names[tier]
        wanted = {indicator: numbers[indicator] or 0 for indicator in fitting}
        coded = {document * _TIER_RANGE + wanted[indicator] for document, indicator in inside if indicator in wanted}
        counted = Counter(map(_TIER_RANGE.__rmod__, coded))
        present = sorted(number for number in counted if number)
        return tuple(FacetValue(str(n), f"{n}. {names[n]}", counted[n]) for n in present)

    def _fitting(self, *, but: str) -> frozenset[int]:
        """Indicators that the ticked values of the tiers leave."""
        asked = [(self.tiers[tier], values) for tier, values in self.ticked.items() if values and tier != but]
        known = self.tiers.get("indicator", {})
        return frozenset(indicator for indicator in known if all(of[indicator] in values for of, values in asked))


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
