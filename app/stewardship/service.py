"""Who looks after a document and when it is looked at again: laid down, done, and listed as it falls due."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.models import Agency, User
from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.config import Settings
from app.core.errors import FieldError, Forbidden, InvalidInput
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.access import may_edit
from app.documents.labels import KIND_LABELS
from app.documents.models import Document, Kind
from app.stewardship import queries
from app.stewardship.models import ReviewInterval, ReviewRound, Stewardship, Told
from app.stewardship.schemas import (
    LONGEST_NOTE,
    MOST_MONTHS,
    USUAL_MONTHS,
    DueFilter,
    DueRow,
    Owner,
    Plan,
    ReviewState,
    RoundRow,
    Scope,
    When,
)
from storage.names import clean_text

_FIX = "Perbaiki isian yang ditandai, lalu kirim lagi."
_NO_AGENCY = "Anda belum terdaftar pada OPD, jadi tidak ada daftar OPD Anda."


def today(settings: Settings) -> date:
    """By the calendar of the place."""
    return now().astimezone(settings.zone).date()


def listing(
    session: Session, actor: Actor, settings: Settings, *, where: DueFilter, part: Slice | None
) -> Listing[DueRow]:
    """What falls due, as far as the actor may see it; without `part` everything, for an export."""
    actor.require("account.own")
    _require_scope(actor, where.scope)
    day = today(settings)
    until = {When.DUE: day, When.SOON: day + timedelta(days=settings.review_remind_days), When.EVERY: None}[where.when]
    since = day + timedelta(days=1) if where.when is When.SOON else None
    found, total = queries.planned(session, actor, where, until=until, since=since, part=part)
    return Listing(
        [_due_row(row, day) for row in found], total, part.limit if part else max(1, total), part.offset if part else 0
    )


def state(session: Session, actor: Actor, settings: Settings, document_id: int) -> ReviewState:
    """Of one document; its owner and its rounds are told to those who are signed in."""
    document = documents.get(session, actor, document_id)
    _, held, user, agency = queries.one(session, document_id)
    return ReviewState(
        document_id=document_id,
        title=document.title,
        kind=document.kind,
        owner=_owner(held, user, agency),
        review_on=document.review_on,
        months=held.months if held else None,
        usual_months=months_by_kind(session).get(document.kind, 0),
        is_due=document.review_on is not None and document.review_on <= today(settings),
        may_plan=may_edit(actor, document),
        may_review=_may_review(actor, document, held),
        rounds=_rounds(session, document_id) if actor.is_signed_in else (),
    )


def plan(session: Session, actor: Actor, settings: Settings, *, document_id: int, given: Plan) -> Document:
    """Name the owner and the next day. A person who may not see the document cannot look after it."""
    document = documents.editable(session, actor, document_id)
    _check(session, document, given, today(settings))
    held = _stewardship(session, document_id)
    before = _facts(document, held)
    held.user_id, held.agency_id, held.months = given.user_id, given.agency_id, given.months
    months = given.months or 0
    day = given.review_on or (later(today(settings), months) if months else None)
    _set_day(document, held, day)
    session.add_all([document, held])
    old, new = audit.changed(before, _facts(document, held))
    if new:
        audit.record(session, actor, "review.plan", "document", document_id, before=old, after=new)
    return document


def done(
    session: Session, actor: Actor, settings: Settings, *, document_id: int, note: str, next_on: date | None = None
) -> ReviewRound:
    """Somebody looked at it and it holds: the next day is set, and the round stays in its history."""
    document = documents.get(session, actor, document_id)
    held = session.get(Stewardship, document_id)
    if not _may_review(actor, document, held):
        actor.require("account.own")
        raise Forbidden("Hanya pemilik, OPD pemilik, dan kurator yang dapat menandai dokumen ini sudah ditinjau.")
    said, day = clean_text(note).strip(), today(settings)
    if len(said) > LONGEST_NOTE:
        raise InvalidInput(_FIX, errors=[FieldError("note", f"Catatan paling banyak {LONGEST_NOTE} huruf.")])
    if next_on is not None and next_on <= day:
        raise InvalidInput(_FIX, errors=[FieldError("next_on", "Pilih tanggal sesudah hari ini.")])
    held = _stewardship(session, document_id)
    months = held.months if held.months is not None else months_by_kind(session).get(document.kind, 0)
    due_on, following = document.review_on, next_on or (later(day, months) if months else None)
    _set_day(document, held, following)
    made = ReviewRound(document_id=document_id, reviewed_by=actor.user_id, note=said, due_on=due_on, next_on=following)
    session.add_all([document, held, made])
    after = {"note": said, "review_on": following}
    audit.record(session, actor, "review.done", "document", document_id, before={"review_on": due_on}, after=after)
    return made


def months_by_kind(session: Session) -> dict[Kind, int]:
    """What an admin has chosen, else what is usual; 0 is never."""
    return {**dict.fromkeys(KIND_LABELS, 0), **USUAL_MONTHS, **queries.chosen_months(session)}


def set_months(session: Session, actor: Actor, months: Mapping[Kind, int]) -> None:
    actor.require("system.manage")
    wrong = [FieldError(kind.value, f"Isi 0 sampai {MOST_MONTHS} bulan.") for kind in months if not _fits(months[kind])]
    if wrong:
        raise InvalidInput(_FIX, errors=wrong)
    before = {kind.value: value for kind, value in months_by_kind(session).items()}
    for kind, value in months.items():
        session.merge(ReviewInterval(kind=kind, months=value))
    old, new = audit.changed(before, {kind.value: value for kind, value in months.items()})
    if new:
        audit.record(session, actor, "review.intervals", "system", "review", before=old, after=new)


def later(day: date, months: int) -> date:
    """The same day so many months on, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def owners_to_choose(session: Session, actor: Actor, document_id: int) -> list[tuple[int, str]]:
    """People who may be named: curators choose anybody, others among their own agency."""
    documents.editable(session, actor, document_id)
    people = queries.owners_to_choose(session, None if actor.can("document.edit_any") else actor.agency_id)
    return [(saved_id(person.id), person.full_name) for person in people]


