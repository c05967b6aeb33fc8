"""Evidence as pages and the API show it: a list costs the same few queries however long it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.errors import NotFound
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.documents.models import Document, LegalStatus, Revision
from app.evidence import access, queries
from app.evidence.claims import unknown_evidence
from app.evidence.models import Assessment, AssessmentState, Evidence, EvidenceItem, EvidenceState
from app.evidence.queries import ClaimRow, LinkedItem
from app.evidence.schemas import HIDDEN_DOCUMENT, EvidenceFilter, EvidenceRow, ItemRow
from app.evidence.states import REVIEW, STAGE_LABELS, STATE_LABELS, TRANSITIONS, UNREADABLE, WRITE, Move
from app.instruments import service as instruments
from app.instruments.schemas import IndicatorRef

EVERYTHING = EvidenceFilter()


def get_evidence(session: Session, actor: Actor, *, evidence_id: int) -> EvidenceRow:
    found = queries.claim(session, actor, evidence_id)
    if found is None:
        raise unknown_evidence()
    return _rows(session, actor, [found])[0]


def listing(session: Session, actor: Actor, *, part: Slice, where: EvidenceFilter = EVERYTHING) -> Listing[EvidenceRow]:
    """What the actor may see, per assessment, indicator, agency or state; empty for those who see none."""
    rows, total = queries.claims(session, actor, where=where, part=part)
    return Listing(_rows(session, actor, rows), total, part.limit, part.offset)


def review_queue(
    session: Session, actor: Actor, *, part: Slice, where: EvidenceFilter = EVERYTHING
) -> Listing[EvidenceRow]:
    """Submitted claims of open assessments, the longest waiting first."""
    actor.require(REVIEW)
    rows, total = queries.queue(session, actor, where=where, part=part)
    return Listing(_rows(session, actor, rows), total, part.limit, part.offset)


def for_document(session: Session, actor: Actor, *, document_id: int, part: Slice) -> Listing[EvidenceRow]:
    """Where a document is used as evidence, as far as the actor may see it."""
    if not queries.sees_document(session, actor, document_id):
        raise NotFound("Dokumen ini tidak ditemukan atau tidak dapat Anda lihat.")
    rows, total = queries.claims_on(session, actor, document_id=document_id, part=part)
    return Listing(_rows(session, actor, rows), total, part.limit, part.offset)


def would_lapse(session: Session, actor: Actor, *, document_id: int) -> int:
    """How many acceptances a new revision would end, to be said before it is saved."""
    if not queries.sees_document(session, actor, document_id):
        raise NotFound("Dokumen ini tidak ditemukan atau tidak dapat Anda lihat.")
    return queries.lapsing_uses_of(session, document_id)


@dataclass(frozen=True, slots=True)
class _Context:
    """What the rows of one page share, fetched once for all of them."""

    actor: Actor
    refs: Mapping[int, IndicatorRef]
    labels: Mapping[tuple[int, Decimal], str]
    names: Mapping[int, str]
    items: Mapping[int, Sequence[LinkedItem]]

    def name(self, user_id: int | None) -> str | None:
        return None if user_id is None else self.names[user_id]

    def label(self, indicator_id: int, level: Decimal | None) -> str:
        return "" if level is None else self.labels.get((indicator_id, level), "")


def _rows(session: Session, actor: Actor, claims: Sequence[ClaimRow]) -> list[EvidenceRow]:
    if not claims:
        return []  # most documents are nobody's evidence: their page pays nothing for it
    context = _context(session, actor, [claim for claim, _, _ in claims])
    return [_row(context, *claim) for claim in claims]


def _context(session: Session, actor: Actor, claims: Sequence[Evidence]) -> _Context:
    indicator_ids = {claim.indicator_id for claim in claims}
    people = {key for claim in claims for key in (claim.created_by, claim.submitted_by, claim.decided_by) if key}
    items: dict[int, list[LinkedItem]] = defaultdict(list)
    for linked in queries.items_of(session, actor, [saved_id(claim.id) for claim in claims]):
        items[linked[0].evidence_id].append(linked)
    refs = instruments.indicators_by_id(session, indicator_ids)
    return _Context(actor, refs, queries.level_labels(session, indicator_ids), queries.names(session, people), items)


def _row(context: _Context, claim: Evidence, assessment: Assessment, agency_name: str) -> EvidenceRow:
    key = saved_id(claim.id)
    return EvidenceRow(
        id=key,
        assessment_id=claim.assessment_id,
        assessment_title=assessment.title,
        assessment_year=assessment.year,
        stage=claim.stage,
        stage_label=STAGE_LABELS[claim.stage],
        state=claim.state,
        state_label=STATE_LABELS[claim.state],
        indicator=context.refs[claim.indicator_id],
        agency_id=claim.agency_id,
        agency_name=agency_name,
        level=claim.level,
        level_label=context.label(claim.indicator_id, claim.level),
        verified_level=claim.verified_level,
        verified_label=context.label(claim.indicator_id, claim.verified_level),
        statement=claim.statement,
        effective_on=claim.effective_on,
        items=tuple(_item(*linked) for linked in context.items.get(key, ())),
        created_at=claim.created_at,
        updated_at=claim.updated_at,
        submitted_at=claim.submitted_at,
        decided_at=claim.decided_at,
        author_name=context.name(claim.created_by) or "Sistem",
        submitter_name=context.name(claim.submitted_by),
        decider_name=context.name(claim.decided_by),
        reason=claim.decision_reason,
        actions=_actions(context.actor, claim, assessment),
    )


def _item(item: EvidenceItem, revision: Revision, document: Document, is_visible: bool) -> ItemRow:
    if not is_visible:
        return ItemRow(id=saved_id(item.id), is_visible=False, title=HIDDEN_DOCUMENT)
    return ItemRow(
        id=saved_id(item.id),
        is_visible=True,
        title=document.title,
        document_id=document.id,
        revision_id=revision.id,
        revision_ordinal=revision.ordinal,
        file_name=revision.file_name,
        page_from=item.page_from,
        page_to=item.page_to,
        note=item.note,
        is_current=document.current_revision_id in (None, revision.id),
        is_readable=revision.state not in UNREADABLE,
        is_revoked=document.legal_status is LegalStatus.REVOKED,
    )


def _actions(actor: Actor, claim: Evidence, assessment: Assessment) -> frozenset[str]:
    """What a page may offer; every action checks again when it is done."""
    if assessment.state != AssessmentState.OPEN:
        return frozenset()
    allowed = {WRITE: access.may_write_for(actor, claim.agency_id)}
    allowed[REVIEW] = actor.can(REVIEW) and not access.is_own_work(actor, claim)
    moves = {str(move) for move, way in TRANSITIONS.items() if claim.state in way.sources and allowed[way.permission]}
    editing = {"edit", "delete"} if claim.state == EvidenceState.DRAFT and allowed[WRITE] else set()
    return frozenset(moves | editing) - {str(Move.LAPSE)}  # only a new revision lapses evidence
