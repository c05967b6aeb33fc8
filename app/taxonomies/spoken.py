"""The words that searches are understood by: the built-in groups with what people added, changed and switched off.

Each process keeps them in memory under the generation of the words; one small question a search tells when to renew.
"""

from collections.abc import Iterator, Mapping, Sequence

import structlog
from sqlalchemy import event
from sqlmodel import Session

from app.core.db import kept
from app.taxonomies import queries
from app.taxonomies.models import SynonymGroup, TopicWords, WordsState
from indexer.synonyms import Vocabulary, builtin, builtin_groups, composed, words_of

log = structlog.get_logger(__name__)


class SpokenWords:
    """What one process holds; replaced as a whole, so that threads need no lock."""

    def __init__(self) -> None:
        self.made: tuple[int, Vocabulary] | None = None


def spoken(session: Session) -> Vocabulary:
    """The words as they are now. A library that changed none of them costs one look and nothing else."""
    generation = queries.generation(session)
    if not generation:
        return builtin()
    held = kept(session, SpokenWords)
    if held is not None and held.made is not None and held.made[0] == generation:
        return held.made[1]
    made = vocabulary_of(effective(queries.synonym_groups(session), queries.topic_words(session)), key=str(generation))
    if held is not None:
        held.made = (generation, made)
    return made


def vocabulary_of(groups: Sequence[Sequence[str]], *, key: str) -> Vocabulary:
    """A later release may bring a built-in group with a word that people have used: then theirs counts."""
    try:
        return composed(groups, key=key)
    except ValueError as error:
        log.warning("a word stands in several groups of synonyms", problem=str(error))
        return composed(_without_doubles(groups), key=key)


def effective(rows: Sequence[SynonymGroup], topics: Sequence[TopicWords]) -> list[Sequence[str]]:
    """People's groups first, topics with other names, then the built-in groups that nobody replaced or switched off."""
    replaced = {row.builtin for row in rows if row.builtin}
    own = [row.terms for row in rows if row.terms]
    named = [[topic.name.casefold(), *topic.terms] for topic in topics if topic.terms]
    return [*own, *named, *(group for key, group in builtin_by_key().items() if key not in replaced)]


def builtin_by_key() -> Mapping[str, tuple[str, ...]]:
    """Built-in groups by their first term, which is how rows refer to them."""
    return {group[0]: group for group in builtin_groups()}


def moved(session: Session) -> int:
    """Tell all processes, in the caller's transaction, that what they hold is old."""
    state = session.get(WordsState, 1)
    if state is None:
        state = WordsState(id=1, generation=0)
    state.generation += 1
    session.add(state)
    session.flush()
    event.listen(session, "after_commit", _count_move, once=True)
    return state.generation


class _Moves:
    committed = 0


def moves() -> int:
    """How often this process has changed the words: what it changed itself it need not wait to hear of."""
    return _Moves.committed


def _count_move(_session: object) -> None:
    _Moves.committed += 1


def _without_doubles(groups: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    taken: set[tuple[str, ...]] = set()
    for group in groups:
        words = {words_of(term) for term in group}
        if not words & taken:
            yield group
            taken |= words
