"""Two people at once: a decision is made once, and a level never loses one of two acceptances."""

import threading
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from sqlmodel import col, select

from app.core.db import Database
from app.core.errors import Conflict
from app.evidence import service
from app.evidence.models import StageLevel
from tests.app.evidence.world import World


@pytest.fixture
def elsewhere(database: Database) -> Iterator[Database]:
    """The same database from outside: in the world's own, its session keeps every other writer waiting to the end."""
    made = Database(database.url)
    yield made
    made.dispose()


def at_once(*actions: Callable[[], None]) -> list[str]:
    """Run them together; what each came to, in the order given."""
    outcomes = [""] * len(actions)
    start = threading.Barrier(len(actions))

    def run(place: int, action: Callable[[], None]) -> None:
        start.wait()
        try:
            action()
            outcomes[place] = "done"
        except Conflict:
            outcomes[place] = "conflict"

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_of_two_decisions_on_one_claim_only_one_is_made(elsewhere: Database, world: World) -> None:
    evidence_id = world.submitted()
    world.session.commit()

    def accept() -> None:
        with elsewhere.write() as session:
            service.accept(session, world.reviewer, evidence_id=evidence_id)

    def give_back() -> None:
        with elsewhere.write() as session:
            service.return_(session, world.other_reviewer, evidence_id=evidence_id, reason="Belum lengkap.")

    assert sorted(at_once(accept, give_back)) == ["conflict", "done"]


def test_two_acceptances_of_one_indicator_leave_the_higher_level(elsewhere: Database, world: World) -> None:
    claims = [world.submitted(level=level) for level in (2, 5, 3, 4)]
    world.session.commit()

    def accept(evidence_id: int) -> Callable[[], None]:
        def action() -> None:
            with elsewhere.write() as session:
                service.accept(session, world.reviewer, evidence_id=evidence_id)

        return action

    assert at_once(*[accept(evidence_id) for evidence_id in claims]) == ["done"] * 4
    with elsewhere.read() as session:
        assert session.exec(select(col(StageLevel.level))).all() == [Decimal(5)]
