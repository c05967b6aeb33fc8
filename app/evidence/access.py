"""Which evidence an actor may see, and for whom an actor may write. Every read starts from `visible_to`.

An agency sees all of its own; of others only what was accepted, so that colleagues learn from it.
"""

from sqlalchemy import ColumnElement, false, or_, true
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.permissions import Actor
from app.evidence.models import Evidence, EvidenceState


def visible_to(actor: Actor) -> SelectOfScalar[Evidence]:
    return select(Evidence).where(is_visible_to(actor))


def is_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same as a condition, for queries that join other tables."""
    if actor.can("evidence.see_all"):
        return true()
    if not actor.can("assessment.see"):
        return false()
    accepted = col(Evidence.state) == EvidenceState.ACCEPTED
    return accepted if actor.agency_id is None else or_(accepted, col(Evidence.agency_id) == actor.agency_id)


def may_write_for(actor: Actor, agency_id: int) -> bool:
    """Operators write for their own agency; those who manage agencies, and the system, for any."""
    return actor.can("evidence.write") and (actor.can("agency.manage") or actor.agency_id == agency_id)


def is_own_work(actor: Actor, evidence: Evidence) -> bool:
    """Four eyes: whoever wrote or submitted a claim does not decide on it."""
    return actor.user_id is not None and actor.user_id in (evidence.created_by, evidence.submitted_by)
