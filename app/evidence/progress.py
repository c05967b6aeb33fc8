"""How far an assessment is: the index of a stage with every level below it, and the work of each agency."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.evidence import queries
from app.evidence.assessments import get_assessment
from app.evidence.models import EvidenceState, Stage
from app.evidence.schemas import (
    AgencyProgress,
    AssessmentRow,
    AssessmentScores,
    EvidenceFilter,
    IndicatorScore,
    PartScore,
)
from app.evidence.states import STAGE_LABELS
from app.instruments import service as instruments
from app.instruments.schemas import IndicatorRef
from app.instruments.scoring import Scores, roll_up
from app.instruments.spec import IndicatorSpec, InstrumentSpec

_UNFINISHED = (EvidenceState.DRAFT, EvidenceState.RETURNED, EvidenceState.LAPSED)
Counts = Mapping[tuple[int, EvidenceState], int]


def scores(session: Session, actor: Actor, *, assessment_id: int, stage: Stage | None = None) -> AssessmentScores:
    """The index of a stage, by default the one that the assessment has reached."""
    assessment = get_assessment(session, actor, assessment_id=assessment_id)
    stage = stage or assessment.stage
    spec = instruments.spec_of(session, assessment.instrument_id)
    refs = {ref.number: ref for ref in instruments.references(session, assessment.instrument_id)}
    by_id = queries.levels(session, assessment_id=assessment_id, stage=stage)
    levels = {number: by_id[ref.id] for number, ref in refs.items() if ref.id in by_id}
    of_assessment = EvidenceFilter(assessment_id=assessment_id)
    counts = queries.counts_by_indicator(session, actor, where=of_assessment, stage=stage)
    indicators = tuple(_indicator(given, refs[given.number], levels, counts) for given in spec.indicators)
    return _scores(assessment, stage, spec, roll_up(spec, levels), indicators)


def states_by_indicator(
    session: Session, actor: Actor, *, assessment_id: int, agency_id: int
) -> dict[int, dict[EvidenceState, int]]:
    """Indicator id → how many claims of one agency stand in each state, over those that the reader may see."""
    stage = get_assessment(session, actor, assessment_id=assessment_id).stage
    where = EvidenceFilter(assessment_id=assessment_id, agency_id=agency_id)
    states: dict[int, dict[EvidenceState, int]] = defaultdict(dict)
    for (indicator_id, state), count in queries.counts_by_indicator(session, actor, where=where, stage=stage).items():
        states[indicator_id][state] = count
    return dict(states)


def agencies_progress(session: Session, actor: Actor, *, assessment_id: int) -> list[AgencyProgress]:
    """Every active agency, also those that have not begun, and any other that has evidence."""
    get_assessment(session, actor, assessment_id=assessment_id)
    counts = queries.counts_by_agency(session, actor, assessment_id=assessment_id)
    begun = {agency_id for agency_id, _ in counts}
    known = [agency for agency in queries.agencies(session) if agency.is_active or agency.id in begun]
    return [_agency(saved_id(agency.id), agency.name, counts) for agency in known]


def _agency(agency_id: int, name: str, counts: Counts) -> AgencyProgress:
    by_state = {str(state): counts.get((agency_id, state), 0) for state in EvidenceState}
    return AgencyProgress(agency_id=agency_id, agency_name=name, **by_state)


def _indicator(
    given: IndicatorSpec, ref: IndicatorRef, levels: Mapping[int, Decimal], counts: Counts
) -> IndicatorScore:
    level = levels.get(given.number)
    step = None if level is None else given.level(level)
    return IndicatorScore(
        ref=ref,
        weight=given.weight,
        level=level,
        level_label=step.label if step else "",
        accepted=counts.get((ref.id, EvidenceState.ACCEPTED), 0),
        submitted=counts.get((ref.id, EvidenceState.SUBMITTED), 0),
        unfinished=sum(counts.get((ref.id, state), 0) for state in _UNFINISHED),
    )


def _scores(
    assessment: AssessmentRow,
    stage: Stage,
    spec: InstrumentSpec,
    result: Scores,
    indicators: tuple[IndicatorScore, ...],
) -> AssessmentScores:
    shown = result.total or result.provisional
    return AssessmentScores(
        assessment=assessment,
        stage=stage,
        stage_label=STAGE_LABELS[stage],
        index=result.index,
        predicate=result.predicate,
        provisional_index=result.provisional.rounded,
        provisional_predicate=result.provisional.predicate,
        warning=shown.warning,
        note=_note(spec, result),
        missing=result.missing,
        covered=len(indicators) - len(result.missing),
        total=len(indicators),
        domains=_domains(spec, result, indicators),
        aspects=_aspects(spec, result, indicators),
        indicators=indicators,
    )


def _domains(spec: InstrumentSpec, result: Scores, indicators: tuple[IndicatorScore, ...]) -> tuple[PartScore, ...]:
    return tuple(
        PartScore(
            number=domain.number,
            name=domain.name,
            weight=domain.weight,
            domain_number=domain.number,
            index=result.domains[domain.number],
            provisional=result.provisional_domains[domain.number],
            **_coverage([row for row in indicators if row.ref.domain_number == domain.number]),
        )
        for domain in spec.domains
    )


def _aspects(spec: InstrumentSpec, result: Scores, indicators: tuple[IndicatorScore, ...]) -> tuple[PartScore, ...]:
    return tuple(
        PartScore(
            number=aspect.number,
            name=aspect.name,
            weight=aspect.weight,
            domain_number=aspect.domain,
            index=result.aspects[aspect.number],
            provisional=result.provisional_aspects[aspect.number],
            **_coverage([row for row in indicators if row.ref.aspect_number == aspect.number]),
        )
        for aspect in spec.aspects
    )


def _coverage(indicators: list[IndicatorScore]) -> dict[str, int]:
    return {"covered": sum(row.level is not None for row in indicators), "total": len(indicators)}


def _note(spec: InstrumentSpec, result: Scores) -> str | None:
    """Says in words why there is no index, and what the figure beside it is."""
    if not result.missing:
        return None
    lowest = {indicator.lowest_level for indicator in spec.indicators if indicator.number in result.missing}
    counted_as = f"tingkat {_comma(min(lowest))}" if len(lowest) == 1 else "tingkat terendahnya"
    return (
        f"Indeks belum dapat dihitung: {len(result.missing)} dari {len(spec.indicators)} indikator belum memiliki "
        f"bukti dukung yang diterima. Angka sementara {_comma(result.provisional.rounded)} menghitung indikator itu "
        f"sebagai {counted_as}."
    )


def _comma(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",")
