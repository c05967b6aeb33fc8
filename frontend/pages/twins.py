"""Near-copies beside each other: which pairs wait, what differs, one decision at a time, and its way back."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import Conflict, Forbidden, InvalidInput, PustakaError
from app.core.pagination import Slice
from app.core.runtime import RuntimeDep, SessionDep
from app.twins import deciding, reads
from app.twins.schemas import Decision
from frontend.addresses import number_in, number_or_none
from frontend.contexts.twins import PairPage, PairsPage
from frontend.forms import FormDep, form_of
from frontend.list_state import asked_part, pages_address
from frontend.pages.curation import desk_tabs
from frontend.rendering import redirect, render

router = APIRouter()
_PATH = "/kurasi/kembar"
_PAGES_AT_ONCE = 5
_SAID = {
    Decision.MERGE: "Kedua dokumen digabung. Tautan lama diantar ke dokumen yang dipertahankan.",
    Decision.NEWER: "Berkas itu menjadi revisi terbaru dokumen yang dipertahankan dan sedang dibaca.",
    Decision.OLDER: "Berkas itu menjadi revisi terdahulu dokumen yang dipertahankan.",
    Decision.DISTINCT: "Keduanya dicatat memang berbeda. Pasangan ini tidak diusulkan lagi.",
}


@router.get(_PATH)
def show_pairs(request: Request, session: SessionDep, actor: ActorDep) -> Response:
    is_decided = request.query_params.get("keadaan") == "selesai"
    states = reads.DECIDED if is_decided else reads.OPEN
    page = PairsPage(
        rows=reads.listing(session, actor, states=states, part=asked_part(request)),
        is_decided=is_decided,
        tabs=desk_tabs(session, actor) if actor.can("tag.decide") else (),
        pages_href=pages_address(_PATH, {"keadaan": "selesai" if is_decided else None}),
    )
    return render(request, "twins/list.html", page)


@router.get(_PATH + "/{twin_id}")
def show_pair(request: Request, session: SessionDep, actor: ActorDep, twin_id: str) -> Response:
    page = _pair_page(session, actor, number_in(twin_id), asked_part(request, size=_PAGES_AT_ONCE))
    return render(request, "twins/show.html", page)


@router.post(_PATH + "/{twin_id}")
def decide(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, twin_id: str) -> Response:
    """Whatever is refused is said on the same page, with the choice as it was made; else on to the next pair.

    A choice names what is kept, as in "merge-12"; the field "pertahankan" says it for those who send it apart.
    """
    actor.require("document.edit_own")
    asked = number_in(twin_id)
    chosen, _, kept = form.text("keputusan").partition("-")
    kept = kept or form.text("pertahankan")
    try:
        if chosen not in {decision.value for decision in Decision}:
            raise InvalidInput("Pilih salah satu keputusan.")
        decision, keep_id = Decision(chosen), number_or_none(kept)
        with runtime.database.write() as session:
            deciding.decide(session, actor, twin_id=asked, decision=decision, keep_id=keep_id)
            following = reads.following(session, actor, asked)
    except (InvalidInput, Conflict, Forbidden) as error:
        with runtime.database.read() as session:
            page = _pair_page(session, actor, asked, Slice(limit=_PAGES_AT_ONCE), f"{chosen}-{kept}", error)
        return render(request, "twins/show.html", page, status=error.status)
    return _onwards(decision, asked, keep_id, following)


@router.post(_PATH + "/{twin_id}/batal", dependencies=[Depends(form_of)])
def undo(session: SessionDep, actor: ActorDep, twin_id: str) -> Response:
    deciding.undo(session, actor, twin_id=number_in(twin_id))
    return redirect(f"{_PATH}/{number_in(twin_id)}", message="Keputusan dibatalkan. Semuanya kembali seperti semula.")


def _onwards(decision: Decision, twin_id: int, keep_id: int | None, following: int | None) -> Response:
    """To the next pair or the list, with the way back to what was just decided."""
    links = [("Lihat atau batalkan keputusan ini", f"{_PATH}/{twin_id}")]
    if decision is not Decision.DISTINCT:
        links.append(("Buka dokumen yang dipertahankan", f"/dokumen/{keep_id}"))
    rest = "Ini pasangan berikutnya." if following else "Tidak ada lagi pasangan yang menunggu."
    place = f"{_PATH}/{following}" if following else _PATH
    return redirect(place, message=f"{_SAID[decision]} {rest}", links=links)


def _pair_page(
    session: Session,
    actor: Actor,
    twin_id: int,
    part: Slice,
    chosen: str = "",
    error: PustakaError | None = None,
) -> PairPage:
    view = reads.view(session, actor, twin_id, part=part)
    return PairPage(
        view=view,
        page=part.offset // part.limit + 1,
        pages=max(1, -(-view.pages_apart // part.limit)),
        pages_href=pages_address(f"{_PATH}/{twin_id}"),
        chosen=chosen,
        errors={"keputusan": str(error)} if error else {},
    )
