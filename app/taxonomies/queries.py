"""Every select on the library's own words, and the counts of documents that carry them."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import Text, cast, or_
from sqlmodel import Session, col, func, select

from app.accounts.models import User
from app.accounts.permissions import Actor
from app.core.matching import ESCAPE, containing, literal
from app.core.tables import saved_id
from app.documents.access import is_visible_to
from app.documents.filtering import filter_conditions
from app.documents.models import Document, Kind
from app.documents.schemas import Filters
from app.taxonomies.models import KindWordRow, SynonymGroup, TopicWords, WordsState


def generation(session: Session) -> int:
    return session.exec(select(WordsState.generation).where(WordsState.id == 1)).first() or 0


def generation_by_the_clock(session: Session) -> int:
    """As `generation`; the comment tells in logs and counts that no piece of work asked for it."""
    asked = select(WordsState.generation).where(WordsState.id == 1).prefix_with("/* by the clock */")
    return session.exec(asked).first() or 0


def kind_rows(session: Session) -> Sequence[KindWordRow]:
    return session.exec(select(KindWordRow)).all()


def carrying_kind(session: Session, actor: Actor) -> dict[Kind, int]:
    counted = select(Document.kind, func.count()).where(is_visible_to(actor)).group_by(col(Document.kind))
    return dict(session.execute(counted).all())


def is_carried(session: Session, kind: Kind) -> bool:
    """By any document at all, also by one in the trash."""
    return session.exec(select(Document.id).where(Document.kind == kind).limit(1)).first() is not None


def topic_words(session: Session) -> Sequence[TopicWords]:
    return session.exec(select(TopicWords).order_by(col(TopicWords.name))).all()


def owned(session: Session, actor: Actor) -> dict[int, int]:
    """Agency → how many documents of those that the actor sees are its own."""
    counted = select(Document.agency_id, func.count()).where(is_visible_to(actor), col(Document.agency_id).is_not(None))
    return dict(session.execute(counted.group_by(col(Document.agency_id))).all())


def matching(session: Session, actor: Actor, filters: Filters) -> int:
    wanted = select(func.count()).select_from(Document).where(is_visible_to(actor), *filter_conditions(filters, actor))
    return int(session.execute(wanted).scalar_one())


def owned_and_written(session: Session, actor: Actor, agency_id: int, name: str) -> int:
    """Documents of an agency that a name is also written on, as who issued them."""
    like = containing(name)
    written = [
        func.lower(func.coalesce(one, "")).like(like, escape=ESCAPE) for one in (Document.issuer, Document.kind_abbrev)
    ]
    wanted = select(func.count()).select_from(Document).where(is_visible_to(actor), Document.agency_id == agency_id)
    return int(session.execute(wanted.where(or_(*written))).scalar_one())


def synonym_groups(session: Session) -> Sequence[SynonymGroup]:
    return session.exec(select(SynonymGroup).order_by(col(SynonymGroup.id))).all()


def group_count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(SynonymGroup)).one()


def group_of_builtin(session: Session, key: str) -> SynonymGroup | None:
    return session.exec(select(SynonymGroup).where(SynonymGroup.builtin == key)).first()


def names(session: Session, user_ids: Collection[int | None]) -> dict[int | None, str]:
    wanted = select(User.id, User.full_name).where(col(User.id).in_([one for one in user_ids if one is not None]))
    return dict(session.execute(wanted).all())


def is_seen(session: Session, actor: Actor, topic: str) -> bool:
    """Whether any document that the actor sees carries exactly this label."""
    written = f"%{literal(json.dumps(topic))}%"
    carrying = cast(col(Document.labels), Text).like(written, escape=ESCAPE)
    return session.exec(select(Document.id).where(is_visible_to(actor), carrying).limit(1)).first() is not None


def labelled(session: Session, actor: Actor, *, newest: int | None = None) -> list[tuple[int, list[str]]]:
    """Documents that the actor may see, with their labels, as far as they have any; all, or only the `newest`."""
    wanted = select(Document.id, Document.labels).where(is_visible_to(actor), cast(col(Document.labels), Text) != "[]")
    if newest is not None:
        wanted = wanted.order_by(col(Document.id).desc()).limit(newest)
    return [(saved_id(document_id), labels) for document_id, labels in session.execute(wanted).all()]
