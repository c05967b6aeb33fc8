"""Every select on fingerprints and pairs. A pair exists for those who may see both of its documents."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Select, and_, bindparam, case, delete, func, insert, union_all
from sqlalchemy import select as sql_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from app.accounts.models import Agency, User
from app.accounts.permissions import Actor
from app.core.pagination import Slice
from app.core.tables import Table
from app.documents.access import is_visible_to as documents_visible_to
from app.documents.models import Document, Relation, Revision, Tag
from app.twins.access import AWAY, is_visible_to, visible_to
from app.twins.models import Fingerprint, FingerprintBand, Twin, TwinState
from indexer.likeness import Signature

_PER_BAND = 64  # a band that more texts share (one template filled in again and again) tells little about each
# The most alike first; of those that are equally alike, the pairs of one document after each other.
_LIKEST = (col(Twin.likeness).desc(), col(Twin.first_id), col(Twin.second_id))
_RECORDING = 0x7477696E  # names the lock


class Row(NamedTuple):
    """A pair with both documents, the compared files, agencies and uploaders, and who decided."""

    twin: Twin
    first: Document
    first_revision: Revision
    first_agency: str | None
    first_uploader: str | None
    second: Document
    second_revision: Revision
    second_agency: str | None
    second_uploader: str | None
    decider: str | None


def lock_recording(session: Session) -> None:
    """Two texts read at the same moment must see each other; SQLite lets one writer in at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sql_select(func.pg_advisory_xact_lock(_RECORDING)))


def put_fingerprint(session: Session, revision_id: int, signature: Signature, bands: Sequence[tuple[int, int]]) -> None:
    session.execute(delete(FingerprintBand).where(col(FingerprintBand.revision_id) == revision_id))
    session.merge(Fingerprint(revision_id=revision_id, runs=signature.runs, signature=signature.to_bytes()))
    rows = [{"revision_id": revision_id, "band": band, "hash": value} for band, value in bands]
    if rows:
        session.execute(insert(FingerprintBand), rows)
    session.flush()


def sharing(session: Session, bands: Sequence[tuple[int, int]], *, limit: int) -> list[int]:
    """Revisions that share bands, those that share most first; of each band only so many are looked at."""
    if not bands:
        return []
    values: dict[str, int] = {}
    for at, (band, value) in enumerate(bands):
        values |= {f"band{at}": band, f"hash{at}": value}
    found = Counter(session.execute(_sharing(len(bands)), values).scalars())
    return [revision_id for revision_id, _ in sorted(found.items(), key=lambda hit: (-hit[1], hit[0]))[:limit]]


@cache
def _sharing(count: int) -> CompoundSelect[int]:
    """Asked for every text with other values: made once, since making it costs many times what answering it does."""
    return union_all(*map(_of_band, range(count)))


def _of_band(at: int) -> Select[int]:
    same = (
        sql_select(col(FingerprintBand.revision_id))
        .where(col(FingerprintBand.band) == bindparam(f"band{at}"), col(FingerprintBand.hash) == bindparam(f"hash{at}"))
        .order_by(col(FingerprintBand.revision_id))
        .limit(_PER_BAND)
        .subquery()
    )
    return sql_select(same.c.revision_id)


def signatures(session: Session, revision_ids: Sequence[int], *, but: int) -> list[tuple[Document, int, Signature]]:
    """(document, revision, signature) of revisions of other documents than this one."""
    wanted = (
        select(Document, Fingerprint)
        .join(Revision, col(Revision.document_id) == col(Document.id))
        .join(Fingerprint, col(Fingerprint.revision_id) == col(Revision.id))
        .where(col(Revision.id).in_(revision_ids), col(Document.id) != but)
    )
    return [(document, row.revision_id, signature_of(row)) for document, row in session.exec(wanted)]


def signature_of(row: Fingerprint) -> Signature:
    return Signature.from_bytes(row.runs, row.signature)


def twins_of(session: Session, document_id: int) -> list[Twin]:
    mine = or_(Twin.first_id == document_id, Twin.second_id == document_id)
    return list(session.exec(select(Twin).where(mine).order_by(col(Twin.id))))


