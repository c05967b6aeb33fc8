"""What this slice answers when the library below it is asked; the composition calls `register_handlers`."""

from typing import Any

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Mapper, object_session
from sqlmodel import Session, col, func

from app.core.events import on
from app.documents.events import DocumentMissed, FileOpening
from app.documents.models import Document
from app.preservation import alarms, tombstones
from app.preservation.models import Tombstone

_LAST = "pustaka_last_document"


def register_handlers() -> None:
    on(DocumentMissed, tell_if_gone)
    on(FileOpening, refuse_damaged)
    if not event.contains(Document, "before_insert", number_after_the_dead):
        event.listen(Document, "before_insert", number_after_the_dead)


def tell_if_gone(session: Session, sought: DocumentMissed) -> None:
    tombstones.tell_if_gone(session, sought.actor, sought.document_id)


def refuse_damaged(session: Session, opening: FileOpening) -> None:
    alarms.refuse_damaged(session, opening.sha256)


def number_after_the_dead(_mapper: Mapper[Any], connection: Connection, document: Document) -> None:
    """A number is never given twice. SQLite would give that of the highest document anew once this is deleted."""
    if document.id is not None or connection.dialect.name != "sqlite":
        return
    dead = connection.execute(select(func.max(col(Tombstone.document_id)))).scalar()
    living = connection.execute(select(func.max(col(Document.id)))).scalar() or 0
    if dead is None or living > dead:
        return
    session = object_session(document)
    known = session.info.get(_LAST, 0) if session is not None else 0
    document.id = max(dead, known) + 1
    if session is not None:
        session.info[_LAST] = document.id
