"""What a process keeps is what the database says, whoever changed it: for sets of ids, facets, orders and counts."""

import threading
from collections.abc import Iterator
from random import Random

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from app.accounts.permissions import Actor
from app.core.db import Database, kept
from app.documents import changelog, column_queries, column_store, facets, queries, service
from app.documents.column_store import ColumnStore
from app.documents.models import Document, Lifecycle, ReadingState, Revision, Visibility
from app.documents.schemas import Filters, Sort
from tests.app.documents.shuffling import add_document, change, counted, ticks
from tests.support.counting import count_queries
from tests.support.people import People

ORDERS: tuple[Sort, ...] = ("newest", "title", "oldest")
PLAIN = Filters()


@pytest.fixture
def processes(database: Database) -> Iterator[list[Database]]:
    """Two on one database; each keeps what it has read."""
    others = [Database(database.url), Database(database.url)]
    for one in others:
        one.keep(ColumnStore())
    with others[0].write() as session:
        for number in range(60):
            add_document(session, Random(number))
    yield others
    for one in others:
        one.dispose()


def visible(database: Database, actor: Actor, filters: Filters = PLAIN) -> set[int]:
    with database.read() as session:
        return set(column_store.visible_ids(session, actor, filters))


def set_columns(database: Database, document_id: int, **values: object) -> None:
    with database.write() as session:
        session.execute(update(Document).where(col(Document.id) == document_id).values(**values))


def a_public_one(database: Database) -> int:
    with database.write() as session:
        made = Document(title="Umum", visibility=Visibility.PUBLIC)
        session.add(made)
        session.flush()
        return made.id or 0


def assert_as_the_database_says(session: Session, actor: Actor, filters: Filters) -> None:
    field = facets.field_ids(session, actor, filters)
    narrowed = facets.narrowed(session, actor, filters, field)
    assert set(narrowed.ids) == set(column_queries.visible_ids(session, actor, filters))
    counts = {name: {value.value: value.count for value in values} for name, values in narrowed.counts.items()}
    assert counts == counted(session, actor, filters)
    for order in ORDERS:
        every = [number for number in queries.ids_in_order(session, order) if number in set(field)]
        assert service.sorted_ids(session, actor, field, order) == every
    waiting = (
        select(func.count()).select_from(Revision).join(Document, col(Document.current_revision_id) == Revision.id)
    )
    states = col(Revision.state).in_((ReadingState.QUEUED, ReadingState.READING))
    unread = session.exec(waiting.where(states, col(Document.id).in_([*field]))).one()
    assert service.unread_count(session, actor) == unread


