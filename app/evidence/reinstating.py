"""Acceptances that ended because a file was declared newer, and their way back when that declaration is undone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, select

from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents.models import Revision
from app.evidence import queries
from app.evidence.assessments import open_and_locked
from app.evidence.claims import moved
from app.evidence.models import AssessmentState, Evidence, EvidenceItem, EvidenceState
from app.evidence.reviews import LAPSED_BY_REVISION, recount

_IN_HAND = (EvidenceState.DRAFT, EvidenceState.RETURNED, EvidenceState.LAPSED)


def acceptances_on(session: Session, revision_id: int) -> list[dict[str, Any]]:
    """What a newer file would end, as plain values to be kept until then."""
    return [
        {"id": saved_id(row.id), "reason": row.decision_reason} for row in queries.accepted_on(session, revision_id)
    ]


def reinstate(session: Session, actor: Actor, acceptances: Sequence[dict[str, Any]]) -> int:
    """Accepted again, but for claims that somebody has worked on since and assessments that have closed."""
    rows = [(session.get(Evidence, kept["id"]), kept["reason"]) for kept in acceptances]
    lapsed = [(row, reason) for row, reason in rows if row is not None and _only_lapsed(session, row)]
    for row, reason in lapsed:
        open_and_locked(session, row.assessment_id)
        row.decision_reason = reason
        moved(session, actor, row, EvidenceState.ACCEPTED, "evidence.reinstate")
        recount(session, actor, row)
    return len(lapsed)


def authors_of_unfinished(session: Session, document_id: int) -> list[int]:
    """Who has a claim in hand that names a file of the document, and must choose another one once it is gone."""
    wanted = select(Evidence.created_by).where(col(Evidence.state).in_(_IN_HAND)).where(_names(document_id)).distinct()
    return sorted(user_id for user_id in session.exec(wanted) if user_id is not None)


def _names(document_id: int) -> ColumnElement[bool]:
    item = exists().where(col(EvidenceItem.evidence_id) == col(Evidence.id))
    return item.where(col(Revision.id) == col(EvidenceItem.revision_id), col(Revision.document_id) == document_id)


def _only_lapsed(session: Session, row: Evidence) -> bool:
    assessment = queries.assessment(session, row.assessment_id)
    is_open = assessment is not None and assessment.state is AssessmentState.OPEN
    return is_open and row.state is EvidenceState.LAPSED and row.decision_reason == LAPSED_BY_REVISION
