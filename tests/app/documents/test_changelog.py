"""The database notes by itself whatever lists, facets and permissions read: each of their tables, however written."""

import pytest
from sqlalchemy import Table
from sqlalchemy.sql import visitors
from sqlmodel import Session, col, select

from app.accounts.models import Role
from app.accounts.permissions import SYSTEM, VISITOR, Actor
from app.core.db import Database
from app.documents import changelog, column_queries
from app.documents.access import is_visible_to, standpoint
from app.documents.changelog import NAMES, DocumentChange
from app.documents.filtering import filter_conditions
from app.documents.models import Document, Kind, LegalStatus, ReadingState
from app.documents.schemas import Filters
from tests.support.people import People

EVERYTHING = Filters(
    kinds=(Kind.SOP,),
    instrument_id="x",
    domains=(1,),
    aspects=(1,),
    indicators=(1,),
    years=(2020,),
    statuses=(LegalStatus.REVOKED,),
    agencies=(1,),
    formats=("pdf",),
    kind_names=("perwali",),
    numbers=("1",),
    issuers=("a",),
    agency_names=("a",),
    topics=("a",),
    states=(ReadingState.OK,),
    mine=True,
)
NOTED: dict[str, tuple[str, ...]] = {
    "document": (
        "INSERT INTO document (id, title, kind, description, scope, labels, contributors, legal_status, visibility,"
        " lifecycle, created_at, updated_at, provenance, version) VALUES (9, 'a', 'sop', '', '', '[]', '[]', 'unknown',"
        " 'public', 'published', '2026-01-01 00:00:00', '2026-01-01 00:00:00', '{}', 1)",
        "UPDATE document SET title = 'b' WHERE id = 9",
        "UPDATE document SET lifecycle = 'trashed' WHERE id = 9",
    ),
    "revision": (
        "INSERT INTO revision (id, document_id, ordinal, sha256, size, media_type, file_name, note, state,"
        " state_detail, warnings, pages_read, created_at)"
        " VALUES (8, 9, 1, 'x', 1, 'application/pdf', 'a', '', 'ok', '', '[]', 0, '2026-01-01 00:00:00')",
        "UPDATE revision SET state = 'reading' WHERE id = 8",
        "UPDATE revision SET media_type = 'text/plain' WHERE id = 8",
        "DELETE FROM revision WHERE id = 8",
    ),
    "tag": (
        "INSERT INTO tag (id, document_id, indicator_id, source, state, reasons, note, created_at)"
        " VALUES (7, 9, 1, 'manual', 'confirmed', '[]', '', '2026-01-01 00:00:00')",
        "UPDATE tag SET indicator_id = 2 WHERE id = 7",
        "UPDATE tag SET state = 'rejected' WHERE id = 7",
        "UPDATE tag SET state = 'confirmed' WHERE id = 7",
        "DELETE FROM tag WHERE id = 7",
    ),
}
NAMED = (
    "INSERT INTO agency (id, code, name, is_active, created_at)"
    " VALUES (99, 'BARU', 'Dinas Baru', true, '2026-01-01 00:00:00')",
    "UPDATE agency SET name = 'Dinas Lain' WHERE id = 99",
    "UPDATE agency SET code = 'LAIN' WHERE id = 99",
    "DELETE FROM agency WHERE id = 99",
    "UPDATE indicator SET number = 90 WHERE number = 47",
    "UPDATE aspect SET number = 90 WHERE number = 7",
    "UPDATE domain SET number = 90 WHERE number = 4",
    "UPDATE instrument SET checksum = 'x'",
)
SILENT = (
    "UPDATE revision SET pages_read = 3 WHERE id = 8",
    "INSERT INTO tag (id, document_id, indicator_id, source, state, reasons, note, created_at)"
    " VALUES (6, 9, 3, 'suggested', 'suggested', '[]', '', '2026-01-01 00:00:00')",
    "UPDATE tag SET note = 'x' WHERE id = 7",
    "UPDATE agency SET is_active = false",
    "UPDATE user_account SET full_name = 'x'",
)


def noted(database: Database, statement: str) -> set[int]:
    with database.read() as session:
        before = changelog.extent(session).newest
    with database.write() as session:
        session.connection().exec_driver_sql(statement)
    with database.read() as session:
        return set(column_queries.changed_ids(session, before))


