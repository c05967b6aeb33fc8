"""Keeps the queue in step with what happens to labels below; the composition registers it."""

from sqlmodel import Session

from app.core.events import on
from app.curation import marks
from app.documents.events import TagsChanged


def register_handlers() -> None:
    on(TagsChanged, renew)


def renew(session: Session, event: TagsChanged) -> None:
    marks.renew(session, event.document_ids)
