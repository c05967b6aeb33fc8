"""How SQLite goes about finding the next job: by the index, whatever waits behind it."""

from typing import Any

from sqlalchemy import event

from app.core.db import Database
from app.jobs import queue
from tests.app.jobs.test_queue import add, take


def test_the_next_job_is_found_without_looking_at_all_others(database: Database) -> None:
    add(database, 3)
    add(database, 2, priority=5)
    plans: list[str] = []

    def explain(opened: Any, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            found = opened.connection.dbapi_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in found)

    event.listen(database.engine, "before_cursor_execute", explain)
    assert [lease.payload["n"] for lease in take(database, limit=2)] == [0, 1]
    with database.read() as session:
        assert queue.has_free(session, "uji", least_priority=0)
    assert plans
    assert [plan for plan in plans if "SCAN" in plan or "TEMP B-TREE" in plan] == []
    assert all("lane=? AND state=?" in plan for plan in plans)
