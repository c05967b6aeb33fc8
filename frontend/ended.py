"""The evidence that rests on rules which somebody is about to end or change, for the pages that ask about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.pagination import Listing, Slice
from app.documents import citing
from app.documents import service as documents
from app.documents.models import LegalStatus, RelationType
from app.documents.read_models import ProposalState
from app.documents.schemas import ProposalRow
from app.evidence import service as evidence
from app.evidence.schemas import EvidenceRow
from frontend.contexts.proposals import ends_a_held_rule
from frontend.forms import Form
from frontend.rendering import render
from indexer.citations import parse_citation

SEEN = "bukti_dilihat"  # the field that says: the evidence at stake was shown, go on
_SHOWN = 50
_MARKS = {
    RelationType.REVOKES: LegalStatus.REVOKED,
    RelationType.REVOKED_BY: LegalStatus.REVOKED,
    RelationType.AMENDS: LegalStatus.AMENDED,
    RelationType.AMENDED_BY: LegalStatus.AMENDED,
}
_OWN = frozenset({RelationType.REVOKED_BY, RelationType.AMENDED_BY})


@dataclass(frozen=True, slots=True)
class Stake:
    """A rule that will be marked, and the claims on it that the actor may see."""

    document_id: int
    title: str
    status: LegalStatus
    rows: Listing[EvidenceRow]


@dataclass(frozen=True, slots=True)
class StakesPage:
    action: str
    back: str
    fields: tuple[tuple[str, str], ...]
    stakes: tuple[Stake, ...]

    @property
    def has_more(self) -> bool:
        return any(stake.rows.total > len(stake.rows.items) for stake in self.stakes)


def uses_of_ended(session: Session, actor: Actor, stated: Sequence[ProposalRow]) -> dict[int, int]:
    """Document → claims that the actor may see; nothing for those who see no evidence at all."""
    if not actor.can("assessment.see"):
        return {}
    waiting = [row for row in stated if row.state is ProposalState.SUGGESTED and ends_a_held_rule(row)]
    ending = {row.document_id for row in waiting if row.document_id is not None}
    one = Slice(limit=1)
    return {key: evidence.for_document(session, actor, document_id=key, part=one).total for key in ending}


def marked_by(session: Session, actor: Actor, document_id: int, type_: RelationType, target: str) -> list[Stake]:
    """What a relation that is about to be entered would mark, where evidence rests on it."""
    if type_ not in _MARKS:
        return []
    if type_ in _OWN:
        return stakes_of(session, actor, [(document_id, _MARKS[type_])])
    citation = parse_citation(target)
    held = citing.documents_cited_as(session, actor, citation) if citation else []
    others = [one.id for one in held if one.id is not None and one.id != document_id]
    return stakes_of(session, actor, [(key, _MARKS[type_]) for key in others[:1]])


def marked_by_proposals(session: Session, actor: Actor, rows: Iterable[ProposalRow], document_id: int) -> list[Stake]:
    """The same for proposals that are about to be confirmed; one that ends a part of a rule marks nothing."""
    telling = [row for row in rows if row.type in _MARKS and not row.is_partial and row.may_decide]
    found = [(document_id if row.type in _OWN else row.document_id, _MARKS[row.type]) for row in telling]
    return stakes_of(session, actor, [(key, status) for key, status in found if key is not None])


def stakes_of(session: Session, actor: Actor, marks: Iterable[tuple[int, LegalStatus]]) -> list[Stake]:
    """Rules without evidence, or none that the actor may see, are left out; so is what is marked already."""
    if not actor.can("assessment.see"):
        return []
    stakes = []
    for document_id, status in dict(marks).items():
        document = documents.get(session, actor, document_id)
        if document.legal_status not in {status, LegalStatus.REVOKED}:
            rows = evidence.for_document(session, actor, document_id=document_id, part=Slice(_SHOWN))
            stakes += [Stake(document_id, document.title, status, rows)] if rows.total else []
    return stakes


def ask_about(request: Request, form: Form, stakes: Sequence[Stake], *, back: str) -> Response:
    """The page that shows what is at stake; its form sends everything once more, with the word that it was seen."""
    fields = tuple((name, value) for name, value in form.resendable() if name != SEEN)
    page = StakesPage(request.url.path, back, fields, tuple(stakes))
    return render(request, "documents/at_stake.html", page)
