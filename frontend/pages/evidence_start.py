"""From a document to the form of a claim: which assessment, and which indicator do its pages prove?"""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.pagination import Slice
from app.core.runtime import SessionDep
from app.documents import service as documents
from app.documents import tagging
from app.documents.models import TagState
from app.evidence import service
from app.evidence.models import AssessmentState
from app.evidence.schemas import AssessmentRow
from app.instruments import service as instruments
from frontend.contexts.evidence_start import IndicatorChoice, StartPage
from frontend.list_state import address, asked_number
from frontend.rendering import redirect, render

router = APIRouter()
_ALL_RUNNING = Slice(limit=100)


@router.get("/bukti-baru")
def choose_indicator(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    actor.require("evidence.write")
    document_id, pages = asked_number(request, "dokumen"), request.query_params.get("halaman", "")
    running = service.list_assessments(session, actor, part=_ALL_RUNNING, state=AssessmentState.OPEN).items
    chosen = _chosen(running, asked_number(request, "penilaian"))
    number = asked_number(request, "indikator")
    if chosen is not None and number is not None:
        wanted = address(
            f"/penilaian/{chosen.id}/indikator/{number}/bukti-baru", {"dokumen": document_id, "halaman": pages}
        )
        return redirect(wanted)
    page = StartPage(
        document=documents.view(session, actor, document_id).row if document_id is not None else None,
        pages=pages,
        running=running,
        assessment=chosen,
        choices=_choices(session, actor, document_id, chosen) if chosen else (),
    )
    return render(request, "evidence/start.html", page)


def _chosen(running: Sequence[AssessmentRow], wanted: int | None) -> AssessmentRow | None:
    """The newest one that runs, unless another was chosen."""
    return next((row for row in running if row.id == wanted), running[0] if running else None)


def _choices(
    session: Session, actor: Actor, document_id: int | None, chosen: AssessmentRow
) -> tuple[IndicatorChoice, ...]:
    tags = tagging.tags_of(session, actor, document_id) if document_id is not None else []
    states = {tag.indicator_id: tag.state for tag in tags if tag.state is not TagState.REJECTED}
    return tuple(
        IndicatorChoice(ref, states.get(ref.id)) for ref in instruments.references(session, chosen.instrument_id)
    )