def test_whatever_changes_is_noted(database: Database) -> None:
    for statement in NOTED["document"][:2]:
        assert noted(database, statement) == {9}, statement
    for statement in (*NOTED["revision"][:-1], *NOTED["tag"][:-1]):
        assert noted(database, statement) == {9}, statement
    for statement in SILENT:
        assert noted(database, statement) == set(), statement
    noted(database, "DELETE FROM tag WHERE id = 6")
    for statement in (NOTED["revision"][-1], NOTED["tag"][-1], NOTED["document"][-1], "DELETE FROM document"):
        assert noted(database, statement) == {9}, statement
    for statement in NAMED:
        assert noted(database, statement) == {NAMES}, statement


def test_what_moves_is_noted_where_it_was_and_where_it_is(database: Database) -> None:
    for number in (8, 9):
        noted(database, NOTED["document"][0].replace("(9,", f"({number},"))
    for statement in (NOTED["revision"][0], NOTED["tag"][0]):
        noted(database, statement)
    assert noted(database, "UPDATE revision SET document_id = 8 WHERE id = 8") == {8, 9}
    assert noted(database, "UPDATE tag SET document_id = 8 WHERE id = 7") == {8, 9}


def test_what_is_taken_back_is_not_noted(database: Database) -> None:
    with database.read() as session:
        before = changelog.extent(session)
    with database.write() as session:
        session.connection().exec_driver_sql(NOTED["document"][0])
        session.rollback()
    with database.read() as session:
        assert changelog.extent(session) == before


def actors() -> list[Actor]:
    people = [Actor(user_id=1, role=role, agency_id=agency_id) for role in Role for agency_id in (None, 1)]
    return [SYSTEM, VISITOR, *people]


@pytest.mark.parametrize("actor", actors(), ids=repr)
def test_permissions_and_filters_read_nothing_that_is_not_noted(actor: Actor) -> None:
    filters = Filters(within=(EVERYTHING,), but=(EVERYTHING,))
    wanted = select(Document.id).where(is_visible_to(actor), *filter_conditions(filters, actor))
    read = {found.name for found in visitors.iterate(wanted) if isinstance(found, Table)}
    assert read <= set(changelog.WATCHED)
    alone = select(Document.id).where(is_visible_to(actor))
    assert {found.name for found in visitors.iterate(alone) if isinstance(found, Table)} == {"document"}


def test_those_who_share_a_standpoint_see_the_same() -> None:
    for one in actors():
        for other in actors():
            same = str(_condition(one)) == str(_condition(other))
            assert same or standpoint(one) != standpoint(other), (one, other)
    one, other = Actor(user_id=1, role=Role.READER, agency_id=1), Actor(user_id=1, role=Role.READER, agency_id=1)
    assert standpoint(one) == standpoint(other)
    assert standpoint(one) != standpoint(Actor(user_id=2, role=Role.READER, agency_id=1))
    assert standpoint(one) != standpoint(Actor(user_id=1, role=Role.READER, agency_id=2))


def _condition(actor: Actor) -> object:
    return is_visible_to(actor).compile(compile_kwargs={"literal_binds": True})


def test_old_entries_go_and_the_newest_stay(database: Database, people: People) -> None:
    noted(database, NOTED["document"][0])
    for year in range(2000, 2010):
        noted(database, f"UPDATE document SET year = {year}")
    with database.write() as session:
        newest = changelog.extent(session).newest
        changelog.prune(session, kept=4)
        assert _numbers(session) == list(range(newest - 3, newest + 1))
        assert changelog.extent(session).reaches(newest - 3)
        assert not changelog.extent(session).reaches(newest - 4)
    assert noted(database, "UPDATE document SET year = 1999") == {9}


@pytest.mark.parametrize("verb", ["insert", "update", "delete"])
def test_a_table_without_its_triggers_is_noticed(database: Database, verb: str) -> None:
    for table in changelog.WATCHED:
        with database.write() as session:
            assert changelog.unwatched(session) == []
            of_table = f" ON {table}" if session.get_bind().dialect.name == "postgresql" else ""
            session.connection().exec_driver_sql(f"DROP TRIGGER note_{table}_{verb}{of_table}")
            assert changelog.unwatched(session) == [table]
            session.rollback()


def _numbers(session: Session) -> list[int | None]:
    return list(session.exec(select(DocumentChange.seq).order_by(col(DocumentChange.seq))))
