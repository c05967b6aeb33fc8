"""What a program saw before it changes something: ETag says which state was read, If-Match that it must be that one.

The forms of the site have their own way, which names the field; a program sends back the tag it was given (RFC 9110).
"""

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.errors import PreconditionFailed
from app.documents import service
from app.documents.models import Document


def tag_of(document: Document) -> str:
    return f'"{document.id}-{document.version}"'


def require_match(session: Session, actor: Actor, *, document_id: int, if_match: str | None) -> None:
    """PreconditionFailed when the document is not in one of the states named; without any, nothing is asked."""
    if if_match is None or if_match.strip() == "*":
        return
    document = service.editable(session, actor, document_id)
    session.refresh(document, with_for_update=True)
    if tag_of(document) not in (tag.strip() for tag in if_match.split(",")):
        raise PreconditionFailed(
            "Dokumen ini sudah diubah sejak Anda membacanya. Baca lagi, lalu kirim perubahan dengan ETag yang baru."
        )
