"""One's own notices over HTTP."""

from fastapi import APIRouter, Depends

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import PartDep
from app.core.runtime import SessionDep
from app.notices import service
from app.notices.representations import NoticeList, ReadIn

router = APIRouter(prefix="/api/v1/notices", tags=["notices"], dependencies=[Depends(require_header_token)])


@router.get("")
def list_notices(session: SessionDep, actor: ActorDep, part: PartDep) -> NoticeList:
    return NoticeList.of(service.listing(session, actor, part=part), service.unread_count(session, actor))


@router.post("/read", status_code=204)
def mark_read(session: SessionDep, actor: ActorDep, body: ReadIn) -> None:
    service.mark_read(session, actor, up_to=body.up_to)
