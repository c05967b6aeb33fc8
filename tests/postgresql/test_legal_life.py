"""The legal life of rules, notices and review dates on PostgreSQL: they ask and answer as on SQLite."""

from pathlib import Path

import pytest

from app import composition
from app.core.config import Settings
from app.core.runtime import Runtime
from app.documents.models import Document, Kind
from app.notices import service as notices
from app.stewardship import reminding, service
from app.stewardship.schemas import DueFilter, DueSort, Plan, Scope, When
from tests.app.documents.test_legal_life import (  # noqa: F401
    rule,
    small_world,
    test_each_rule_stands_where_its_relation_puts_it,
    test_the_questions_do_not_grow_with_the_rules,
)
from tests.app.notices.test_service import (  # noqa: F401
    test_a_few_stay_apart_and_many_become_one,
    test_read_ones_go_after_their_time_and_unread_ones_stay,
    test_topics_narrow_the_list,
    test_who_does_not_want_to_hear_does_not_but_alarms_come_always,
)
from tests.conftest import settings_in
from tests.support.people import People

pytestmark = pytest.mark.slow
EVERY = DueFilter(Scope.ALL, When.EVERY)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    settings = settings_in(tmp_path / "data", database_url=database_url)
    composition.initialise(settings)
    return settings


def test_a_review_is_planned_reminded_of_and_listed(runtime: Runtime, people: People) -> None:
    curator, settings = people["kurator"], runtime.settings
    day = service.today(settings)
    with runtime.database.write() as session:
        first, second = rule(session, "7", 2024), rule(session, "8", 2024)
        session.get_one(Document, second).kind = Kind.SOP
        plan = Plan(agency_id=people.agencies["DISKOMINFO"], review_on=day)
        service.plan(session, curator, settings, document_id=first, given=plan)
    for _ in range(2):
        with runtime.database.write() as session:
            reminding.daily(session, settings)
    with runtime.database.read() as session:
        assert notices.unread_count(session, people["operator"]) == 1
        for sort in DueSort:
            where = DueFilter(EVERY.scope, EVERY.when, None, sort)
            found = service.listing(session, curator, settings, where=where, part=None)
            assert {row.document_id for row in found.items} == {first, second}
        mine = DueFilter(Scope.AGENCY, When.DUE)
        assert service.listing(session, people["operator"], settings, where=mine, part=None).total == 1
    with runtime.database.write() as session:
        service.done(session, curator, settings, document_id=first, note="Masih berlaku", next_on=service.later(day, 6))
