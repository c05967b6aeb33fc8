"""Relations that a document's own words state: kept with those words until a person says "Benar" or "Bukan".

The pipeline writes them; confirming makes a `Relation` (see `relating.py`), which is what takes effect.
"""

from collections.abc import Sequence

from sqlmodel import Session

from app.accounts.models import User
from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.tables import saved_id
from app.documents import citing, relating, relation_queries, service
from app.documents.access import may_edit
from app.documents.models import Document, RelationType
from app.documents.read_models import ProposalState, ProposedRelation
from app.documents.schemas import ProposalRow
from indexer.relations import FoundRelation

_LONGEST_TARGET, _LONGEST_KEY, _LONGEST_WORDS = 300, 200, 1000


def record(session: Session, document: Document, found: Sequence[FoundRelation]) -> None:
    """What was found takes the place of undecided proposals; what a person decided stays as it is."""
    document_id = saved_id(document.id)
    decided = set()
    for proposal in of(session, document_id):
        if proposal.state is ProposalState.SUGGESTED:
            session.delete(proposal)
        else:
            decided.add((proposal.type, proposal.target))
    session.flush()
    fresh = {(row.type, row.target): row for row in (_proposal(document_id, one) for one in reversed(found))}
    for name, row in reversed(fresh.items()):
        if name not in decided:
            row.state = _state_of(session, row)
            session.add(row)


def of(session: Session, document_id: int) -> list[ProposedRelation]:
    """In the order in which reading ranks them."""
    return relation_queries.proposals(session, document_id)


def rows(session: Session, actor: Actor, document_id: int) -> list[ProposalRow]:
    """For those who may decide: each with its words, and the rule that it means where the library holds it."""
    service.editable(session, actor, document_id)
    found = relation_queries.proposals_with_deciders(session, document_id)
    held = citing.held_documents(session, actor, [proposal.target for proposal, _ in found], but=document_id)
    return [_row(actor, proposal, decider, held.get(proposal.target)) for proposal, decider in found]


def waiting_count(session: Session, document_id: int) -> int:
    """How many wait for a person; the caller has checked that the actor may know."""
    return relation_queries.waiting_count(session, document_id)


def confirm_all(session: Session, actor: Actor, *, document_id: int) -> list[ProposedRelation]:
    """Every proposal that waits and that the actor may decide on."""
    waiting = [row for row in rows(session, actor, document_id) if row.state is ProposalState.SUGGESTED]
    allowed = [row.id for row in waiting if row.may_decide]
    return [confirm(session, actor, document_id=document_id, proposal_id=proposal_id) for proposal_id in allowed]


def confirm(session: Session, actor: Actor, *, document_id: int, proposal_id: int) -> ProposedRelation:
    """The words are right: the relation is recorded and takes effect."""
    document = service.editable(session, actor, document_id)
    proposal = _waiting(session, document_id, proposal_id)
    if relation_queries.relation(session, document_id, proposal.type, proposal.target) is None:
        relating.enter(session, actor, document, type_=proposal.type, target=proposal.target)
    return _decided(session, actor, proposal, ProposalState.CONFIRMED)


def reject(session: Session, actor: Actor, *, document_id: int, proposal_id: int) -> ProposedRelation:
    """The words do not say that; no later reading of the file proposes it again."""
    service.editable(session, actor, document_id)
    return _decided(session, actor, _waiting(session, document_id, proposal_id), ProposalState.REJECTED)


def undo(session: Session, actor: Actor, *, document_id: int, proposal_id: int) -> ProposedRelation:
    """Take the decision back: a confirmed relation ends, and with it its effect; the proposal waits again."""
    document = service.editable(session, actor, document_id)
    proposal = _one(session, document_id, proposal_id)
    if proposal.state is ProposalState.CONFIRMED:
        relation = relation_queries.relation(session, document_id, proposal.type, proposal.target)
        if relation is not None:
            relating.end(session, actor, document, relation)
    return _decided(session, actor, proposal, ProposalState.SUGGESTED)


def decide(
    session: Session, actor: Actor, *, document_id: int, proposal_id: int, state: ProposalState
) -> ProposedRelation:
    """Confirm, reject, or (with `SUGGESTED`) take back."""
    moves = {ProposalState.CONFIRMED: confirm, ProposalState.REJECTED: reject, ProposalState.SUGGESTED: undo}
    return moves[state](session, actor, document_id=document_id, proposal_id=proposal_id)


def _row(actor: Actor, proposal: ProposedRelation, decider: User | None, held: Document | None) -> ProposalRow:
    return ProposalRow(
        id=saved_id(proposal.id),
        type=proposal.type,
        target=proposal.target,
        is_partial=proposal.is_partial,
        confidence=proposal.confidence,
        page=proposal.page,
        words=proposal.words,
        state=proposal.state,
        decided_by_name=decider.full_name if decider else None,
        decided_at=proposal.decided_at,
        document_id=held.id if held else None,
        may_decide=relating.may_enter(actor, proposal.type) or (held is not None and may_edit(actor, held)),
    )


def _one(session: Session, document_id: int, proposal_id: int) -> ProposedRelation:
    proposal = session.get(ProposedRelation, proposal_id)
    if proposal is None or proposal.document_id != document_id:
        raise NotFound("Usulan hubungan itu tidak ada pada dokumen ini. Mungkin berkasnya sudah dibaca ulang.")
    return proposal


def _waiting(session: Session, document_id: int, proposal_id: int) -> ProposedRelation:
    proposal = _one(session, document_id, proposal_id)
    if proposal.state is not ProposalState.SUGGESTED:
        raise Conflict("Usulan hubungan itu sudah diputuskan. Batalkan keputusannya dahulu bila hendak diubah.")
    return proposal


def _decided(session: Session, actor: Actor, proposal: ProposedRelation, state: ProposalState) -> ProposedRelation:
    before = {"state": proposal.state}
    is_open = state is ProposalState.SUGGESTED
    proposal.state = state
    proposal.decided_by = None if is_open else actor.user_id
    proposal.decided_at = None if is_open else now()
    session.add(proposal)
    session.flush()
    after = {"state": state, "type": proposal.type, "target": proposal.target}
    audit.record(
        session, actor, f"proposal.{state.value}", "document", proposal.document_id, before=before, after=after
    )
    return proposal


def _proposal(document_id: int, found: FoundRelation) -> ProposedRelation:
    return ProposedRelation(
        document_id=document_id,
        type=RelationType(found.type),
        target=found.target[:_LONGEST_TARGET],
        target_key=found.key[:_LONGEST_KEY],
        is_partial=found.in_part,
        confidence=found.confidence,
        page=found.page,
        words=found.words[:_LONGEST_WORDS],
    )


def _state_of(session: Session, row: ProposedRelation) -> ProposalState:
    """Somebody may have entered the relation before the file was read."""
    known = relation_queries.relation(session, row.document_id, row.type, row.target)
    return ProposalState.SUGGESTED if known is None else ProposalState.CONFIRMED
