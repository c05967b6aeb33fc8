"""The database's shape: migrations and models say the same, in both directions, and shared words are the same words."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

from alembic import command
from app.core import migrations
from app.core.db import Database
from app.documents.models import Kind
from app.instruments.spec import DOCUMENT_KINDS


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'kosong.db'}")
    yield database
    database.dispose()


def test_migrations_make_exactly_what_the_models_say(empty: Database) -> None:
    migrations.upgrade(empty)
    migrations.import_models()
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_up_down_and_up_again(empty: Database) -> None:
    first = migrations.upgrade(empty)
    assert first == migrations.newest()
    made = set(inspect(empty.engine).get_table_names())
    settings = migrations.config()
    with empty.engine.connect() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, "base")
        connection.commit()
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    assert migrations.upgrade(empty) == first
    assert set(inspect(empty.engine).get_table_names()) == made


def test_kinds_of_documents_are_the_same_words_in_library_and_instruments() -> None:
    assert {kind.value for kind in Kind} == set(DOCUMENT_KINDS)
