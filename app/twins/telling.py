"""Who hears of it when a document goes into another one. Called before it goes, while those who may see it still do.

A document is named only to people who may see it: a merge must not tell its title to the uploader of the other copy.
"""

from collections.abc import Iterable

from sqlmodel import Session

from app.accounts import service as accounts
from app.core.tables import saved_id
from app.documents.access import visible_to
from app.documents.models import Document
from app.notices import service as notices

_KIND = "twin.merged"
_LONGEST = 160


def tell_uploader(session: Session, kept: Document, gone: Document) -> None:
    """The way on is in the sentence: the kept document, or the same file once more where that one is closed."""
    name = gone.title[:_LONGEST]
    if _may_see(session, gone.created_by, kept):
        text = f"Dokumen Anda “{name}” disatukan dengan {notices.DOCUMENT}. Tautan lama diantar ke sana."
        link = f"/dokumen/{kept.id}"
    else:
        text = (
            f"Dokumen Anda “{name}” disatukan dengan dokumen yang tidak terbuka untuk Anda. Bila masih memerlukannya, "
            "unggah lagi berkasnya atau hubungi kurator."
        )
        link = "/sampah"
    notices.tell(session, [gone.created_by], kind=_KIND, text=text, link=link, document_id=kept.id)


def tell_claimants(session: Session, user_ids: Iterable[int], kept: Document, gone: Document) -> None:
    """They have what goes in an unfinished claim and must choose something else."""
    for user_id in user_ids:
        name = f"“{gone.title[:_LONGEST]}”" if _may_see(session, user_id, gone) else f"dokumen nomor {gone.id}"
        if _may_see(session, user_id, kept):
            choice, link = f"Pilih {notices.DOCUMENT} sebagai gantinya.", f"/dokumen/{kept.id}"
        else:
            choice, link = "Pilih dokumen lain sebagai gantinya, atau hubungi kurator.", "/penilaian"
        text = f"Bukti dukung Anda memakai {name} yang kini digabung. {choice}"
        notices.tell(session, [user_id], kind=_KIND, text=text, link=link, document_id=kept.id)


def _may_see(session: Session, user_id: int | None, document: Document) -> bool:
    actor = accounts.actor_numbered(session, user_id)
    wanted = visible_to(actor).where(Document.id == saved_id(document.id))
    return session.exec(wanted).first() is not None
