"""The log of changes that the database itself keeps, so that no way of writing can forget it: one number for each.

What a process keeps of documents is as new as the highest number it knew; it reads anew what the log names since.
Triggers write the log (see the migration), each for the tables that visibility, filters and facets read. A number
becomes visible together with what it stands for, after all smaller ones.
"""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Integer, delete
from sqlalchemy import select as sql_select
from sqlmodel import Column, Field, Session, col, func

from app.core.db import asked_once
from app.core.tables import Table

KEPT = 50_000  # entries; whoever has not looked for longer reads everything anew
NAMES = 0  # no document: what documents are filtered and named by has changed, as agencies and indicators


class DocumentChange(Table, table=True):
    """Append-only; never written by hand. `document_id` is no foreign key, since documents go and the entry stays."""

    __tablename__ = "document_change"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - read once by the mapper

    seq: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    )
    document_id: int


@dataclass(frozen=True, slots=True)
class Extent:
    """The numbers that the log holds for a transaction."""

    oldest: int
    newest: int

    def reaches(self, position: int) -> bool:
        """Whether everything that came after this position is still named."""
        return self.oldest <= position


WATCHED = ("document", "revision", "tag", "agency", "instrument", "domain", "aspect", "indicator")
_VERBS = ("insert", "update", "delete")
_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}
_EXTENT = "SELECT (SELECT min(seq) FROM document_change), (SELECT max(seq) FROM document_change)"


def extent(session: Session) -> Extent:
    """Asked before whatever is read under it. Sent as it is, and once in each search."""
    return asked_once(session, Extent, lambda: _extent(session))


def _extent(session: Session) -> Extent:
    oldest, newest = session.connection().exec_driver_sql(_EXTENT).one()
    return Extent(oldest or 0, newest or 0)


def unwatched(session: Session) -> list[str]:
    """Tables whose triggers are gone: what is kept would no longer follow their changes."""
    connection = session.connection()
    there = {row[0] for row in connection.exec_driver_sql(_TRIGGERS[connection.dialect.name])}
    return [table for table in WATCHED if any(f"note_{table}_{verb}" not in there for verb in _VERBS)]


def prune(session: Session, *, kept: int = KEPT) -> None:
    newest = session.execute(sql_select(func.max(col(DocumentChange.seq)))).scalar()
    if newest is not None:
        session.execute(delete(DocumentChange).where(col(DocumentChange.seq) <= newest - kept))
