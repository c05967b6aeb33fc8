"""A pair of near-copies, read and found by the real pipeline."""

import pytest
from sqlmodel import select

from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.twins.models import Twin
from tests.conftest import WorkQueue
from tests.support.copies import Pair, add_copies
from tests.support.people import People


@pytest.fixture
def pair(runtime: Runtime, people: People, work_queue: WorkQueue) -> Pair:
    first, second = add_copies(runtime, people)
    work_queue()
    with runtime.database.read() as session:
        twin = session.exec(select(Twin)).one()
    return Pair(saved_id(twin.id), first, second)
