"""Migrations run on a connection handed over by `app.core.migrations`, or on the configured database by hand."""

from typing import Any, Literal

from sqlalchemy import Connection
from sqlmodel import SQLModel

from alembic import context
from app.core.config import Settings
from app.core.db import Database
from app.core.migrations import import_models
from app.core.tables import TextEnum, UtcDateTime

import_models()


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Migrations stand on plain column types, so old ones keep working when our Python types change."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, TextEnum):
        return "sa.String(length=32)"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    database = Database(Settings().resolved_database_url)
    with database.engine.connect() as own:
        run(own)
        own.commit()
