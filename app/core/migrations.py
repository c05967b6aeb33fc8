"""Brings a database to the newest schema; used by `pustaka init`, the demo and every test."""

import importlib
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from alembic import command
from app.core.db import Database

ROOT = Path(__file__).resolve().parents[2]
MODULES_WITH_TABLES = (
    "accounts.models",
    "audit.models",
    "contributions.models",
    "coverage.models",
    "curation.models",
    "documents.changelog",
    "documents.models",
    "documents.read_models",
    "evidence.models",
    "ingest.models",
    "instruments.models",
    "jobs.models",
    "learning.models",
    "notices.models",
    "preservation.models",
    "publishing.models",
    "searches.models",
    "stewardship.models",
    "taxonomies.models",
    "twins.models",
)


def import_models() -> None:
    """Tables register themselves on import. By name, since the ground floor imports nothing that stands above it."""
    for module in MODULES_WITH_TABLES:
        importlib.import_module(f"app.{module}")


def config() -> Config:
    return Config(str(ROOT / "alembic.ini"))


def upgrade(database: Database) -> str:
    """Run what is missing and return the revision the schema now has."""
    settings = config()
    with database.engine.connect() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
        connection.commit()
    return current(database) or ""


def current(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    return ScriptDirectory.from_config(config()).get_current_head()
