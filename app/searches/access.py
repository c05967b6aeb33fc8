"""Whose searches and requests somebody may see: one's own, and for curators every request; others do not exist."""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.errors import Forbidden, NotFound
from app.searches import queries
from app.searches.models import DocumentRequest, SavedSearch

CURATING = "document.edit_any"


def owner_id(actor: Actor) -> int:
    """Whose things these are; the system has none of its own."""
    actor.require("account.own")
    if actor.user_id is None:
        raise Forbidden("Hanya orang yang punya pencarian dan permintaan sendiri.")
    return actor.user_id


def own_saved(session: Session, actor: Actor, saved_id: int) -> SavedSearch:
    found = queries.saved_one(session, owner_id(actor), saved_id)
    if found is None:
        raise NotFound("Pencarian tersimpan itu tidak ada, atau sudah dihapus.")
    return found


def visible_request(session: Session, actor: Actor, request_id: int) -> tuple[DocumentRequest, str, str | None]:
    actor.require("account.own")
    found = queries.request(session, request_id)
    if found is None or not (actor.can(CURATING) or found[0].user_id == actor.user_id):
        raise NotFound("Permintaan itu tidak ada, atau bukan milik Anda.")
    return found
