"""Topics: the labels that documents carry, looked after as one small vocabulary: renamed, merged, taken away.

What a change does is counted before it is made. Each document is changed as if somebody had edited it: with its entry
in the trail and anew in the index.
"""

from collections import Counter
from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.errors import Conflict, FieldError, InvalidInput, NotFound
from app.core.pagination import Listing, Slice
from app.documents import service as documents
from app.documents.models import DRAFT_LABEL
from app.documents.schemas import DocumentFields
from app.taxonomies import checking, queries, spoken
from app.taxonomies.models import TopicWords
from storage.names import clean_line

RIGHT = "words.manage"
LONGEST = 80
MOST_AT_ONCE = 2000
OFFERED, LOOKED_AT = 100, 1000


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A label as it is written on documents, and how many of those that the actor sees carry it."""

    name: str
    documents: int

    @property
    def is_fixed(self) -> bool:
        """The mark of a draft is set by the program."""
        return self.name == DRAFT_LABEL


@dataclass(frozen=True, slots=True)
class TopicChange:
    """What renaming, merging or (with an empty `name`) taking away would do. `carrying` have the new name already."""

    old: str
    name: str
    documents: tuple[int, ...]
    carrying: int

    @property
    def is_merge(self) -> bool:
        return bool(self.name) and self.carrying > 0


def listing(session: Session, actor: Actor, *, text: str = "", part: Slice) -> Listing[TopicRow]:
    """The most used first."""
    actor.require(RIGHT)
    counted = Counter(label for _, labels in queries.labelled(session, actor) for label in set(labels))
    sought = " ".join(text.casefold().split())
    rows = [TopicRow(name, count) for name, count in counted.items() if sought in name.casefold()]
    rows.sort(key=lambda row: (-row.documents, row.name.casefold()))
    return Listing(rows[part.offset : part.offset + part.limit], len(rows), part.limit, part.offset)


def find(session: Session, actor: Actor, *, name: str) -> TopicRow:
    """As documents that the actor sees carry it."""
    actor.require(RIGHT)
    carrying = sum(name in labels for _, labels in queries.labelled(session, actor))
    if not carrying:
        raise NotFound("Topik itu tidak ada pada dokumen mana pun.")
    return TopicRow(name, carrying)


def offered(session: Session, actor: Actor) -> list[str]:
    """What a form for labels offers, the most used of late first, so that one thing gets one spelling.

    Taken from documents that the actor sees, and from a bounded number: the form must not slow down with the library.
    """
    actor.require("document.edit_own")
    lately = queries.labelled(session, actor, newest=LOOKED_AT)
    counted = Counter(label for _, labels in lately for label in set(labels) if label != DRAFT_LABEL)
    return sorted(counted, key=lambda name: (-counted[name], name.casefold()))[:OFFERED]


def looked_at(session: Session, actor: Actor, *, old: str, name: str) -> TopicChange:
    """The change with a clean name, if it may be made; nothing is written."""
    actor.require(RIGHT)
    if DRAFT_LABEL in (old, clean_line(name)):
        raise Conflict(f"Label “{DRAFT_LABEL}” dipasang dan dilepas oleh pustaka sendiri, jadi tidak diubah di sini.")
    clean = clean_line(name)
    if len(clean) > LONGEST:
        raise InvalidInput(errors=[FieldError("name", f"Nama topik paling banyak {LONGEST} huruf.")])
    if clean == old:
        raise InvalidInput(errors=[FieldError("name", "Namanya masih sama. Tulis nama lain.")])
    carried = queries.labelled(session, actor)
    ids = tuple(document_id for document_id, labels in carried if old in labels)
    if not ids:
        raise NotFound("Topik itu tidak ada pada dokumen mana pun.")
    return TopicChange(old, clean, ids, sum(clean in labels for _, labels in carried))


def change(session: Session, actor: Actor, *, old: str, name: str) -> TopicChange:
    """On every document that carries it, or on none."""
    wanted = looked_at(session, actor, old=old, name=name)
    if len(wanted.documents) > MOST_AT_ONCE:
        raise Conflict(f"Topik ini ada pada {len(wanted.documents)} dokumen; sekali ubah paling banyak {MOST_AT_ONCE}.")
    carried = dict(queries.labelled(session, actor))
    for document_id in wanted.documents:
        renamed = (wanted.name if label == old else label for label in carried[document_id])
        labels = list(dict.fromkeys(label for label in renamed if label))
        documents.edit(session, actor, document_id=document_id, fields=DocumentFields(labels=labels))
    _carry_words(session, old=old, name=wanted.name)
    after = {"name": wanted.name, "count": len(wanted.documents)}
    audit.record(session, actor, "topic.change", "topic", old[:LONGEST], before={"name": old}, after=after)
    return wanted


def _carry_words(session: Session, *, old: str, name: str) -> None:
    """What the topic means and is called goes with it; of two that are merged both other names stay."""
    row = session.get(TopicWords, old)
    if row is None:
        return
    if name:
        kept = session.get(TopicWords, name) or TopicWords(name=name, changed_by=row.changed_by)
        kept.description = kept.description or row.description
        terms = dict.fromkeys(term for term in (*kept.terms, *row.terms) if term != name.casefold())
        kept.terms = list(terms)[: checking.MOST_TERMS - 1]
        session.add(kept)
    session.delete(row)
    spoken.moved(session)
