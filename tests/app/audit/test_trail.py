"""The trail: every change leaves an entry in its own transaction, with what changed and nothing secret."""

from datetime import date
from decimal import Decimal

import pytest

from app.accounts.permissions import SYSTEM
from app.audit import service as audit
from app.core.db import Database
from app.core.errors import Forbidden, SignInRequired
from app.core.pagination import Slice
from tests.support.people import People


def test_only_what_changed_is_kept() -> None:
    before, after = audit.changed({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4})
    assert (before, after) == ({"b": 2, "c": None}, {"b": 3, "c": 4})


def test_an_undone_change_leaves_no_entry(database: Database, people: People) -> None:
    with database.write() as session:
        audit.record(session, SYSTEM, "uji.catat", "uji", 1)
        session.flush()
        session.rollback()
    with database.read() as session:
        assert audit.history(session, object_type="uji", object_id=1) == []


def test_dates_and_decimals_are_kept_readably(database: Database) -> None:
    with database.write() as session:
        audit.record(
            session, SYSTEM, "uji.catat", "uji", 1, after={"hari": date(2026, 11, 22), "nilai": Decimal("3.69")}
        )
    with database.read() as session:
        assert audit.history(session, object_type="uji", object_id=1)[0].after == {
            "hari": "2026-11-22",
            "nilai": "3.69",
        }


def test_the_newest_come_first_and_only_for_admins(database: Database, people: People) -> None:
    with database.write() as session:
        for number in range(3):
            audit.record(session, people["kurator"], "uji.catat", "uji", number)
    with database.read() as session:
        found = audit.listing(session, people["admin"], part=Slice(limit=2), verb="uji.catat")
        assert [entry.object_id for entry in found.items] == ["2", "1"]
        assert found.total == 3
        assert found.items[0].actor_name == people["kurator"].name
        with pytest.raises(Forbidden):
            audit.listing(session, people["kurator"], part=Slice())
        with pytest.raises(SignInRequired):
            audit.listing(session, people["pengunjung"], part=Slice())
