"""Who may see a pair of near-copies, and who may decide on it. A pair with a hidden document does not exist."""

from sqlalchemy import ColumnElement, Select, and_, or_, true
from sqlalchemy import select as sql_select
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.permissions import Actor
from app.documents.access import may_edit, may_trash, trash_visible_to
from app.documents.access import visible_to as documents_visible_to
from app.documents.models import Document
from app.twins.models import Twin, TwinState

AWAY = (TwinState.MERGED, TwinState.REVISION)


def visible_to(actor: Actor) -> SelectOfScalar[Twin]:
    """Pairs whose documents the actor may both see: all for curators, for others those with an upload of their own."""
    return select(Twin).where(is_visible_to(actor))


def is_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Of a pair that was merged one document lies in the trash: the trash must be the actor's to see, too."""
    alive = documents_visible_to(actor).with_only_columns(col(Document.id))
    trash = trash_visible_to(actor).with_only_columns(col(Document.id))
    both = and_(col(Twin.first_id).in_(alive), col(Twin.second_id).in_(alive))
    gone_first = and_(col(Twin.second_id).in_(alive), col(Twin.first_id).in_(trash))
    gone_second = and_(col(Twin.first_id).in_(alive), col(Twin.second_id).in_(trash))
    merged = and_(col(Twin.state).in_(AWAY), or_(gone_first, gone_second))
    return and_(or_(both, merged), _concerns(actor))


def may_settle(actor: Actor, kept: Document, gone: Document) -> bool:
    """To merge or to declare a revision: the one that stays is changed, the other one is put aside."""
    return may_edit(actor, kept) and may_trash(actor, gone)


def may_tell_apart(actor: Actor, first: Document, second: Document) -> bool:
    return may_edit(actor, first) and may_edit(actor, second)


def _concerns(actor: Actor) -> ColumnElement[bool]:
    if actor.can("document.edit_any"):
        return true()
    mine = _uploads_of(actor)
    return or_(col(Twin.first_id).in_(mine), col(Twin.second_id).in_(mine))


def _uploads_of(actor: Actor) -> Select[int | None]:
    return sql_select(col(Document.id)).where(col(Document.created_by) == (actor.user_id or 0))
