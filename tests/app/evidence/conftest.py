"""A real, migrated database for every test: a SQLite file, or PostgreSQL when its address is given."""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import Session

from app.core.db import Database
from app.core.migrations import upgrade
from tests.app.evidence.world import World, build

POSTGRESQL = os.environ.get("PUSTAKA_TEST_DATABASE_URL", "")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A freshly migrated SQLite file, to be copied: migrating takes longer than a whole test."""
    path = tmp_path_factory.mktemp("schema") / "pustaka.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.dispose()
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Iterator[Database]:
    if POSTGRESQL:
        yield from _postgresql()
        return
    path = tmp_path / "pustaka.db"
    shutil.copy(migrated, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


def _postgresql() -> Iterator[Database]:
    """A schema of its own, so that nothing else in that database is touched."""
    schema = f"test_{secrets.token_hex(6)}"
    server = create_engine(POSTGRESQL)
    with server.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    database = Database(f"{POSTGRESQL}?options=-csearch_path%3D{schema}")
    upgrade(database)
    yield database
    database.dispose()
    with server.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    server.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as session:
        yield session


@pytest.fixture
def world(session: Session) -> World:
    return build(session)
