"""Every read of assessments and evidence; those of evidence start from what the actor may see."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, exists, false, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from app.accounts.models import Agency, User
from app.accounts.permissions import Actor
from app.core.pagination import Slice
from app.documents import access as documents_access
from app.documents.models import Document, Lifecycle, Revision
from app.evidence.access import is_visible_to, visible_to
from app.evidence.models import (
    Assessment,
    AssessmentState,
    Evidence,
    EvidenceItem,
    EvidenceState,
    Stage,
    StageLevel,
)
from app.evidence.schemas import EvidenceFilter
from app.evidence.states import UNREADABLE
from app.instruments.models import Instrument, Level

AssessmentWithTitle = tuple[Assessment, str]
ClaimRow = tuple[Evidence, Assessment, str]
LinkedItem = tuple[EvidenceItem, Revision, Document, bool]

_MAX_KEY = 2**31 - 1  # a larger number in an address is no key, and databases refuse to compare it


def is_key(value: int) -> bool:
    return 0 < value <= _MAX_KEY


def assessment(session: Session, assessment_id: int, *, lock: bool = False) -> Assessment | None:
    """With `lock`, whoever else changes evidence of this assessment waits until this transaction ends."""
    if not is_key(assessment_id):
        return None
    wanted = select(Assessment).where(col(Assessment.id) == assessment_id).execution_options(populate_existing=True)
    return session.exec(wanted.with_for_update() if lock else wanted).first()


def assessment_with_title(session: Session, assessment_id: int) -> AssessmentWithTitle | None:
    if not is_key(assessment_id):
        return None
    return session.exec(_assessments().where(col(Assessment.id) == assessment_id)).first()


def assessments(
    session: Session, *, state: AssessmentState | None, part: Slice
) -> tuple[list[AssessmentWithTitle], int]:
    condition = [] if state is None else [col(Assessment.state) == state]
    total = session.exec(select(func.count()).select_from(Assessment).where(*condition)).one()
    newest_first = (col(Assessment.year).desc(), col(Assessment.id).desc())
    wanted = _assessments().where(*condition).order_by(*newest_first).limit(part.limit).offset(part.offset)
    return list(session.exec(wanted)), total


def _assessments() -> Select[Assessment, str]:
    return select(Assessment, Instrument.title).join(Instrument, col(Instrument.id) == Assessment.instrument_id)


def assessment_of(session: Session, actor: Actor, evidence_id: int) -> int | None:
    """The assessment of evidence that the actor may see."""
    if not is_key(evidence_id):
        return None
    return session.exec(
        select(Evidence.assessment_id).where(col(Evidence.id) == evidence_id, is_visible_to(actor))
    ).first()


def evidence(session: Session, actor: Actor, evidence_id: int) -> Evidence | None:
    """As the database has it now, whatever this session read before."""
    wanted = visible_to(actor).where(col(Evidence.id) == evidence_id).execution_options(populate_existing=True)
    return session.exec(wanted).first() if is_key(evidence_id) else None


def claim(session: Session, actor: Actor, evidence_id: int) -> ClaimRow | None:
    if not is_key(evidence_id):
        return None
    return session.exec(_claims(actor).where(col(Evidence.id) == evidence_id)).first()


def claims(session: Session, actor: Actor, *, where: EvidenceFilter, part: Slice) -> tuple[list[ClaimRow], int]:
    """What was touched last comes first."""
    newest_first = (col(Evidence.updated_at).desc(), col(Evidence.id).desc())
    return _page(session, _claims(actor).where(*_conditions(where)).order_by(*newest_first), part)


def queue(session: Session, actor: Actor, *, where: EvidenceFilter, part: Slice) -> tuple[list[ClaimRow], int]:
    """What waits for a decision, the longest waiting first; a closed assessment waits for none."""
    waiting = and_(col(Evidence.state) == EvidenceState.SUBMITTED, col(Assessment.state) == AssessmentState.OPEN)
    oldest_first = (col(Evidence.submitted_at), col(Evidence.id))
    return _page(session, _claims(actor).where(waiting, *_conditions(where)).order_by(*oldest_first), part)


def claims_on(session: Session, actor: Actor, *, document_id: int, part: Slice) -> tuple[list[ClaimRow], int]:
    newest_first = (col(Evidence.updated_at).desc(), col(Evidence.id).desc())
    return _page(session, _claims(actor).where(rests_on(document_id)).order_by(*newest_first), part)


def sees_document(session: Session, actor: Actor, document_id: int) -> bool:
    wanted = documents_access.visible_to(actor).where(Document.id == document_id)
    return is_key(document_id) and session.exec(wanted).first() is not None


def items_of(session: Session, actor: Actor, evidence_ids: Collection[int]) -> list[LinkedItem]:
    """The documents behind claims, each with whether the actor may see it."""
    wanted = (
        select(EvidenceItem, Revision, Document, documents_access.is_visible_to(actor))
        .join(Revision, col(Revision.id) == EvidenceItem.revision_id)
        .join(Document, col(Document.id) == Revision.document_id)
        .where(col(EvidenceItem.evidence_id).in_(evidence_ids))
        .order_by(col(EvidenceItem.id))
    )
    return list(session.exec(wanted))


def linkable(session: Session, actor: Actor, revision_ids: Iterable[int]) -> dict[int, tuple[Revision, Document]]:
    """Those of the revisions whose document the actor may see."""
    wanted = (
        select(Revision, Document)
        .join(Document, col(Document.id) == Revision.document_id)
        .where(col(Revision.id).in_({key for key in revision_ids if is_key(key)}))
        .where(documents_access.is_visible_to(actor))
    )
    return {revision.id: (revision, document) for revision, document in session.exec(wanted) if revision.id}


def bare_items(session: Session, evidence_id: int) -> list[EvidenceItem]:
    wanted = select(EvidenceItem).where(EvidenceItem.evidence_id == evidence_id).order_by(col(EvidenceItem.id))
    return list(session.exec(wanted))


def names(session: Session, user_ids: Collection[int]) -> dict[int, str]:
    rows = session.exec(select(User.id, User.full_name).where(col(User.id).in_(user_ids)))
    return {user_id: name for user_id, name in rows if user_id is not None}


def level_labels(session: Session, indicator_ids: Collection[int]) -> dict[tuple[int, Decimal], str]:
    wanted = select(col(Level.indicator_id), col(Level.value), col(Level.label)).where(
        col(Level.indicator_id).in_(indicator_ids)
    )
    return {(indicator_id, value): label for indicator_id, value, label in session.exec(wanted)}


def agency(session: Session, agency_id: int) -> Agency | None:
    return session.get(Agency, agency_id) if is_key(agency_id) else None


def highest_accepted(session: Session, claim: Evidence) -> Decimal | None:
    """For the claim's indicator: over accepted claims that rest on something, all of it current and readable."""
    wanted = select(func.max(Evidence.verified_level)).where(
        Evidence.assessment_id == claim.assessment_id,
        Evidence.indicator_id == claim.indicator_id,
        Evidence.stage == claim.stage,
        Evidence.state == EvidenceState.ACCEPTED,
        _has_item(),
        ~_has_item(_does_not_count()),
    )
    return session.exec(wanted).one()


