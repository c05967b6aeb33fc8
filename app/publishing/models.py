"""What was said on a document's way to publication, and whether a second person has to look."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from app.core.clock import now
from app.core.tables import Table, TextEnum, UtcDateTime


class Move(StrEnum):
    """What takes a document from one state to another; see `states` for which follows which."""

    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    RETURN = "return"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class PublishingStep(Table, table=True):
    """One move, by whom, with the note that goes with it. Never changed."""

    __tablename__ = "publishing_step"

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    move: Move = Field(sa_type=TextEnum(Move))
    by: int | None = Field(default=None, foreign_key="user_account.id")
    note: str = Field(default="", max_length=2000)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class PublishingPolicy(Table, table=True):
    """The administrator's choice, in one row; without it one pair of eyes is enough."""

    __tablename__ = "publishing_policy"

    id: int = Field(default=1, primary_key=True)
    has_four_eyes: bool = False
    changed_by: int | None = Field(default=None, foreign_key="user_account.id")
    changed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
