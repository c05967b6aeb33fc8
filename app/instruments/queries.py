"""Every read of the instrument tables."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from app.instruments.models import Aspect, Domain, Indicator, Instrument, Level

_MAX_KEY = 2**31 - 1  # a larger number in an address is no key, and databases refuse to compare it

_CHOSEN = (
    "SELECT id FROM instrument WHERE chosen_at IS NOT NULL AND retired_at IS NULL ORDER BY chosen_at DESC, id LIMIT 1"
)

RefRow = tuple[Indicator, Aspect, Domain | None]


def versions(session: Session) -> list[tuple[str, str]]:
    """Id and checksum of every instrument, the one in force last first."""
    newest_first = (col(Instrument.in_force_from).desc().nulls_last(), col(Instrument.id))
    return list(session.exec(select(Instrument.id, Instrument.checksum).order_by(*newest_first)))


def checksum(session: Session, instrument_id: str) -> str | None:
    return session.exec(select(Instrument.checksum).where(Instrument.id == instrument_id)).first()


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
