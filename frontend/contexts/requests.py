"""What the pages of requests for documents show: one's own, the curators' queue, and the answer to one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from app.core.pagination import Listing
from app.documents.schemas import DocumentRow
from app.searches.models import RequestState
from app.searches.schemas import MissedRow, RequestRow

OWN, DESK = "/permintaan", "/kurasi/pencarian"
STATES: dict[RequestState, tuple[str, str, str]] = {
    RequestState.OPEN: ("Menunggu jawaban", "info", "hourglass"),
    RequestState.FULFILLED: ("Dipenuhi", "positive", "circle-check"),
    RequestState.DECLINED: ("Tidak dapat dipenuhi", "neutral", "circle-x"),
    RequestState.WITHDRAWN: ("Ditarik", "neutral", "x"),
}


def search_url(query: str) -> str:
    return f"/cari?{urlencode({'q': query})}"


@dataclass(frozen=True, slots=True)
class RequestLine:
    row: RequestRow

    @property
    def state(self) -> tuple[str, str, str]:
        """In words, with the tone and the icon of its badge."""
        return STATES[self.row.state]

    @property
    def is_open(self) -> bool:
        return self.row.state is RequestState.OPEN

    @property
    def search_url(self) -> str:
        return search_url(self.row.query)

    @property
    def desk_url(self) -> str:
        return f"/kurasi/permintaan/{self.row.id}"


@dataclass(frozen=True, slots=True)
class OwnRequestsPage:
    lines: tuple[RequestLine, ...]
    rows: Listing[RequestRow]
    pages_href: str


@dataclass(frozen=True, slots=True)
class AskForm:
    query: str
    note: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MissedLine:
    row: MissedRow

    @property
    def search_url(self) -> str:
        return search_url(self.row.query)


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Requests beside what was sought and not found; `days` is how long the log is kept, or None without one."""

    tabs: Sequence[tuple[str, str, int | None]]
    is_done: bool
    requests: tuple[RequestLine, ...]
    request_total: int
    missed: tuple[MissedLine, ...]
    rows: Listing[MissedRow]
    pages_href: str
    days: int | None


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One request with documents that its words find now; what was chosen and typed stays when something is refused."""

    line: RequestLine
    offers: tuple[DocumentRow, ...]
    chosen: str = ""
    address: str = ""
    answer: str = ""
    reason: str = ""
    errors: dict[str, str] = field(default_factory=dict)
