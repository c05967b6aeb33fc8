"""Hangs the pages and static files into the application, and draws its error pages."""

from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.routing import Match
from starlette.types import Scope

from app.accounts.access import FormExpired
from app.core.errors import SignInRequired
from app.core.problems import Problem
from app.documents.missing import DocumentTrashed
from app.twins.handlers import DocumentMerged
from frontend.contexts.shared import ErrorContext, ResendContext
from frontend.forms import kept_form
from frontend.pages import ROUTERS
from frontend.rendering import STATIC, redirect, render

_ERROR_TEMPLATES = {
    403: "errors/403.html",
    404: "errors/404.html",
    410: "errors/410.html",
    500: "errors/500.html",
    503: "errors/503.html",
}


class _Assets(StaticFiles):
    """Files asked for by their content hash never change, so browsers may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        is_hashed = b"v=" in scope.get("query_string", b"")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
        return response


def install(app: FastAPI) -> None:
    app.mount("/static", _Assets(directory=STATIC), name="static")
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)


def problem_page(request: Request, problem: Problem) -> Response:
    """A page for people. Whoever must sign in first comes back to where they were, with what they had typed."""
    if problem.type == SignInRequired.slug:
        return _sign_in_first(request)
    if problem.type == FormExpired.slug and kept_form(request) is not None:
        return _send_again(request, problem)
    if problem.type == DocumentMerged.slug and problem.link and request.method in {"GET", "HEAD"}:
        return redirect(problem.link, message="Dokumen yang Anda tuju sudah disatukan dengan dokumen ini.", kind="info")
    above = _page_above(request) if problem.status == 405 and request.method in {"GET", "HEAD"} else None
    if above is not None:
        return redirect(above)
    template = _ERROR_TEMPLATES.get(problem.status, "errors/error.html")
    page = ErrorContext(
        status=problem.status,
        title=problem.title,
        detail=problem.detail,
        request_id=problem.request_id,
        actions=_ways_on(problem),
        restore=_restore_action(problem),
    )
    return render(request, template, page, status=problem.status)


def _page_above(request: Request) -> str | None:
    """A form's address opened again, by reloading or from the history: the nearest page above it, with its filters."""
    parts = request.url.path.strip("/").split("/")
    for length in range(len(parts) - 1, 0, -1):
        path = "/" + "/".join(parts[:length])
        scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes):
            return f"{path}?{request.url.query}" if request.url.query else path
    return None


def _ways_on(problem: Problem) -> tuple[tuple[str, str], ...]:
    if problem.type == DocumentTrashed.slug:
        return (("Lihat tempat sampah", "/sampah"), ("Ke beranda", "/"))
    return (("Buka dokumen itu", problem.link), ("Ke beranda", "/")) if problem.link else ()


def _restore_action(problem: Problem) -> str | None:
    """Where a button brings a trashed document back; its number stands behind the link into the trash."""
    if problem.type != DocumentTrashed.slug or problem.link is None:
        return None
    return f"/dokumen/{problem.link.rpartition('-')[2]}/pulihkan"


def _sign_in_first(request: Request) -> Response:
    from frontend.pages.accounts import sign_in_page

    form = kept_form(request)
    if form is None:
        return redirect(f"/masuk?{urlencode({'lanjut': _here(request)})}")
    return sign_in_page(request, action=request.url.path, form=form)


def _here(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def _send_again(request: Request, problem: Problem) -> Response:
    form = kept_form(request)
    fields = tuple(form.resendable()) if form else ()
    page = ResendContext(request.url.path, fields, bool(form and form.files), problem.detail)
    return render(request, "accounts/resend.html", page, status=problem.status)
