"""The library's own words over HTTP; the pages call the same functions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import PartDep
from app.core.runtime import RuntimeDep, SessionDep
from app.taxonomies import synonyms
from app.taxonomies.previewing import preview
from app.taxonomies.representations import ChangeIn, GroupOut, GroupsOut, PreviewIn, PreviewOut

router = APIRouter(prefix="/api/v1/synonyms", tags=["synonyms"], dependencies=[Depends(require_header_token)])


@router.get("")
def list_groups(
    session: SessionDep, actor: ActorDep, part: PartDep, q: Annotated[str, Query(max_length=200)] = ""
) -> GroupsOut:
    return GroupsOut.of(synonyms.listing(session, actor, text=q, part=part).map(GroupOut.of))


@router.post("")
def change_group(session: SessionDep, actor: ActorDep, body: ChangeIn) -> GroupOut | None:
    """Saves a group, switches a built-in one off, or removes what people made of it; null where the group is gone."""
    row = synonyms.apply(session, actor, body.change())
    return GroupOut.of(row) if row else None


@router.post("/preview")
def preview_change(runtime: RuntimeDep, actor: ActorDep, body: PreviewIn) -> PreviewOut:
    """The first ten of each query before and after, as the caller would see them; nothing is changed."""
    actor.require(synonyms.RIGHT)
    with runtime.database.read() as session:
        change = synonyms.checked(session, actor, body.change())
        found = preview(session, actor, runtime.generations.open_current, runtime.settings, change, body.queries)
    return PreviewOut.of(change, found)
