"""Every select on documents. All of them start from what the actor may see."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, String, and_, bindparam
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, or_, select

from app.accounts.models import Agency, User
from app.accounts.permissions import Actor
from app.core.matching import ESCAPE, literal
from app.documents.access import is_visible_to, standpoint, trash_visible_to, visible_to
from app.documents.filtering import filter_conditions
from app.documents.models import (
    Document,
    Mention,
    Page,
    Relation,
    Revision,
)
from app.documents.schemas import Filters, Sort

Row = tuple[Document, Revision, Agency | None]


def visible(session: Session, actor: Actor, document_id: int) -> Document | None:
    return session.exec(visible_to(actor).where(Document.id == document_id)).first()


def trashed(session: Session, actor: Actor, document_id: int) -> Document | None:
    return session.exec(trash_visible_to(actor).where(Document.id == document_id)).first()


def rows(
    session: Session, actor: Actor, filters: Filters, *, sort: Sort, limit: int, offset: int
) -> tuple[list[Row], int]:
    condition = and_(is_visible_to(actor), *filter_conditions(filters, actor))
    total = session.exec(select(func.count()).select_from(Document).where(condition)).one()
    wanted = row_select().where(condition).order_by(*order_of(sort))
    return as_rows(session.execute(wanted.limit(limit).offset(offset))), total


def rows_by_ids(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, Row]:
    wanted = row_select().where(is_visible_to(actor), col(Document.id).in_(ids))
    return {row[0].id or 0: row for row in as_rows(session.execute(wanted))}


def trash_rows(session: Session, actor: Actor, *, limit: int, offset: int) -> tuple[list[Row], int]:
    ids = trash_visible_to(actor).with_only_columns(col(Document.id))
    condition = col(Document.id).in_(ids)
    total = session.exec(select(func.count()).select_from(Document).where(condition)).one()
    wanted = row_select().where(condition).order_by(col(Document.trashed_at).desc(), col(Document.id).desc())
    return as_rows(session.execute(wanted.limit(limit).offset(offset))), total


def trash_reasons(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    wanted = trash_visible_to(actor).with_only_columns(col(Document.id), col(Document.trash_reason))
    found = session.execute(wanted.where(col(Document.id).in_(ids))).all()
    return {document_id: reason or "" for document_id, reason in found if document_id is not None}


def row_select() -> Select[Document, Revision, Agency]:
    return (
        sql_select(Document, Revision, Agency)
        .join(Revision, col(Revision.id) == col(Document.current_revision_id))
        .join(Agency, col(Agency.id) == col(Document.agency_id), isouter=True)
    )


def as_rows(result: Iterable[Any]) -> list[Row]:
    return [(document, revision, agency) for document, revision, agency in result]


def order_of(sort: Sort) -> tuple[ColumnElement[Any], ...]:
    orders: dict[Sort, tuple[ColumnElement[Any], ...]] = {
        "newest": (col(Document.created_at).desc(), col(Document.id).desc()),
        "oldest": (col(Document.created_at).asc(), col(Document.id).asc()),
        "title": (func.lower(Document.title), col(Document.id).asc()),
        "year": (func.coalesce(Document.year, 0).desc(), func.lower(Document.title)),
    }
    return orders[sort]


def revisions(session: Session, document_id: int) -> list[tuple[Revision, User | None]]:
    wanted = (
        select(Revision, User)
        .join(User, col(User.id) == col(Revision.created_by), isouter=True)
        .where(Revision.document_id == document_id)
        .order_by(col(Revision.ordinal).desc())
    )
    return [(revision, user) for revision, user in session.exec(wanted)]


def revision(session: Session, actor: Actor, revision_id: int) -> tuple[Revision, Document] | None:
    wanted = (
        select(Revision, Document)
        .join(Document, col(Document.id) == col(Revision.document_id))
        .where(Revision.id == revision_id, is_visible_to(actor))
    )
    return session.exec(wanted).first()


def revision_by_ordinal(session: Session, document_id: int, ordinal: int) -> Revision | None:
    return session.exec(
        select(Revision).where(Revision.document_id == document_id, Revision.ordinal == ordinal)
    ).first()


def lock_bytes(session: Session, sha256: str) -> None:
    """Until the transaction ends, others with the same bytes wait; SQLite lets one writer in at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sql_select(func.pg_advisory_xact_lock(int(sha256[:15], 16))))


def holder_of_blob(session: Session, actor: Actor, sha256: str) -> Document | None:
    wanted = visible_to(actor).join(Revision, col(Revision.document_id) == col(Document.id))
    return session.exec(wanted.where(Revision.sha256 == sha256).order_by(col(Document.id))).first()


