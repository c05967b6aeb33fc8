"""Spec and keys → the read models of `schemas`. Pure: no session, no clock, no files."""

from collections.abc import Mapping

from app.core.tables import saved_id
from app.instruments.queries import RefRow
from app.instruments.schemas import (
    AspectNode,
    DomainNode,
    HintRow,
    IndicatorDetail,
    IndicatorNode,
    IndicatorRef,
    InstrumentRow,
    InstrumentTree,
    LegalBasisRow,
    LevelRow,
)
from app.instruments.spec import (
    AspectSpec,
    DomainSpec,
    EvidenceHint,
    IndicatorSpec,
    InstrumentSpec,
    LevelSpec,
    Revocation,
)


def instrument(spec: InstrumentSpec) -> InstrumentRow:
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
    )


def _status_note(revocation: Revocation | None) -> str:
    """By what it is said to be revoked, and whether anybody has read that; empty where nothing is known."""
    if revocation is None:
        return ""
    return f"Dicabut dengan {revocation.regulation}. {revocation.note}".strip()


def tree(spec: InstrumentSpec, ids: Mapping[int, int]) -> InstrumentTree:
    aspects = tuple(_aspect(spec, aspect, ids) for aspect in spec.aspects)
    return InstrumentTree(instrument(spec), tuple(_domain(domain, aspects) for domain in spec.domains), aspects)


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


def detail(spec: InstrumentSpec, given: IndicatorSpec, ref: IndicatorRef) -> IndicatorDetail:
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
        previous_number=previous_number,
        next_number=next_number,
    )


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
