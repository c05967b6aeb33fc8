"""Lists the routes of the application, however deep a router was included, and fills their paths."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount

DEFAULTS: Mapping[str, object] = {
    "document_id": 1,
    "number": 1,
    "relation_id": 1,
    "instrument_id": "permenpanrb-59-2020",
    "assessment_id": 1,
    "evidence_id": 1,
    "agency_id": 1,
    "user_id": 1,
    "batch_id": 1,
    "kind": "sop",
}


def route_names(app: FastAPI) -> list[str]:
    """ "GET /api/v1/search" of everything that answers; HEAD and the mounted static files stand apart."""
    return [
        f"{method} {route.path}"
        for route in _walk(app.routes)
        if not isinstance(route, Mount)
        for method in sorted((route.methods or set()) - {"HEAD"})
    ]


def mounts(app: FastAPI) -> list[str]:
    return [route.path for route in _walk(app.routes) if isinstance(route, Mount)]


def _walk(routes: list[Any]) -> Iterator[Any]:
    """An included router hides its routes behind itself; asked for them, it tells them with their full paths."""
    for route in routes:
        if hasattr(route, "effective_route_contexts"):
            yield from route.effective_route_contexts()
        else:
            yield route


def filled(path: str, values: Mapping[str, object]) -> str:
    given = {**DEFAULTS, **values}
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda match: str(given[match[1]]), path)
