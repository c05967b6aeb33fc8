"""One context and one template become a page; what all pages share (viewer, token, messages) is added here."""

import base64
import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.exc import OperationalError
from starlette.background import BackgroundTask

from app.accounts.access import Visit, visit_of
from app.accounts.permissions import Actor
from app.core.clock import now
from app.core.runtime import Runtime
from app.notices import service as notices
from app.preservation.alarms import standing as alarm_count
from app.search.indexing import ask_for_new_index
from indexer.index.port import IndexProblem
from storage.names import clean_line

HERE = Path(__file__).parent
STATIC = HERE / "static"
MANIFEST = STATIC / "vendor" / "manifest.json"
FLASH_COOKIE = "pustaka_pesan"
_MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
_ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_REBUILDING = (
    "Indeks pencarian sedang disusun ulang. Menjelajah dan mengunduh tetap berjalan; "
    "pencarian untuk sementara lebih sederhana."
)


def render(request: Request, template: str, page: object, *, status: int = 200) -> HTMLResponse:
    """The page as HTML. Messages left by the request before are shown once and forgotten."""
    runtime: Runtime = request.app.state.runtime
    visit = _visit(request, runtime)
    flashes = _flashes(request)
    has_index = _has_index(runtime)
    banners = _banners(runtime, visit.actor, has_index=has_index)
    html = (
        environment(runtime.settings.time_zone)
        .get_template(template)
        .render(
            page=page,
            viewer=visit.actor,
            csrf_token=visit.csrf_token,
            flashes=flashes,
            banners=banners,
            current_path=request.url.path,
            query=_query(request),
            version=request.app.version,
            is_demo=runtime.settings.demo,
            institution=runtime.settings.institution,
            unread_notices=lambda: _unread_notices(runtime, visit),
        )
    )
    # After the answer has been sent: the request's own transaction, which may be a writing one, has ended by then.
    asking = None if has_index else BackgroundTask(ask_for_new_index, runtime.database)
    response = HTMLResponse(html, status_code=status, background=asking)
    if flashes:
        response.delete_cookie(FLASH_COOKIE)
    return response


def _query(request: Request) -> str:
    """What the box in the head repeats, without marks that would turn the page's text."""
    has_box = request.url.path.endswith(("/cari", "/baca"))
    return clean_line(request.query_params.get("q", "")) if has_box else ""


def redirect(
    url: str, *, message: str = "", kind: str = "success", links: Sequence[tuple[str, str]] = ()
) -> RedirectResponse:
    """After a changed thing: see the result (303), with a word about what happened and (text, path) of what to do."""
    response = RedirectResponse(url, status_code=303)
    if message:
        packed = base64.urlsafe_b64encode(
            json.dumps([[kind, message, *([list(links)] if links else [])]]).encode()
        ).decode()
        response.set_cookie(FLASH_COOKIE, packed, max_age=60, httponly=True, samesite="lax")
    return response


@cache
def environment(time_zone: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    zone = ZoneInfo(time_zone)
    made.globals["asset"] = asset
    made.filters["tanggal"] = long_date
    made.filters["waktu"] = lambda moment: long_time(moment, zone)
    made.filters["angka"] = number
    made.filters["tingkat"] = lambda level: number(None if level is None else level.normalize())
    made.filters["sudah_tiba"] = lambda day: day is not None and day <= now().astimezone(zone).date()
    made.filters["ukuran"] = file_size
    return made


@cache
def _manifest() -> dict[str, str]:
    return json.loads(MANIFEST.read_text(encoding="utf-8")) if MANIFEST.is_file() else {}


def asset(path: str) -> str:
    """The address of a file of ours, with its content hash so that browsers may keep it for ever."""
    return f"/static/{_manifest().get(path, path)}"


def long_date(value: date | datetime | None) -> str:
    """22 November 2026; nothing for nothing."""
    return "" if value is None else f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def long_time(value: datetime | None, zone: ZoneInfo) -> str:
    """22 November 2026 pukul 10.15 WIB."""
    if value is None:
        return ""
    local = value.astimezone(zone)
    return f"{long_date(local)} pukul {local:%H.%M} {_ZONE_NAMES.get(str(zone), local.tzname() or '')}"


def number(value: float | Decimal | None, decimals: int | None = None) -> str:
    """1.234 and 3,69: a point between thousands, a comma before decimals, halves rounded up."""
    if value is None:
        return "–"
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{exact:,f}".replace(",", "\x00").replace(".", ",").replace("\x00", ".")


def file_size(size: int) -> str:
    """1,2 MB in powers of 1000, as file managers show."""
    amount, unit = Decimal(size), "B"
    for bigger in ("kB", "MB", "GB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, bigger
    return f"{number(amount, 0 if unit == 'B' or amount >= 100 else 1)} {unit}"


def _visit(request: Request, runtime: Runtime) -> Visit:
    known = getattr(request.state, "visit", None)
    return known if isinstance(known, Visit) else visit_of(request, runtime)


def _unread_notices(runtime: Runtime, visit: Visit) -> int:
    """Asked by templates that draw the bell only. A page that tells of a broken database must not break on it."""
    if not visit.actor.is_signed_in:
        return 0
    try:
        with runtime.database.read() as session:
            return notices.unread_count(session, visit.actor)
    except OperationalError:
        return 0


def _flashes(request: Request) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """A cookie may hold anything: only links to pages of ours are drawn."""
    packed = request.cookies.get(FLASH_COOKIE, "")
    try:
        found: Any = json.loads(base64.urlsafe_b64decode(packed)) if packed else []
        return [(str(kind), str(text)[:500], _links(*rest)) for kind, text, *rest in found][:3]
    except (ValueError, TypeError):
        return []


def _links(given: Any = ()) -> list[tuple[str, str]]:
    links = [(str(text)[:100], str(path)) for text, path in given][:3]
    return [(text, path) for text, path in links if path.startswith("/") and path[1:2] not in {"/", "\\"}]


def _has_index(runtime: Runtime) -> bool:
    try:
        runtime.generations.open_current()
    except IndexProblem:
        return False
    return True


def _banners(runtime: Runtime, actor: Actor, *, has_index: bool) -> list[tuple[str, str]]:
    """A missing index is said on every page; alarms to those who can do something about them."""
    said = [] if has_index else [("warning", _REBUILDING)]
    if actor.can("system.manage") and (raised := alarm_count(runtime.database)):
        said.append(("error", f"Alarm: {raised} berkas tersimpan bermasalah. Lihat halaman Admin untuk penanganannya."))
    return said
