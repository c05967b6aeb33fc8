"""What administrators decide about installed instruments: which is shown first, which are offered, which were read."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.config import Settings
from app.core.errors import Conflict, NotFound
from app.instruments import queries, service
from app.instruments.models import Instrument, Origin
from app.instruments.schemas import InstrumentRow


@dataclass(frozen=True, slots=True)
class KeptInstrument:
    """An instrument as administrators see it."""

    row: InstrumentRow
    is_default: bool
    origin: Origin
    installed_at: datetime
    confirmed_at: datetime | None
    retired_at: datetime | None


def listing(session: Session, actor: Actor, settings: Settings) -> list[KeptInstrument]:
    """All of them, also those that are offered no longer."""
    actor.require("instrument.manage")
    default = service.default_id(session, settings)
    return [_kept(session, row, default) for row in queries.all_rows(session)]


def choose(session: Session, actor: Actor, settings: Settings, *, instrument_id: str) -> None:
    """Show this instrument where none is named, from now on."""
    row = _writable(session, actor, instrument_id)
    if row.retired_at is not None:
        raise Conflict("Instrumen ini sudah disembunyikan. Tampilkan lagi sebelum menjadikannya instrumen utama.")
    before = service.default_id(session, settings)
    row.chosen_at = now()
    session.flush()
    audit.record(
        session,
        actor,
        "instrument.choose",
        "instrument",
        instrument_id,
        before={"instrument": before},
        after={"instrument": instrument_id},
    )


def retire(session: Session, actor: Actor, settings: Settings, *, instrument_id: str, is_retired: bool) -> None:
    """Offer an instrument no longer, or again. What was assessed and tagged by it stays readable."""
    row = _writable(session, actor, instrument_id)
    if is_retired and service.default_id(session, settings) == instrument_id:
        raise Conflict("Instrumen utama tidak dapat disembunyikan. Pilih instrumen utama yang lain lebih dahulu.")
    if is_retired == (row.retired_at is not None):
        return
    row.retired_at = now() if is_retired else None
    session.flush()
    verb = "instrument.retire" if is_retired else "instrument.offer"
    audit.record(session, actor, verb, "instrument", instrument_id)


def confirm(session: Session, actor: Actor, *, instrument_id: str, is_confirmed: bool) -> None:
    """Somebody has read the regulation beside the file; callers see to it that the regulation is in the library."""
    row = _writable(session, actor, instrument_id)
    if is_confirmed == (row.confirmed_at is not None):
        return
    row.confirmed_at = now() if is_confirmed else None
    session.flush()
    verb = "instrument.confirm" if is_confirmed else "instrument.doubt"
    audit.record(session, actor, verb, "instrument", instrument_id)


def _writable(session: Session, actor: Actor, instrument_id: str) -> Instrument:
    actor.require("instrument.manage")
    row = session.get(Instrument, instrument_id)
    if row is None:
        raise NotFound("Instrumen penilaian ini tidak ditemukan. Pilih salah satu dari daftar instrumen.")
    return row


def _kept(session: Session, row: Instrument, default: str) -> KeptInstrument:
    return KeptInstrument(
        row=service.instrument(session, row.id),
        is_default=row.id == default,
        origin=row.origin,
        installed_at=row.installed_at,
        confirmed_at=row.confirmed_at,
        retired_at=row.retired_at,
    )
