"""Instruments for everyone: installed from YAML, read as trees, indicators and references. Open to every visitor."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from app.core.config import Settings
from app.core.db import asked_once
from app.core.errors import NotFound
from app.instruments import install as rows
from app.instruments import loader, queries, views
from app.instruments.models import Origin
from app.instruments.queries import Edition
from app.instruments.schemas import IndicatorDetail, IndicatorRef, InstrumentRow, InstrumentTree
from app.instruments.spec import IndicatorSpec, InstrumentSpec

Editions = tuple[tuple[str, str], ...]
_parsed: dict[tuple[str, str], InstrumentSpec] = {}


def install_builtin(session: Session) -> None:
    """Bring every instrument that comes with the program into the database; does nothing when they are there."""
    for instrument_id in loader.builtin_ids():
        source_yaml = loader.builtin_source(instrument_id)
        known = queries.edition(session, instrument_id)
        if known is not None and known.origin is Origin.UPLOADED:
            continue  # somebody brought a better one
        if known is None or known.checksum != rows.checksum_of(source_yaml):  # parsing takes a moment
            install(session, loader.load_builtin(instrument_id), source_yaml=source_yaml)


def install(session: Session, spec: InstrumentSpec, *, source_yaml: str) -> bool:
    """Install or renew one instrument; False when nothing changed."""
    _parsed[spec.id, rows.checksum_of(source_yaml)] = spec
    return rows.install(session, spec, source_yaml=source_yaml)


@dataclass(frozen=True, slots=True)
class _Chosen:
    instrument_id: str | None


def default_id(session: Session, settings: Settings) -> str:
    """The instrument shown where none is named: an administrator's choice, and the setting as long as there is none.

    Asked once in a transaction that only reads.
    """
    chosen = asked_once(session, _Chosen, lambda: _Chosen(queries.chosen(session)))
    return chosen.instrument_id or settings.default_instrument


def suggested_editions(session: Session, settings: Settings) -> Editions:
    """The instruments that documents are tagged by, each with its checksum.

    The one shown first always; besides it those that are in force and whose regulation somebody has read.
    """
    default = default_id(session, settings)
    return tuple(
        (row.id, row.checksum)
        for row in queries.offered(session)
        if row.id == default or _is_worth_suggesting(row, _spec(session, row.id, row.checksum))
    )


def _is_worth_suggesting(row: Edition, spec: InstrumentSpec) -> bool:
    return spec.status != "revoked" and (spec.is_verified or row.is_confirmed)


def spec_of(session: Session, instrument_id: str) -> InstrumentSpec:
    """The instrument as its installed YAML says; parsed once for each checksum."""
    row = _edition(session, instrument_id)
    return _spec(session, row.id, row.checksum)


def listing(session: Session) -> list[InstrumentRow]:
    """All instruments that are offered, the one in force last first."""
    return [_row(session, row) for row in queries.offered(session)]


def tree(session: Session, instrument_id: str) -> InstrumentTree:
    row = _edition(session, instrument_id)
    spec = _spec(session, row.id, row.checksum)
    return views.tree(spec, queries.indicator_ids(session, instrument_id), _row(session, row))


def indicator(session: Session, instrument_id: str, number: int) -> IndicatorDetail:
    """One indicator with its levels, hints, legal basis and sources."""
    spec = spec_of(session, instrument_id)
    given = _indicator(spec, number)
    ids = queries.indicator_ids(session, instrument_id)
    others = [_spec(session, row.id, row.checksum) for row in queries.editions(session) if row.id != instrument_id]
    return views.detail(spec, given, views.place(spec, given, ids[number]), others)


def names_beside(session: Session, settings: Settings, ids: Collection[str]) -> dict[str, str]:
    """Short names of those of these instruments that are not the one shown first, which needs no naming."""
    others = set(ids) - {default_id(session, settings)} if ids else set()
    return {instrument_id: spec_of(session, instrument_id).short_citation for instrument_id in sorted(others)}


def names(session: Session) -> list[tuple[str, str]]:
    """Id and short name of each instrument that is offered; nothing else is asked of them."""
    return [(row.id, _spec(session, row.id, row.checksum).short_citation) for row in queries.offered(session)]


def is_known(session: Session, instrument_id: str) -> bool:
    return queries.edition(session, instrument_id) is not None


def for_year(session: Session, settings: Settings, year: int) -> str:
    """The instrument by which that year is assessed; where several say so, the one shown first."""
    default = default_id(session, settings)
    fitting = [row.id for row in queries.offered(session) if year in spec_of(session, row.id).assessment_years]
    return default if default in fitting or not fitting else fitting[0]


def known_ids(session: Session) -> set[str]:
    """All instruments, also those that are offered no longer."""
    return {row.id for row in queries.editions(session)}


def keys_by_number(session: Session, instrument_id: str) -> dict[int, int]:
    """The keys of the indicators that the instrument lists now."""
    listed = {given.number for given in spec_of(session, instrument_id).indicators}
    return {number: key for number, key in queries.indicator_ids(session, instrument_id).items() if number in listed}


def indicator_id(session: Session, instrument_id: str, number: int) -> int:
    _indicator(spec_of(session, instrument_id), number)
    return queries.indicator_ids(session, instrument_id)[number]


def references(session: Session, instrument_id: str) -> list[IndicatorRef]:
    """All indicators of an instrument, in its order."""
    spec = spec_of(session, instrument_id)
    ids = queries.indicator_ids(session, instrument_id)
    return [views.place(spec, given, ids[given.number]) for given in spec.indicators]


def needs_evidence(session: Session, indicator_id: int) -> bool:
    """Whether a claim must rest on documents: not where another institution gives the value."""
    ref = indicators_by_id(session, [indicator_id])[indicator_id]
    given = spec_of(session, ref.instrument_id).indicator(ref.number)
    return given is None or given.needs_evidence


def indicators_by_id(session: Session, ids: Collection[int]) -> dict[int, IndicatorRef]:
    """References for the ids that exist, in one query."""
    found = [views.reference(row) for row in queries.refs(session, set(ids))]
    return {ref.id: ref for ref in found}


def instrument(session: Session, instrument_id: str) -> InstrumentRow:
    return _row(session, _edition(session, instrument_id))


def _edition(session: Session, instrument_id: str) -> Edition:
    found = queries.edition(session, instrument_id)
    if found is None:
        raise NotFound("Instrumen penilaian ini tidak ditemukan. Pilih salah satu dari daftar instrumen.")
    return found


def _row(session: Session, row: Edition) -> InstrumentRow:
    return views.instrument(_spec(session, row.id, row.checksum), row)


def _spec(session: Session, instrument_id: str, checksum: str) -> InstrumentSpec:
    key = (instrument_id, checksum)
    if key not in _parsed:
        _parsed[key] = loader.parse(queries.source_yaml(session, instrument_id))
    return _parsed[key]


def _indicator(spec: InstrumentSpec, number: int) -> IndicatorSpec:
    given = spec.indicator(number)
    if given is None:
        raise NotFound(f"Indikator {number} tidak ada dalam instrumen ini. Pilih indikator dari daftarnya.")
    return given
