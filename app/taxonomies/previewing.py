"""What a change of words does to search, before it is made: the first ten before and after, as the actor sees them.

Tried on queries that the actor types and on the frequent ones of the log that the change can touch. Nothing is logged.
"""

from collections.abc import Iterable

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.config import Settings
from app.core.pagination import Slice
from app.search import service as search
from app.search.schemas import SearchPage, SearchRequest
from app.searches import frequent
from app.taxonomies import synonyms
from app.taxonomies.schemas import Change, Effect, Placed, Preview
from app.taxonomies.spoken import spoken
from indexer.synonyms import Vocabulary, words_of
from storage.names import clean_line

SHOWN = Slice(limit=10)
MOST_TYPED, MOST_LOGGED, LOOKED_AT = 5, 5, 300
LONGEST = 200


def preview(
    session: Session,
    actor: Actor,
    open_index: search.OpenIndex,
    settings: Settings,
    change: Change,
    typed: Iterable[str] = (),
) -> Preview:
    """Of a checked change."""
    actor.require(synonyms.RIGHT)
    return tried(session, actor, open_index, settings, synonyms.after(session, actor, change), typed)


def tried(
    session: Session,
    actor: Actor,
    open_index: search.OpenIndex,
    settings: Settings,
    future: Vocabulary,
    typed: Iterable[str],
) -> Preview:
    """Typed queries come first, all of them; of the logged ones those that the future words may touch."""
    former = spoken(session)
    logged = frequent.queries_of_log(session, settings, limit=LOOKED_AT)
    touched = [(query, count) for query, count in logged if _is_touched(query, former, future)]
    asked = dict.fromkeys((clean_line(line)[:LONGEST] for given in typed for line in given.splitlines()), 0)
    asked.pop("", None)
    chosen = [*list(asked.items())[:MOST_TYPED], *(one for one in touched[:MOST_LOGGED] if one[0] not in asked)]
    effects = tuple(
        _effect(
            query,
            sought,
            *(
                search.search(session, actor, open_index, SearchRequest(query, part=SHOWN), vocabulary=words)
                for words in (former, future)
            ),
        )
        for query, sought in chosen
    )
    return Preview(effects, logged=len(logged), affected=len(touched))


def _is_touched(query: str, former: Vocabulary, future: Vocabulary) -> bool:
    """Whether its words have other names after the change."""
    words = words_of(query)
    return [*former.terms_in(words)] != [*future.terms_in(words)]


def _effect(query: str, sought: int, before: SearchPage, after: SearchPage) -> Effect:
    places_before, places_after = _places(before), _places(after)
    return Effect(
        query,
        sought,
        before.total,
        after.total,
        _placed(before, places_before, places_after),
        _placed(after, places_before, places_after),
    )


def _places(page: SearchPage) -> dict[int, int]:
    return {hit.row.id: place for place, hit in enumerate(page.hits, start=1)}


def _placed(page: SearchPage, before: dict[int, int], after: dict[int, int]) -> tuple[Placed, ...]:
    return tuple(Placed(hit.row, before.get(hit.row.id), after.get(hit.row.id)) for hit in page.hits)
