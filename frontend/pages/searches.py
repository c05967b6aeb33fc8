"""Saved searches: kept with a name, opened again with what is new, followed in a feed reader; and one's own history."""

from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import QueryParams

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import InvalidInput
from app.core.pagination import Slice
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.core.tables import saved_id
from app.instruments import service as instruments
from app.search.schemas import SearchRequest
from app.searches import feeds, history, saved
from app.searches.access import owner_id
from frontend.addresses import number_in
from frontend.contexts.cards import DocumentCard, shortened
from frontend.contexts.confirming import ConfirmContext
from frontend.contexts.listing import Chosen, chips_of
from frontend.contexts.searches import ORDERS, PATH, SavedLine, SavedPage, SavedView, SaveForm, chosen_of
from frontend.forms import FormDep, errors_by_field, form_of
from frontend.list_state import asked_part, pages_address
from frontend.pages.search import labels_for, settled
from frontend.rendering import redirect, render

router = APIRouter()
_FRESH_AT_ONCE, _FRESH_NAMED = 10, 5
_TITLE_IN_MESSAGE = 80  # all of them have to fit into a cookie
_NAME_FROM_WORDS = 60


@router.get(PATH)
def list_saved(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    rows = saved.listing(session, actor, runtime.generations.open_current, part=asked_part(request))
    usual = instruments.default_id(session, runtime.settings)
    chosen = [chosen_of(row.text, row.filters, row.order, usual) for row in rows.items]
    labels = [labels_for(session, one) for one in chosen]
    page = SavedPage(
        lines=tuple(SavedLine.of(row, names) for row, names in zip(rows.items, labels, strict=True)),
        rows=rows,
        pages_href=pages_address(PATH),
        history=history.read(session, actor, runtime.settings),
    )
    return render(request, "searches/list.html", page)


@router.get(PATH + "/baru")
def show_save_form(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    """With the address of the result page behind it, for those who come from there without being signed in."""
    owner_id(actor)
    return render(request, "searches/new.html", _save_form(runtime, session, _chosen(request.query_params)))


@router.post(PATH)
def save(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep) -> Response:
    owner_id(actor)
    chosen = _chosen(QueryParams(parse_qsl(form.text("alamat"))))
    try:
        with runtime.database.read() as session:
            wanted = _request(runtime, session, chosen)
            found = saved.found_ids(session, actor, runtime.generations.open_current, wanted)
        with runtime.database.write() as session:
            made = saved.save(session, actor, name=form.text("name"), request=wanted, found=found)
    except InvalidInput as error:
        with runtime.database.read() as session:
            page = _save_form(runtime, session, chosen, name=form.text("name"), error=error)
        return render(request, "searches/new.html", page, status=error.status)
    links = [("Lihat pencarian tersimpan", PATH), ("Ikuti lewat umpan Atom", f"{PATH}/{saved_id(made.id)}#umpan")]
    return redirect(chosen.url(), message="Pencarian disimpan. Dokumen yang datang sesudah ini ditandai.", links=links)


@router.get(PATH + "/{saved_search_id}")
def show_saved(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, saved_search_id: str
) -> Response:
    part = asked_part(request, size=_FRESH_AT_ONCE)
    page = _view(runtime, session, actor, number_in(saved_search_id), part)
    return render(request, "searches/show.html", page)


@router.post(PATH + "/{saved_search_id}/buka", dependencies=[Depends(form_of)])
def open_saved(runtime: RuntimeDep, actor: ActorDep, saved_search_id: str) -> Response:
    """All results, as the list counts them; with this the owner has looked: what was new is named here once more."""
    asked, open_index = number_in(saved_search_id), runtime.generations.open_current
    with runtime.database.read() as session:
        wanted = saved.request_of(session, actor, asked)
        usual = instruments.default_id(session, runtime.settings)
        _, fresh = saved.view(session, actor, open_index, asked, part=Slice(limit=_FRESH_NAMED))
        found = saved.found_ids(session, actor, open_index, wanted)
    with runtime.database.write() as session:
        saved.look(session, actor, saved_search_id=asked, found=found)
    said = f"{fresh.total} dokumen baru sejak kunjungan terakhir Anda:" if fresh.total else ""
    links = [(shortened(row.title, _TITLE_IN_MESSAGE), f"/dokumen/{row.id}") for row in fresh.items]
    return redirect(chosen_of(wanted.text, wanted.filters, wanted.order, usual).exact_url, message=said, links=links)


@router.post(PATH + "/{saved_search_id}/nama")
def rename(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, saved_search_id: str) -> Response:
    asked = number_in(saved_search_id)
    try:
        with runtime.database.write() as session:
            saved.rename(session, actor, saved_search_id=asked, name=form.text("name"))
    except InvalidInput as error:
        with runtime.database.read() as session:
            part = Slice(limit=_FRESH_AT_ONCE)
            page = _view(runtime, session, actor, asked, part, name=form.text("name"), error=error)
        return render(request, "searches/show.html", page, status=error.status)
    return redirect(f"{PATH}/{asked}", message="Nama diganti.")


@router.get(PATH + "/{saved_search_id}/hapus")
def ask_to_delete(
    request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, saved_search_id: str
) -> Response:
    asked = number_in(saved_search_id)
    row, _ = saved.view(session, actor, runtime.generations.open_current, asked, part=Slice(limit=1))
    page = ConfirmContext(
        title="Hapus pencarian tersimpan?",
        text=f"“{row.name}” dan alamat umpannya dihapus. Dokumennya tidak berubah.",
        confirm_label="Hapus",
        action=f"{PATH}/{asked}/hapus",
        cancel_href=f"{PATH}/{asked}",
        crumbs=(("Beranda", "/"), ("Pencarian tersimpan", PATH), ("Hapus", None)),
    )
    return render(request, "shared/confirm.html", page)


@router.post(PATH + "/{saved_search_id}/hapus", dependencies=[Depends(form_of)])
def delete(session: SessionDep, actor: ActorDep, saved_search_id: str) -> Response:
    saved.delete(session, actor, saved_search_id=number_in(saved_search_id))
    return redirect(PATH, message="Pencarian tersimpan dihapus.")


@router.post(PATH + "/{saved_search_id}/umpan", dependencies=[Depends(form_of)])
def open_feed(request: Request, runtime: RuntimeDep, actor: ActorDep, saved_search_id: str) -> Response:
    """The page itself answers, since the new address is shown this once and is kept nowhere."""
    asked = number_in(saved_search_id)
    with runtime.database.write() as session:
        secret = feeds.open_feed(session, actor, saved_search_id=asked)
    with runtime.database.read() as session:
        address = str(request.url_for("read_feed", secret=secret))
        page = _view(runtime, session, actor, asked, Slice(limit=_FRESH_AT_ONCE), feed_url=address)
    return render(request, "searches/show.html", page)


@router.post(PATH + "/{saved_search_id}/umpan/cabut", dependencies=[Depends(form_of)])
def close_feed(session: SessionDep, actor: ActorDep, saved_search_id: str) -> Response:
    asked = number_in(saved_search_id)
    feeds.close_feed(session, actor, saved_search_id=asked)
    return redirect(f"{PATH}/{asked}", message="Alamat umpan dicabut. Pembaca umpan yang memakainya berhenti.")


@router.post("/riwayat-pencarian")
def choose_history(form: FormDep, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    is_kept = form.text("simpan") == "ya"
    history.choose(session, actor, runtime.settings, is_kept=is_kept)
    said = "Pencarian Anda sejak sekarang diingat." if is_kept else "Riwayat dimatikan dan yang tersimpan dihapus."
    return redirect(f"{PATH}#riwayat", message=said)


@router.post("/riwayat-pencarian/hapus")
def forget_history(form: FormDep, session: SessionDep, actor: ActorDep) -> Response:
    history.forget(session, actor, query=form.texts.get("kata") or None)
    return redirect(f"{PATH}#riwayat", message="Riwayat dihapus.")


def _chosen(params: QueryParams) -> Chosen:
    return Chosen.read("/cari", params, orders=tuple(ORDERS))


def _request(runtime: Runtime, session: Session, chosen: Chosen) -> SearchRequest:
    chosen = settled(session, runtime, chosen)
    return SearchRequest(chosen.text, chosen.filters(), ORDERS[chosen.order])


def _save_form(
    runtime: Runtime, session: Session, chosen: Chosen, *, name: str = "", error: InvalidInput | None = None
) -> SaveForm:
    chosen = settled(session, runtime, chosen)
    labels = labels_for(session, chosen)
    filters = tuple(text for text, _ in chips_of(chosen, labels))
    return SaveForm(
        address=chosen.url().partition("?")[2],
        words=chosen.text,
        filters=filters,
        name=name if error else shortened(chosen.text or ", ".join(filters), _NAME_FROM_WORDS),
        back=chosen.url(),
        errors=errors_by_field(error) if error else {},
    )


def _view(
    runtime: Runtime,
    session: Session,
    actor: Actor,
    saved_search_id: int,
    part: Slice,
    *,
    feed_url: str = "",
    name: str = "",
    error: InvalidInput | None = None,
) -> SavedView:
    row, fresh = saved.view(session, actor, runtime.generations.open_current, saved_search_id, part=part)
    chosen = chosen_of(row.text, row.filters, row.order, instruments.default_id(session, runtime.settings))
    return SavedView(
        line=SavedLine.of(row, labels_for(session, chosen)),
        cards=tuple(DocumentCard.of(document) for document in fresh.items),
        page=fresh.page,
        pages=fresh.pages,
        pages_href=pages_address(f"{PATH}/{saved_search_id}"),
        feed_url=feed_url,
        name=name if error else row.name,
        errors=errors_by_field(error) if error else {},
    )
