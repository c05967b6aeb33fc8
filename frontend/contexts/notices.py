"""What the pages of one's notices show."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.pagination import Listing
from app.notices.schemas import NoticeRow
from app.notices.topics import OTHER, TOPICS, Topic
from frontend.list_state import address

PLACE = "/pemberitahuan"
STATES = (("", "Semua"), ("belum", "Belum dibaca"), ("sudah", "Sudah dibaca"))


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """`last` is the newest notice there is: marking as read reaches up to it, not to what comes later."""

    rows: Listing[NoticeRow]
    unread: int
    state: str
    topic: str
    pages_href: str

    @property
    def last(self) -> int:
        return max((notice.id for notice in self.rows.items), default=0)

    @property
    def states(self) -> list[tuple[str, str, int | None]]:
        counts = {"belum": self.unread}
        return [(text, self._address(state=key), counts.get(key)) for key, text in STATES]

    @property
    def current(self) -> str:
        return self._address(state=self.state)

    @property
    def topics(self) -> list[tuple[str, str]]:
        return [(topic.key, topic.label) for topic in (*TOPICS, OTHER)]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.state or self.topic)

    def _address(self, *, state: str) -> str:
        return address(PLACE, {"status": state, "topik": self.topic})


@dataclass(frozen=True, slots=True)
class NoticeGroupPage:
    heading: str
    rows: Listing[NoticeRow]
    pages_href: str


@dataclass(frozen=True, slots=True)
class NoticeChoicesPage:
    choices: Sequence[tuple[Topic, bool]]

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(topic.key, topic.told) for topic, _ in self.choices if topic.may_be_off]

    @property
    def wanted(self) -> list[str]:
        return [topic.key for topic, is_wanted in self.choices if is_wanted]

    @property
    def always(self) -> list[str]:
        return [topic.told for topic, _ in self.choices if not topic.may_be_off]
