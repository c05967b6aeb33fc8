"""Rows as JSON Lines and back, by the columns that the database itself has: the same for SQLite and PostgreSQL.

Columns are read from the database and not from the models, so that an old backup can be loaded into its own old schema.
"""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Connection, MetaData, Select, Table, func, insert, select, text
from sqlalchemy.types import TypeEngine

from storage.members import damaged

ROWS_AT_ONCE = 500
_OWN = {"alembic_version"}
# What belongs to one running installation and not to the library: who is signed in, who works, how its disk is, what
# changed lately; and what people searched, because what they delete must not come back.
LEFT_OUT = _OWN | {"login_session", "login_attempt", "worker_beat", "fixity_check", "document_change", "recent_search"}


def tables_of(connection: Connection) -> list[Table]:
    """All that a backup holds, those that others refer to first."""
    metadata = MetaData()
    metadata.reflect(connection)
    kept = [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]
    for table in kept:
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type = JSON(none_as_null=bool(column.nullable))
    return kept


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Each row as one line, in the order of the key, a few hundred in memory at a time."""
    kinds = {column.name: column.type for column in table.columns}
    result = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(_wanted(table))
    for row in result.mappings():
        plain = {name: _plain(row[name], kinds[name]) for name in kinds}
        yield json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def load(connection: Connection, table: Table, lines: Iterator[bytes]) -> int:
    """Put the rows in; returns how many. What does not fit the columns is damage."""
    kinds = {column.name: column.type for column in table.columns}
    batch, count = list[dict[str, Any]](), 0
    for line in lines:
        batch.append(_values(line, kinds))
        count += 1
        if len(batch) == ROWS_AT_ONCE:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    return count


def go_on_counting(connection: Connection, tables: Sequence[Table]) -> None:
    """On PostgreSQL the next number comes from a sequence, which rows with given numbers do not move."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for column in table.primary_key:
            sequence = connection.execute(select(func.pg_get_serial_sequence(table.name, column.name))).scalar()
            if sequence:
                highest = connection.execute(select(func.max(column))).scalar()
                connection.execute(
                    text("SELECT setval(:name, :value, :used)"),
                    {"name": sequence, "value": highest or 1, "used": highest is not None},
                )


def _wanted(table: Table) -> Select[Any]:
    """Work that is done is no loss; work that waits must go on where the backup is restored."""
    wanted = select(table).order_by(*table.primary_key)
    return wanted.where(table.c.state != "done") if table.name == "job" else wanted


def _plain(value: Any, kind: TypeEngine[Any]) -> Any:
    if value is None or isinstance(kind, JSON):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, Decimal) else value


def _values(line: bytes, kinds: Mapping[str, TypeEngine[Any]]) -> dict[str, Any]:
    try:
        given = json.loads(line)
        if given.keys() != kinds.keys():
            raise ValueError("other columns")
        return {name: _value(given[name], kind) for name, kind in kinds.items()}
    except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise damaged("satu baris datanya tidak terbaca") from error


def _value(value: Any, kind: TypeEngine[Any]) -> Any:
    if value is None or isinstance(kind, JSON):
        return value
    wanted = kind.python_type
    if wanted in {datetime, date}:
        return wanted.fromisoformat(value)
    if wanted is bytes:
        return base64.b64decode(value, validate=True)
    if wanted is Decimal:
        return Decimal(value)
    if not isinstance(value, wanted) and not (wanted is float and isinstance(value, int)):
        raise TypeError(wanted.__name__)
    return value
