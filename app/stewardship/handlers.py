"""Whoever looks after a rule hears when another rule ends or changes it; the composition calls `register_handlers`."""

from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.models import Role
from app.core.events import on
from app.documents.events import Amendment, RuleAmended, RuleRestored, RuleRevoked
from app.notices import service as notices
from app.stewardship import queries

_REVOKED = "{dokumen}, yang Anda rawat, ditandai dicabut. Periksa apakah penggantinya sudah ada di pustaka."
_RESTORED = "Tanda dicabut pada {dokumen}, yang Anda rawat, dibatalkan."
_AMENDED = "{dokumen}, yang Anda rawat, ditandai diubah. Tinjau apakah isinya perlu disesuaikan dengan perubahannya."
_AGAIN = "{dokumen}, yang Anda rawat, diubah lagi oleh peraturan lain. Tinjau apakah isinya perlu disesuaikan."
_IN_PART = "{dokumen}, yang Anda rawat, dicabut sebagian. Tinjau apakah bagian yang masih berlaku perlu disesuaikan."
_NOT_AMENDED = "Tanda diubah pada {dokumen}, yang Anda rawat, dibatalkan."
_NOT_AGAIN = "Perubahan terakhir yang tercatat pada {dokumen}, yang Anda rawat, dibatalkan."
_NOT_IN_PART = "Pencabutan sebagian pada {dokumen}, yang Anda rawat, dibatalkan."
_DONE = {
    Amendment.FIRST: ("amended", _AMENDED),
    Amendment.AGAIN: ("amended_again", _AGAIN),
    Amendment.IN_PART: ("revoked_in_part", _IN_PART),
}
_UNDONE = {Amendment.FIRST: _NOT_AMENDED, Amendment.AGAIN: _NOT_AGAIN, Amendment.IN_PART: _NOT_IN_PART}


def register_handlers() -> None:
    on(RuleRevoked, tell_of_revoked_rule)
    on(RuleAmended, tell_of_amended_rule)
    on(RuleRestored, tell_of_restored_rule)


def tell_of_revoked_rule(session: Session, event: RuleRevoked) -> None:
    _tell(session, event.document_id, "revoked", _REVOKED, f"/dokumen/{event.document_id}")


def tell_of_amended_rule(session: Session, event: RuleAmended) -> None:
    kind, text = _DONE[event.amendment]
    if event.is_undone:
        kind, text = "amendment_undone", _UNDONE[event.amendment]
    _tell(session, event.document_id, kind, text, f"/dokumen/{event.document_id}/tinjau")


def tell_of_restored_rule(session: Session, event: RuleRestored) -> None:
    _tell(session, event.document_id, "restored", _RESTORED, f"/dokumen/{event.document_id}")


def _tell(session: Session, document_id: int, kind: str, text: str, link: str) -> None:
    """Only those who may see the document; where nobody is named, nobody looks after it and nobody is told."""
    told = [
        person
        for person in _owners(session, document_id)
        if queries.seen_among(session, accounts.actor_numbered(session, person), [document_id])
    ]
    notices.tell(session, told, kind=f"rule.steward_{kind}", text=text, link=link, document_id=document_id)


def _owners(session: Session, document_id: int) -> list[int]:
    """The person, or those who work for the agency when that one has left or none was named."""
    _, held, user, agency = queries.one(session, document_id)
    if held is None:
        return []
    if user is not None and user.is_active and user.id is not None:
        return [user.id]
    return queries.active_people(session, Role.OPERATOR, agency.id) if agency else []