def stage_level(session: Session, claim: Evidence) -> StageLevel | None:
    wanted = select(StageLevel).where(
        StageLevel.assessment_id == claim.assessment_id,
        StageLevel.indicator_id == claim.indicator_id,
        StageLevel.stage == claim.stage,
    )
    return session.exec(wanted).first()


def levels(session: Session, *, assessment_id: int, stage: Stage) -> dict[int, Decimal]:
    """Verified level by indicator id."""
    wanted = select(col(StageLevel.indicator_id), col(StageLevel.level)).where(
        StageLevel.assessment_id == assessment_id, StageLevel.stage == stage
    )
    return dict(session.exec(wanted).all())


def counts_by_indicator(
    session: Session, actor: Actor, *, where: EvidenceFilter, stage: Stage
) -> dict[tuple[int, EvidenceState], int]:
    wanted = (
        select(col(Evidence.indicator_id), col(Evidence.state), func.count())
        .where(Evidence.stage == stage, is_visible_to(actor), *_conditions(where))
        .group_by(col(Evidence.indicator_id), col(Evidence.state))
    )
    return {(indicator_id, state): count for indicator_id, state, count in session.exec(wanted)}


def counts_by_agency(session: Session, actor: Actor, *, assessment_id: int) -> dict[tuple[int, EvidenceState], int]:
    wanted = (
        select(col(Evidence.agency_id), col(Evidence.state), func.count())
        .where(Evidence.assessment_id == assessment_id, is_visible_to(actor))
        .group_by(col(Evidence.agency_id), col(Evidence.state))
    )
    return {(agency_id, state): count for agency_id, state, count in session.exec(wanted)}


