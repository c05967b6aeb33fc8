"""What is answered where a document is asked for that is not there, or not there for the one who asks."""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core import events
from app.core.clock import now
from app.core.errors import NotFound
from app.documents import queries
from app.documents.events import DocumentMissed

HIDDEN = "Dokumen itu tidak ada, sudah dihapus, atau tidak terbuka untuk Anda."


class DocumentTrashed(NotFound):
    """In the trash, told only to those who may look there; under the link it can be brought back."""

    status = 410
    slug = "di-tempat-sampah"
    title = "Dokumen ini ada di tempat sampah"


def answer(session: Session, actor: Actor, document_id: int) -> NotFound:
    """Whoever knows better (it was merged, it is gone for good) says so first."""
    events.emit(session, DocumentMissed(actor, document_id))
    document = queries.trashed(session, actor, document_id)
    if document is None:
        return NotFound(HIDDEN)
    return DocumentTrashed(
        f"“{document.title}” dipindahkan ke sampah dan dapat dipulihkan. {_who(session, document_id)}"
        f"Alasan: {document.trash_reason}",
        link=f"/sampah#dokumen-{document_id}",
    )


def _who(session: Session, document_id: int) -> str:
    """The time as so many days, which are the same in every time zone; the list of the trash has the hour."""
    history = audit.history(session, object_type="document", object_id=document_id)
    entry = next((entry for entry in history if entry.verb == "document.trash"), None)
    if entry is None:
        return ""
    days = (now() - entry.at).days
    return f"Dibuang {f'{days} hari' if days else 'kurang dari sehari'} yang lalu oleh {entry.actor_name}. "
