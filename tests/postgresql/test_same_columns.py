"""The tests of the log of changes and of what is kept by it once more, on PostgreSQL; see conftest.py beside this.

There many write at once: that numbers come to light in their order is what all of it rests on.
"""

import threading
from collections.abc import Iterator

import pytest
from sqlmodel import col, select

from app.core.db import Database
from app.documents import changelog
from app.documents.changelog import DocumentChange
from app.documents.models import Document
from tests.app.documents.test_changelog import *  # noqa: F403
from tests.app.documents.test_column_store import *  # noqa: F403
from tests.support.people import People, find_people

pytestmark = pytest.mark.slow
WRITERS, ROUNDS = 4, 25


@pytest.fixture
def people(database: Database) -> People:
    with database.read() as session:
        return find_people(session)


@pytest.fixture
def writers(database: Database) -> Iterator[list[threading.Thread]]:
    """Each adds documents and deletes what it added, some in large transactions and some in small ones."""

    def write(number: int) -> None:
        for turn in range(ROUNDS):
            with database.write() as session:
                session.add_all(Document(title=f"{number} {turn} {one}") for one in range(1 + number * 5))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    yield threads
    for thread in threads:
        thread.join()


def test_no_number_comes_after_a_higher_one_was_seen(database: Database, writers: list[threading.Thread]) -> None:
    with database.read() as session:
        position = start = changelog.extent(session).newest
    for thread in writers:
        thread.start()
    seen = set[int]()
    is_last = False
    while not is_last:
        is_last = not any(thread.is_alive() for thread in writers)
        with database.read() as session:
            newest = changelog.extent(session).newest
            between = (col(DocumentChange.seq) > position, col(DocumentChange.seq) <= newest)
            seen |= set(session.exec(select(DocumentChange.document_id).where(*between)))
        position = newest
    with database.read() as session:
        every = set(session.exec(select(DocumentChange.document_id).where(col(DocumentChange.seq) > start)))
    assert seen == every
    assert len(every) == ROUNDS * sum(1 + number * 5 for number in range(WRITERS))