@pytest.mark.parametrize("seed", range(3))
def test_every_process_follows_every_change(
    processes: list[Database], people: People, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.documents.ordering._FEW", 5)
    chance = Random(seed)
    for step in range(40):
        with chance.choice(processes).write() as session:
            what = [change(session, chance) for _ in range(chance.choice([1, 1, 4]))]
        actor = people[chance.choice(["pengunjung", *people.usernames])]
        with chance.choice(processes).read() as session:
            try:
                assert_as_the_database_says(session, actor, ticks(chance))
            except AssertionError as error:
                raise AssertionError(f"seed {seed}, step {step}, after {what}, for {actor.username}") from error


def test_a_rename_is_seen_in_labels_and_in_what_a_typed_agency_finds(processes: list[Database], people: People) -> None:
    reader, writer = processes
    named = Filters(agency_names=("kependudukan",))
    agency_id = people.agencies["DINKES"]
    with writer.write() as session:
        session.execute(update(Document).values(lifecycle=Lifecycle.PUBLISHED, agency_id=agency_id))
    admin = people["admin"]
    assert visible(reader, admin, named) == set()
    with reader.read() as session:
        before = facets.narrowed(session, admin, PLAIN, column_store.visible_ids(session, admin, PLAIN))
    assert [value.label for value in before.counts["agency"]] == ["Dinas Kesehatan"]
    with writer.write() as session:
        session.connection().exec_driver_sql(f"UPDATE agency SET name = 'Dinas Kependudukan' WHERE id = {agency_id}")
    assert visible(reader, admin, named) == visible(reader, admin) != set()
    with reader.read() as session:
        after = facets.narrowed(session, admin, PLAIN, column_store.visible_ids(session, admin, PLAIN))
    assert [value.label for value in after.counts["agency"]] == ["Dinas Kependudukan"]


def test_nothing_is_read_again_while_nothing_changes_and_only_what_changed_after(
    processes: list[Database], people: People
) -> None:
    reader, writer = processes
    one = a_public_one(writer)

    def asked() -> list[str]:
        with reader.read() as session, count_queries(reader.engine) as found:
            ids = column_store.visible_ids(session, people["pembaca"], PLAIN)
            facets.narrowed(session, people["pembaca"], PLAIN, ids)
        return [statement for statement in found.statements if statement != changelog._EXTENT]

    first = asked()
    assert len(first) > 2
    assert asked() == []
    set_columns(writer, one, year=2020)
    again = asked()
    assert again
    assert all("document_change" in statement for statement in again)


def test_what_is_not_committed_is_not_kept_and_its_writer_sees_it(processes: list[Database], people: People) -> None:
    writer, other = processes
    one, visitor = a_public_one(writer), people["pengunjung"]
    assert one in visible(writer, visitor)
    with writer.write() as session:
        session.execute(update(Document).where(col(Document.id) == one).values(visibility=Visibility.RESTRICTED))
        assert kept(session, ColumnStore) is None
        assert one not in column_store.visible_ids(session, visitor, PLAIN)
        assert one in visible(writer, visitor)
        assert one in visible(other, visitor)
        session.rollback()
    assert one in visible(writer, visitor)
    set_columns(writer, one, visibility=Visibility.RESTRICTED)
    assert one not in visible(writer, visitor)
    assert one not in visible(other, visitor)


def test_numbers_that_no_column_can_hold_tick_nothing(processes: list[Database], people: People) -> None:
    with processes[0].read() as session:
        every = column_store.visible_ids(session, people["admin"], PLAIN)
        for number in (10**30, -1, 2**63):
            for filters in (Filters(years=(number,)), Filters(agencies=(number,))):
                assert set(facets.narrowed(session, people["admin"], filters, every).ids) == set()


def test_a_reader_who_began_before_a_change_does_not_take_it_back(processes: list[Database], people: People) -> None:
    """On SQLite it goes on seeing what was; that must not be kept for those who come after the change."""
    reader, writer = processes
    one, visitor = a_public_one(writer), people["pengunjung"]
    with reader.read() as early:
        assert one in column_store.visible_ids(early, visitor, PLAIN)
        column_store.columns_of(early)
        set_columns(writer, one, visibility=Visibility.RESTRICTED, year=1999)
        assert one not in visible(reader, visitor)
        assert _years(reader, people["admin"])["1999"] == 1
        column_store.visible_ids(early, people["pembaca"], PLAIN)
        facets.narrowed(early, visitor, PLAIN, [one])
    assert one not in visible(reader, visitor)
    assert one not in visible(reader, people["pembaca"])
    assert _years(reader, people["admin"])["1999"] == 1


def _years(database: Database, actor: Actor) -> dict[str, int]:
    with database.read() as session:
        found = facets.narrowed(session, actor, PLAIN, column_store.visible_ids(session, actor, PLAIN))
    return {value.value: value.count for value in found.counts["year"]}


def test_whoever_looked_too_long_ago_reads_everything_anew(processes: list[Database], people: People) -> None:
    reader, writer = processes
    one, visitor = a_public_one(writer), people["pengunjung"]
    assert one in visible(reader, visitor)
    _years(reader, people["admin"])
    set_columns(writer, one, visibility=Visibility.RESTRICTED, year=1999)
    for _ in range(3):
        set_columns(writer, a_public_one(writer), year=2001)
    with writer.write() as session:
        changelog.prune(session, kept=2)
    assert one not in visible(reader, visitor)
    assert _years(reader, people["admin"])["1999"] == 1


def test_many_threads_see_what_was_committed_before_they_asked(processes: list[Database], people: People) -> None:
    reader, writer = processes
    shown = [a_public_one(writer) for _ in range(20)]
    withdrawn: list[int] = []
    wrong: list[set[int]] = []
    is_over = threading.Event()

    def look() -> None:
        while not is_over.is_set():
            gone = set(withdrawn)
            if leaked := gone & visible(reader, people["pengunjung"]):
                wrong.append(leaked)
            with reader.read() as session:
                narrowed = facets.narrowed(session, people["pengunjung"], PLAIN, shown)
            if leaked := gone & set(narrowed.ids):
                wrong.append(leaked)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for one in shown:
        set_columns(writer, one, lifecycle=Lifecycle.TRASHED)
        withdrawn.append(one)
    is_over.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert not set(shown) & visible(reader, people["pengunjung"])
