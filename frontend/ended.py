"""How much evidence rests on the rules that a document says it ends, for the pages that ask whether that is so."""

from collections.abc import Sequence

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.pagination import Slice
from app.documents.read_models import ProposalState
from app.documents.schemas import ProposalRow
from app.evidence import service as evidence
from frontend.contexts.proposals import ends_a_held_rule


def uses_of_ended(session: Session, actor: Actor, stated: Sequence[ProposalRow]) -> dict[int, int]:
    """Document → claims that the actor may see; nothing for those who see no evidence at all."""
    if not actor.can("assessment.see"):
        return {}
    waiting = [row for row in stated if row.state is ProposalState.SUGGESTED and ends_a_held_rule(row)]
    ending = {row.document_id for row in waiting if row.document_id is not None}
    one = Slice(limit=1)
    return {key: evidence.for_document(session, actor, document_id=key, part=one).total for key in ending}
