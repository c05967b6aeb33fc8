"""Writes down what a reading found, once its text is in: after the parser, and again after recognition.

Computed outside, written in one fenced transaction together with the state, the follow-up jobs and the job's own end.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from app.core.tables import saved_id
from app.documents import facts, outline, proposals, service, tagging
from app.documents.models import Document, Kind, Mention, Page, ReadingState, RelationType, Revision
from app.documents.read_models import PageRaw, PageScan
from app.ingest import batches
from app.ingest.findings import Analysis, Findings, PageText, Subject, find
from app.jobs import queue
from app.jobs.queue import Lease
from app.twins import service as twins
from indexer.metadata import Description
from indexer.relations import FoundRelation
from indexer.repair import RepairedPage

TRUSTED = 0.5
GUESSED_TITLE = 0.3
_CHANGES = frozenset({RelationType.AMENDS, RelationType.REVOKES, RelationType.AMENDED_BY, RelationType.REVOKED_BY})
_LIMITS = {"title": 1000, "number": 120, "issuer": 300, "enacted_place": 200, "gazette": 200, "signer": 200}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the revision stands when this is written."""

    state: ReadingState
    detail: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A job that begins when the conclusion is committed."""

    kind: str
    lane: str
    payload: dict[str, object]
    priority: int


def conclude(
    analysis: Analysis,
    lease: Lease,
    subject: Subject,
    outcome: Outcome,
    follow_ups: Sequence[FollowUp] = (),
) -> None:
    database = analysis.database
    with database.read() as session:
        text = _text(session, subject.revision_id)
        scanned = _scanned(session, subject.revision_id)
    findings = find(analysis, subject, text.raw, scanned=scanned)
    change = _change(subject.revision_id, text, findings.pages)
    with database.write() as session:
        queue.guard(session, lease)
        revision = session.get_one(Revision, subject.revision_id)
        document = session.get_one(Document, subject.document_id)
        revision.state, revision.state_detail = outcome.state, outcome.detail[:1000]
        revision.warnings = [*outcome.warnings, *findings.warnings][:50]
        _save(session, subject.revision_id, change)
        outline.record(session, subject.revision_id, findings.sections)
        if document.current_revision_id == revision.id:
            _note_findings(session, document, findings)
            service.touch(session, document)
        for job in follow_ups:
            queue.enqueue(
                session,
                job.kind,
                lane=job.lane,
                payload=job.payload,
                subject=f"revision:{subject.revision_id}",
                priority=job.priority,
            )
        if outcome.state.is_final:
            batches.tell_if_done(session, subject.document_id)
        queue.complete(session, lease)


@dataclass(frozen=True, slots=True)
class _Text:
    """The pages as parser or recogniser gave them, and as they stand in the library now."""

    raw: list[PageText]
    held: dict[int, str]


@dataclass(frozen=True, slots=True)
class _Change:
    """Rows, made outside the transaction so that it is short: pages to rewrite, and raw texts to keep beside them."""

    pages: list[dict[str, object]]
    raw: list[dict[str, object]]


def _text(session: Session, revision_id: int) -> _Text:
    raw = {row.number: row.text for row in session.exec(select(PageRaw).where(PageRaw.revision_id == revision_id))}
    held = {page.number: page.text for page in service.revision_pages(session, revision_id)}
    return _Text([(number, raw.get(number, text)) for number, text in held.items()], held)


def _change(revision_id: int, text: _Text, repaired: Sequence[RepairedPage]) -> _Change:
    """The raw text is kept only beside pages that repair changed."""
    raw = dict(text.raw)
    keys = {"revision_id": revision_id}
    return _Change(
        [keys | {"number": page.number, "text": page.text} for page in repaired if page.text != text.held[page.number]],
        [
            keys | {"number": page.number, "text": raw[page.number]}
            for page in repaired
            if page.text != raw[page.number]
        ],
    )


def _scanned(session: Session, revision_id: int) -> frozenset[int]:
    return frozenset(session.exec(select(PageScan.number).where(PageScan.revision_id == revision_id)))


def _save(session: Session, revision_id: int, change: _Change) -> None:
    session.execute(delete(PageRaw).where(col(PageRaw.revision_id) == revision_id))
    if change.pages:
        session.execute(update(Page), change.pages)
    if change.raw:
        session.execute(insert(PageRaw), change.raw)


def facts_of(description: Description) -> dict[str, object]:
    """What is sure enough to stand in a field until a person looks; the title may be a guess, a file name is worse."""
    confidence = description.confidence
    names = ("number", "year", "issuer", "enacted_on", "enacted_place", "promulgated_on", "gazette", "signer")
    facts: dict[str, object] = {
        name: getattr(description, name) for name in names if confidence.get(name, 0.0) >= TRUSTED
    }
    if confidence.get("title", 0.0) >= GUESSED_TITLE:
        facts["title"] = description.title
    if description.citation is not None and confidence.get("number", 0.0) >= TRUSTED:
        facts["kind_abbrev"] = description.citation.label
    elif confidence.get("kind_abbrev", 0.0) >= TRUSTED:
        facts["kind_abbrev"] = description.kind_abbrev
    if description.document_kind != Kind.OTHER.value:
        facts["kind"] = Kind(description.document_kind)
    return facts


def _fitting(facts: dict[str, object]) -> dict[str, object]:
    """What a file says may be longer than any honest value: it is cut to the column, PostgreSQL would refuse it."""
    return {name: value[: _LIMITS.get(name, 60)] if isinstance(value, str) else value for name, value in facts.items()}


def _note_findings(session: Session, document: Document, findings: Findings) -> None:
    service.set_missing(document, _fitting(facts_of(findings.description)), by="document")
    service.note_draft(document, is_draft=findings.description.is_draft)
    session.execute(delete(Mention).where(col(Mention.document_id) == document.id))
    session.add_all(findings.mentions)
    tagging.replace_suggestions(session, document, list(findings.suggestions))
    facts.record(session, document, findings.description)
    proposals.record(session, document, proposable(findings.description))
    if findings.signature is not None:
        revision_id = saved_id(document.current_revision_id)
        twins.record(session, document=document, revision_id=revision_id, signature=findings.signature)


def proposable(description: Description) -> list[FoundRelation]:
    """An amendment "of A as amended by B" changes A; that it names B is no amendment of B. A draft changes nothing."""
    stated = [found for found in description.relations if not (found.is_amender and found.type == RelationType.AMENDS)]
    return [found for found in stated if not (description.is_draft and found.type in _CHANGES)]
