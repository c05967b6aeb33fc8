"""Facet counts over a set of documents, under the viewer's permissions, in one pass over narrow rows."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.accounts.service import agency_names
from app.documents import tag_queries
from app.documents.labels import KIND_LABELS, STATUS_LABELS
from app.documents.models import Kind, LegalStatus
from app.documents.schemas import FacetValue
from app.instruments import service as instruments

_MOST_YEARS = 30


def counts(
    session: Session, actor: Actor, ids: frozenset[int], *, instrument_id: str | None
) -> Mapping[str, tuple[FacetValue, ...]]:
    """Counts by kind, year, status, agency and – with an instrument – domain, aspect and indicator."""
    rows = tag_queries.facet_rows(session, actor, ids)
    names = agency_names(session)
    found = {
        "kind": _enumerated([row[1] for row in rows], [(kind, KIND_LABELS[kind]) for kind in Kind]),
        "status": _enumerated([row[3] for row in rows], [(status, STATUS_LABELS[status]) for status in LegalStatus]),
        "year": _years([row[2] for row in rows]),
        "agency": _agencies([row[4] for row in rows], names),
    }
    return found if instrument_id is None else found | _tiers(session, actor, ids, instrument_id)


def _enumerated(values: Sequence[str], choices: Sequence[tuple[str, str]]) -> tuple[FacetValue, ...]:
    counted = Counter(values)
    present = [FacetValue(str(value), label, counted[value]) for value, label in choices if counted[value]]
    return tuple(sorted(present, key=lambda facet: -facet.count))


def _years(values: Sequence[int | None]) -> tuple[FacetValue, ...]:
    counted = Counter(value for value in values if value is not None)
    newest = sorted(counted, reverse=True)[:_MOST_YEARS]
    return tuple(FacetValue(str(year), str(year), counted[year]) for year in newest)


def _agencies(values: Sequence[int | None], names: Mapping[int, str]) -> tuple[FacetValue, ...]:
    counted = Counter(value for value in values if value is not None)
    return tuple(FacetValue(str(key), names.get(key, str(key)), count) for key, count in counted.most_common())


def _tiers(
    session: Session, actor: Actor, ids: frozenset[int], instrument_id: str
) -> dict[str, tuple[FacetValue, ...]]:
    pairs = [(doc, number) for doc, number in tag_queries.tag_pairs(session, actor, instrument_id) if doc in ids]
    refs = {ref.number: ref for ref in instruments.references(session, instrument_id)}
    domains = {ref.domain_number: ref.domain_name or "" for ref in refs.values()}
    aspects = {ref.aspect_number: ref.aspect_name for ref in refs.values()}
    return {
        "domain": _numbered({(doc, refs[number].domain_number) for doc, number in pairs}, domains),
        "aspect": _numbered({(doc, refs[number].aspect_number) for doc, number in pairs}, aspects),
        "indicator": _numbered(set(pairs), {number: ref.short_name for number, ref in refs.items()}),
    }


def _numbered(
    pairs: set[tuple[int, int | None]] | set[tuple[int, int]], names: Mapping[int | None, str] | Mapping[int, str]
) -> tuple[FacetValue, ...]:
    """One facet value a number, each document counted once."""
    counted = Counter(number for _, number in pairs if number is not None)
    labels = {number: name for number, name in names.items() if number is not None}
    return tuple(FacetValue(str(n), f"{n}. {labels[n]}", counted[n]) for n in sorted(counted))
