"""The trail of changes with its filters, and the table of roles."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.audit import service as audit
from app.audit.models import AuditEntry
from app.core.pagination import Listing, Slice
from app.core.runtime import SessionDep
from app.core.tables import saved_id
from app.documents import service as documents
from app.instruments import service as instruments
from frontend.contexts.admin import RolesPage, TrailPage
from frontend.contexts.assessments import Options
from frontend.contexts.trail import Names, document_ids_of, ids_of, lines_of
from frontend.contexts.trail_words import OBJECTS
from frontend.list_state import asked_number, asked_part, pages_address
from frontend.rendering import render

router = APIRouter()
_PER_PAGE = 50
_EVERYBODY = Slice(limit=1000)


@router.get("/admin/jejak")
def show_trail(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    verb = request.query_params.get("tindakan", "").strip()
    object_type = request.query_params.get("benda", "")
    object_id = request.query_params.get("nomor", "").strip()
    actor_id = asked_number(request, "siapa")
    found = audit.listing(
        session,
        actor,
        part=asked_part(request, size=_PER_PAGE),
        verb=verb or None,
        actor_id=actor_id,
        object_type=object_type if object_type in OBJECTS else None,
        object_id=object_id or None,
    )
    state = {"tindakan": verb, "benda": object_type, "nomor": object_id, "siapa": actor_id}
    page = TrailPage(
        rows=Listing(
            lines_of(found.items, names=_names(session, actor, found.items)), found.total, found.limit, found.offset
        ),
        verb=verb,
        actor_id=actor_id,
        object_type=object_type,
        object_id=object_id,
        people=_people(session, actor),
        pages_href=pages_address("/admin/jejak", state),
    )
    return render(request, "admin/trail.html", page)


@router.get("/admin/peran")
def show_roles(request: Request, actor: ActorDep) -> Response:
    actor.require("people.manage")
    return render(request, "admin/roles.html", RolesPage())


def _names(session: Session, actor: Actor, entries: Sequence[AuditEntry]) -> Names:
    """Titles only of documents that the administrator may see and that are not in the trash."""
    rows = documents.rows_by_ids(session, actor, document_ids_of(entries))
    refs = instruments.indicators_by_id(session, ids_of(entries, "indicator"))
    return Names(
        documents={str(key): row.title for key, row in rows.items()},
        agencies={saved_id(row.id): row.name for row in accounts.agencies(session, is_active_only=False)},
        indicators={key: f"{ref.number}. {ref.short_name}" for key, ref in refs.items()},
    )


def _people(session: Session, actor: Actor) -> Options:
    return [(str(row.id), row.full_name) for row in accounts.people(session, actor, part=_EVERYBODY).items]
