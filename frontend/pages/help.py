"""Help, how to write a search, the meaning of errors, what this library is, and the API as it describes itself."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import ActorDep
from app.core.runtime import RuntimeDep, SessionDep
from app.documents import service as documents
from app.instruments import service as instruments
from frontend.contexts.help import AboutContext, ApiContext, ErrorsContext, HelpContext
from frontend.contexts.search_help import SearchHelpContext
from frontend.rendering import render

router = APIRouter()


@router.get("/bantuan")
def show_help(request: Request) -> Response:
    return render(request, "help/help.html", HelpContext.made())


@router.get("/bantuan/pencarian")
def show_search_help(request: Request, runtime: RuntimeDep, session: SessionDep) -> Response:
    tree = instruments.tree(session, instruments.default_id(session, runtime.settings))
    return render(request, "help/search.html", SearchHelpContext.made(tree))


@router.get("/bantuan/galat")
def show_errors(request: Request) -> Response:
    return render(request, "help/errors.html", ErrorsContext.made())


@router.get("/tentang")
def show_about(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    total = sum(documents.count_by_kind(session, actor).values())
    regulation = instruments.tree(session, instruments.default_id(session, runtime.settings)).instrument.regulation
    return render(request, "help/about.html", AboutContext(runtime.settings.institution, total, regulation))


@router.get("/api/docs")
def show_api(request: Request) -> Response:
    return render(request, "help/api.html", ApiContext.of(request.app.openapi()))
