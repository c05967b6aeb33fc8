"""Pairs as lists and the page of one pair show them: a list costs the same few queries however long it is."""

from collections.abc import Sequence

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.errors import NotFound
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.documents import citing
from app.documents import service as documents
from app.documents.models import Document, Revision, Visibility
from app.evidence import service as evidence
from app.twins import access, differing, queries
from app.twins.models import TwinState
from app.twins.queries import Row
from app.twins.schemas import SideRow, TwinRow, TwinView
from indexer.likeness import containment

OPEN = (TwinState.SUGGESTED,)
DECIDED = (TwinState.MERGED, TwinState.REVISION, TwinState.DISTINCT)
ONE = Slice(limit=1)
_OPENNESS = {Visibility.PUBLIC: 2, Visibility.INTERNAL: 1, Visibility.RESTRICTED: 0}


def listing(session: Session, actor: Actor, *, states: Sequence[TwinState] = OPEN, part: Slice) -> Listing[TwinRow]:
    """The most alike first: all that the actor may see for curators, for others those with an upload of their own."""
    actor.require("document.edit_own")
    rows, total = queries.rows(session, actor, states, part)
    return Listing([_row_of(row) for row in rows], total, part.limit, part.offset)


def waiting(session: Session, actor: Actor) -> int:
    """How many pairs wait for a decision, for the navigation."""
    return queries.count(session, actor, TwinState.SUGGESTED)


def suggested_for(session: Session, actor: Actor, document_id: int) -> int | None:
    """The most alike pair of a document that waits for a decision, for its page; None for those who cannot decide."""
    return queries.suggested_for(session, actor, document_id) if actor.can("document.edit_own") else None


def suggested_among(session: Session, actor: Actor, document_ids: Sequence[int]) -> dict[int, int]:
    """Document → its most alike pair that waits, for lists; one query for all of them."""
    if not document_ids or not actor.can("document.edit_own"):
        return {}
    found = queries.suggested_among(session, actor, document_ids)  # the most alike last, so that it is the one kept
    return {side: saved_id(twin.id) for twin in found for side in (twin.first_id, twin.second_id)}


def same_text_before(session: Session, revision: Revision) -> int | None:
    """Which earlier revision says the same words; the caller has already checked that the actor may see it."""
    return queries.earlier_with_same_text(session, revision)


def following(session: Session, actor: Actor, twin_id: int) -> int | None:
    """The pair to look at after this one was decided: one with the same documents, else the most alike."""
    row = get(session, actor, twin_id)
    return queries.following(session, actor, [side.document_id for side in row.sides])


def get(session: Session, actor: Actor, twin_id: int) -> TwinRow:
    return _row_of(_visible(session, actor, twin_id))


def view(session: Session, actor: Actor, twin_id: int, *, part: Slice) -> TwinView:
    """A pair beside each other; `part` says which of the pages that differ are spelled out."""
    found = _visible(session, actor, twin_id)
    row = _row_of(found)
    uses = {side.document_id: _uses(session, actor, side) for side in row.sides}
    first, second = _texts(session, row.first.revision_id), _texts(session, row.second.revision_id)
    compared = differing.compare(first, second)
    shown = compared.differing[part.offset : part.offset + part.limit]
    return TwinView(
        row=row,
        containment=_containment(session, found),
        keep_id=_worth_keeping(row, uses),
        newer_id=max(row.sides, key=_age).document_id,
        uses=uses,
        may_keep=_may_keep(actor, found),
        may_tell_apart=row.state is TwinState.SUGGESTED and access.may_tell_apart(actor, found.first, found.second),
        may_undo=_may_undo(actor, found),
        differences=[differing.difference(first, second, pair) for pair in shown],
        pages_apart=len(compared.differing),
        pages_compared=compared.compared,
    )


def unknown_pair() -> NotFound:
    return NotFound("Pasangan dokumen ini tidak ada, atau salah satunya tidak terbuka untuk Anda.")


def _visible(session: Session, actor: Actor, twin_id: int) -> Row:
    actor.require("document.edit_own")
    found = queries.row(session, actor, twin_id)
    if found is None:
        raise unknown_pair()
    return found


def _row_of(row: Row) -> TwinRow:
    return TwinRow(
        id=saved_id(row.twin.id),
        state=row.twin.state,
        likeness=row.twin.likeness,
        first=_side(row.first, row.first_revision, row.first_agency, row.first_uploader),
        second=_side(row.second, row.second_revision, row.second_agency, row.second_uploader),
        kept_id=row.twin.kept_id,
        decided_by_name=row.decider,
        decided_at=row.twin.decided_at,
        created_at=row.twin.created_at,
    )


def _side(document: Document, revision: Revision, agency: str | None, uploader: str | None) -> SideRow:
    return SideRow(
        document_id=saved_id(document.id),
        title=document.title,
        citation=citing.short_of(document),
        kind=document.kind,
        visibility=document.visibility,
        agency_name=agency,
        enacted_on=document.enacted_on,
        created_at=document.created_at,
        created_by_name=uploader,
        is_trashed=document.trashed_at is not None,
        revision_id=saved_id(revision.id),
        ordinal=revision.ordinal,
        is_current=document.current_revision_id == revision.id,
        file_name=revision.file_name,
        media_type=revision.media_type,
        size=revision.size,
        page_total=revision.page_total,
        file_added_at=revision.created_at,
    )


def _uses(session: Session, actor: Actor, side: SideRow) -> int:
    if side.is_trashed:
        return 0
    return evidence.for_document(session, actor, document_id=side.document_id, part=ONE).total


def _texts(session: Session, revision_id: int) -> dict[int, str]:
    return {page.number: page.text for page in documents.revision_pages(session, revision_id)}


def _containment(session: Session, row: Row) -> float:
    found = queries.signatures_of(session, row.twin)
    return containment(*found) if found else row.twin.likeness


def _worth_keeping(row: TwinRow, uses: dict[int, int]) -> int:
    """What evidence rests on, then what more people may see, then what is better described, then the older one."""
    best = max(
        row.sides,
        key=lambda side: (
            uses[side.document_id],
            _OPENNESS[side.visibility],
            side.citation is not None,
            -side.document_id,
        ),
    )
    return best.document_id


def _age(side: SideRow) -> tuple[str, str]:
    """By the date on the document where it says one, else by its arrival."""
    return (side.enacted_on.isoformat() if side.enacted_on else "", side.file_added_at.isoformat())


def _may_keep(actor: Actor, row: Row) -> tuple[int, ...]:
    if row.twin.state is not TwinState.SUGGESTED:
        return ()
    ways = ((row.first, row.second), (row.second, row.first))
    return tuple(saved_id(kept.id) for kept, gone in ways if access.may_settle(actor, kept, gone))


def _may_undo(actor: Actor, row: Row) -> bool:
    if row.twin.state is TwinState.SUGGESTED:
        return False
    if row.twin.state is TwinState.DISTINCT:
        return access.may_tell_apart(actor, row.first, row.second)
    is_first = row.twin.kept_id == row.first.id
    kept, gone = (row.first, row.second) if is_first else (row.second, row.first)
    return access.may_settle(actor, kept, gone)
