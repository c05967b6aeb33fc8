"""Who hears of it when the library moves under evidence: the agency that claims, and those who review.

Called by `handlers` in the transaction of the change, so what is undone is never told.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from sqlmodel import Session

from app.documents.events import Amendment
from app.evidence import telling_queries as queries
from app.evidence.models import Evidence, EvidenceState
from app.notices import service as notices
from app.notices.service import DOCUMENT

_BEFORE_REVIEWERS = frozenset({EvidenceState.SUBMITTED, EvidenceState.ACCEPTED})
_REVOKED = "rule.revoked"
_AMENDED = {
    Amendment.FIRST: "rule.amended",
    Amendment.AGAIN: "rule.amended_again",
    Amendment.IN_PART: "rule.revoked_in_part",
}
_LISTED = frozenset({_REVOKED, *_AMENDED.values()})
_STILL_FITS = "Peraturannya tetap berlaku; periksa apakah {} yang bersandar padanya masih sesuai dengan perubahannya."
_CHECK_AMENDED = {
    Amendment.FIRST: f"{{{DOCUMENT}}} ditandai diubah. {_STILL_FITS}",
    Amendment.AGAIN: f"{{{DOCUMENT}}} diubah lagi oleh peraturan lain. {_STILL_FITS}",
    Amendment.IN_PART: f"{{{DOCUMENT}}} dicabut sebagian. Bagian lainnya tetap berlaku; periksa apakah {{}} bersandar "
    "pada bagian yang dicabut.",
}
_NOTHING_TO_DO = "dibatalkan. Tidak ada yang perlu Anda ubah pada {}."
_NOT_AMENDED = {
    Amendment.FIRST: f"Tanda diubah pada {{{DOCUMENT}}} {_NOTHING_TO_DO}",
    Amendment.AGAIN: f"Perubahan terakhir yang tercatat pada {{{DOCUMENT}}} {_NOTHING_TO_DO}",
    Amendment.IN_PART: f"Pencabutan sebagian pada {{{DOCUMENT}}} {_NOTHING_TO_DO}",
}
Sentence = Callable[[str], str]


def rule_revoked(session: Session, document_id: int) -> None:
    _tell_all(
        session,
        document_id,
        _REVOKED,
        lambda claims: f"{DOCUMENT} ditandai dicabut. Periksa atau ganti {claims} yang bersandar padanya.",
    )


def rule_amended(session: Session, document_id: int, amendment: Amendment, *, is_undone: bool) -> None:
    """Those who claim hear of it; what is accepted stays so, and reviewers have nothing to do."""
    owners = _owners(session, queries.resting_on(session, document_id))
    if is_undone:
        _tell(session, owners, document_id, "rule.amendment_undone", _NOT_AMENDED[amendment].format)
    else:
        _tell(session, owners, document_id, _AMENDED[amendment], _CHECK_AMENDED[amendment].format)


def rule_restored(session: Session, document_id: int) -> None:
    _tell_all(
        session,
        document_id,
        "rule.restored",
        lambda claims: f"Tanda dicabut pada {DOCUMENT} dibatalkan. Peringatan pada {claims} ikut hilang.",
    )


def lapsed(session: Session, document_id: int, claims: Sequence[Evidence]) -> None:
    """Acceptances ended because their document got a newer file."""
    _tell(
        session,
        _owners(session, claims),
        document_id,
        "evidence.lapsed",
        lambda which: f"{DOCUMENT} mendapat revisi baru, jadi {which} yang sudah diterima perlu diperbarui.",
    )


def _tell_all(session: Session, document_id: int, kind: str, text: Sentence) -> None:
    claims = queries.resting_on(session, document_id)
    heard = _owners(session, claims)
    before_reviewers = [claim for claim in claims if claim.state in _BEFORE_REVIEWERS]
    for user_id in queries.reviewers(session) if before_reviewers else []:
        heard[user_id] = before_reviewers
    _tell(session, heard, document_id, kind, text)


def _tell(session: Session, heard: dict[int, list[Evidence]], document_id: int, kind: str, text: Sentence) -> None:
    """One sentence a person, however many claims: it leads to the claim, or to the page that lists them.

    That page also says which rule revoked or changed this one, so it is always where that news leads.
    """
    for user_id, claims in heard.items():
        what = "1 bukti dukung" if len(claims) == 1 else f"{len(claims)} bukti dukung"
        is_one = len(claims) == 1 and kind not in _LISTED
        link = f"/bukti/{claims[0].id}" if is_one else f"/dokumen/{document_id}/bukti"
        notices.tell(session, [user_id], kind=kind, text=text(what), link=link, document_id=document_id)


def _owners(session: Session, claims: Sequence[Evidence]) -> dict[int, list[Evidence]]:
    """Whoever wrote or submitted a claim, and the operators of its agency."""
    operators = queries.operators_of(session, {claim.agency_id for claim in claims})
    heard: dict[int, list[Evidence]] = defaultdict(list)
    for claim in claims:
        for user_id in _people(claim, operators[claim.agency_id]):
            heard[user_id].append(claim)
    return heard


def _people(claim: Evidence, operators: Iterable[int]) -> list[int]:
    known = (user_id for user_id in (claim.created_by, claim.submitted_by) if user_id is not None)
    return list(dict.fromkeys([*known, *operators]))
