"""Every route on PostgreSQL: those that read answer as the table of routes says, those that write are never refused."""

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient

from tests.conftest import give_session
from tests.postgresql.sameness import database, settings  # noqa: F401
from tests.security.lines import VISITOR
from tests.security.table import TABLE
from tests.security.test_routes import send

pytestmark = pytest.mark.slow
READING = [name for name in TABLE if name.startswith("GET ")]
WRITING = [name for name in TABLE if not name.startswith("GET ")]


def test_what_reads_answers_as_on_sqlite(library: Mapping[str, int], client: TestClient) -> None:
    people = {who for name in READING for who in (TABLE[name].allowed[0], TABLE[name].allowed[-1])} - {VISITOR}
    for who in (VISITOR, *sorted(people)):
        if who != VISITOR:
            give_session(client, who)
        for name in READING:
            line = TABLE[name]
            if who == line.allowed[0]:
                assert send(client, name, line).status_code == line.ok, (name, who)
            elif who == line.allowed[-1]:
                assert send(client, name, line).status_code not in {401, 403}, (name, who)


def test_no_write_meets_a_statement_that_only_sqlite_understands(
    library: Mapping[str, int], client: TestClient
) -> None:
    """One after the other in one library, so that an answer may also be that something is gone by now."""
    for name in WRITING:
        line = TABLE[name]
        if line.allowed[0] != VISITOR:
            give_session(client, line.allowed[0])
        assert send(client, name, line).status_code < 500, name
