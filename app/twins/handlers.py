"""What near-copies answer when the library below is asked for a merged document; the composition registers it."""

from sqlmodel import Session

from app.core.errors import Conflict, NotFound
from app.core.events import on
from app.core.tables import saved_id
from app.documents.events import DocumentMissed, DocumentRestoring
from app.twins import queries, service
from app.twins.models import TwinState

_MERGED = (
    "Dokumen ini sudah disatukan dengan dokumen lain. Batalkan penyatuannya pada halaman dokumen kembar, atau minta "
    "kurator melakukannya."
)
_CLOSED = (
    "Dokumen ini sudah disatukan dengan dokumen yang tidak terbuka untuk Anda. Bila masih memerlukannya, unggah lagi "
    "berkasnya sebagai dokumen baru, atau minta kurator membatalkan penyatuan itu."
)


class DocumentMerged(NotFound):
    """Not here any more, but under the link: pages go there at once, programs are told."""

    slug = "dokumen-digabung"
    title = "Dokumen ini digabung dengan dokumen lain"


def register_handlers() -> None:
    on(DocumentMissed, lead_to_the_kept_one)
    on(DocumentRestoring, refuse_to_restore_merged)


def lead_to_the_kept_one(session: Session, event: DocumentMissed) -> None:
    kept_id = service.successor(session, event.actor, event.document_id)
    if kept_id is not None:
        raise DocumentMerged(f"Isinya kini berada di dokumen nomor {kept_id}.", link=f"/dokumen/{kept_id}")


def refuse_to_restore_merged(session: Session, event: DocumentRestoring) -> None:
    """The way on is in the refusal; a pair that is closed to the actor does not exist for them and is not linked."""
    twin = queries.settled(session, event.document_id)
    if twin is None:
        return
    if not service.may_come_back(session, event.document_id):
        if queries.visible(session, event.actor, saved_id(twin.id)) is None:
            raise Conflict(_CLOSED)
        raise Conflict(_MERGED, link=f"/kurasi/kembar/{twin.id}")
    twin.state, twin.kept_id, twin.undo = TwinState.SUGGESTED, None, {}
    twin.decided_by, twin.decided_at = None, None
