"""Notices as the API speaks them."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.core.pagination import Listing
from app.notices.schemas import NoticeRow
from app.notices.topics import Topic


class NoticeOut(BaseModel):
    id: int
    kind: str
    topic: str
    text: str
    link: str
    count: int = Field(description="how many are folded into this one, itself among them")
    created_at: datetime
    read_at: datetime | None

    @classmethod
    def of(cls, row: NoticeRow) -> "NoticeOut":
        values = {name: getattr(row, name) for name in cls.model_fields if name != "topic"}
        return cls(topic=row.topic.key, **values)


class NoticeList(BaseModel):
    items: list[NoticeOut]
    total: int
    unread: int
    next: int | None

    @classmethod
    def of(cls, rows: Listing[NoticeRow], unread: int) -> "NoticeList":
        items = [NoticeOut.of(row) for row in rows.items]
        return cls(items=items, total=rows.total, unread=unread, next=rows.next_offset)


class ReadIn(BaseModel):
    """Everything up to this notice has been read."""

    model_config = ConfigDict(extra="forbid")

    up_to: int


class ChoiceOut(BaseModel):
    topic: str
    label: str
    is_wanted: bool
    may_be_off: bool

    @classmethod
    def of(cls, topic: Topic, is_wanted: bool) -> "ChoiceOut":
        return cls(topic=topic.key, label=topic.told, is_wanted=is_wanted, may_be_off=topic.may_be_off)


class ChoicesIn(BaseModel):
    """The topics that one wants to be told of; the others fall silent."""

    model_config = ConfigDict(extra="forbid")

    wanted: list[str] = Field(max_length=50)
