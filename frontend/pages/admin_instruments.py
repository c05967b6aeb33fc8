"""Instruments for those who keep them: which is shown first, a new file brought, looked at and published."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import FieldError, InvalidInput
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.instruments import keeping, uploading
from app.instruments.nodes import MAX_CHARACTERS, InstrumentInvalid
from app.instruments.representations import yaml_response
from app.instruments.scoring import LevelsInvalid, Scores, roll_up
from app.instruments.spec import InstrumentSpec
from app.succession import service as succession
from frontend.addresses import Number, number_in
from frontend.contexts.browse import LevelLine
from frontend.contexts.instruments import DraftPage, InstrumentsPage, UploadPage, trial_lines
from frontend.contexts.instruments_draft import DraftIndicatorPage
from frontend.forms import Form, FormDep, form_of
from frontend.rendering import redirect, render

router = APIRouter()
PATH = "/admin/instrumen"
_SENT = [Depends(form_of)]
_TRIED = "nilai-"


@router.get(PATH)
def list_instruments(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    rows = keeping.listing(session, actor, runtime.settings)
    unread = [one.row.id for one in rows if not one.row.is_verified]
    held = {key: bool(succession.regulation_documents(session, actor, instrument_id=key)) for key in unread}
    page = InstrumentsPage(rows, uploading.waiting(session, actor), held)
    return render(request, "admin/instruments.html", page)


@router.post(PATH + "/{instrument_id}/utama", dependencies=_SENT)
def choose(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, instrument_id: str) -> Response:
    keeping.choose(session, actor, runtime.settings, instrument_id=instrument_id)
    carried = succession.carried_total(session, actor, instrument_id=instrument_id)
    message = "Instrumen utama diganti. Berlaku sekarang juga di semua halaman."
    links = [(f"{carried} label dapat dialihkan ke sini", f"/kurasi/alih?instrumen={instrument_id}")] if carried else []
    return redirect(PATH, message=message, links=links)


@router.post(PATH + "/{instrument_id}/sembunyi")
def retire(form: FormDep, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, instrument_id: str) -> Response:
    is_retired = form.text("sembunyi") == "ya"
    keeping.retire(session, actor, runtime.settings, instrument_id=instrument_id, is_retired=is_retired)
    said = "Instrumen disembunyikan. Penilaian lamanya tetap terbaca." if is_retired else "Instrumen ditampilkan lagi."
    return redirect(PATH, message=said)


@router.post(PATH + "/{instrument_id}/verifikasi")
def verify(form: FormDep, session: SessionDep, actor: ActorDep, instrument_id: str) -> Response:
    is_confirmed = form.text("cocok") == "ya"
    succession.confirm(session, actor, instrument_id=instrument_id, is_confirmed=is_confirmed)
    said = "Tanda “Belum diverifikasi” dihapus." if is_confirmed else "Tanda “Belum diverifikasi” dipasang lagi."
    return redirect(PATH, message=said)


@router.get(PATH + "/unggah")
def show_upload(request: Request, actor: ActorDep) -> Response:
    actor.require("instrument.manage")
    return render(request, "admin/instrument_upload.html", UploadPage())


@router.post(PATH + "/unggah")
async def upload(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    """From a chosen file, or from the text box in which a faulty one is mended."""
    actor.require("instrument.manage")
    source, problem = await _sent(form)
    if problem:
        page = UploadPage(source, errors={"file": problem})
        return render(request, "admin/instrument_upload.html", page, status=InvalidInput.status)
    return await run_in_threadpool(_keep, request, runtime, actor, source)


@router.get(PATH + "/rancangan/{upload_id}")
def show_draft(request: Request, session: SessionDep, actor: ActorDep, upload_id: str) -> Response:
    found = uploading.preview(session, actor, number_in(upload_id))
    typed, wrong = _tried(request, found.spec)
    scores, errors = _scored(found.spec, typed, wrong)
    page = DraftPage(
        preview=found,
        resting=succession.resting_on(session, actor, instrument_id=found.spec.id),
        trial=trial_lines(found.spec, {n: request.query_params[f"{_TRIED}{n}"] for n in (*typed, *wrong)}),
        scores=scores,
        errors=errors,
    )
    return render(request, "admin/instrument_draft.html", page)


@router.get(PATH + "/rancangan/{upload_id}/indikator/{number}")
def show_draft_indicator(
    request: Request, session: SessionDep, actor: ActorDep, upload_id: str, number: Number
) -> Response:
    found = uploading.preview(session, actor, number_in(upload_id))
    detail = found.indicator(number)
    page = DraftIndicatorPage(found, detail, tuple(LevelLine.of(level) for level in detail.levels))
    return render(request, "admin/instrument_draft_indicator.html", page)


@router.get(PATH + "/rancangan/{upload_id}/berkas")
def download_draft(session: SessionDep, actor: ActorDep, upload_id: str) -> Response:
    found = uploading.preview(session, actor, number_in(upload_id))
    return yaml_response(found.source_yaml, found.spec.id)


@router.post(PATH + "/rancangan/{upload_id}/terbitkan", dependencies=_SENT)
def publish(session: SessionDep, actor: ActorDep, upload_id: str) -> Response:
    instrument_id = uploading.publish(session, actor, number_in(upload_id))
    links = [("Lihat instrumennya", f"/instrumen/{instrument_id}")]
    return redirect(PATH, message="Instrumen diterbitkan dan terlihat oleh semua orang.", links=links)


@router.post(PATH + "/rancangan/{upload_id}/buang", dependencies=_SENT)
def discard(session: SessionDep, actor: ActorDep, upload_id: str) -> Response:
    uploading.discard(session, actor, number_in(upload_id))
    return redirect(PATH, message="Rancangan dibuang. Instrumen yang terpasang tidak berubah.")


async def _sent(form: Form) -> tuple[str, str]:
    """The text that was sent and what is wrong with the sending itself."""
    chosen = dict(form.files).get("file")
    if chosen is None:
        text = form.texts.get("yaml", "").replace("\r\n", "\n")  # browsers send text boxes so
        return text, "" if text.strip() else "Pilih berkas YAML, atau tempelkan isinya."
    content = await chosen.read(4 * MAX_CHARACTERS + 1)
    if len(content) > 4 * MAX_CHARACTERS:
        return "", f"Berkas lebih dari {MAX_CHARACTERS // 1024 // 1024} MiB. Instrumen biasanya jauh lebih kecil."
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return "", f"Baris {line}: berkas harus disimpan sebagai teks UTF-8."


def _keep(request: Request, runtime: Runtime, actor: Actor, source: str) -> Response:
    try:
        with runtime.database.write() as session:
            made = uploading.upload(session, actor, source)
    except InstrumentInvalid as error:
        page = UploadPage(source, problems=error.problems)
        return render(request, "admin/instrument_upload.html", page, status=error.status)
    message = "Berkasnya sah. Periksa rancangannya, lalu terbitkan."
    return redirect(f"{PATH}/rancangan/{made.id}", message=message)


def _tried(request: Request, spec: InstrumentSpec) -> tuple[dict[int, Decimal], list[int]]:
    """Levels typed for the trial, and the numbers of those that are no figures."""
    levels: dict[int, Decimal] = {}
    wrong: list[int] = []
    for indicator in spec.indicators:
        text = request.query_params.get(f"{_TRIED}{indicator.number}", "").strip().replace(",", ".")
        if text:
            try:
                levels[indicator.number] = Decimal(text[:20])
            except InvalidOperation:
                wrong.append(indicator.number)
    return levels, wrong


def _scored(
    spec: InstrumentSpec, levels: Mapping[int, Decimal], wrong: list[int]
) -> tuple[Scores | None, dict[str, str]]:
    errors = [FieldError(f"{_TRIED}{n}", f"Nilai indikator {n} bukan angka.") for n in wrong]
    try:
        scores = roll_up(spec, levels) if levels and not errors else None
    except LevelsInvalid as invalid:
        scores, errors = None, [FieldError(f"{_TRIED}{one.number}", one.message) for one in invalid.problems]
    return scores, {error.field: error.message for error in errors}
