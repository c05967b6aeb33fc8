"""One's own notices over HTTP."""

from typing import Literal

from fastapi import APIRouter, Depends

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import PartDep
from app.core.runtime import SessionDep
from app.notices import service
from app.notices.representations import ChoiceOut, ChoicesIn, NoticeList, NoticeOut, ReadIn
from app.notices.topics import BY_KEY

router = APIRouter(prefix="/api/v1/notices", tags=["notices"], dependencies=[Depends(require_header_token)])
_READ = {"read": True, "unread": False}


@router.get("")
def list_notices(
    session: SessionDep,
    actor: ActorDep,
    part: PartDep,
    state: Literal["read", "unread"] | None = None,
    topic: str = "",
) -> NoticeList:
    chosen = _READ.get(state or "")
    rows = service.listing(session, actor, part=part, is_read=chosen, topic=BY_KEY.get(topic))
    return NoticeList.of(rows, service.unread_count(session, actor))


@router.post("/read", status_code=204)
def mark_read(session: SessionDep, actor: ActorDep, body: ReadIn) -> None:
    service.mark_read(session, actor, up_to=body.up_to)


@router.get("/choices")
def read_choices(session: SessionDep, actor: ActorDep) -> list[ChoiceOut]:
    return [ChoiceOut.of(topic, is_wanted) for topic, is_wanted in service.choices(session, actor)]


@router.put("/choices")
def choose(session: SessionDep, actor: ActorDep, body: ChoicesIn) -> list[ChoiceOut]:
    service.choose(session, actor, wanted=body.wanted)
    session.flush()
    return read_choices(session, actor)


@router.get("/{notice_id}")
def read_notice(session: SessionDep, actor: ActorDep, part: PartDep, notice_id: int) -> list[NoticeOut]:
    """The notice, and what is folded into it."""
    return [NoticeOut.of(row) for row in service.folded(session, actor, notice_id=notice_id, part=part).items]


@router.post("/{notice_id}/read", status_code=204)
def mark_one_read(session: SessionDep, actor: ActorDep, notice_id: int) -> None:
    service.open_one(session, actor, notice_id=notice_id)
