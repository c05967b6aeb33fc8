"""Which documents an actor may see and change. Every read of documents, in any slice, starts from `visible_to`."""

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.permissions import Actor
from app.documents.models import Document, Lifecycle, Visibility


def visible_to(actor: Actor) -> SelectOfScalar[Document]:
    """All documents that the actor may see, trash left out."""
    return select(Document).where(is_visible_to(actor))


def is_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same as a condition, for queries that start from another table joined with document."""
    alive = col(Document.lifecycle) != Lifecycle.TRASHED
    if actor.is_system:
        return alive
    published = col(Document.lifecycle) == Lifecycle.PUBLISHED
    if not actor.is_signed_in:
        return and_(published, col(Document.visibility) == Visibility.PUBLIC)
    return and_(alive, or_(_is_mine(actor), and_(_is_released(actor), _is_open(actor))))


def standpoint(actor: Actor) -> Actor:
    """With nothing but what `is_visible_to` looks at: those who share it see the same documents."""
    return Actor(user_id=actor.user_id, role=actor.role, agency_id=actor.agency_id, is_system=actor.is_system)


def trash_visible_to(actor: Actor) -> SelectOfScalar[Document]:
    """Trashed documents: everything for those who keep the library, one's own uploads for everyone else."""
    mine = true() if actor.can("document.see_trash") else _is_mine(actor)
    return select(Document).where(and_(col(Document.lifecycle) == Lifecycle.TRASHED, mine))


def may_edit(actor: Actor, document: Document) -> bool:
    """Curators edit everything; contributors what they uploaded or what belongs to their agency."""
    if actor.can("document.edit_any"):
        return True
    return actor.can("document.edit_own") and _belongs_to(actor, document)


def is_editable_by(actor: Actor) -> ColumnElement[bool]:
    """The same as a condition, for lists of what somebody may work on."""
    if actor.can("document.edit_any"):
        return true()
    if not actor.can("document.edit_own"):
        return false()
    own_agency = false() if actor.agency_id is None else col(Document.agency_id) == actor.agency_id
    return or_(own_agency, _is_mine(actor))


def may_trash(actor: Actor, document: Document) -> bool:
    if actor.can("document.trash_any"):
        return True
    return actor.can("document.edit_own") and document.created_by == actor.user_id


def _belongs_to(actor: Actor, document: Document) -> bool:
    own_agency = actor.agency_id is not None and document.agency_id == actor.agency_id
    return own_agency or (actor.user_id is not None and document.created_by == actor.user_id)


def _is_mine(actor: Actor) -> ColumnElement[bool]:
    return false() if actor.user_id is None else col(Document.created_by) == actor.user_id


def _is_released(actor: Actor) -> ColumnElement[bool]:
    if actor.can("document.edit_any"):
        return true()
    return col(Document.lifecycle) == Lifecycle.PUBLISHED


def _is_open(actor: Actor) -> ColumnElement[bool]:
    if actor.can("document.see_restricted"):
        return true()
    general = col(Document.visibility) != Visibility.RESTRICTED
    return general if actor.agency_id is None else or_(general, col(Document.agency_id) == actor.agency_id)
