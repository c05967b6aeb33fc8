"""The tally of openings: nothing waits for it, it knows no reader, and what is gone for good stops no batch."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel, select

from app.core.config import Settings
from app.core.db import Database
from app.core.runtime import Runtime
from app.coverage import tallies
from app.coverage.models import DocumentOpening
from app.coverage.openings import Openings
from app.preservation.service import Care
from tests.support.counting import count_queries
from tests.support.people import People

NEVER = 3600.0
GONE = 4711


@pytest.fixture
def openings(runtime: Runtime) -> Iterator[Openings]:
    with Openings(runtime.database, runtime.settings, every=NEVER) as made:
        yield made


def counted(database: Database) -> dict[int, int]:
    with database.read() as session:
        return {row.document_id: row.opened for row in session.exec(select(DocumentOpening))}


def test_batches_add_up_and_leave_out_what_is_gone(
    openings: Openings, database: Database, library: Mapping[str, int]
) -> None:
    for _ in range(2):
        openings.note(library["sop"])
        openings.note(library["perwal"])
        openings.note(library["sop"])
        openings.note(GONE)
        openings.flush()
    assert counted(database) == {library["sop"]: 4, library["perwal"]: 2}


def test_no_column_could_hold_a_person_or_an_hour() -> None:
    columns = SQLModel.metadata.tables["document_opening"].columns
    assert {column.name: column.type.python_type for column in columns} == {
        "day": date,
        "document_id": int,
        "opened": int,
    }


def test_while_the_database_refuses_it_counts_on(
    openings: Openings, library: Mapping[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("insert", {}, Exception("database is locked"))

    openings.note(library["sop"])
    with monkeypatch.context() as broken:
        broken.setattr(tallies, "add", refuse)
        with pytest.raises(OperationalError):
            openings.flush()
    openings.note(library["sop"])
    openings.flush()
    assert counted(openings.database) == {library["sop"]: 2}


def test_a_normal_stop_writes_what_waits(runtime: Runtime, library: Mapping[str, int]) -> None:
    with Openings(runtime.database, runtime.settings, every=NEVER) as made:
        made.note(library["sop"])
    assert counted(runtime.database) == {library["sop"]: 1}


def test_the_day_is_that_of_the_place_and_goes_after_a_year(runtime: Runtime, library: Mapping[str, int]) -> None:
    far_east = runtime.settings.model_copy(update={"time_zone": "Asia/Jayapura"})
    with time_machine.travel(datetime.fromisoformat("2026-11-22T23:30:00+07:00"), tick=False):
        with Openings(runtime.database, far_east, every=NEVER) as made:
            made.note(library["sop"])
        with runtime.database.read() as session:
            assert tallies.counted_since(session) == date(2026, 11, 23)
    for days, left in ((tallies.KEPT_DAYS - 1, {library["sop"]: 1}), (tallies.KEPT_DAYS, {})):
        with time_machine.travel(datetime.fromisoformat("2026-11-23T12:00:00+07:00") + timedelta(days=days)):
            Care(runtime).daily_job([])
        assert counted(runtime.database) == left


def test_pages_count_an_opening_and_turning_leaves_is_none(
    app: FastAPI, client: TestClient, runtime: Runtime, openings: Openings, library: Mapping[str, int]
) -> None:
    app.state.runtime = _with(runtime, openings)
    document_id = library["perwal"]
    reader = f"/dokumen/{document_id}/baca"
    with count_queries(runtime.database.engine) as queries:
        client.get(f"/dokumen/{document_id}")
        client.get(f"{reader}?{urlencode({'hal': 1})}")
        client.get(f"{reader}?{urlencode({'hal': 2})}", headers={"referer": f"http://testserver{reader}?hal=1"})
        client.get(f"/dokumen/{document_id}/berkas")
        client.get(f"/dokumen/{document_id}/berkas?unduh=1")
        client.get(f"/dokumen/{library['rahasia']}")
    assert not [statement for statement in queries.statements if "document_opening" in statement]
    openings.flush()
    assert counted(runtime.database) == {document_id: 3}


def test_only_those_who_keep_the_library_are_told(
    openings: Openings, people: People, library: Mapping[str, int]
) -> None:
    openings.note(library["sop"])
    openings.flush()
    with openings.database.read() as session:
        told = {name: tallies.opened_times(session, people[name], library["sop"]) for name in ("kurator", "operator")}
        assert told == {"kurator": 1, "operator": None}
        assert tallies.opened_times(session, people["kurator"], library["perwal"]) == 0


def _with(runtime: Runtime, openings: Openings) -> Runtime:
    settings: Settings = runtime.settings
    return Runtime(settings, runtime.database, runtime.store, runtime.generations, runtime.search_log, openings)
