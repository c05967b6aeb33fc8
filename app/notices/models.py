"""What the application tells a person about work that ended while they were elsewhere."""

from datetime import datetime

from sqlmodel import Field

from app.core.clock import now
from app.core.tables import Table, UtcDateTime


class Notice(Table, table=True):
    """One sentence for one person, with the page where it leads. Unread until `read_at` is set.

    Where the text names a document it says so by a mark, and the title is put in for whoever may see it then.
    `head_id` names the notice under which this one is folded, when there are many of one kind. It is no foreign key:
    notices go one by one when they have had their time.
    """

    __tablename__ = "notice"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    kind: str = Field(max_length=40)
    text: str = Field(max_length=500)
    link: str = Field(default="", max_length=300)
    document_id: int | None = None
    head_id: int | None = Field(default=None, index=True)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NoticeChoice(Table, table=True):
    """What a person has said about being told of a topic; nothing said means that they are told."""

    __tablename__ = "notice_choice"

    user_id: int = Field(foreign_key="user_account.id", primary_key=True)
    topic: str = Field(primary_key=True, max_length=32)
    is_wanted: bool = True
