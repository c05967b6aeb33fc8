"""What is told of a document that was deleted for good: its title and the reason, to those who could have seen it."""

from sqlalchemy import ColumnElement, false, or_, true
from sqlmodel import Session, col, select

from app.accounts.permissions import Actor
from app.core.errors import PustakaError
from app.core.pagination import Listing, Slice
from app.documents.models import Visibility
from app.preservation.models import Tombstone


class Gone(PustakaError):
    """It was there, and will never come back."""

    status = 410
    slug = "dihapus-tetap"
    title = "Dokumen ini sudah dihapus tetap"


def tell_if_gone(session: Session, actor: Actor, document_id: int) -> None:
    """Raises Gone; says nothing of a document that never was or that this actor could not see."""
    stone = session.exec(
        select(Tombstone).where(Tombstone.document_id == document_id, _could_be_seen_by(actor))
    ).first()
    if stone is not None:
        raise Gone(f"“{stone.title}” dihapus tetap dan tidak dapat dipulihkan. Alasan: {stone.reason}")


def listing(session: Session, actor: Actor, *, part: Slice) -> Listing[Tombstone]:
    """The latest first."""
    wanted = select(Tombstone).where(_could_be_seen_by(actor))
    rows = session.exec(wanted.order_by(col(Tombstone.deleted_at).desc(), col(Tombstone.document_id).desc())).all()
    return Listing(rows[part.offset : part.offset + part.limit], len(rows), part.limit, part.offset)


def _could_be_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The rule of `documents.access` for published documents, on what the stone remembers."""
    if actor.is_system:
        return true()
    visibility = col(Tombstone.visibility)
    if not actor.is_signed_in:
        return visibility == Visibility.PUBLIC.value
    mine = col(Tombstone.created_by) == actor.user_id
    own = false() if actor.agency_id is None else col(Tombstone.agency_id) == actor.agency_id
    general = true() if actor.can("document.see_restricted") else visibility != Visibility.RESTRICTED.value
    return or_(mine, own, general)
