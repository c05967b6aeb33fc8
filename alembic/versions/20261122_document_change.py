"""a log of what changed in documents, kept by the database itself

Revision: 0009_document_change
Follows: 0008_job_order
"""

import time
from collections.abc import Iterator

import sqlalchemy as sa

from alembic import op

revision = "0009_document_change"
down_revision = "0008_job_order"
branch_labels = None
depends_on = None

# Table → the column that says which document has changed (None where it is what all are filtered and named by), the
# columns of which a change counts (none: all of them), and what a row must be before or after to count.
_WATCHED: dict[str, tuple[str | None, tuple[str, ...], str]] = {
    "document": ("id", (), ""),
    "revision": ("document_id", ("document_id", "state", "media_type"), ""),
    "tag": ("document_id", ("document_id", "indicator_id", "state"), "{row}.state = 'confirmed'"),
    "agency": (None, ("name", "code"), ""),
    "instrument": (None, (), ""),
    "domain": (None, (), ""),
    "aspect": (None, (), ""),
    "indicator": (None, (), ""),
}
_ROWS = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}
_FUNCTIONS = {
    None: "note_change_of_names",
    "id": "note_change_of_document",
    "document_id": "note_change_below_document",
}


def upgrade() -> None:
    op.create_table(
        "document_change",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_document_change")),
        sqlite_autoincrement=True,
    )
    _count_from_now()
    statements = _on_postgresql() if _is_postgresql() else _on_sqlite()
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    for table in _WATCHED:
        for verb in _ROWS:
            of_table = f" ON {table}" if _is_postgresql() else ""
            op.execute(f"DROP TRIGGER {_name(table, verb)}{of_table}")
    if _is_postgresql():
        for function in _FUNCTIONS.values():
            op.execute(f"DROP FUNCTION {function}()")
    op.drop_table("document_change")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _count_from_now() -> None:
    """A log that is made anew goes on above every number that a process remembers of the one before."""
    first = time.time_ns() // 1_000_000
    op.execute(f"INSERT INTO document_change (seq, document_id) VALUES ({first}, 0)")  # noqa: S608 - a number of ours
    if _is_postgresql():
        op.execute(f"SELECT setval(pg_get_serial_sequence('document_change', 'seq'), {first})")


def _on_sqlite() -> Iterator[str]:
    """Writers come one after the other, so that numbers are given in the order of commits."""
    for table, (key, columns, condition) in _WATCHED.items():
        for verb, rows in _ROWS.items():
            when = f" WHEN {' OR '.join(condition.format(row=row) for row in rows)}" if condition else ""
            noted = " UNION ".join(f"SELECT {_noted(key, row)}" for row in rows)
            yield (
                f"CREATE TRIGGER {_name(table, verb)} AFTER {_event(verb, columns)} ON {table} FOR EACH ROW{when} "
                f"BEGIN INSERT INTO document_change (document_id) {noted}; END"
            )


def _on_postgresql() -> Iterator[str]:
    """Only at its commit does a transaction take its numbers, and it holds a lock until it is over: numbers are seen in
    their order, and nobody who has seen one misses a smaller one that comes later."""
    for key, function in _FUNCTIONS.items():
        yield f"""
            CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock(20261122, 9);
                IF TG_OP <> 'INSERT' THEN
                    INSERT INTO document_change (document_id) VALUES ({_noted(key, "old")});
                END IF;
                IF TG_OP = 'INSERT' OR TG_OP = 'UPDATE' AND {_noted(key, "new")} <> {_noted(key, "old")} THEN
                    INSERT INTO document_change (document_id) VALUES ({_noted(key, "new")});
                END IF;
                RETURN NULL;
            END $$"""  # noqa: S608 - names from above
    for table, (key, columns, condition) in _WATCHED.items():
        for verb, rows in _ROWS.items():
            when = f" WHEN ({' OR '.join(condition.format(row=row) for row in rows)})" if condition else ""
            yield (
                f"CREATE CONSTRAINT TRIGGER {_name(table, verb)} AFTER {_event(verb, columns)} ON {table} "
                f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW{when} EXECUTE FUNCTION {_FUNCTIONS[key]}()"
            )


def _event(verb: str, columns: tuple[str, ...]) -> str:
    return f"UPDATE OF {', '.join(columns)}" if verb == "update" and columns else verb.upper()


def _noted(key: str | None, row: str) -> str:
    return "0" if key is None else f"{row}.{key}"


def _name(table: str, verb: str) -> str:
    return f"note_{table}_{verb}"