def agencies(session: Session) -> list[Agency]:
    return list(session.exec(select(Agency).order_by(col(Agency.name))))


def uses_of(session: Session, *, document_id: int, states: Collection[EvidenceState]) -> int:
    """How many claims rest on a document, whoever may see them: for rules, not for showing."""
    condition = and_(col(Evidence.state).in_(states), rests_on(document_id))
    return session.exec(select(func.count()).select_from(Evidence).where(condition)).one()


def lapsing_uses_of(session: Session, document_id: int) -> int:
    """Acceptances in open assessments that a new revision of the document would end."""
    wanted = select(func.count()).select_from(Evidence).join(Assessment, of_open_assessment())
    is_accepted = col(Evidence.state) == EvidenceState.ACCEPTED
    return session.exec(wanted.where(is_accepted, rests_on(document_id))).one()


def accepted_on(session: Session, revision_id: int) -> list[Evidence]:
    """Acceptances in open assessments that rest on a revision, their assessments locked in one fixed order."""
    touched = (
        select(Evidence)
        .join(Assessment, of_open_assessment())
        .where(Evidence.state == EvidenceState.ACCEPTED)
        .where(_has_item(col(EvidenceItem.revision_id) == revision_id))
        .order_by(col(Evidence.id))
    )
    for assessment_id in sorted({row.assessment_id for row in session.exec(touched)}):
        assessment(session, assessment_id, lock=True)
    return list(session.exec(touched.execution_options(populate_existing=True)))


def accepted_on_old_files(session: Session, assessment_id: int) -> list[Evidence]:
    """Acceptances that rest on a revision which is no longer the current one."""
    wanted = select(Evidence).where(
        Evidence.assessment_id == assessment_id, Evidence.state == EvidenceState.ACCEPTED, _has_item(_is_old())
    )
    return list(session.exec(wanted.order_by(col(Evidence.id))))


def of_open_assessment() -> ColumnElement[bool]:
    return and_(col(Assessment.id) == Evidence.assessment_id, col(Assessment.state) == AssessmentState.OPEN)


def _claims(actor: Actor) -> Select[Evidence, Assessment, str]:
    return (
        select(Evidence, Assessment, Agency.name)
        .join(Assessment, col(Assessment.id) == Evidence.assessment_id)
        .join(Agency, col(Agency.id) == Evidence.agency_id)
        .where(is_visible_to(actor))
    )


def _page(session: Session, wanted: Select[Evidence, Assessment, str], part: Slice) -> tuple[list[ClaimRow], int]:
    ids = wanted.with_only_columns(col(Evidence.id)).order_by(None)
    total = session.exec(select(func.count()).select_from(ids.subquery())).one()
    return (list(session.exec(wanted.limit(part.limit).offset(part.offset))) if total else []), total


def _conditions(where: EvidenceFilter) -> list[ColumnElement[bool]]:
    keys = {
        Evidence.assessment_id: where.assessment_id,
        Evidence.indicator_id: where.indicator_id,
        Evidence.agency_id: where.agency_id,
    }
    given = {column: key for column, key in keys.items() if key is not None}
    wanted = [col(column) == key if is_key(key) else false() for column, key in given.items()]
    if where.indicator_ids is not None:
        wanted.append(col(Evidence.indicator_id).in_(where.indicator_ids))
    return wanted if where.state is None else [*wanted, col(Evidence.state) == where.state]


def _has_item(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a claim has an item for which the conditions hold."""
    items = exists().where(col(EvidenceItem.evidence_id) == col(Evidence.id))
    joined = items.where(
        col(Revision.id) == col(EvidenceItem.revision_id), col(Document.id) == col(Revision.document_id)
    )
    return joined.where(*conditions)


def rests_on(document_id: int) -> ColumnElement[bool]:
    return _has_item(col(Document.id) == document_id)


def _is_old() -> ColumnElement[bool]:
    current = col(Document.current_revision_id)
    return and_(current.is_not(None), current != col(Revision.id))


def _does_not_count() -> ColumnElement[bool]:
    return or_(_is_old(), col(Revision.state).in_(UNREADABLE), col(Document.lifecycle) == Lifecycle.TRASHED)
