"""Where a person looks at what was read and says that it is right: the queue, one document of it, the decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.documents import checking_queries as queries
from app.documents import facts, service, views
from app.documents.checking_queries import Among
from app.documents.models import Document
from app.documents.schemas import DocumentFields, DocumentRow


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that nobody has checked: the names of its doubtful fields, how many of its relations are unsure."""

    row: DocumentRow
    doubtful: tuple[str, ...]
    unsure_relations: int


@dataclass(frozen=True, slots=True)
class Counts:
    waiting: int
    doubtful: int


def queue(session: Session, actor: Actor, *, among: Among | None = None, part: Slice) -> Listing[Waiting]:
    """What the actor may change and nobody has checked: the most doubtful first, then the newest.

    `among` selects the ids of the documents that are looked at, for example those that came in together.
    """
    actor.require("document.edit_own")
    rows = queries.rows(session, actor, among, limit=part.limit, offset=part.offset)
    ids = [saved_id(row[0].id) for row in rows]
    doubtful, unsure = queries.doubtful_fields(session, ids), queries.unsure_relations(session, ids)
    items = [
        Waiting(views.row_of(row), tuple(doubtful[document_id]), unsure.get(document_id, 0))
        for document_id, row in zip(ids, rows, strict=True)
    ]
    return Listing(items, queries.counts(session, actor, among)[0], part.limit, part.offset)


def counts(session: Session, actor: Actor, *, among: Among | None = None) -> Counts:
    return Counts(*queries.counts(session, actor, among)) if actor.can("document.edit_own") else Counts(0, 0)


def doubtful_counts(session: Session, actor: Actor, document_ids: Sequence[int]) -> dict[int, int]:
    """How many fields of each wait for eyes, for lists; one query for all of them."""
    can_check = bool(document_ids) and actor.can("document.edit_own")
    return queries.doubtful_counts(session, actor, document_ids) if can_check else {}


def following(session: Session, actor: Actor, document_id: int, *, among: Among | None = None) -> int | None:
    return queries.following(session, actor, document_id, among)


def approve(session: Session, actor: Actor, *, document_id: int, fields: DocumentFields) -> Document:
    """`fields` corrects; the rest is right as it is. All of it is now a person's word, which no reading overwrites.

    Changing the document afterwards is an ordinary edit; it stays checked.
    """
    document = service.edit(session, actor, document_id=document_id, fields=fields)
    service.set_fields(document, {name: getattr(document, name) for name in facts.FIELDS}, by="person")
    document.checked_by, document.checked_at = actor.user_id, now()
    session.add(document)
    session.flush()
    audit.record(session, actor, "document.check", "document", document_id)
    return document


def reopen(session: Session, actor: Actor, *, document_id: int) -> Document:
    """Take the word back: the document waits in the queue again, with the values it has."""
    document = service.editable(session, actor, document_id)
    if document.checked_at is not None:
        document.checked_by = document.checked_at = None
        session.add(document)
        audit.record(session, actor, "document.uncheck", "document", document_id)
    return document


def doubts(session: Session, document: Document) -> tuple[str, ...]:
    """The fields of one document that a person has to make sure of: read unsurely, or not found at all."""
    known = facts.of(session, saved_id(document.id))
    return tuple(
        name
        for name in facts.FIELDS
        if (name in known and facts.is_doubtful(document, known[name]))
        or facts.is_missed(document, name, known.get(name))
    )
