"""What a person writes down of a good practice, and how it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from app.contributions.models import Contribution
from app.documents.models import Lifecycle
from storage.names import clean_line, clean_text

LONGEST = 8000
TEXTS = ("problem", "done", "results", "lessons")
LINES = ("title", "unit", "contact")


class ContributionFields(BaseModel):
    """A draft may leave anything empty; what must be there is asked when it is handed in."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: str = Field(default="", max_length=300)
    problem: str = Field(default="", max_length=LONGEST)
    done: str = Field(default="", max_length=LONGEST)
    results: str = Field(default="", max_length=LONGEST)
    lessons: str = Field(default="", max_length=LONGEST)
    unit: str = Field(default="", max_length=300)
    contact: str = Field(default="", max_length=300)

    @field_validator("*", mode="before")
    @classmethod
    def _keep_what_is_seen(cls, value: Any, info: ValidationInfo) -> Any:
        clean = clean_text if info.field_name in TEXTS else clean_line
        return clean(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class ContributionView:
    """`state` is that of its document, a draft as long as there is none; `note` what a curator asked for."""

    contribution: Contribution
    state: Lifecycle
    note: str
    changed_at: datetime

    @property
    def is_asked_back(self) -> bool:
        """Whether its author waits for curators to withdraw it."""
        return self.state is Lifecycle.PUBLISHED and self.contribution.withdrawal_asked_at is not None

    @property
    def refusal(self) -> str:
        """Why curators let it stand when its author asked for withdrawal."""
        return self.contribution.withdrawal_answer if self.state is Lifecycle.PUBLISHED else ""

    @property
    def is_open(self) -> bool:
        """Whether its author may still change it."""
        return self.state is Lifecycle.DRAFT


@dataclass(frozen=True, slots=True)
class WithdrawalRequest:
    """What a curator decides on."""

    contribution_id: int
    document_id: int
    title: str
    author: str
    reason: str
    asked_at: datetime
