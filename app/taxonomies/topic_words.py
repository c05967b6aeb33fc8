"""What a topic means and what else it is called: its other names find its documents, by the same road as synonyms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, FieldError, InvalidInput
from app.documents.models import DRAFT_LABEL
from app.taxonomies import checking, queries, spoken
from app.taxonomies.models import TopicWords
from app.taxonomies.topics import RIGHT, find
from indexer.synonyms import Vocabulary
from storage.names import clean_line

LONGEST_DESCRIPTION = 300


@dataclass(frozen=True, slots=True)
class TopicMeaning:
    """`terms` are other names of the topic; without any, only its own words find its documents."""

    name: str
    description: str = ""
    terms: tuple[str, ...] = ()


def of_topic(session: Session, actor: Actor, name: str) -> TopicMeaning:
    actor.require(RIGHT)
    row = session.get(TopicWords, name)
    return TopicMeaning(name, row.description, tuple(row.terms)) if row else TopicMeaning(name)


def checked(session: Session, actor: Actor, *, name: str, description: str, terms: Iterable[str]) -> TopicMeaning:
    """What may be kept, clean; nothing is written."""
    find(session, actor, name=name)
    if name == DRAFT_LABEL:
        raise Conflict(f"Label “{DRAFT_LABEL}” dipasang dan dilepas oleh pustaka sendiri, jadi tidak diubah di sini.")
    meaning = TopicMeaning(name, clean_line(description), checking.terms_of(terms))
    if len(meaning.description) > LONGEST_DESCRIPTION:
        raise InvalidInput(errors=[FieldError("description", f"Keterangan paling banyak {LONGEST_DESCRIPTION} huruf.")])
    if meaning.terms:
        checking.check([name.casefold(), *meaning.terms], _groups(session, but=name))
    return meaning


def called(session: Session, names: Iterable[str]) -> list[str]:
    """The topics that one of these is another name of."""
    asked = {name.casefold() for name in names}
    return [row.name for row in queries.topic_words(session) if asked.intersection(row.terms)]


def described(session: Session, actor: Actor, names: Iterable[str]) -> dict[str, str]:
    """What topics mean that have one of these names or are called so, as far as the actor sees a document with them."""
    asked = {name.casefold() for name in names}
    rows = queries.topic_words(session) if asked else ()
    return {
        row.name: row.description
        for row in rows
        if row.description
        and asked.intersection((row.name.casefold(), *row.terms))
        and queries.is_seen(session, actor, row.name)
    }


def after(session: Session, meaning: TopicMeaning) -> Vocabulary:
    """The words as they would be with a checked meaning: to try it out before it is kept."""
    mine = [[meaning.name.casefold(), *meaning.terms]] if meaning.terms else []
    return spoken.vocabulary_of([*mine, *_groups(session, but=meaning.name)], key=f"trial {meaning!r}")


def keep(session: Session, actor: Actor, *, name: str, description: str, terms: Iterable[str]) -> TopicMeaning:
    meaning = checked(session, actor, name=name, description=description, terms=terms)
    row = session.get(TopicWords, name) or TopicWords(name=name)
    before = {"description": row.description, "terms": list(row.terms)}
    row.description, row.terms = meaning.description, list(meaning.terms)
    row.changed_by, row.changed_at = actor.user_id, now()
    session.add(row)
    session.flush()
    spoken.moved(session)
    old, new = audit.changed(before, {"description": row.description, "terms": list(row.terms)})
    audit.record(session, actor, "topic.words", "topic", name, before=old, after=new)
    return meaning


def _groups(session: Session, *, but: str) -> Sequence[Sequence[str]]:
    rows = [row for row in queries.topic_words(session) if row.name != but]
    return spoken.effective(queries.synonym_groups(session), rows)
