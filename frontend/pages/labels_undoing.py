"""Taking back one's own decisions: named before it is done, and asked for where it is no slip of the finger."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import ActorDep
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.runtime import RuntimeDep, SessionDep
from app.curation import undoable, undoing
from app.documents import service as documents
from frontend.addresses import DocumentId, number_or_none
from frontend.contexts.labels import QUEUE, QueueState
from frontend.contexts.undoing import UNDO, UndoPage, ago, place_of
from frontend.forms import FormDep
from frontend.list_state import address, asked_number
from frontend.pages.accounts import local_path
from frontend.rendering import redirect, render

router = APIRouter()
_SURE = "ya"


@router.get("/dokumen/{document_id}/label")
def show_labels(request: Request, session: SessionDep, actor: ActorDep, document_id: DocumentId) -> Response:
    """The address that decisions are sent to, opened again: the labels of that document, as far as one may see them."""
    documents.get(session, actor, document_id)
    if actor.can("tag.decide"):
        return redirect(QueueState.asked(request).url(document_id))
    return redirect(f"/dokumen/{document_id}#indikator")


@router.get(UNDO)
def show_undo(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    """What would be taken back; without a number one's last decision."""
    actor.require("tag.decide")
    back = local_path(request.query_params.get("kembali", "")) or QUEUE
    number = asked_number(request, "aksi")
    try:
        found = undoable.named(session, actor, number) if number else undoable.last(session, actor)
    except NotFound:
        found = None
    lines = undoable.lines(session, actor, found.action_id) if found else ()
    return render(request, "curation/undo.html", UndoPage(back, found, lines))


@router.post(UNDO)
def undo(form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    """The decision that was named. What lies further back than a sitting is shown and asked for first."""
    actor.require("tag.decide")
    back = local_path(form.text("kembali")) or QUEUE
    number = number_or_none(form.text("aksi"))
    if number is None:
        return redirect(address(UNDO, {"kembali": back}))
    try:
        with runtime.database.write() as session:
            found = undoable.named(session, actor, number)
            if form.text("yakin") != _SURE and now() - found.at > undoable.SITTING:
                return redirect(address(UNDO, {"aksi": number, "kembali": back}))
            undone = undoing.undo(session, actor, action_id=number)
    except (NotFound, Conflict) as error:
        return redirect(back, message=error.detail, kind="warning")
    left = f" {undone.left} label sudah diubah orang lain dan dibiarkan." if undone.left else ""
    place = f"{QUEUE}?dokumen={undone.document_ids[0]}" if len(undone.document_ids) == 1 else back
    said = f"Diurungkan: {undone.said} – {place_of(found)}, {ago(found.at)}.{left}"
    return redirect(place, message=said, kind="warning" if undone.left else "success")
