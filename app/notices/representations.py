"""Notices as the API speaks them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from app.core.pagination import Listing
from app.core.tables import saved_id
from app.notices.models import Notice


class NoticeOut(BaseModel):
    id: int
    kind: str
    text: str
    link: str
    created_at: datetime
    read_at: datetime | None

    @classmethod
    def of(cls, notice: Notice) -> "NoticeOut":
        values = {name: getattr(notice, name) for name in cls.model_fields}
        return cls(**values | {"id": saved_id(notice.id)})


class NoticeList(BaseModel):
    items: list[NoticeOut]
    total: int
    unread: int
    next: int | None

    @classmethod
    def of(cls, rows: Listing[Notice], unread: int) -> "NoticeList":
        items = [NoticeOut.of(notice) for notice in rows.items]
        return cls(items=items, total=rows.total, unread=unread, next=rows.next_offset)


class ReadIn(BaseModel):
    """Everything up to this notice has been read."""

    model_config = ConfigDict(extra="forbid")

    up_to: int
