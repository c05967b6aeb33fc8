"""What the page of one's notices shows."""

from dataclasses import dataclass

from app.core.pagination import Listing
from app.notices.models import Notice


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """`last` is the newest notice there is: marking as read reaches up to it, not to what comes later."""

    rows: Listing[Notice]
    unread: int
    pages_href: str

    @property
    def last(self) -> int:
        return max((notice.id or 0 for notice in self.rows.items), default=0)
