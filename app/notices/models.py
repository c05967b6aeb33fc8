"""What the application tells a person about work that ended while they were elsewhere."""

from datetime import datetime

from sqlmodel import Field

from app.core.clock import now
from app.core.tables import Table, UtcDateTime


class Notice(Table, table=True):
    """One sentence for one person, with the page where it leads. Unread until `read_at` is set."""

    __tablename__ = "notice"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", index=True)
    kind: str = Field(max_length=40)
    text: str = Field(max_length=500)
    link: str = Field(default="", max_length=300)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
