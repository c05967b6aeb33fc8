"""Spec and keys → the read models of `schemas`. Pure: no session, no clock, no files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.core.tables import saved_id
from app.instruments.queries import Edition, RefRow
from app.instruments.schemas import (
    AspectNode,
    DomainNode,
    ExternalRow,
    HintRow,
    IndicatorDetail,
    IndicatorNode,
    IndicatorRef,
    InstrumentRow,
    InstrumentTree,
    LegalBasisRow,
    LevelRow,
    RelatedRow,
)
from app.instruments.spec import (
    AspectSpec,
    DomainSpec,
    EvidenceHint,
    ExternalIndex,
    IndicatorSpec,
    InstrumentSpec,
    LevelSpec,
    Revocation,
)


def instrument(spec: InstrumentSpec, edition: Edition) -> InstrumentRow:
    return InstrumentRow(
        id=spec.id,
        title=spec.title,
        regulation=spec.regulation,
        short_citation=spec.short_citation,
        in_force_from=spec.in_force_from,
        status=spec.status,
        status_note=_status_note(spec.revoked_by),
        domain_total=len(spec.domains),
        aspect_total=len(spec.aspects),
        indicator_total=len(spec.indicators),
        is_verified=spec.is_verified or edition.is_confirmed,
        is_retired=edition.is_retired,
        first_year=min(spec.assessment_years, default=None),
        last_year=max(spec.assessment_years, default=None),
    )


def _status_note(revocation: Revocation | None) -> str:
    """By what it is said to be revoked, and whether anybody has read that; empty where nothing is known."""
    if revocation is None:
        return ""
    return f"Dicabut dengan {revocation.regulation}. {revocation.note}".strip()


def tree(spec: InstrumentSpec, ids: Mapping[int, int], row: InstrumentRow) -> InstrumentTree:
    aspects = tuple(_aspect(spec, aspect, ids) for aspect in spec.aspects)
    return InstrumentTree(row, tuple(_domain(domain, aspects) for domain in spec.domains), aspects)


def reference(row: RefRow) -> IndicatorRef:
    given, aspect, domain = row
    return IndicatorRef(
        id=saved_id(given.id),
        instrument_id=given.instrument_id,
        number=given.number,
        short_name=given.short_name,
        name=given.name,
        aspect_number=aspect.number,
        aspect_name=aspect.name,
        domain_number=domain.number if domain else None,
        domain_name=domain.name if domain else None,
    )


def place(spec: InstrumentSpec, given: IndicatorSpec, key: int) -> IndicatorRef:
    """The same reference, from the spec: its aspect is there, for the loader has seen to it."""
    aspect = next(aspect for aspect in spec.aspects if aspect.number == given.aspect)
    domain = None if aspect.domain is None else spec.domain(aspect.domain)
    return IndicatorRef(
        id=key,
        instrument_id=spec.id,
        number=given.number,
        short_name=given.short_name,
        name=given.name,
        aspect_number=aspect.number,
        aspect_name=aspect.name,
        domain_number=domain.number if domain else None,
        domain_name=domain.name if domain else None,
    )


def detail(
    spec: InstrumentSpec, given: IndicatorSpec, ref: IndicatorRef, others: Iterable[InstrumentSpec] = ()
) -> IndicatorDetail:
    """`others` are the instruments among which corresponding indicators are looked for."""
    known = {other.id: other for other in others}
    scale = spec.scale(given.scale)
    previous_number, next_number = _neighbours(spec, given)
    return IndicatorDetail(
        ref=ref,
        code=given.code,
        weight=given.weight,
        explanation=given.explanation,
        scale_name=scale.name if scale else "",
        target_level=spec.target_level,
        levels=tuple(_level(spec, given, level) for level in given.levels),
        legal_basis=tuple(LegalBasisRow(basis.reference, basis.about) for basis in given.legal_basis),
        sources=given.sources,
        notes=given.notes,
        keywords=given.keywords,
        prefers_kinds=given.prefers_kinds,
        external=_external(given.external),
        continues=tuple(
            row for earlier in given.continues for row in _related(known.get(earlier.instrument), earlier.indicators)
        ),
        continued_by=tuple(
            row for other in known.values() for row in _related(other, _later_numbers(other, spec.id, given.number))
        ),
        previous_number=previous_number,
        next_number=next_number,
    )


def _external(index: ExternalIndex | None) -> ExternalRow | None:
    return ExternalRow(index.owner, index.name, index.is_partial, index.note) if index else None


def _later_numbers(other: InstrumentSpec, earlier_id: str, number: int) -> tuple[int, ...]:
    """Indicators of the other instrument that go on from this one."""
    return tuple(
        one.number
        for one in other.indicators
        for earlier in one.continues
        if earlier.instrument == earlier_id and number in earlier.indicators
    )


def _related(spec: InstrumentSpec | None, numbers: Sequence[int]) -> Iterator[RelatedRow]:
    """Those that the instrument holds; one that it never had, or has no longer, is left out."""
    for number in numbers if spec else ():
        found = spec.indicator(number) if spec else None
        if spec and found:
            yield RelatedRow(spec.id, spec.short_citation, number, found.short_name)


def _domain(given: DomainSpec, aspects: tuple[AspectNode, ...]) -> DomainNode:
    own = tuple(aspect for aspect in aspects if aspect.domain_number == given.number)
    return DomainNode(given.number, given.name, given.weight, given.description, own)


def _aspect(spec: InstrumentSpec, given: AspectSpec, ids: Mapping[int, int]) -> AspectNode:
    own = tuple(_node(indicator, ids[indicator.number]) for indicator in spec.indicators_of(given.number))
    return AspectNode(given.number, given.domain, given.name, given.weight, given.description, own)


def _node(given: IndicatorSpec, key: int) -> IndicatorNode:
    return IndicatorNode(key, given.number, given.code, given.name, given.short_name, given.weight)


def _level(spec: InstrumentSpec, given: IndicatorSpec, level: LevelSpec) -> LevelRow:
    scale = spec.scale(given.scale)
    steps = scale.levels if scale else ()
    meaning = next((step.meaning for step in steps if step.value == level.value), "")
    hints = tuple(_hint(spec, hint) for hint in level.evidence)
    return LevelRow(level.value, level.label, meaning, level.criterion, hints)


def _hint(spec: InstrumentSpec, hint: EvidenceHint) -> HintRow:
    label = next((kind.label for kind in spec.evidence_kinds if kind.id == hint.kind), hint.kind)
    return HintRow(hint.kind, label, hint.text, hint.optional)


def _neighbours(spec: InstrumentSpec, given: IndicatorSpec) -> tuple[int | None, int | None]:
    numbers = [indicator.number for indicator in spec.indicators]
    here = numbers.index(given.number)
    return (numbers[here - 1] if here else None), (numbers[here + 1] if here + 1 < len(numbers) else None)
