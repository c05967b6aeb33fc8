"""Good practices from any civil servant: kept while they are written, handed in as a document that curators publish."""

import io
from collections.abc import Sequence

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.contributions import queries, rendering
from app.contributions.models import Contribution
from app.contributions.schemas import TEXTS, ContributionFields, ContributionView
from app.core.clock import now
from app.core.errors import Conflict, FieldError, InvalidInput, NotFound
from app.core.pagination import Listing, Slice
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.models import Document, Kind, Lifecycle, Visibility
from app.documents.schemas import DocumentFields
from app.ingest import service as ingest
from app.ingest.schemas import StoredFile
from app.publishing import service as publishing
from app.publishing.models import Move

MOST_UNSENT = 20
_REQUIRED = {
    "title": "Beri judul, misalnya “Klinik data mingguan di kelurahan”.",
    "problem": "Ceritakan masalahnya, satu atau dua kalimat sudah cukup.",
    "done": "Ceritakan apa yang dilakukan.",
    "results": "Tulis hasilnya, juga bila belum sempurna.",
}
_EMPTY = "Belum ada yang ditulis, jadi belum ada draf yang disimpan."
_NOT_THERE = "Sumbangan itu tidak ada, atau bukan milik Anda."
_CLOSED = "Sumbangan ini sudah diajukan. Tarik kembali dahulu bila hendak mengubahnya."
_PUBLISHED = "Sumbangan ini sudah terbit. Minta kurator menariknya dari Sumbangan saya bila perlu diperbaiki."


def listing(session: Session, actor: Actor, *, part: Slice) -> Listing[ContributionView]:
    """One's own, the last changed first."""
    actor.require("contribution.write")
    rows, total = queries.rows(session, actor.user_id or 0, limit=part.limit, offset=part.offset)
    return Listing(_views(session, rows), total, part.limit, part.offset)


def view(session: Session, actor: Actor, contribution_id: int) -> ContributionView:
    found = _own(session, actor, contribution_id)
    document = session.get(Document, found.document_id) if found.document_id else None
    return _views(session, [(found, document)])[0]


def save(
    session: Session,
    actor: Actor,
    *,
    contribution_id: int | None,
    fields: ContributionFields,
    attachment: StoredFile | None = None,
    drops_attachment: bool = False,
    form_key: str | None = None,
) -> Contribution:
    """Keep it as it was typed; `attachment` is stored already and takes the place of an older one.

    A form that is sent again, by a second press or after going back, goes on with the draft that it began. Raises
    InvalidInput where there is nothing yet that a draft could keep.
    """
    actor.require("contribution.write")
    if contribution_id is None:
        found = _begun(session, actor, form_key) or _new(session, actor, fields, attachment, form_key)
    else:
        found = _open(session, actor, contribution_id)
    for name, value in fields.model_dump(exclude_unset=True).items():
        setattr(found, name, value)
    if attachment is not None:
        found.attachment_sha256, found.attachment_name = attachment.blob.sha256, attachment.file_name
    elif drops_attachment:
        found.attachment_sha256, found.attachment_name = None, ""
    found.changed_at = now()
    session.add(found)
    session.flush()
    return found


def discard(session: Session, actor: Actor, contribution_id: int) -> None:
    found = _own(session, actor, contribution_id)
    if found.document_id is not None:
        raise Conflict("Sumbangan ini sudah pernah diajukan, jadi tidak dapat dihapus.")
    session.delete(found)
    session.flush()


def preview(session: Session, actor: Actor, contribution_id: int) -> str:
    return rendering.as_markdown(_own(session, actor, contribution_id), author=actor.name)


def send(runtime: Runtime, actor: Actor, *, contribution_id: int) -> int:
    """Hand it in: its file is stored first, then one transaction makes or renews the document that curators look at.

    Returns the document's number. Raises InvalidInput with a message for each part that is still missing.
    """
    with runtime.database.read() as session:
        found = _open(session, actor, contribution_id)
        _refuse_incomplete(found)
    stored = _store(runtime, actor, found)
    with runtime.database.write(tries=ingest.TRIES) as session:
        found = _open(session, actor, contribution_id)
        if found.document_id is None:
            found.document_id = _first(session, actor, found, stored)
        else:
            _again(session, actor, found, stored)
        found.withdrawal_asked_at, found.withdrawal_reason, found.withdrawal_answer = None, "", ""
        session.add(found)
        session.flush()
        document_id = found.document_id
        audit.record(session, actor, "contribution.send", "document", document_id, after={"title": found.title})
        publishing.move(session, actor, document_id=document_id, move=Move.SUBMIT)
        return document_id


