"""Who is asking: the actor behind a request, and the proof that a changing request came from our own page."""

import hmac
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import OperationalError

from app.accounts import sessions
from app.accounts.permissions import VISITOR, Actor
from app.core.config import Settings
from app.core.errors import Forbidden
from app.core.runtime import Runtime, runtime_of

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITE = frozenset({"same-origin", "none"})


@dataclass(frozen=True, slots=True)
class Visit:
    """The actor of a request with the sign-in it came by."""

    actor: Actor
    csrf_token: str = ""
    secret: str = ""


def cookie_name(settings: Settings) -> str:
    """The prefix binds the cookie to this host and to HTTPS; a browser refuses it on plain http."""
    return "__Host-pustaka" if settings.secure_cookies else "pustaka_sesi"


class FormExpired(Forbidden):
    """The token is not the one of this sign-in; the page offers to send the same form again."""

    slug = "formulir-kedaluwarsa"
    title = "Formulir ini perlu dikirim ulang"


def visit_of(request: Request, runtime: Runtime) -> Visit:
    """Also left on the request, where error pages find it."""
    visit = _find_visit(request, runtime)
    request.state.visit = visit
    return visit


def _find_visit(request: Request, runtime: Runtime) -> Visit:
    secret = request.cookies.get(cookie_name(runtime.settings), "")
    name = getattr(request.state, "request_id", None)
    if not secret:
        return Visit(_named(VISITOR, name))
    with runtime.database.read() as session:
        found = sessions.actor_for(session, secret)
    if found is None:
        return Visit(_named(VISITOR, name))
    actor, login = found
    if sessions.needs_seen_mark(login):
        _mark_seen(runtime, login.fingerprint)
    return Visit(_named(actor, name), login.csrf_token, secret)


async def _visit(request: Request) -> Visit:
    """Found once in a request. A thread is asked only for those who say that they signed in."""
    known = getattr(request.state, "visit", None)
    if isinstance(known, Visit):
        return known
    runtime = await runtime_of(request)
    if cookie_name(runtime.settings) in request.cookies:
        return await run_in_threadpool(visit_of, request, runtime)
    return visit_of(request, runtime)


VisitDep = Annotated[Visit, Depends(_visit)]


async def _actor(request: Request) -> Actor:
    return (await _visit(request)).actor


ActorDep = Annotated[Actor, Depends(_actor)]


def require_same_site(request: Request) -> None:
    """Refuse a changing request that another site's page sent, by the browser's own word on it."""
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    foreign = site is not None and site not in _OWN_SITE
    if not foreign and site is None and origin is not None:
        foreign = urlsplit(origin).netloc != request.headers.get("host", "")
    if foreign:
        raise Forbidden("Permintaan ini datang dari situs lain. Buka pustaka langsung, lalu ulangi dari sana.")


def require_token(visit: Visit, given: str | None) -> None:
    """The form token of this very sign-in. A visitor has none: what visitors may change needs none."""
    if visit.csrf_token and not hmac.compare_digest(visit.csrf_token.encode(), (given or "").encode()):
        raise FormExpired("Sesi Anda berganti sejak halaman ini dibuka. Periksa isian Anda, lalu kirim lagi.")


def require_header_token(request: Request, visit: VisitDep) -> None:
    """For the API: the token travels in a header, which no other site's form can set."""
    require_same_site(request)
    if request.method not in _SAFE:
        require_token(visit, request.headers.get("x-csrf-token"))


def _named(actor: Actor, request_id: str | None) -> Actor:
    return replace(actor, request_id=request_id)


def _mark_seen(runtime: Runtime, handle: str) -> None:
    """A courtesy of the account page; a busy database must not fail the request for it."""
    try:
        with runtime.database.write() as session:
            sessions.mark_seen(session, handle)
    except OperationalError:
        return
