"""Knowledge gaps for curators: what is missing, the most rewarding first, and what somebody said is no gap."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.config import Settings
from app.core.errors import Conflict, FieldError, InvalidInput, NotFound
from app.core.pagination import Listing, Slice
from app.coverage import gap_queries, service
from app.coverage.gap_schemas import Counting, GapRow, GapSummary, SetAside
from app.coverage.models import GapKind, PutAside
from app.documents import service as documents
from app.documents.schemas import DocumentRow
from app.instruments import service as instruments
from storage.names import clean_line

KEEPING = "tag.decide"
YOUNG_DAYS = 30  # a document that came in later has hardly had readers yet
LONGEST_REASON = 300
_ABOUT_DOCUMENTS = frozenset({GapKind.UNOPENED, GapKind.UNTAGGED, GapKind.UNREADABLE})
_NOTHING = Slice(limit=0)


def listing(
    session: Session,
    actor: Actor,
    settings: Settings,
    kind: GapKind,
    *,
    part: Slice,
    is_aside: bool = False,
    instrument_id: str = "",
) -> Listing[GapRow]:
    """Indicators are those of one instrument: of the one shown first, unless another is named."""
    actor.require(KEEPING)
    if kind in _ABOUT_DOCUMENTS:
        return _documents(session, actor, kind, part, is_aside=is_aside)
    rows = _read(session, actor, settings, kind, instrument_id)
    asides = gap_queries.put_aside(session, kind)
    fitting = [row for row in rows if (row.key in asides) == is_aside]
    shown = fitting[part.offset : part.offset + part.limit]
    return Listing([_with_aside(row, asides.get(row.key)) for row in shown], len(fitting), part.limit, part.offset)


def summary(session: Session, actor: Actor, settings: Settings, *, instrument_id: str = "") -> GapSummary:
    actor.require(KEEPING)
    totals = {kind: _totals(session, actor, settings, kind, instrument_id) for kind in GapKind}
    return GapSummary(
        waiting={kind: waiting for kind, (waiting, _) in totals.items()},
        aside={kind: aside for kind, (_, aside) in totals.items()},
        counting=counting(session),
    )


def counting(session: Session) -> Counting:
    since = gap_queries.first_opening(session)
    return Counting(since, since is not None and since <= (now() - timedelta(days=YOUNG_DAYS)).date())


def citing(session: Session, actor: Actor, key: str, *, part: Slice) -> Listing[DocumentRow]:
    """The documents that cite a rule of the list."""
    actor.require(KEEPING)
    citation, _, place = key.partition("|")
    ids, total = gap_queries.citing(session, actor, citation, place, part)
    rows = documents.rows_by_ids(session, actor, ids)
    return Listing([rows[document_id] for document_id in ids], total, part.limit, part.offset)


def aside_total(session: Session, actor: Actor, settings: Settings, kind: GapKind, *, instrument_id: str = "") -> int:
    actor.require(KEEPING)
    return _totals(session, actor, settings, kind, instrument_id)[1]


def name_of(session: Session, actor: Actor, key: str) -> str:
    """What the documents call a rule; nothing is said of one that no visible document cites."""
    citation, _, place = key.partition("|")
    name = gap_queries.cited_name(session, actor, citation, place)
    if name is None:
        raise NotFound("Tidak ada dokumen yang merujuk peraturan itu. Kembali ke daftar kesenjangan.")
    return name


def put_aside(session: Session, actor: Actor, settings: Settings, *, kind: GapKind, key: str, reason: str) -> None:
    """With a reason, since somebody else will ask why the gap is not in the list."""
    actor.require(KEEPING)
    said = clean_line(reason)
    if not said or len(said) > LONGEST_REASON:
        message = "Tulis alasannya." if not said else f"Alasan paling banyak {LONGEST_REASON} huruf."
        raise InvalidInput("Perbaiki isian yang ditandai, lalu kirim lagi.", errors=[FieldError("reason", message)])
    document_id = _checked(session, actor, settings, kind, key)
    if gap_queries.one_put_aside(session, kind, key) is not None:
        raise Conflict("Ini sudah dikesampingkan. Muat ulang halamannya untuk melihat alasannya.")
    session.add(PutAside(kind=kind, key=key, document_id=document_id, reason=said, decided_by=actor.user_id))
    audit.record(session, actor, "gap.put_aside", "gap", f"{kind.value}:{key}"[:80], after={"reason": said})


def take_back(session: Session, actor: Actor, *, kind: GapKind, key: str) -> None:
    actor.require(KEEPING)
    found = gap_queries.one_put_aside(session, kind, key)
    if found is None or (found.document_id is not None and not _sees(session, actor, found.document_id)):
        raise NotFound("Ini tidak sedang dikesampingkan. Muat ulang halamannya.")
    session.delete(found)
    audit.record(session, actor, "gap.take_back", "gap", f"{kind.value}:{key}"[:80], before={"reason": found.reason})


def _checked(session: Session, actor: Actor, settings: Settings, kind: GapKind, key: str) -> int | None:
    """Only what is a gap for the actor can be put aside; returns the document that it is about."""
    if kind in _ABOUT_DOCUMENTS:
        is_number = key.isascii() and key.isdigit() and len(key) <= 9
        document_id = int(key) if is_number else 0
        documents.get(session, actor, document_id)
        return document_id
    rows = _read(session, actor, settings, kind, key.rpartition(":")[0] if kind is GapKind.INDICATOR else "")
    if all(row.key != key for row in rows):
        raise NotFound("Kesenjangan itu tidak ada lagi. Muat ulang halamannya.")
    return None


def _totals(session: Session, actor: Actor, settings: Settings, kind: GapKind, instrument_id: str) -> tuple[int, int]:
    """How many wait, and how many were put aside."""
    if kind in _ABOUT_DOCUMENTS:
        found = [_documents(session, actor, kind, _NOTHING, is_aside=is_aside).total for is_aside in (False, True)]
        return found[0], found[1]
    asides = gap_queries.put_aside(session, kind)
    keys = [row.key in asides for row in _read(session, actor, settings, kind, instrument_id)]
    return keys.count(False), keys.count(True)


def _read(session: Session, actor: Actor, settings: Settings, kind: GapKind, instrument_id: str) -> list[GapRow]:
    """Gaps that are about no document: they are few, and known all at once."""
    if kind is not GapKind.INDICATOR:
        return _citations(session, actor)
    return _indicators(session, actor, settings, instrument_id or instruments.default_id(session, settings))


def _indicators(session: Session, actor: Actor, settings: Settings, instrument_id: str) -> list[GapRow]:
    """The heaviest first, of equals what has nothing at all before what is old."""
    found = service.read(session, actor, settings, instrument_id)
    lines = [line for line in found.lines.values() if not line.confirmed or line.is_only_old]
    ordered = sorted(lines, key=lambda line: (-line.node.weight, line.confirmed, line.suggested, line.node.number))
    return [
        GapRow(
            kind=GapKind.INDICATOR,
            key=f"{found.instrument.id}:{line.node.number}",
            title=line.node.short_name,
            number=line.node.number,
            weight=line.node.weight,
            confirmed=line.confirmed,
            suggested=line.suggested,
        )
        for line in ordered
    ]


def _citations(session: Session, actor: Actor) -> list[GapRow]:
    """What most documents cite first."""
    found = sorted(gap_queries.missing_citations(session, actor), key=lambda row: (-row[3], row[2], row[1]))
    return [GapRow(GapKind.CITATION, f"{key}|{place}", short, times=count) for key, place, short, count in found]


def _documents(session: Session, actor: Actor, kind: GapKind, part: Slice, *, is_aside: bool) -> Listing[GapRow]:
    found, total = gap_queries.documents(
        session, actor, kind, is_aside=is_aside, old_before=_old_before(session, kind), part=part
    )
    rows = documents.rows_by_ids(session, actor, [document_id for document_id, _ in found])
    asides = gap_queries.put_aside(session, kind, [str(document_id) for document_id in rows]) if is_aside else {}
    made = [_document_row(kind, rows[document_id], times) for document_id, times in found]
    return Listing([_with_aside(row, asides.get(row.key)) for row in made], total, part.limit, part.offset)


def _document_row(kind: GapKind, row: DocumentRow, times: int) -> GapRow:
    return GapRow(kind, str(row.id), row.title, times=times, document_id=row.id, state=row.state)


def _old_before(session: Session, kind: GapKind) -> datetime:
    """Younger documents are left out; and nothing is known of openings before they were counted."""
    is_known = kind is not GapKind.UNOPENED or counting(session).is_long_enough
    return now() - timedelta(days=YOUNG_DAYS) if is_known else datetime.min.replace(tzinfo=UTC)


def _with_aside(row: GapRow, aside: tuple[PutAside, str | None] | None) -> GapRow:
    if aside is None:
        return row
    return replace(row, aside=SetAside(aside[0].reason, aside[1], aside[0].decided_at))


def _sees(session: Session, actor: Actor, document_id: int) -> bool:
    return bool(documents.rows_by_ids(session, actor, [document_id]))


def all_rows(
    session: Session, actor: Actor, settings: Settings, kind: GapKind, *, most: int, instrument_id: str = ""
) -> Sequence[GapRow]:
    """For a table: all that waits, up to a bound."""
    return listing(session, actor, settings, kind, part=Slice(limit=most), instrument_id=instrument_id).items
