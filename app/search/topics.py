"""What is typed after `topik:`: other names lead to their topic, and what a topic means is told to whoever filters."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.search.narrowing import TypedFilter
from app.taxonomies import topic_words

NAME = "topik"


def meant(session: Session, typed: Iterable[TypedFilter]) -> Sequence[TypedFilter]:
    """With the topics that are called otherwise than they were typed. Nothing is asked where no topic is."""
    return [_widened(session, one) if one.name == NAME else one for one in typed]


def told(session: Session, actor: Actor, typed: Iterable[TypedFilter]) -> Iterator[str]:
    """Descriptions of the topics asked for, as far as the actor sees them at all."""
    asked = [value for one in typed if one.name == NAME and not one.is_excluded for value in one.values]
    for name, description in topic_words.described(session, actor, asked).items():
        yield f"Topik “{name}”: {description}"


def _widened(session: Session, typed: TypedFilter) -> TypedFilter:
    names = topic_words.called(session, typed.values)
    return replace(typed, values=tuple(dict.fromkeys((*typed.values, *names))))
