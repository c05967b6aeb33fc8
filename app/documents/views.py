"""Rows of the database become what lists and the document page show."""

from sqlmodel import Session

from app.accounts.models import User
from app.accounts.permissions import Actor
from app.core.tables import saved_id
from app.documents import citing, queries, relation_queries, tag_queries
from app.documents.access import may_edit, may_trash
from app.documents.models import Document, Relation, Revision, Tag
from app.documents.queries import Row
from app.documents.schemas import DocumentRow, DocumentView, RelationRow, RevisionRow
from app.documents.tag_schemas import TagRow
from app.instruments.models import Indicator


def row_of(row: Row) -> DocumentRow:
    document, revision, agency = row
    return DocumentRow(
        id=saved_id(document.id),
        title=document.title,
        citation=citing.short_of(document),
        kind=document.kind,
        year=document.year,
        legal_status=document.legal_status,
        visibility=document.visibility,
        lifecycle=document.lifecycle,
        agency_id=document.agency_id,
        agency_name=agency.name if agency else None,
        description=document.description,
        created_at=document.created_at,
        updated_at=document.updated_at,
        revision_id=saved_id(revision.id),
        media_type=revision.media_type,
        size=revision.size,
        state=revision.state,
        page_total=revision.page_total,
        pages_read=revision.pages_read,
        file_name=revision.file_name,
        review_on=document.review_on,
    )


def revision_row(revision: Revision, creator: User | None) -> RevisionRow:
    return RevisionRow(
        id=saved_id(revision.id),
        document_id=revision.document_id,
        ordinal=revision.ordinal,
        sha256=revision.sha256,
        size=revision.size,
        media_type=revision.media_type,
        file_name=revision.file_name,
        note=revision.note,
        state=revision.state,
        state_detail=revision.state_detail,
        warnings=tuple(revision.warnings),
        page_total=revision.page_total,
        pages_read=revision.pages_read,
        scan_pages=tuple(revision.scan_pages),
        scans_read=revision.scans_read,
        created_at=revision.created_at,
        created_by_name=creator.full_name if creator else None,
    )


def tag_row(tag: Tag, indicator: Indicator, decider: User | None) -> TagRow:
    return TagRow(
        id=saved_id(tag.id),
        document_id=tag.document_id,
        indicator_id=tag.indicator_id,
        instrument_id=indicator.instrument_id,
        number=indicator.number,
        short_name=indicator.short_name,
        source=tag.source,
        state=tag.state,
        score=tag.score,
        reasons=tuple(tag.reasons),
        note=tag.note,
        decided_by_name=decider.full_name if decider else None,
        decided_at=tag.decided_at,
        level=tag.level,
        level_rule=tag.level_rule,
    )


def view_of(session: Session, actor: Actor, row: Row, creator: User | None) -> DocumentView:
    document = row[0]
    document_id = saved_id(document.id)
    return DocumentView(
        row=row_of(row),
        kind_abbrev=document.kind_abbrev,
        number=document.number,
        author=document.author,
        issuer=document.issuer,
        scope=document.scope,
        labels=tuple(document.labels),
        contributors=tuple(document.contributors),
        source=document.source,
        enacted_on=document.enacted_on,
        enacted_place=document.enacted_place,
        promulgated_on=document.promulgated_on,
        gazette=document.gazette,
        signer=document.signer,
        created_by_name=creator.full_name if creator else None,
        provenance=document.provenance,
        revisions=tuple(revision_row(*found) for found in queries.revisions(session, document_id)),
        tags=tuple(tag_row(*found) for found in tag_queries.tags(session, document_id)),
        relations=_relations(session, actor, document_id),
        cited_by=len(citing.citing_documents(session, actor, document)),
        mentions=citing.mention_rows(session, actor, document_id),
        may_edit=may_edit(actor, document),
        may_trash=may_trash(actor, document),
        may_decide_tags=actor.can("tag.decide"),
    )


def _relations(session: Session, actor: Actor, document_id: int) -> tuple[RelationRow, ...]:
    outgoing = queries.relations_of(session, actor, document_id)
    incoming = queries.relations_to(session, actor, document_id)
    partial = relation_queries.partial_ids(session, [saved_id(row[0].id) for row in (*outgoing, *incoming)])
    return (
        *(_relation(relation, target, partial, is_inverse=False) for relation, target in outgoing),
        *(_relation(relation, origin, partial, is_inverse=True) for relation, origin in incoming),
    )


def _relation(relation: Relation, other: Document | None, partial: set[int], *, is_inverse: bool) -> RelationRow:
    name = relation.target
    if is_inverse and other is not None:
        name = citing.short_of(other) or other.title
    return RelationRow(
        id=saved_id(relation.id),
        type=relation.type,
        target=name,
        document_id=other.id if other else None,
        document_title=other.title if other else None,
        is_inverse=is_inverse,
        is_partial=relation.id in partial,
    )
