"""Contributing a good practice: one friendly form, kept as a draft, looked at once more, handed in."""

import secrets

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.contributions import looking, service
from app.contributions.rendering import HEADINGS
from app.contributions.schemas import LINES, TEXTS, ContributionFields
from app.core.errors import Conflict, FieldError, InvalidInput
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.core.tables import saved_id
from app.ingest import service as ingest
from app.ingest.schemas import StoredFile
from frontend.addresses import Number
from frontend.contexts.contributions import FORM_KEY, PLACE, ContributionPage, ContributionPreview, ContributionsPage
from frontend.forms import Form, FormDep, errors_by_field, form_of
from frontend.list_state import asked_part
from frontend.rendering import redirect, render
from storage.blobs import StorageError
from storage.sniff import TypeRefused

router = APIRouter()
_LIMITS = {name: info.metadata[0].max_length for name, info in ContributionFields.model_fields.items()}


@router.get(PLACE)
def list_own(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    rows = service.listing(session, actor, part=asked_part(request))
    return render(request, "contributions/list.html", ContributionsPage(rows))


@router.get(f"{PLACE}/baru")
def begin(request: Request, actor: ActorDep) -> Response:
    actor.require("contribution.write")
    typed = dict.fromkeys((*LINES, *TEXTS), "") | {"unit": actor.agency_name or ""}
    page = ContributionPage(None, typed, form_key=secrets.token_urlsafe(16))
    return render(request, "contributions/form.html", page)


@router.post(f"{PLACE}/baru")
def keep_new(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    return _keep(request, runtime, actor, form, None)


@router.get(PLACE + "/{number}")
def show(request: Request, session: SessionDep, actor: ActorDep, number: Number) -> Response:
    found = service.view(session, actor, number)
    if not found.is_open:
        return redirect(f"/dokumen/{found.contribution.document_id}/penerbitan")
    one = found.contribution
    typed = {name: getattr(one, name) for name in (*LINES, *TEXTS)}
    page = ContributionPage(number, typed, one.attachment_name, found.note, is_kept=one.document_id is not None)
    return render(request, "contributions/form.html", page)


@router.post(PLACE + "/{number}")
def keep(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, number: Number) -> Response:
    return _keep(request, runtime, actor, form, number)


@router.get(PLACE + "/{number}/pratinjau")
def show_preview(request: Request, session: SessionDep, actor: ActorDep, number: Number) -> Response:
    one = service.view(session, actor, number).contribution
    page = ContributionPreview(
        number=number,
        title=one.title or "Belum berjudul",
        author=actor.name,
        unit=one.unit,
        contact=one.contact,
        parts=[(heading, getattr(one, name)) for name, heading in HEADINGS if getattr(one, name)],
        attachment=one.attachment_name,
    )
    return render(request, "contributions/preview.html", page)


@router.post(PLACE + "/{number}/ajukan", dependencies=[Depends(form_of)])
def send(request: Request, runtime: RuntimeDep, actor: ActorDep, number: Number) -> Response:
    """From the preview, as it was looked at."""
    return _sent(request, runtime, actor, number)


@router.post(PLACE + "/{number}/hapus", dependencies=[Depends(form_of)])
def discard(runtime: RuntimeDep, actor: ActorDep, number: Number) -> Response:
    with runtime.database.write() as session:
        service.discard(session, actor, number)
    return redirect(PLACE, message="Draf dihapus.")


def _keep(request: Request, runtime: Runtime, actor: Actor, form: Form, number: int | None) -> Response:
    """Whatever is pressed, what was typed is kept first, also where the file that came along is refused."""
    actor.require("contribution.write")
    typed = {name: form.text(name) for name in (*LINES, *TEXTS)}
    key = form.text(FORM_KEY)[:64]
    kept_id, status = number, 200
    errors: dict[str, str] = {}
    try:
        fields, (stored, errors) = _fields(typed), _attachment(runtime, form)
        with runtime.database.write() as session:
            drops = form.text("tanpa_lampiran") == "1"
            kept = service.save(
                session,
                actor,
                contribution_id=number,
                fields=fields,
                attachment=stored,
                drops_attachment=drops,
                form_key=key,
            )
            kept_id = saved_id(kept.id)
    except (InvalidInput, Conflict) as error:
        errors = errors or errors_by_field(error) or {"title": error.detail}
        status = error.status
    if errors:
        return _shown_again(request, runtime, actor, kept_id, typed, errors, status=max(status, 422), key=key)
    if form.text("aksi") == "pratinjau":
        return redirect(f"{PLACE}/{kept_id}/pratinjau")
    if form.text("aksi") == "kirim":
        return _sent(request, runtime, actor, saved_id(kept_id))
    return redirect(f"{PLACE}/{kept_id}", message="Tersimpan sebagai draf. Lanjutkan kapan saja.")


def _shown_again(
    request: Request,
    runtime: Runtime,
    actor: Actor,
    number: int | None,
    typed: dict[str, str],
    errors: dict[str, str],
    *,
    status: int,
    key: str = "",
) -> Response:
    """The form with its messages and all that was typed."""
    attachment = ""
    if number is not None:
        with runtime.database.read() as session:
            attachment = service.view(session, actor, number).contribution.attachment_name
    page = ContributionPage(number, typed, attachment, errors=errors, form_key=key)
    return render(request, "contributions/form.html", page, status=status)


def _sent(request: Request, runtime: Runtime, actor: Actor, number: int) -> Response:
    actor.require("contribution.write")
    try:
        service.send(runtime, actor, contribution_id=number)
    except (InvalidInput, Conflict, StorageError, TypeRefused) as error:
        with runtime.database.read() as session:
            one = service.view(session, actor, number).contribution
        typed = {name: getattr(one, name) for name in (*LINES, *TEXTS)}
        errors = errors_by_field(error) if isinstance(error, InvalidInput) else {}
        found = errors or {"title": str(error)}
        return _shown_again(request, runtime, actor, number, typed, found, status=getattr(error, "status", 422))
    return redirect(PLACE, message="Terima kasih. Kurator memeriksanya, dan Anda diberi tahu begitu terbit.")


def _fields(typed: dict[str, str]) -> ContributionFields:
    problems = [
        FieldError(name, f"Paling banyak {_LIMITS[name]} huruf; kini {len(text)}.")
        for name, text in typed.items()
        if len(text) > _LIMITS[name]
    ]
    if problems:
        raise InvalidInput(errors=problems)
    return ContributionFields(**typed)


def _attachment(runtime: Runtime, form: Form) -> tuple[StoredFile | None, dict[str, str]]:
    """The file that came along, or why it cannot: refused, or one that nobody could read."""
    file = next((file for name, file in form.files if name == "file"), None)
    if file is None:
        return None, {}
    try:
        name = file.filename or ""
        stored = ingest.store_file(runtime.store, runtime.settings, stream=file.file, file_name=name)
    except (StorageError, TypeRefused) as error:
        return None, {"file": str(error)}
    problem = looking.problem_of(runtime, stored)
    return (None, {"file": problem}) if problem else (stored, {})
