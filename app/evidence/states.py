"""Which state of evidence may follow which, and by whose permission: a table, so that a page can ask it too."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Conflict
from app.documents.models import ReadingState
from app.evidence.models import AssessmentState, EvidenceState, Stage

# Nobody can open these; a scan without recognised text, by contrast, a person reads well.
UNREADABLE = frozenset({ReadingState.LOCKED, ReadingState.DAMAGED})


class Move(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    REVISE = "revise"
    ACCEPT = "accept"
    RETURN = "return"
    REOPEN = "reopen"
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True)
class Transition:
    """`verb` completes "Bukti dukung ini tidak dapat …"."""

    sources: frozenset[EvidenceState]
    target: EvidenceState
    permission: str
    verb: str


WRITE = "evidence.write"
REVIEW = "evidence.review"


def _from(*sources: EvidenceState, to: EvidenceState, by: str, verb: str) -> Transition:
    return Transition(frozenset(sources), to, by, verb)


_S = EvidenceState
TRANSITIONS: Mapping[Move, Transition] = {
    Move.SUBMIT: _from(_S.DRAFT, to=_S.SUBMITTED, by=WRITE, verb="diajukan"),
    Move.WITHDRAW: _from(_S.SUBMITTED, to=_S.DRAFT, by=WRITE, verb="ditarik kembali"),
    Move.REVISE: _from(_S.RETURNED, _S.LAPSED, to=_S.DRAFT, by=WRITE, verb="diperbaiki"),
    Move.ACCEPT: _from(_S.SUBMITTED, to=_S.ACCEPTED, by=REVIEW, verb="diterima"),
    Move.RETURN: _from(_S.SUBMITTED, to=_S.RETURNED, by=REVIEW, verb="dikembalikan"),
    Move.REOPEN: _from(_S.ACCEPTED, to=_S.SUBMITTED, by=REVIEW, verb="ditinjau ulang"),
    Move.LAPSE: _from(_S.ACCEPTED, to=_S.LAPSED, by=REVIEW, verb="digugurkan"),
}

STATE_LABELS: Mapping[EvidenceState, str] = {
    EvidenceState.DRAFT: "Draf",
    EvidenceState.SUBMITTED: "Diajukan",
    EvidenceState.RETURNED: "Dikembalikan",
    EvidenceState.ACCEPTED: "Diterima",
    EvidenceState.LAPSED: "Perlu diperbarui",
}
STAGE_LABELS: Mapping[Stage, str] = {
    Stage.SELF: "Penilaian mandiri",
    Stage.DOCUMENT: "Penilaian dokumen",
    Stage.INTERVIEW: "Penilaian interviu",
    Stage.VISIT: "Penilaian visitasi",
}
ASSESSMENT_LABELS: Mapping[AssessmentState, str] = {
    AssessmentState.OPEN: "Berjalan",
    AssessmentState.CLOSED: "Ditutup",
}


def after(state: EvidenceState, move: Move) -> EvidenceState:
    """The state that the move leads to; raises where the table does not allow it."""
    transition = TRANSITIONS[move]
    if state not in transition.sources:
        raise refused(state, transition.verb)
    return transition.target


def refused(state: EvidenceState, verb: str) -> Conflict:
    return Conflict(
        f"Bukti dukung ini sekarang berstatus {STATE_LABELS[state]}, jadi tidak dapat {verb}. "
        "Muat ulang halaman untuk melihat keadaan terakhir."
    )
