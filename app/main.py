"""Composes the web application: settings → parts → middleware → routers → error handlers. Alone knows frontend."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, ExitStack, asynccontextmanager, nullcontext

from fastapi import FastAPI
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

import frontend.mount
from app import composition
from app.accounts.access import cookie_name
from app.contributions.routes import router as contributions_router
from app.core import allocator, health, problems
from app.core.config import Settings
from app.core.http import BodyLimit, SecurityLayer
from app.core.logs import configure_logs
from app.core.runtime import Runtime
from app.coverage.gap_routes import router as gaps_router
from app.coverage.routes import router as coverage_router
from app.curation.routes import router as curation_router
from app.documents.routes import router as documents_router
from app.evidence.routes import router as evidence_router
from app.ingest.batch_routes import router as batches_router
from app.ingest.routes import router as ingest_router
from app.instruments.routes import keeping_router as kept_instruments_router
from app.instruments.routes import router as instruments_router
from app.learning.routes import router as learning_router
from app.notices.routes import router as notices_router
from app.publishing.routes import router as publishing_router
from app.search.routes import router as search_router
from app.search.warming import kept_warm
from app.searches.routes import feed_router
from app.searches.routes import router as searches_router
from app.stewardship.routes import router as stewardship_router
from app.succession.routes import router as succession_router
from app.taxonomies.agency_routes import router as agency_names_router
from app.taxonomies.kind_routes import router as kinds_router
from app.taxonomies.kinds_now import KindsForRequests
from app.taxonomies.routes import router as synonyms_router
from app.taxonomies.topic_routes import router as topics_router
from app.twins.routes import router as twins_router
from storage.sniff import MEDIA_TYPES

VERSION = "0.1.0"
Beside = Callable[[Runtime], AbstractContextManager[object]]
# Original files are packed already; packing them again would also hide their length from the viewer, which then
# could not ask for parts.
_PACKED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *(kind.name for kind in MEDIA_TYPES if not kind.name.startswith("text/")))
_ROUTERS = (
    search_router,
    ingest_router,
    batches_router,
    stewardship_router,
    documents_router,
    instruments_router,
    kept_instruments_router,
    succession_router,
    coverage_router,
    gaps_router,
    evidence_router,
    notices_router,
    searches_router,
    feed_router,
    twins_router,
    curation_router,
    publishing_router,
    contributions_router,
    learning_router,
    synonyms_router,
    kinds_router,
    agency_names_router,
    topics_router,
    health.router,
)


def site() -> FastAPI:
    """What `pustaka serve` runs in each web process: the application, with searches read ahead beside it."""
    allocator.keep_little()
    return create_app(beside=kept_warm)


def create_app(settings: Settings | None = None, *, beside: Beside = nullcontext) -> FastAPI:
    """The web application on an initialised data folder; `uvicorn --factory app.main:create_app` calls it bare.

    `beside` is what goes on from its making to its end.
    """
    chosen = settings or Settings()
    configure_logs(chosen)
    stack = ExitStack()
    parts = stack.enter_context(composition.runtime(chosen))
    stack.enter_context(beside(parts))
    app = FastAPI(
        title="Pustaka SPBE",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=_lifespan(stack),
    )
    app.state.runtime = parts
    _add_middleware(app, chosen)
    for router in _ROUTERS:
        app.include_router(router)
    frontend.mount.install(app)
    problems.install(app, frontend.mount.problem_page)
    return app


def _lifespan(stack: ExitStack) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def span(_: FastAPI) -> AsyncIterator[None]:
        with stack:
            yield

    return span


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """The last one added is the first one passed."""
    app.add_middleware(KindsForRequests)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5, exclude_content_types=_PACKED)
    app.add_middleware(BodyLimit, settings=settings, session_cookie=cookie_name(settings))
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=settings.trusted_hosts)
    app.add_middleware(SecurityLayer, settings=settings)