def _first(session: Session, actor: Actor, found: Contribution, stored: StoredFile) -> int:
    received = ingest.receive(
        session,
        actor,
        stored=stored,
        fields=DocumentFields(
            title=found.title,
            kind=Kind.GOOD_PRACTICE,
            description=_description(found, actor),
            author=actor.name,
            contributors=[actor.name],
            year=now().year,
            visibility=Visibility.INTERNAL,
            agency_id=actor.agency_id,
        ),
        lifecycle=Lifecycle.DRAFT,
        permission="contribution.write",
    )
    return received.document_id


def _again(session: Session, actor: Actor, found: Contribution, stored: StoredFile) -> None:
    """What came back was mended: a new revision, unless only the description changed."""
    document_id = saved_id(found.document_id)
    document = documents.get(session, actor, document_id)
    values = {"title": found.title, "description": _description(found, actor)}
    documents.set_fields(document, values, by="person")
    if documents.revision(session, actor, document_id).sha256 == stored.blob.sha256:
        documents.touch(session, document)
    else:
        ingest.add_revision(session, actor, document_id=document_id, stored=stored)


def _description(found: Contribution, actor: Actor) -> str:
    """Beside a file of its author's, the whole text: it is nowhere else."""
    text = rendering.as_markdown(found, author=actor.name) if found.attachment_sha256 else rendering.summary(found)
    return text[:10_000]


def _store(runtime: Runtime, actor: Actor, found: Contribution) -> StoredFile:
    if found.attachment_sha256 is not None:
        with runtime.store.open(found.attachment_sha256) as stream:
            content, name = stream.read(), found.attachment_name
    else:
        content, name = rendering.as_markdown(found, author=actor.name).encode(), rendering.file_name(found)
    return ingest.store_file(runtime.store, runtime.settings, stream=io.BytesIO(content), file_name=name)


def _refuse_incomplete(found: Contribution) -> None:
    problems = [FieldError(name, message) for name, message in _REQUIRED.items() if not getattr(found, name).strip()]
    if problems:
        raise InvalidInput("Lengkapi bagian yang ditandai, lalu ajukan lagi. Tulisan Anda sudah tersimpan.", problems)


def _begun(session: Session, actor: Actor, form_key: str | None) -> Contribution | None:
    found = queries.by_form(session, actor.user_id or 0, form_key) if form_key else None
    return _open(session, actor, saved_id(found.id)) if found else None


def _new(
    session: Session,
    actor: Actor,
    fields: ContributionFields,
    attachment: StoredFile | None,
    form_key: str | None,
) -> Contribution:
    if attachment is None and not any(getattr(fields, name) for name in ("title", *TEXTS)):
        raise InvalidInput(_EMPTY, [FieldError(name, message) for name, message in _REQUIRED.items()])
    if queries.unsent(session, actor.user_id or 0) >= MOST_UNSENT:
        raise Conflict(f"Anda sudah menyimpan {MOST_UNSENT} draf. Ajukan atau hapus salah satunya dahulu.")
    return Contribution(author_id=saved_id(actor.user_id), form_key=form_key or None)


def _own(session: Session, actor: Actor, contribution_id: int) -> Contribution:
    actor.require("contribution.write")
    found = queries.own(session, actor.user_id or 0, contribution_id)
    if found is None:
        raise NotFound(_NOT_THERE)
    return found


def _open(session: Session, actor: Actor, contribution_id: int) -> Contribution:
    seen = view(session, actor, contribution_id)
    if not seen.is_open:
        raise Conflict(_PUBLISHED if seen.state is Lifecycle.PUBLISHED else _CLOSED)
    return seen.contribution


def _views(session: Session, rows: Sequence[tuple[Contribution, Document | None]]) -> list[ContributionView]:
    """What a curator said belongs to drafts only: once it is handed in again, that is answered."""
    back = [saved_id(one.id) for _found, one in rows if one is not None and one.lifecycle is Lifecycle.DRAFT]
    notes = publishing.notes_back(session, back)
    return [
        ContributionView(
            found,
            document.lifecycle if document else Lifecycle.DRAFT,
            notes.get(found.document_id or 0, ""),
            max(found.changed_at, document.updated_at) if document else found.changed_at,
        )
        for found, document in rows
    ]