def own_trash_with_blob(session: Session, actor: Actor, sha256: str) -> list[Document]:
    if actor.user_id is None:
        return []
    wanted = trash_visible_to(actor).join(Revision, col(Revision.document_id) == col(Document.id))
    mine = wanted.where(Revision.sha256 == sha256, Document.created_by == actor.user_id)
    return list(session.exec(mine.order_by(col(Document.trashed_at).desc(), col(Document.id).desc())))


def page(session: Session, revision_id: int, number: int) -> Page | None:
    return session.get(Page, (revision_id, number))


def pages(session: Session, revision_id: int) -> list[Page]:
    return list(session.exec(select(Page).where(Page.revision_id == revision_id).order_by(col(Page.number))))


def relations_of(session: Session, actor: Actor, document_id: int) -> list[tuple[Relation, Document | None]]:
    """Outgoing relations; a target the actor may not see comes as its written name only."""
    target = and_(col(Document.id) == col(Relation.target_document_id), is_visible_to(actor))
    wanted = select(Relation, Document).join(Document, target, isouter=True)
    found = session.exec(wanted.where(Relation.document_id == document_id).order_by(col(Relation.id)))
    return [(relation, document) for relation, document in found]


def relations_to(session: Session, actor: Actor, document_id: int) -> list[tuple[Relation, Document]]:
    wanted = (
        select(Relation, Document)
        .join(Document, col(Document.id) == col(Relation.document_id))
        .where(Relation.target_document_id == document_id, is_visible_to(actor))
    )
    return [(relation, document) for relation, document in session.exec(wanted.order_by(col(Relation.id)))]


def relations_about(session: Session, document: Document) -> list[Relation]:
    """Relations that are linked to the document, and those without a link that name its citation."""
    named = and_(col(Relation.target_document_id).is_(None), col(Relation.target_key) == document.citation_key)
    return list(session.exec(select(Relation).where(or_(Relation.target_document_id == document.id, named))))


def with_citation_like(session: Session, actor: Actor, *, year: int, suffix: str) -> list[Document]:
    """Visible documents whose own citation has this number and year, whatever their kind."""
    asked = {"year": year, "ending": f"%{literal(suffix)}"}
    return list(session.scalars(_with_citation_seen_by(standpoint(actor)), asked))


@lru_cache(maxsize=256)
def _with_citation_seen_by(actor: Actor) -> Select[Any]:
    """Asked with every search that may be for a rule: made once for all who see the same."""
    ending = col(Document.citation_key).like(bindparam("ending", type_=String), escape=ESCAPE)
    wanted = visible_to(actor).where(col(Document.year) == bindparam("year", type_=BigInteger), ending)
    return wanted.order_by(col(Document.id)).limit(200)


def with_number(session: Session, actor: Actor, *, core: str) -> list[Document]:
    """Documents whose citation has that number, of any kind and year."""
    like = f"%:{literal(core)}:%"
    return list(session.exec(visible_to(actor).where(col(Document.citation_key).like(like, escape=ESCAPE))))


def with_own_number(session: Session, actor: Actor, *, number: str) -> list[Document]:
    """Documents of exactly this number, in whatever letters."""
    same = func.lower(col(Document.number)) == number.lower()
    return list(session.exec(visible_to(actor).where(same).order_by(col(Document.id).desc())))


def mentions_like(session: Session, actor: Actor, *, year: int, suffix: str) -> list[tuple[Mention, Document]]:
    wanted = (
        select(Mention, Document)
        .join(Document, col(Document.id) == col(Mention.document_id))
        .where(Mention.year == year, col(Mention.citation_key).like(f"%{literal(suffix)}", escape=ESCAPE))
        .where(is_visible_to(actor))
        .order_by(col(Mention.count).desc(), col(Document.id))
    )
    return [(mention, document) for mention, document in session.exec(wanted)]


def mentions_of(session: Session, document_id: int) -> list[Mention]:
    wanted = select(Mention).where(Mention.document_id == document_id)
    return list(session.exec(wanted.order_by(col(Mention.count).desc(), col(Mention.short))))


def with_keys(session: Session, actor: Actor, keys: set[str]) -> list[Document]:
    if not keys:
        return []
    return list(session.exec(visible_to(actor).where(col(Document.citation_key).in_(keys)).order_by(col(Document.id))))


def ids_in_order(session: Session, sort: Sort, among: Sequence[int] | None = None) -> list[int]:
    """Of all documents, whoever may see them, or of these."""
    wanted: Select[Any] = sql_select(col(Document.id)).order_by(*order_of(sort))
    if among is not None:
        wanted = wanted.where(col(Document.id).in_(among))
    return [row[0] for row in session.connection().execute(wanted).all()]
