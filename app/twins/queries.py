"""Every select on fingerprints and pairs. A pair exists for those who may see both of its documents."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Select, delete, func, union_all
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, or_, select

from app.documents.models import Revision
from app.twins.models import Fingerprint, FingerprintBand, Twin
from indexer.likeness import Signature

_PER_BAND = 64  # a band that more texts share (one template filled in again and again) tells little about each
_RECORDING = 0x7477696E  # names the lock


def lock_recording(session: Session) -> None:
    """Two texts read at the same moment must see each other; SQLite lets one writer in at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sql_select(func.pg_advisory_xact_lock(_RECORDING)))


def put_fingerprint(session: Session, revision_id: int, signature: Signature, bands: Sequence[tuple[int, int]]) -> None:
    session.execute(delete(FingerprintBand).where(col(FingerprintBand.revision_id) == revision_id))
    session.merge(Fingerprint(revision_id=revision_id, runs=signature.runs, signature=signature.to_bytes()))
    session.add_all(FingerprintBand(revision_id=revision_id, band=band, hash=value) for band, value in bands)
    session.flush()


def sharing(session: Session, bands: Sequence[tuple[int, int]], *, limit: int) -> list[int]:
    """Revisions that share bands, those that share most first; of each band only so many are looked at."""
    if not bands:
        return []
    found = Counter(session.execute(union_all(*(_of_band(*band) for band in bands))).scalars())
    return [revision_id for revision_id, _ in sorted(found.items(), key=lambda hit: (-hit[1], hit[0]))[:limit]]


def _of_band(band: int, value: int) -> Select[int]:
    same = (
        sql_select(col(FingerprintBand.revision_id))
        .where(col(FingerprintBand.band) == band, col(FingerprintBand.hash) == value)
        .order_by(col(FingerprintBand.revision_id))
        .limit(_PER_BAND)
        .subquery()
    )
    return sql_select(same.c.revision_id)


def signatures(session: Session, revision_ids: Sequence[int], *, but: int) -> list[tuple[int, int, Signature]]:
    """(document, revision, signature) of revisions of other documents than this one."""
    wanted = (
        select(Revision.document_id, Fingerprint)
        .join(Revision, col(Revision.id) == col(Fingerprint.revision_id))
        .where(col(Fingerprint.revision_id).in_(revision_ids), Revision.document_id != but)
    )
    return [(document_id, row.revision_id, signature_of(row)) for document_id, row in session.exec(wanted)]


def signature_of(row: Fingerprint) -> Signature:
    return Signature.from_bytes(row.runs, row.signature)


def twins_of(session: Session, document_id: int) -> list[Twin]:
    mine = or_(Twin.first_id == document_id, Twin.second_id == document_id)
    return list(session.exec(select(Twin).where(mine).order_by(col(Twin.id))))
