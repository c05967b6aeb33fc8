"""Every read of the instrument tables."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from app.instruments.models import Aspect, Domain, Indicator, Instrument, InstrumentUpload, Level, Origin

_MAX_KEY = 2**31 - 1  # a larger number in an address is no key, and databases refuse to compare it

_CHOSEN = (
    "SELECT id FROM instrument WHERE chosen_at IS NOT NULL AND retired_at IS NULL ORDER BY chosen_at DESC, id LIMIT 1"
)

RefRow = tuple[Indicator, Aspect, Domain | None]


@dataclass(frozen=True, slots=True)
class Edition:
    """An instrument as it is installed, without its text."""

    id: str
    checksum: str
    origin: Origin
    confirmed_at: datetime | None
    retired_at: datetime | None

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None


_EDITION = (
    col(Instrument.id),
    col(Instrument.checksum),
    col(Instrument.origin),
    col(Instrument.confirmed_at),
    col(Instrument.retired_at),
)
_NEWEST_FIRST = (col(Instrument.in_force_from).desc().nulls_last(), col(Instrument.id))


def editions(session: Session) -> list[Edition]:
    """Every instrument, the one in force last first."""
    return [Edition(*row) for row in session.execute(sql_select(*_EDITION).order_by(*_NEWEST_FIRST))]


def offered(session: Session) -> list[Edition]:
    return [row for row in editions(session) if not row.is_retired]


def edition(session: Session, instrument_id: str) -> Edition | None:
    row = session.execute(sql_select(*_EDITION).where(col(Instrument.id) == instrument_id)).first()
    return None if row is None else Edition(*row)


def checksum(session: Session, instrument_id: str) -> str | None:
    return session.exec(select(Instrument.checksum).where(Instrument.id == instrument_id)).first()


def all_rows(session: Session) -> list[Instrument]:
    return list(session.exec(select(Instrument).order_by(*_NEWEST_FIRST)))


def waiting_uploads(session: Session) -> list[InstrumentUpload]:
    wanted = select(InstrumentUpload).where(col(InstrumentUpload.published_at).is_(None))
    return list(session.exec(wanted.order_by(col(InstrumentUpload.id).desc())))


def chosen(session: Session) -> str | None:
    """The instrument that was chosen last and is still offered. Sent as it is: every search asks it."""
    return session.connection().exec_driver_sql(_CHOSEN).scalar()


def source_yaml(session: Session, instrument_id: str) -> str:
    return session.exec(select(Instrument.source_yaml).where(Instrument.id == instrument_id)).one()


def domains_by_number(session: Session, instrument_id: str) -> dict[int, Domain]:
    rows = session.exec(select(Domain).where(Domain.instrument_id == instrument_id))
    return {domain.number: domain for domain in rows}


def aspects_by_number(session: Session, instrument_id: str) -> dict[int, Aspect]:
    rows = session.exec(select(Aspect).where(Aspect.instrument_id == instrument_id))
    return {aspect.number: aspect for aspect in rows}


def indicators_by_number(session: Session, instrument_id: str) -> dict[int, Indicator]:
    rows = session.exec(select(Indicator).where(Indicator.instrument_id == instrument_id))
    return {indicator.number: indicator for indicator in rows}


def indicator_ids(session: Session, instrument_id: str) -> dict[int, int]:
    """Key by number; the columns alone, since an instrument's page asks for all of them."""
    wanted = select(col(Indicator.number), col(Indicator.id)).where(Indicator.instrument_id == instrument_id)
    return {number: key for number, key in session.exec(wanted) if key is not None}


def levels_by_indicator(session: Session, instrument_id: str) -> dict[int, list[Level]]:
    wanted = select(Level).join(Indicator, col(Indicator.id) == Level.indicator_id)
    found: dict[int, list[Level]] = {}
    for level in session.exec(wanted.where(Indicator.instrument_id == instrument_id)):
        found.setdefault(level.indicator_id, []).append(level)
    return found


def refs(session: Session, ids: Collection[int]) -> list[RefRow]:
    wanted = (
        select(Indicator, Aspect, Domain)
        .join(Aspect, col(Aspect.id) == Indicator.aspect_id)
        .outerjoin(Domain, col(Domain.id) == Aspect.domain_id)
        .where(col(Indicator.id).in_([key for key in ids if 0 < key <= _MAX_KEY]))
        .order_by(col(Indicator.number))
    )
    return list(session.exec(wanted))