def same_rule(session: Session, document: Document, *, limit: int) -> list[int]:
    """Revisions of documents that carry the very citation of this one: their scans may share few words."""
    if document.citation_key is None:
        return []
    wanted = (
        select(Fingerprint.revision_id)
        .join(Revision, col(Revision.id) == col(Fingerprint.revision_id))
        .join(Document, col(Document.id) == col(Revision.document_id))
        .where(Document.citation_key == document.citation_key, col(Document.id) != document.id)
        .order_by(col(Fingerprint.revision_id).desc())
    )
    return list(session.exec(wanted.limit(limit)))


def visible(session: Session, actor: Actor, twin_id: int) -> Twin | None:
    return session.exec(visible_to(actor).where(Twin.id == twin_id)).first()


def rows(session: Session, actor: Actor, states: Sequence[TwinState], part: Slice) -> tuple[list[Row], int]:
    condition = and_(is_visible_to(actor), col(Twin.state).in_(states))
    total = session.exec(select(func.count()).select_from(Twin).where(condition)).one()
    wanted = _row_select().where(condition).order_by(*_LIKEST).limit(part.limit).offset(part.offset)
    return ([Row(*found) for found in session.execute(wanted)] if total else []), total


def row(session: Session, actor: Actor, twin_id: int) -> Row | None:
    found = session.execute(_row_select().where(is_visible_to(actor), col(Twin.id) == twin_id)).first()
    return None if found is None else Row(*found)


def following(session: Session, actor: Actor, ids: Sequence[int]) -> int | None:
    """The first pair that waits, those with one of these documents before all others."""
    mine = or_(col(Twin.first_id).in_(ids), col(Twin.second_id).in_(ids))
    wanted = select(Twin.id).where(is_visible_to(actor), Twin.state == TwinState.SUGGESTED)
    return session.exec(wanted.order_by(case((mine, 0), else_=1), *_LIKEST).limit(1)).first()


def suggested_among(session: Session, actor: Actor, ids: Sequence[int]) -> list[Twin]:
    mine = or_(col(Twin.first_id).in_(ids), col(Twin.second_id).in_(ids))
    wanted = visible_to(actor).where(Twin.state == TwinState.SUGGESTED, mine)
    return list(session.exec(wanted.order_by(col(Twin.likeness), col(Twin.id))))


def count(session: Session, actor: Actor, state: TwinState) -> int:
    wanted = select(func.count()).select_from(Twin).where(is_visible_to(actor), Twin.state == state)
    return session.exec(wanted).one()


def _row_select() -> Select[Any]:
    """One statement whatever is shown; nothing loads later."""
    columns: list[Any] = [Twin]
    joins: list[tuple[Any, Any]] = []
    for document_id, revision_id in (
        (col(Twin.first_id), col(Twin.first_revision_id)),
        (col(Twin.second_id), col(Twin.second_revision_id)),
    ):
        document, revision, agency, user = (_alias(table) for table in (Document, Revision, Agency, User))
        columns += [document, revision, agency.name, user.full_name]
        joins += [(document, document.id == document_id), (revision, revision.id == revision_id)]
        joins += [(agency, agency.id == document.agency_id), (user, user.id == document.created_by)]
    decider = _alias(User)
    joins.append((decider, decider.id == col(Twin.decided_by)))
    wanted: Select[Any] = sql_select(*columns, decider.full_name).select_from(Twin)
    for target, condition in joins:
        wanted = wanted.outerjoin(target, condition)
    return wanted


def _alias(table: type[Table]) -> Any:
    return aliased(table)


def suggested_for(session: Session, actor: Actor, document_id: int) -> int | None:
    mine = or_(Twin.first_id == document_id, Twin.second_id == document_id)
    wanted = select(Twin.id).where(is_visible_to(actor), mine, Twin.state == TwinState.SUGGESTED)
    return session.exec(wanted.order_by(col(Twin.likeness).desc(), col(Twin.id)).limit(1)).first()


def signatures_of(session: Session, twin: Twin) -> tuple[Signature, Signature] | None:
    first = session.get(Fingerprint, twin.first_revision_id)
    second = session.get(Fingerprint, twin.second_revision_id)
    return None if first is None or second is None else (signature_of(first), signature_of(second))


