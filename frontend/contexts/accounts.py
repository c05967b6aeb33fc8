"""What the pages of signing in and of one's own account show."""

import re
from dataclasses import dataclass
from datetime import datetime

from app.accounts.permissions import Actor
from app.accounts.schemas import OpenSession

_BROWSERS = (
    (r"Edg/", "Edge"),
    (r"OPR/", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/", "Firefox"),
    (r"Chrom(e|ium)/", "Chrome"),
    (r"Safari/", "Safari"),
)
_SYSTEMS = (
    (r"Android", "Android"),
    (r"iPhone|iPad", "iOS"),
    (r"Windows", "Windows"),
    (r"Mac OS X", "macOS"),
    (r"Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class SignInContext:
    """`kept` are the fields of a form that came after its session had ended; they go on to `next_url` afterwards."""

    next_url: str
    username: str = ""
    error: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    resend_to: str | None = None
    had_files: bool = False


@dataclass(frozen=True, slots=True)
class SessionLine:
    handle: str
    device: str
    started_at: datetime
    seen_at: datetime
    is_current: bool

    @classmethod
    def of(cls, row: OpenSession) -> "SessionLine":
        return cls(row.handle, device_name(row.user_agent), row.created_at, row.last_seen_at, row.is_current)


@dataclass(frozen=True, slots=True)
class AccountContext:
    person: Actor
    sessions: tuple[SessionLine, ...]
    errors: dict[str, str]


def device_name(user_agent: str) -> str:
    """ "Chrome di Windows": enough to recognise one's own sign-in, and nothing that fingerprints."""
    browser = _first(_BROWSERS, user_agent) or "Peramban lain"
    system = _first(_SYSTEMS, user_agent)
    return f"{browser} di {system}" if system else browser


def _first(table: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for pattern, name in table if re.search(pattern, user_agent)), None)
