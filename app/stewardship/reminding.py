"""The daily round: kinds that have an interval get their first day, and owners hear of what falls due, each step once.

Whoever has left is replaced by their agency, and an agency without anybody by the curators, who also hear of what has
been overdue for long. Nobody is told of a document that they may not see.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.models import Role
from app.core.config import Settings
from app.core.tables import saved_id
from app.documents.models import Document
from app.notices import service as notices
from app.stewardship import queries
from app.stewardship.models import Stewardship, Told
from app.stewardship.service import later, months_by_kind, today

PLACE = "/jadwal-tinjau"
_STEPS = (Told.NOTHING, Told.SOON, Told.DUE, Told.OVERDUE)
_ONE = {
    Told.SOON: "{dokumen} perlu ditinjau ulang dalam waktu dekat.",
    Told.DUE: "{dokumen} sudah waktunya ditinjau ulang.",
    Told.OVERDUE: "{dokumen} sudah lama melewati tanggal tinjauannya.",
}
_MANY = {
    Told.SOON: "{} dokumen perlu ditinjau ulang dalam waktu dekat.",
    Told.DUE: "{} dokumen sudah waktunya ditinjau ulang.",
    Told.OVERDUE: "{} dokumen sudah lama melewati tanggal tinjauannya.",
}


def daily(session: Session, settings: Settings) -> int:
    """Returns how many documents somebody was told of."""
    day = today(settings)
    lay_down_missing(session, settings, day)
    return remind(session, settings, day)


def lay_down_missing(session: Session, settings: Settings, day: date) -> None:
    """No library is flooded on the day an interval is chosen: the first turn leaves time for a reminder."""
    months = {kind: value for kind, value in months_by_kind(session).items() if value}
    earliest = day + timedelta(days=settings.review_remind_days + 1)
    for document in queries.without_date(session, months.keys()):
        begun = (document.checked_at or document.created_at).astimezone(settings.zone).date()
        document.review_on = max(later(begun, months[document.kind]), earliest)
        session.add(Stewardship(document_id=saved_id(document.id)))
    session.flush()


def remind(session: Session, settings: Settings, day: date) -> int:
    heard: dict[tuple[int, Told], list[int]] = defaultdict(list)
    count = 0
    for document, held, user, agency in queries.untold(session, day + timedelta(days=settings.review_remind_days)):
        step = _step(document, day, settings)
        kept = held or Stewardship(document_id=saved_id(document.id))
        if _STEPS.index(step) <= _STEPS.index(kept.told):
            continue
        kept.told = step
        session.add(kept)
        count += 1
        owner = user.id if user is not None and user.is_active else None
        for person in _people(session, owner, agency.id if agency else None, step):
            heard[person, step].append(saved_id(document.id))
    for (person, step), ids in heard.items():
        _tell(session, person, step, ids)
    return count


def _step(document: Document, day: date, settings: Settings) -> Told:
    over = (day - (document.review_on or day)).days
    if over >= settings.review_escalate_days:
        return Told.OVERDUE
    return Told.DUE if over >= 0 else Told.SOON


def _people(session: Session, owner: int | None, agency_id: int | None, step: Told) -> list[int]:
    owners = [owner] if owner else queries.active_people(session, Role.OPERATOR, agency_id) if agency_id else []
    curators = queries.active_people(session, Role.CURATOR) if step is Told.OVERDUE or not owners else []
    return list(dict.fromkeys([*owners, *curators]))


def _tell(session: Session, person: int, step: Told, ids: Sequence[int]) -> None:
    seen = queries.seen_among(session, accounts.actor_numbered(session, person), ids)
    known = [document_id for document_id in ids if document_id in seen]
    kind = f"review.{step.value}"
    if len(known) == 1:
        link = f"/dokumen/{known[0]}/tinjau"
        notices.tell(session, [person], kind=kind, text=_ONE[step], link=link, document_id=known[0])
    elif known:
        notices.tell(session, [person], kind=kind, text=_MANY[step].format(len(known)), link=PLACE)
