"""Knowledge gaps: each kind finds what it says, nothing that one may not see, and what was put aside comes back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlmodel import Session, select

from app.accounts.permissions import Actor
from app.audit.models import AuditEntry
from app.core.db import Database
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound, SignInRequired
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.coverage import gaps, tallies
from app.coverage.gap_schemas import GapRow
from app.coverage.models import GapKind
from app.documents.models import Document, Mention, Tag
from app.preservation import purging
from tests.support.counting import count_queries
from tests.support.people import People

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
ALL = Slice(limit=100)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


class Desk:
    """What a curator does in one transaction each."""

    def __init__(self, runtime: Runtime, actor: Actor) -> None:
        self.runtime, self.actor = runtime, actor

    def rows(self, kind: GapKind, *, is_aside: bool = False, part: Slice = ALL) -> Sequence[GapRow]:
        with self.runtime.database.read() as session:
            found = gaps.listing(session, self.actor, self.runtime.settings, kind, part=part, is_aside=is_aside)
        return found.items

    def ids(self, kind: GapKind, *, is_aside: bool = False) -> set[int | None]:
        return {row.document_id for row in self.rows(kind, is_aside=is_aside)}

    def put_aside(self, kind: GapKind, key: str, reason: str = "Memang tidak perlu") -> None:
        with self.runtime.database.write() as session:
            gaps.put_aside(session, self.actor, self.runtime.settings, kind=kind, key=key, reason=reason)

    def take_back(self, kind: GapKind, key: str) -> None:
        with self.runtime.database.write() as session:
            gaps.take_back(session, self.actor, kind=kind, key=key)


@pytest.fixture
def desk(runtime: Runtime, people: People, library: Mapping[str, int]) -> Desk:
    return Desk(runtime, people["kurator"])


def age(session: Session, days: int, ids: Sequence[int]) -> None:
    for document_id in ids:
        session.get_one(Document, document_id).created_at = NOW - timedelta(days=days)


def test_indicators_come_by_weight_and_those_without_anything_first(desk: Desk) -> None:
    rows = desk.rows(GapKind.INDICATOR)
    keys = [(-row.weight, row.confirmed, row.suggested) for row in rows if row.weight is not None]
    assert len(keys) == len(rows) > 40
    assert keys == sorted(keys)
    assert {row.number for row in rows if row.confirmed} == {1}  # perwal is of 2023; 26 has a document of 2025
    assert all(row.key == f"permenpanrb-59-2020:{row.number}" for row in rows)


def test_missing_rules_come_by_how_many_documents_cite_them(desk: Desk, library: Mapping[str, int]) -> None:
    found = {row.title: row.times for row in desk.rows(GapKind.CITATION)}
    assert found["Perpres 95/2018"] == 2  # perwal and pedoman
    assert not [title for title in found if "12/2023" in title], "the library holds it"
    assert list(found.values()) == sorted(found.values(), reverse=True)
    key = next(row.key for row in desk.rows(GapKind.CITATION) if row.title == "Perpres 95/2018")
    with desk.runtime.database.read() as session:
        cited_by = {row.id for row in gaps.citing(session, desk.actor, key, part=ALL).items}
        assert gaps.name_of(session, desk.actor, key) == "Perpres 95/2018"
    assert cited_by == {library["perwal"], library["pedoman"]}


def test_a_rule_of_another_place_is_missing_and_one_that_comes_in_is_not(
    desk: Desk, database: Database, library: Mapping[str, int]
) -> None:
    with database.write() as session:
        own = session.get_one(Document, library["perwal"])
        given: dict[str, Any] = {"kind": "Perwali", "number": "12", "year": 2023, "first_page": 1, "count": 1}
        elsewhere = Mention(
            document_id=library["sop"],
            citation_key=own.citation_key or "",
            place="Kota Lain",
            short="Perwali lain",
            **given,
        )
        session.add(elsewhere)
    assert "Perwali lain" in {row.title for row in desk.rows(GapKind.CITATION)}
    with database.write() as session:
        session.get_one(Document, library["perwal"]).citation_place = "Kota Lain"
    assert "Perwali lain" not in {row.title for row in desk.rows(GapKind.CITATION)}


def test_citations_of_trashed_documents_ask_for_nothing(
    desk: Desk, database: Database, library: Mapping[str, int]
) -> None:
    with database.write() as session:
        given: dict[str, Any] = {
            "kind": "UU",
            "number": "1",
            "year": 2001,
            "first_page": 1,
            "count": 1,
            "citation_key": "uu:1:2001",
        }
        session.add(Mention(document_id=library["buangan"], short="UU 1/2001", **given))
    assert "UU 1/2001" not in {row.title for row in desk.rows(GapKind.CITATION)}
    with database.read() as session, pytest.raises(NotFound):
        gaps.name_of(session, desk.actor, "uu:1:2001|")


def test_documents_without_a_label_or_a_suggestion(desk: Desk, database: Database, library: Mapping[str, int]) -> None:
    with database.write() as session:
        for tag in session.exec(select(Tag).where(Tag.document_id == library["sop"])):
            session.delete(tag)
        tallies.add(session, {(NOW.date(), library["sop"]): 3})
    rows = desk.rows(GapKind.UNTAGGED)
    assert (rows[0].document_id, rows[0].times) == (library["sop"], 3), "the most read one first"
    assert not {library["perwal"], library["buangan"]} & {row.document_id for row in rows}


def test_unreadable_documents(desk: Desk, library: Mapping[str, int]) -> None:
    assert library["pindaian"] in desk.ids(GapKind.UNREADABLE)
    assert library["perwal"] not in desk.ids(GapKind.UNREADABLE)


def test_unopened_are_those_that_had_time_to_be_opened(
    desk: Desk, database: Database, library: Mapping[str, int]
) -> None:
    old = [library["perwal"], library["sop"], library["rahasia"], library["buangan"]]
    with database.write() as session:
        age(session, gaps.YOUNG_DAYS + 1, old)
        age(session, gaps.YOUNG_DAYS - 1, [library["pedoman"]])
    assert desk.ids(GapKind.UNOPENED) == set(), "nothing is known yet"
    first = NOW.date() - timedelta(days=gaps.YOUNG_DAYS)
    with database.write() as session:
        tallies.add(session, {(first + timedelta(days=1), library["sop"]): 1})
    assert desk.ids(GapKind.UNOPENED) == set(), "too short a time"
    with database.write() as session:
        tallies.add(session, {(first, library["sop"]): 1})
    assert [row.document_id for row in desk.rows(GapKind.UNOPENED)] == [library["perwal"], library["rahasia"]]


@pytest.mark.parametrize("kind", list(GapKind))
def test_put_aside_with_a_reason_and_taken_back(kind: GapKind, desk: Desk, database: Database) -> None:
    with database.write() as session:
        for tag in session.exec(select(Tag)):
            session.delete(tag)
        age(session, 400, range(1, 7))
        tallies.add(session, {(date(2026, 1, 1), 2): 1})
    before = desk.rows(kind)
    gone = before[0]
    desk.put_aside(kind, gone.key, "Urusan provinsi")
    assert gone.key not in {row.key for row in desk.rows(kind)}
    aside = desk.rows(kind, is_aside=True)
    assert [(row.key, row.aside and row.aside.reason) for row in aside] == [(gone.key, "Urusan provinsi")]
    with pytest.raises(Conflict):
        desk.put_aside(kind, gone.key)
    desk.take_back(kind, gone.key)
    assert desk.rows(kind) == before
    with pytest.raises(NotFound):
        desk.take_back(kind, gone.key)
    with database.read() as session:
        verbs = [entry.verb for entry in session.exec(select(AuditEntry)) if entry.verb.startswith("gap.")]
    assert verbs == ["gap.put_aside", "gap.take_back"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * (gaps.LONGEST_REASON + 1)])
def test_a_reason_is_needed(reason: str, desk: Desk) -> None:
    key = desk.rows(GapKind.INDICATOR)[0].key
    with pytest.raises(InvalidInput):
        desk.put_aside(GapKind.INDICATOR, key, reason)


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (GapKind.INDICATOR, "permenpanrb-59-2020:4711"),
        (GapKind.CITATION, "entah|"),
        (GapKind.UNTAGGED, "4711"),
        (GapKind.UNTAGGED, "x"),
        (GapKind.UNREADABLE, "99999999999999999999"),
    ],
)
def test_only_what_is_there_can_be_put_aside(kind: GapKind, key: str, desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.put_aside(kind, key)


def test_what_was_put_aside_goes_with_the_document(
    desk: Desk, database: Database, people: People, library: Mapping[str, int]
) -> None:
    with database.write() as session:
        tallies.add(session, {(NOW.date(), library["pindaian"]): 1})
    desk.put_aside(GapKind.UNREADABLE, str(library["pindaian"]))
    with database.write() as session:
        session.get_one(Document, library["pindaian"]).lifecycle = "trashed"  # type: ignore[assignment]
    with database.write() as session:
        purging.purge(session, people["admin"], document_id=library["pindaian"], reason="Data pribadi")
    assert desk.rows(GapKind.UNREADABLE, is_aside=True) == []


@pytest.mark.parametrize("who", ["pengunjung", "operator", "peninjau"])
def test_gaps_are_for_curators(who: str, runtime: Runtime, people: People, library: Mapping[str, int]) -> None:
    with runtime.database.read() as session, pytest.raises((Forbidden, SignInRequired)):
        gaps.summary(session, people[who], runtime.settings)


def test_lists_take_few_statements(desk: Desk, database: Database) -> None:
    for kind in GapKind:
        desk.rows(kind)
        with count_queries(database.engine) as queries:
            desk.rows(kind)
        assert len(queries) <= 12, kind
    with database.read() as session:
        found = gaps.summary(session, desk.actor, desk.runtime.settings)
    assert found.waiting == {kind: len(desk.rows(kind)) for kind in GapKind}
