"""Opening, closing and reopening an assessment."""

from datetime import date

import pytest

from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.evidence import service
from app.evidence.models import AssessmentState
from tests.app.evidence.world import World


def test_only_the_reviewing_team_opens_one(world: World) -> None:
    for actor in (world.operator, world.curator, world.reader):
        with pytest.raises(Forbidden):
            service.create_assessment(world.session, actor, title="x", year=2026, instrument_id="contoh-2026")


def test_every_fault_is_told_together(world: World) -> None:
    with pytest.raises(InvalidInput) as caught:
        service.create_assessment(
            world.session,
            world.reviewer,
            title="\x00 ",
            year=26,
            instrument_id="contoh-2026",
            opens_on=date(2026, 8, 1),
            closes_on=date(2026, 7, 1),
        )
    assert [error.field for error in caught.value.errors] == ["title", "year", "closes_on"]


def test_a_title_longer_than_its_column_is_refused(world: World) -> None:
    with pytest.raises(InvalidInput):
        service.create_assessment(
            world.session, world.reviewer, title="x" * 201, year=2026, instrument_id="contoh-2026"
        )


def test_an_unknown_instrument_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        service.create_assessment(world.session, world.reviewer, title="x", year=2026, instrument_id="lain")


def test_closing_and_reopening_are_each_done_once(world: World) -> None:
    key = world.assessment_id
    with pytest.raises(Conflict, match="Berjalan"):
        service.reopen_assessment(world.session, world.reviewer, assessment_id=key)
    closed = service.close_assessment(world.session, world.reviewer, assessment_id=key)
    assert closed.state == AssessmentState.CLOSED
    with pytest.raises(Conflict, match="Ditutup"):
        service.close_assessment(world.session, world.reviewer, assessment_id=key)
    with pytest.raises(Forbidden):
        service.reopen_assessment(world.session, world.operator, assessment_id=key)
    assert service.reopen_assessment(world.session, world.reviewer, assessment_id=key).state == AssessmentState.OPEN
