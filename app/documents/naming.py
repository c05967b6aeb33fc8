"""Titles for what the floor below tells people: asked for when it is read, so nobody reads what they may not see."""

from sqlmodel import Session, col, select

from app.core.events import on
from app.documents.access import is_visible_to
from app.documents.models import Document
from app.notices.schemas import NamesAsked

_LONGEST = 160


def register_handlers() -> None:
    on(NamesAsked, put_in_names)


def put_in_names(session: Session, event: NamesAsked) -> None:
    wanted = select(Document.id, Document.title).where(col(Document.id).in_(event.document_ids))
    for document_id, title in session.exec(wanted.where(is_visible_to(event.actor))):
        if document_id is not None:
            event.names[document_id] = title[:_LONGEST]
