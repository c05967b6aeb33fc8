"""Who looks after some samples, and when: one long overdue, one soon, one much later, one with its agency."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from app.accounts import service as accounts
from app.accounts.models import Agency
from app.core.config import Settings
from app.documents import service as documents
from app.documents.models import Revision
from app.stewardship import reminding, service
from app.stewardship.models import Stewardship
from app.stewardship.schemas import Plan


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """`owner` is a person, or nobody for the agency of the place; `days` from the day the library is made."""

    slug: str
    days: int
    owner: str | None = "operator"


_AGENCY, _MONTHS = "DISKOMINFO", 12
PLANS = (
    DemoPlan("sop-pencadangan-dan-pemulihan-data", -45),
    DemoPlan("sop-penanganan-insiden-keamanan-informasi", 12),
    DemoPlan("sop-manajemen-perubahan-layanan-2025", 200),
    DemoPlan("peraturan-wali-kota-12-2023-penyelenggaraan-spbe", 120, owner=None),
)


def lay_down(session: Session, settings: Settings) -> None:
    """Before relations are confirmed: whoever looks after a rule hears that another changed it."""
    curator = accounts.actor_named(session, "kurator")
    agency = session.exec(select(Agency).where(Agency.code == _AGENCY)).one()
    day = service.today(settings)
    for plan in PLANS:
        document_id = _document_id(session, plan.slug)
        if session.get(Stewardship, document_id) is not None:
            continue
        owner = accounts.actor_named(session, plan.owner).user_id if plan.owner else None
        due = day + timedelta(days=plan.days)
        given = Plan(owner, agency.id, _MONTHS, review_on=max(due, day))
        service.plan(session, curator, settings, document_id=document_id, given=given)
        # No plan begins in the past; in a library that has been there for years dates have passed.
        documents.get(session, curator, document_id).review_on = due


def remind(session: Session, settings: Settings) -> None:
    """What the daily round would tell."""
    session.flush()
    reminding.remind(session, settings, service.today(settings))


def _document_id(session: Session, slug: str) -> int:
    """By the first file: a document may have got a newer one."""
    wanted = select(Revision.document_id).where(col(Revision.file_name).startswith(f"{slug}."))
    return session.exec(wanted.order_by(col(Revision.id)).limit(1)).one()