def _require_scope(actor: Actor, scope: Scope) -> None:
    if scope is Scope.ALL:
        actor.require("document.edit_any")
    if scope is Scope.AGENCY and actor.agency_id is None:
        raise Forbidden(_NO_AGENCY)


def _may_review(actor: Actor, document: Document, held: Stewardship | None) -> bool:
    is_owner = actor.user_id is not None and held is not None and held.user_id == actor.user_id
    return is_owner or may_edit(actor, document)


def _stewardship(session: Session, document_id: int) -> Stewardship:
    return session.get(Stewardship, document_id) or Stewardship(document_id=document_id)


def _set_day(document: Document, held: Stewardship, day: date | None) -> None:
    """A new day is told of anew."""
    if document.review_on != day:
        document.review_on, held.told = day, Told.NOTHING


def _check(session: Session, document: Document, given: Plan, day: date) -> None:
    errors = []
    if given.months is not None and not 1 <= given.months <= MOST_MONTHS:
        errors.append(FieldError("months", f"Isi 1 sampai {MOST_MONTHS} bulan, atau kosongkan."))
    is_new = given.review_on is not None and given.review_on != document.review_on
    if is_new and given.review_on is not None and given.review_on < day:
        errors.append(FieldError("review_on", "Pilih hari ini atau sesudahnya."))
    if given.agency_id is not None and session.get(Agency, given.agency_id) is None:
        errors.append(FieldError("agency_id", "OPD itu tidak ditemukan. Pilih dari daftar."))
    if given.user_id is not None and not _can_own(session, given.user_id, saved_id(document.id)):
        errors.append(FieldError("user_id", "Orang itu tidak aktif atau tidak boleh melihat dokumen ini."))
    if errors:
        raise InvalidInput(_FIX, errors=errors)


def _can_own(session: Session, user_id: int, document_id: int) -> bool:
    user = session.get(User, user_id)
    if user is None or not user.is_active:
        return False
    return bool(queries.seen_among(session, accounts.actor_numbered(session, user_id), [document_id]))


def _facts(document: Document, held: Stewardship) -> dict[str, object]:
    return {
        "review_on": document.review_on,
        "months": held.months,
        "steward_id": held.user_id,
        "agency_id": held.agency_id,
    }


def _fits(months: int) -> bool:
    return 0 <= months <= MOST_MONTHS


def _due_row(found: queries.Found, day: date) -> DueRow:
    document, held, user, agency = found
    review_on = document.review_on or day
    owner = _owner(held, user, agency)
    return DueRow(saved_id(document.id), document.title, document.kind, review_on, owner, (day - review_on).days)


def _owner(held: Stewardship | None, user: User | None, agency: Agency | None) -> Owner:
    return Owner(
        user_id=held.user_id if held else None,
        user_name=user.full_name if user else None,
        agency_id=agency.id if agency else None,
        agency_name=agency.name if agency else None,
        is_gone=user is not None and not user.is_active,
    )


def _rounds(session: Session, document_id: int) -> tuple[RoundRow, ...]:
    return tuple(
        RoundRow(made.reviewed_at, user.full_name if user else None, made.note, made.due_on, made.next_on)
        for made, user in queries.rounds(session, document_id)
    )
