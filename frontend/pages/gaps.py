"""Knowledge gaps on the curators' desk: all kinds at once, each kind whole, and putting one aside with a reason."""

from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import ActorDep
from app.accounts.permissions import Actor
from app.core.errors import InvalidInput, NotFound
from app.core.pagination import Slice
from app.core.runtime import Runtime, RuntimeDep, SessionDep
from app.coverage import gaps
from app.coverage.models import GapKind
from app.instruments import service as instruments
from app.searches import unanswered
from frontend.contexts.gaps import (
    HERE,
    SECTIONS,
    Choice,
    CitingPage,
    GapLine,
    GapListPage,
    GapsPage,
    Section,
    SectionPart,
    counting_words,
)
from frontend.contexts.requests import MissedLine, search_url
from frontend.forms import FormDep, errors_by_field
from frontend.list_state import address, asked_part, pages_address
from frontend.pages.curation import desk_tabs
from frontend.rendering import redirect, render

router = APIRouter()
_WORST = Slice(limit=10)
_NO_SECTION = "Daftar kesenjangan itu tidak ada. Pilih dari halaman Kesenjangan."


@router.get(HERE)
def show_gaps(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep) -> Response:
    actor.require(gaps.KEEPING)
    missed = unanswered.listing(session, actor, runtime.settings, part=_WORST)
    choice = _choice(request, runtime, session, HERE)
    page = GapsPage(
        tabs=desk_tabs(session, actor),
        choice=choice,
        searches=tuple(MissedLine(row) for row in missed.items),
        search_total=missed.total,
        parts=tuple(_part(runtime, session, actor, section, choice) for section in SECTIONS.values()),
        counting=counting_words(gaps.counting(session)),
    )
    return render(request, "curation/gaps.html", page)


@router.get(HERE + "/rujukan/dokumen")
def show_citing(request: Request, session: SessionDep, actor: ActorDep, kunci: str = "") -> Response:
    """The documents that cite a rule which is not here."""
    rows = gaps.citing(session, actor, kunci, part=asked_part(request))
    name = gaps.name_of(session, actor, kunci)
    page = CitingPage(
        tabs=desk_tabs(session, actor),
        name=name,
        rows=rows,
        pages_href=pages_address(f"{HERE}/rujukan/dokumen", {"kunci": kunci}),
        request_url=f"/permintaan/baru?{urlencode({'q': name})}",
        search_url=search_url(name),
    )
    return render(request, "curation/citing.html", page)


@router.get(HERE + "/{bagian}")
def show_section(request: Request, runtime: RuntimeDep, session: SessionDep, actor: ActorDep, bagian: str) -> Response:
    page = _list_page(request, runtime, session, actor, _section(bagian))
    return render(request, "curation/gap_list.html", page)


@router.post(HERE + "/{bagian}/kesampingkan")
def put_aside(request: Request, form: FormDep, runtime: RuntimeDep, actor: ActorDep, bagian: str) -> Response:
    section, key = _section(bagian), form.texts.get("kunci", "")
    try:
        with runtime.database.write() as session:
            gaps.put_aside(session, actor, runtime.settings, kind=section.kind, key=key, reason=form.text("reason"))
    except InvalidInput as error:
        with runtime.database.read() as session:
            page = _list_page(
                request, runtime, session, actor, section, key=key, typed=form.text("reason"), error=error
            )
        return render(request, "curation/gap_list.html", page, status=error.status)
    named = {"instrumen": _instrument_of(section, key)}
    undo = [("Lihat yang dikesampingkan", address(section.url, {**named, "keadaan": "dikesampingkan"}))]
    return redirect(address(section.url, named), message="Dikesampingkan. Anda dapat mengembalikannya.", links=undo)


@router.post(HERE + "/{bagian}/kembalikan")
def take_back(form: FormDep, session: SessionDep, actor: ActorDep, bagian: str) -> Response:
    section, key = _section(bagian), form.texts.get("kunci", "")
    gaps.take_back(session, actor, kind=section.kind, key=key)
    return redirect(address(section.url, {"instrumen": _instrument_of(section, key)}), message="Kembali ke daftar.")


def _instrument_of(section: Section, key: str) -> str | None:
    """The list that a row stood in."""
    return key.rpartition(":")[0] or None if section.kind is GapKind.INDICATOR else None


def _section(name: str) -> Section:
    if name not in SECTIONS:
        raise NotFound(_NO_SECTION)
    return SECTIONS[name]


def _choice(request: Request, runtime: Runtime, session: Session, place: str) -> Choice:
    """An instrument that is not offered is the one shown first."""
    rows = instruments.listing(session)
    asked = request.query_params.get("instrumen", "")
    known = asked if asked in {row.id for row in rows} else ""
    return Choice.of(rows, asked=known, shown=instruments.default_id(session, runtime.settings), place=place)


def _part(runtime: Runtime, session: Session, actor: Actor, section: Section, choice: Choice) -> SectionPart:
    rows = gaps.listing(session, actor, runtime.settings, section.kind, part=_WORST, instrument_id=choice.asked)
    named = choice.asked if section.kind is GapKind.INDICATOR else None
    lines = tuple(GapLine(row, section) for row in rows.items)
    return SectionPart(section, address(section.url, {"instrumen": named}), rows.total, lines)


def _list_page(
    request: Request,
    runtime: Runtime,
    session: Session,
    actor: Actor,
    section: Section,
    *,
    key: str = "",
    typed: str = "",
    error: InvalidInput | None = None,
) -> GapListPage:
    is_aside = request.query_params.get("keadaan") == "dikesampingkan"
    choice = _choice(request, runtime, session, section.url)
    named = choice.asked if section.kind is GapKind.INDICATOR else ""
    rows = gaps.listing(
        session,
        actor,
        runtime.settings,
        section.kind,
        part=asked_part(request),
        is_aside=is_aside,
        instrument_id=named,
    )
    waiting, aside = {"instrumen": named or None}, {"instrumen": named or None, "keadaan": "dikesampingkan"}
    return GapListPage(
        tabs=desk_tabs(session, actor),
        section=section,
        choice=choice if section.kind is GapKind.INDICATOR else replace(choice, tabs=()),
        is_aside=is_aside,
        lines=tuple(GapLine(row, section) for row in rows.items),
        rows=rows,
        pages_href=pages_address(section.url, aside if is_aside else waiting),
        aside_total=gaps.aside_total(session, actor, runtime.settings, section.kind, instrument_id=named),
        counting=counting_words(gaps.counting(session)) if section.kind is GapKind.UNOPENED else "",
        waiting_url=address(section.url, waiting),
        aside_url=address(section.url, aside),
        table_url=address(f"/api/v1/gaps/{section.kind}.csv", {"instrument": named or None}),
        key=key,
        typed=typed,
        errors=errors_by_field(error) if error else {},
    )
