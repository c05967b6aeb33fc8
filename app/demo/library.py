"""The sample library: people, agencies, documents through the real pipeline, and an assessment under way.

Everything goes through the same services as in a real library; running it again adds only what is missing. `load` ends
when the site can come up: scans are recognised and pages drawn by the worker of the site, or by `finish`.
"""

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session, col, select

from app import composition
from app.accounts import service as accounts
from app.accounts.models import Agency
from app.core.runtime import Runtime
from app.curation import actions
from app.curation import service as curation
from app.demo import assessment, people, reviews
from app.demo.people import PASSWORD, PEOPLE
from app.demo.samples import SampleSource, sources
from app.demo.typeset import typeset
from app.documents import checking, proposals, tagging
from app.documents import service as documents
from app.documents.models import Kind, LegalStatus, TagState, Visibility
from app.documents.schemas import DocumentFields
from app.ingest import service as ingest
from app.ingest.schemas import StoredFile
from app.instruments import service as instruments
from app.jobs.models import Job, JobState
from app.search import indexing
from indexer.extract.sandbox import Sandbox

__all__ = ["PASSWORD", "PEOPLE", "finish", "is_loaded", "load"]

_STILL_TO_LABEL = 4  # each fourth document waits for a curator, so that there is something to try
_OF_A_CITY = {"Perwali", "Kepwali", "Inwali", "Perda"}


def load(runtime: Runtime) -> None:
    """Make the sample library, or complete a half-made one."""
    with runtime.database.write() as session:
        people.add_agencies(session)
        people.add_people(session)
    with Sandbox() as sandbox:
        with _worked_off(runtime, sandbox, ingest.LANE):
            samples = _documents(runtime)
        with runtime.database.write() as session:
            reviews.lay_down(session, runtime.settings)
            _decide(session, samples)
            assessment.begin(session)
            reviews.remind(session, runtime.settings)
        with _worked_off(runtime, sandbox, indexing.LANE):
            pass


def finish(runtime: Runtime) -> None:
    """Do what the site's own worker would do by and by: recognise the scans, draw the pages."""
    with composition.worker(runtime) as worker:
        worker.run_until_empty()


def is_loaded(session: Session) -> bool:
    return assessment.is_begun(session)


@contextmanager
def _worked_off(runtime: Runtime, sandbox: Sandbox, lane: str) -> Iterator[None]:
    """A worker does the jobs of one lane while the block adds some; at the end all of them are done."""
    worker = composition.worker_with(runtime, sandbox)
    worker.lanes = [each for each in worker.lanes if each.name == lane]
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(worker.run)
        try:
            yield
            while not working.done() and _is_waiting(runtime, lane):
                time.sleep(0.05)
        finally:
            worker.stop()
            working.result()


def _is_waiting(runtime: Runtime, lane: str) -> bool:
    wanted = select(Job.id).where(col(Job.state).in_([JobState.QUEUED, JobState.RUNNING]), Job.lane == lane)
    with runtime.database.read() as session:
        return session.exec(wanted.limit(1)).first() is not None


def _documents(runtime: Runtime) -> dict[int, SampleSource]:
    """Typeset and take in every sample; returns all of them by document id, old and new."""
    by_slug: dict[str, int] = {}
    samples: dict[int, SampleSource] = {}
    with tempfile.TemporaryDirectory(prefix="pustaka-contoh-") as folder:
        for source in sources():
            stored = _store(runtime, typeset(source, Path(folder)))
            with runtime.database.write() as session:
                if source.revision_of:
                    _revise(session, by_slug[source.revision_of], source, stored)
                else:
                    by_slug[source.slug] = _receive(session, source, stored)
                    samples[by_slug[source.slug]] = source
    return samples


def _store(runtime: Runtime, path: Path) -> StoredFile:
    with path.open("rb") as stream:
        return ingest.store_file(runtime.store, runtime.settings, stream=stream, file_name=path.name)


def _receive(session: Session, source: SampleSource, stored: StoredFile) -> int:
    uploader = accounts.actor_named(session, source.uploader)
    return ingest.receive_or_find(session, uploader, stored=stored, fields=_fields(session, source)).document_id


def _revise(session: Session, document_id: int, source: SampleSource, stored: StoredFile) -> None:
    curator = accounts.actor_named(session, "kurator")
    if documents.holder_of_blob(session, curator, stored.blob.sha256) is None:
        ingest.add_revision(session, curator, document_id=document_id, stored=stored, note=source.note)


def _fields(session: Session, source: SampleSource) -> DocumentFields:
    """What comes with the file; of one that waits for a curator only where it belongs."""
    agency = session.exec(select(Agency).where(Agency.code == source.agency)).one()
    labels, visibility = ["dokumen contoh", *source.labels], Visibility(source.visibility)
    if not source.is_checked:
        return DocumentFields(labels=labels, visibility=visibility, agency_id=agency.id)
    return DocumentFields(
        title=source.title,
        kind=Kind(source.kind),
        kind_abbrev=_with_place(source.kind_abbrev),
        number=source.number,
        year=source.year,
        author=source.author,
        issuer=source.issuer,
        description=source.description,
        labels=labels,
        enacted_on=source.enacted_on,
        promulgated_on=source.promulgated_on,
        legal_status=LegalStatus(source.legal_status),
        visibility=visibility,
        agency_id=agency.id,
    )


def _with_place(abbreviation: str | None) -> str | None:
    """A city's rule is named with its city, or every "Perwali 12/2023" of the country would look alike."""
    return f"{abbreviation} Kota Tirta Kencana" if abbreviation in _OF_A_CITY else abbreviation


def _decide(session: Session, samples: dict[int, SampleSource]) -> None:
    """What a curator does after reading: confirm indicators and relations, and say that the description is right."""
    for document_id, source in samples.items():
        _confirm_tags(session, document_id, source)
        if source.is_checked:
            _check(session, document_id)
    for place, document_id in enumerate(sorted(samples)):
        if place % _STILL_TO_LABEL:
            _call_labelled(session, document_id)


def _confirm_tags(session: Session, document_id: int, source: SampleSource) -> None:
    curator = accounts.actor_named(session, "kurator")
    ids = {ref.number: ref.id for ref in instruments.references(session, assessment.INSTRUMENT)}
    decided = {row.number for row in tagging.tags_of(session, curator, document_id) if row.decided_at}
    for number in set(source.confirmed_indicators) - decided:
        tagging.decide(session, curator, document_id=document_id, indicator_id=ids[number], state=TagState.CONFIRMED)


def _call_labelled(session: Session, document_id: int) -> None:
    """The curator has looked at what the page suggested, and rejected what was not confirmed."""
    curator = accounts.actor_named(session, "kurator")
    if curation.standing(session, curator, document_id).done_at is None:
        actions.finish(session, curator, document_id=document_id, is_none=True)


def _check(session: Session, document_id: int) -> None:
    curator = accounts.actor_named(session, "kurator")
    if documents.get(session, curator, document_id).checked_at is None:
        checking.approve(session, curator, document_id=document_id, fields=DocumentFields())
    proposals.confirm_all(session, curator, document_id=document_id)
