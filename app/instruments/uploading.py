"""Instruments that people bring: checked, kept aside for a look, then published by a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.tables import saved_id
from app.instruments import install as rows
from app.instruments import loader, queries, service, views
from app.instruments.comparing import Comparison, compare
from app.instruments.models import Instrument, InstrumentUpload, Origin
from app.instruments.queries import Edition
from app.instruments.schemas import IndicatorDetail, InstrumentRow, InstrumentTree
from app.instruments.spec import InstrumentSpec


@dataclass(frozen=True, slots=True)
class Upload:
    id: int
    instrument_id: str
    title: str
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing would bring, and what it would change."""

    upload: Upload
    spec: InstrumentSpec
    tree: InstrumentTree
    comparison: Comparison
    source_yaml: str

    def indicator(self, number: int) -> IndicatorDetail:
        given = self.spec.indicator(number)
        if given is None:
            raise NotFound("Indikator itu tidak ada dalam rancangan ini. Pilih dari daftarnya.")
        return views.detail(self.spec, given, views.place(self.spec, given, 0))


def upload(session: Session, actor: Actor, source_yaml: str) -> Upload:
    """Keep a valid file aside. Raises InstrumentInvalid with every fault and its line; then nothing is kept."""
    actor.require("instrument.manage")
    spec = loader.parse(source_yaml)
    row = InstrumentUpload(
        instrument_id=spec.id,
        title=spec.title,
        checksum=rows.checksum_of(source_yaml),
        source_yaml=source_yaml,
        uploaded_by=actor.user_id,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "instrument.upload", "instrument", spec.id, after={"checksum": row.checksum})
    return _upload(row)


def waiting(session: Session, actor: Actor) -> list[Upload]:
    """What was brought and not yet published, the newest first."""
    actor.require("instrument.manage")
    return [_upload(row) for row in queries.waiting_uploads(session)]


def preview(session: Session, actor: Actor, upload_id: int) -> Preview:
    row = _draft(session, actor, upload_id)
    spec = loader.parse(row.source_yaml)
    tree = views.tree(spec, dict.fromkeys((one.number for one in spec.indicators), 0), _shown(spec, row.checksum))
    return Preview(_upload(row), spec, tree, compare(_installed(session, spec.id), spec), row.source_yaml)


def publish(session: Session, actor: Actor, upload_id: int) -> str:
    """Install it for everyone; the id of the instrument that is now there.

    Somebody read the regulation beside the edition before, not beside this one.
    """
    row = _draft(session, actor, upload_id)
    spec = loader.parse(row.source_yaml)
    before = queries.edition(session, spec.id)
    service.install(session, spec, source_yaml=row.source_yaml)
    installed = session.get_one(Instrument, spec.id)
    installed.origin = Origin.UPLOADED
    if before is None or before.checksum != row.checksum:
        installed.confirmed_at = None
    row.published_at, row.published_by = now(), actor.user_id
    session.flush()
    old = None if before is None else {"checksum": before.checksum}
    audit.record(
        session, actor, "instrument.publish", "instrument", spec.id, before=old, after={"checksum": row.checksum}
    )
    return spec.id


def discard(session: Session, actor: Actor, upload_id: int) -> None:
    row = _draft(session, actor, upload_id)
    audit.record(session, actor, "instrument.discard", "instrument", row.instrument_id)
    session.delete(row)
    session.flush()


def source(session: Session, instrument_id: str) -> str:
    """The YAML that an instrument was installed from, for everyone."""
    service.instrument(session, instrument_id)
    return queries.source_yaml(session, instrument_id)


def _draft(session: Session, actor: Actor, upload_id: int) -> InstrumentUpload:
    actor.require("instrument.manage")
    row = session.get(InstrumentUpload, upload_id)
    if row is None:
        raise NotFound("Rancangan instrumen ini tidak ditemukan. Mungkin sudah dibuang.")
    if row.published_at is not None:
        raise Conflict("Rancangan ini sudah diterbitkan. Unggah berkas lagi untuk mengubah instrumennya.")
    return row


def _installed(session: Session, instrument_id: str) -> InstrumentSpec | None:
    known = queries.edition(session, instrument_id)
    return None if known is None else service.spec_of(session, instrument_id)


def _shown(spec: InstrumentSpec, checksum: str) -> InstrumentRow:
    return views.instrument(spec, Edition(spec.id, checksum, Origin.UPLOADED, None, None))


def _upload(row: InstrumentUpload) -> Upload:
    return Upload(saved_id(row.id), row.instrument_id, row.title, row.uploaded_at)
