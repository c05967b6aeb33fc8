"""Who hears of damaged files: admins mend them, curators and whoever uploaded them must not trust them meanwhile."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from app.accounts.models import Role, User
from app.documents.models import Document, Lifecycle, Revision
from app.notices import service as notices

PLACE = "/admin#alarm"
_KIND = "alarm"


def tell_admins(session: Session, raised: int) -> None:
    """One sentence for a round, however many files it found."""
    text = f"Alarm: {raised} berkas tersimpan bermasalah. Lihat halaman Admin untuk penanganannya."
    if raised:
        notices.tell(session, _people(session, Role.ADMIN), kind=_KIND, text=text, link=PLACE)


def tell_keepers(session: Session, names: Sequence[str]) -> None:
    """Curators of all the documents, everyone else of their own uploads; each in one sentence."""
    wanted = select(Document).join(Revision, col(Revision.document_id) == col(Document.id))
    damaged = wanted.where(col(Revision.sha256).in_(names), Document.lifecycle != Lifecycle.TRASHED)
    documents = session.exec(damaged.distinct().order_by(col(Document.id))).all()
    curators, admins = _people(session, Role.CURATOR), _people(session, Role.ADMIN)
    _tell(session, curators, documents)
    for owner in {document.created_by for document in documents} - {*curators, *admins}:
        _tell(session, [owner], [document for document in documents if document.created_by == owner])


def _tell(session: Session, people: Iterable[int | None], documents: Sequence[Document]) -> None:
    if documents:
        first, others = documents[0], len(documents) - 1
        which = notices.DOCUMENT + (f" dan {others} dokumen lain" if others else "")
        text = f"Berkas {which} rusak di tempat penyimpanan, jadi ditahan sampai dipulihkan dari cadangan oleh admin."
        link = f"/dokumen/{first.id}"
        notices.tell(session, people, kind=f"{_KIND}.document", text=text, link=link, document_id=first.id)


def _people(session: Session, role: Role) -> list[int | None]:
    return list(session.exec(select(User.id).where(User.role == role, col(User.is_active))))
