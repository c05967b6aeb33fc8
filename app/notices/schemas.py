"""What the notices slice gives: frozen values for pages and JSON, and what it asks the floors above."""

from dataclasses import dataclass, field
from datetime import datetime

from app.accounts.permissions import Actor
from app.notices.topics import Topic, topic_of


@dataclass(frozen=True, slots=True)
class NamesAsked:
    """Notices about these documents are shown to the actor: who knows them puts in the names of those that they see."""

    actor: Actor
    document_ids: frozenset[int]
    names: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as one person may read it now; `count` says how many are folded into it, itself among them."""

    id: int
    kind: str
    text: str
    link: str
    created_at: datetime
    read_at: datetime | None
    count: int = 1

    @property
    def topic(self) -> Topic:
        return topic_of(self.kind)

    @property
    def is_group(self) -> bool:
        return self.count > 1
