"""The index of an assessment and the work of each agency."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.errors import Forbidden
from app.evidence import service
from app.evidence.models import EvidenceState, Stage
from app.evidence.schemas import AssessmentScores
from app.instruments import service as instruments
from app.instruments.spec import InstrumentSpec
from tests.app.evidence.world import World, build, made_up_instrument


def scores(world: World) -> AssessmentScores:
    return service.scores(world.session, world.operator, assessment_id=world.assessment_id)


def test_without_evidence_there_is_no_index_and_the_page_says_so(world: World) -> None:
    found = scores(world)
    assert (found.index, found.predicate, found.is_complete) == (None, None, False)
    assert (found.provisional_index, found.provisional_predicate) == (Decimal("1.00"), "Kurang")
    assert (found.missing, found.covered, found.total) == ((1, 2, 3, 4), 0, 4)
    assert found.note == (
        "Indeks belum dapat dihitung: 4 dari 4 indikator belum memiliki bukti dukung yang diterima. "
        "Angka sementara 1,00 menghitung indikator itu sebagai tingkat 1."
    )


def test_a_missing_indicator_counts_as_the_lowest_level_in_the_provisional_index_only(world: World) -> None:
    world.accepted(number=1, level=3)
    world.accepted(number=2, level=2)
    world.submitted(number=3, level=5)
    found = scores(world)
    assert found.index is None
    assert found.provisional_index == Decimal("1.80")  # (3×30 + 2×20 + 1×40 + 1×10) / 100
    assert (found.missing, found.covered) == ((3, 4), 2)
    policy, services = found.domains
    assert (policy.index, policy.covered, policy.total) == (Decimal("2.60"), 2, 2)
    assert (services.index, services.provisional, services.covered) == (None, Decimal("1.00"), 0)
    assert [(aspect.number, aspect.domain_number, aspect.index) for aspect in found.aspects] == [
        (1, 1, Decimal("2.60")),
        (2, 2, None),
    ]
    third = found.indicators[2]
    assert (third.level, third.level_label, third.accepted, third.submitted) == (None, "", 0, 1)
    assert (found.indicators[0].level, found.indicators[0].level_label) == (Decimal(3), "terdefinisi")


def test_a_complete_assessment_has_an_index_and_nothing_to_explain(world: World) -> None:
    for number, level in ((1, 3), (2, 2), (3, 4), (4, 5)):
        world.accepted(number=number, level=level)
    found = scores(world)
    assert (found.index, found.predicate, found.note, found.missing) == (Decimal("3.40"), "Baik", None, ())
    assert found.provisional_index == found.index


def test_every_stage_keeps_its_own_levels(world: World) -> None:
    world.accepted(number=1)
    later = service.scores(world.session, world.reviewer, assessment_id=world.assessment_id, stage=Stage.INTERVIEW)
    assert (later.covered, later.stage_label) == (0, "Penilaian interviu")
    assert later.indicators[0].accepted == 0


def test_an_instrument_without_domains_is_scored_by_aspect(session: Session) -> None:
    world = build(session, made_up_instrument("pemdi", with_domains=False, whole=False))
    world.accepted(number=1, level=Decimal("3.45"))
    world.accepted(number=2, level=Decimal("2.2"))
    found = scores(world)
    assert found.domains == ()
    assert found.aspects[0].index == Decimal("2.95")
    assert (found.indicators[0].level, found.indicators[0].level_label) == (Decimal("3.45"), "")


def test_a_level_of_an_indicator_that_the_instrument_dropped_no_longer_counts(world: World) -> None:
    world.accepted(number=4, level=5)
    smaller = _without_last(made_up_instrument())
    instruments.install(world.session, smaller, source_yaml="# terbitan kedua")
    found = scores(world)
    assert (found.total, found.covered) == (3, 0)


def _without_last(spec: InstrumentSpec) -> InstrumentSpec:
    return replace(spec, indicators=spec.indicators[:-1])


def test_progress_names_also_agencies_that_have_not_begun(world: World) -> None:
    world.draft()
    world.accepted(number=2)
    found = service.agencies_progress(world.session, world.reviewer, assessment_id=world.assessment_id)
    assert [(row.agency_name, row.draft, row.accepted, row.total) for row in found] == [
        ("Dinas Kesehatan", 0, 0, 0),
        ("Dinas Kominfo", 1, 1, 2),
    ]


def test_drafts_of_others_are_not_counted_before_a_stranger(world: World) -> None:
    world.draft()
    world.accepted(number=2)
    found = service.agencies_progress(world.session, world.stranger, assessment_id=world.assessment_id)
    assert [(row.draft, row.accepted) for row in found] == [(0, 0), (0, 1)]
    seen = service.scores(world.session, world.stranger, assessment_id=world.assessment_id)
    assert seen.indicators[0].unfinished == 0


def test_the_states_of_one_agency_are_told_by_indicator_as_far_as_the_reader_sees_them(world: World) -> None:
    world.draft()
    world.draft()
    world.accepted(number=2)
    first, second = world.indicator_ids[1], world.indicator_ids[2]

    def states(actor: Actor, agency_id: int) -> dict[int, dict[EvidenceState, int]]:
        key = world.assessment_id
        return service.states_by_indicator(world.session, actor, assessment_id=key, agency_id=agency_id)

    assert states(world.operator, world.agency_id) == {
        first: {EvidenceState.DRAFT: 2},
        second: {EvidenceState.ACCEPTED: 1},
    }
    assert states(world.stranger, world.agency_id) == {second: {EvidenceState.ACCEPTED: 1}}
    assert states(world.operator, world.other_agency_id) == {}


def test_scores_are_for_those_who_take_part(world: World) -> None:
    with pytest.raises(Forbidden):
        service.scores(world.session, world.reader, assessment_id=world.assessment_id)