def earlier_with_same_text(session: Session, revision: Revision) -> int | None:
    """The latest earlier revision of the same document that left the very same fingerprint."""
    own = aliased(Fingerprint)
    wanted = (
        select(Revision.ordinal)
        .join(Fingerprint, col(Fingerprint.revision_id) == col(Revision.id))
        .join(own, and_(col(own.signature) == col(Fingerprint.signature), col(own.runs) == col(Fingerprint.runs)))
        .where(
            col(own.revision_id) == revision.id,
            col(Revision.document_id) == revision.document_id,
            col(Revision.ordinal) < revision.ordinal,
        )
    )
    return session.exec(wanted.order_by(col(Revision.ordinal).desc()).limit(1)).first()


def settled(session: Session, document_id: int) -> Twin | None:
    """The decision by which the document went away."""
    mine = or_(Twin.first_id == document_id, Twin.second_id == document_id)
    wanted = select(Twin).where(mine, col(Twin.state).in_(AWAY), Twin.kept_id != document_id)
    return session.exec(wanted.order_by(col(Twin.decided_at).desc())).first()


def settled_titles(session: Session, actor: Actor, ids: Sequence[int]) -> list[tuple[int, TwinState, str | None]]:
    """(document that went away, how, the title of the one it is in now if the actor may see that), earliest first."""
    gone = case((col(Twin.kept_id) == col(Twin.first_id), col(Twin.second_id)), else_=col(Twin.first_id))
    is_open = and_(col(Document.id) == col(Twin.kept_id), documents_visible_to(actor))
    wanted = sql_select(gone, col(Twin.state), col(Document.title)).select_from(Twin).outerjoin(Document, is_open)
    found = session.execute(wanted.where(col(Twin.state).in_(AWAY), gone.in_(ids)).order_by(col(Twin.decided_at)))
    return [(document_id, state, title) for document_id, state, title in found]


def merged_with_bytes(session: Session, sha256: str) -> list[int]:
    """Documents that were merged away while holding these bytes."""
    wanted = (
        select(Document.id)
        .join(Revision, col(Revision.document_id) == col(Document.id))
        .join(Twin, or_(Twin.first_id == Document.id, Twin.second_id == Document.id))
        .where(Revision.sha256 == sha256, Twin.state == TwinState.MERGED, Twin.kept_id != Document.id)
    )
    return [document_id for document_id in session.exec(wanted.distinct()) if document_id is not None]


def tags(session: Session, document_id: int) -> list[Tag]:
    return list(session.exec(select(Tag).where(Tag.document_id == document_id).order_by(col(Tag.id))))


def relations(session: Session, document_id: int) -> list[Relation]:
    return list(session.exec(select(Relation).where(Relation.document_id == document_id).order_by(col(Relation.id))))


def relations_to(session: Session, document_id: int) -> list[Relation]:
    wanted = select(Relation).where(Relation.target_document_id == document_id)
    return list(session.exec(wanted.order_by(col(Relation.id))))


def revisions(session: Session, document_id: int) -> list[Revision]:
    wanted = select(Revision).where(Revision.document_id == document_id)
    return list(session.exec(wanted.order_by(col(Revision.ordinal))))


def delete_pairs(session: Session, document_id: int) -> None:
    mine = or_(Twin.first_id == document_id, Twin.second_id == document_id, Twin.kept_id == document_id)
    files = _revision_ids(document_id)
    moved = or_(col(Twin.first_revision_id).in_(files), col(Twin.second_revision_id).in_(files))
    session.execute(delete(Twin).where(or_(mine, moved)).execution_options(synchronize_session=False))


def delete_suggestions(session: Session, revision_id: int) -> None:
    mine = or_(col(Twin.first_revision_id) == revision_id, col(Twin.second_revision_id) == revision_id)
    session.execute(delete(Twin).where(mine, col(Twin.state) == TwinState.SUGGESTED))


def delete_fingerprint(session: Session, revision_id: int) -> None:
    for table in (FingerprintBand, Fingerprint):
        session.execute(delete(table).where(col(table.revision_id) == revision_id))


def delete_fingerprints(session: Session, document_id: int) -> None:
    files = _revision_ids(document_id)
    for table in (FingerprintBand, Fingerprint):
        where = col(table.revision_id).in_(files)
        session.execute(delete(table).where(where).execution_options(synchronize_session=False))


def _revision_ids(document_id: int) -> Select[int | None]:
    return sql_select(col(Revision.id)).where(col(Revision.document_id) == document_id)
