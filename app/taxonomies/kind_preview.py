"""What a change of a kind does, before it is made: to lists, to the filter that people type, and to documents."""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.pagination import Slice
from app.documents.kinds import KindWord, KindWords, current
from app.search import service as search
from app.search.schemas import SearchPage, SearchRequest
from app.taxonomies import kinds, queries
from app.taxonomies.kind_schemas import KindChange, KindDeed, KindPreview
from app.taxonomies.kind_words import Placed, place_after, placed

_CANDIDATES = Slice(limit=5)


def preview(session: Session, actor: Actor, open_index: search.OpenIndex, change: KindChange) -> KindPreview:
    """Of a checked change, as the actor would see it; nothing is written."""
    actor.require(kinds.RIGHT)
    rows = queries.kind_rows(session)
    held = placed(rows)
    before = next((word for _, word in held if word.kind == change.kind), None)
    made = kinds.after(session, change)
    others = [word for _, word in held if word.kind != change.kind]
    former, future = _names(others, before), _names(others, made)
    found = _candidates(session, actor, open_index, made) if made and made.kind.is_own and not made.is_retired else None
    return KindPreview(
        before=before,
        after=made,
        documents=queries.carrying_kind(session, actor).get(change.kind, 0) if change.kind else 0,
        place=_place(held, change),
        gained=tuple(sorted(future - former)),
        lost=tuple(sorted(former - future)),
        candidates=tuple(hit.row for hit in found.hits) if found else (),
        candidates_total=found.total if found else 0,
    )


def _names(others: list[KindWord], word: KindWord | None) -> set[str]:
    """What a filter reads as this kind."""
    if word is None:
        return set()
    return {name for name, kind in KindWords.of(0, [*others, word]).names.items() if kind == word.kind}


def _place(held: Placed, change: KindChange) -> int | None:
    if change.deed is not KindDeed.SAVE:
        return None
    place = place_after(held, change.after, moving=change.kind)
    return 1 + sum(other < place for other, word in held if word.kind != change.kind)


def _candidates(session: Session, actor: Actor, open_index: search.OpenIndex, made: KindWord) -> SearchPage:
    """Documents with the name in their title that are said to be of another kind."""
    is_known = made.kind in current().words
    but = f' -jenis:"{current().word(made.kind).label}"' if is_known else ""
    return search.search(session, actor, open_index, SearchRequest(f'judul:"{made.label}"{but}', part=_CANDIDATES))
