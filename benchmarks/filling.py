"""Synthetic documents into the database of a library, in bulk and past the ingest: published, public, some tagged."""

import random
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, func, select

from app.accounts.models import Agency
from app.core.config import Settings
from app.core.db import Database
from app.documents.models import (
    Document,
    Kind,
    LegalStatus,
    Lifecycle,
    Page,
    ReadingState,
    Revision,
    Tag,
    TagSource,
    TagState,
    Visibility,
)
from app.instruments.models import Indicator
from benchmarks.synthetic import Made, documents
from indexer.citations import parse_citation

_BATCH = 500
_AGENCIES = 40
_TAGGED = 0.3  # share of the documents
_STATUSES = (LegalStatus.UNKNOWN, LegalStatus.IN_FORCE, LegalStatus.IN_FORCE, LegalStatus.REVOKED)
_TABLES: tuple[Any, ...] = (Document, Revision, Page, Tag)


def fill(database: Database, settings: Settings, count: int) -> None:
    """Into a library that was initialised and is empty; nothing when it holds the documents already."""
    with database.read() as session:
        held = session.exec(select(func.count()).select_from(Document)).one()
        wanted = select(Indicator.id).where(Indicator.instrument_id == settings.default_instrument)
        indicators = [number for number in session.exec(wanted) if number]
    if held == count:
        return
    if held:
        raise ValueError(f"the folder holds {held} documents already")
    with database.write() as session:
        session.add_all(Agency(code=f"opd-{number}", name=f"Dinas {number}") for number in range(1, _AGENCIES + 1))
    remaining = documents(count)
    while batch := list(islice(remaining, _BATCH)):
        with database.write() as session:
            _insert(session, batch, indicators)


def _insert(session: Session, batch: Iterable[Made], indicators: list[int]) -> None:
    rows: dict[Any, list[dict[str, Any]]] = {table: [] for table in _TABLES}
    for made in batch:
        for table, row in _rows(made, indicators):
            rows[table].append(row)
    for table in _TABLES:
        if rows[table]:
            session.execute(insert(table), rows[table])


def _rows(made: Made, indicators: list[int]) -> Iterator[tuple[Any, dict[str, Any]]]:
    chance = random.Random(made.id)
    citation = parse_citation(made.citation) if made.citation else None
    document = Document(
        id=made.id,
        title=made.title,
        kind=Kind(made.kind),
        kind_abbrev=made.kind_abbrev,
        number=made.number,
        year=made.year,
        citation_key=citation.key if citation else None,
        citation_place=citation.place if citation else None,
        legal_status=chance.choice(_STATUSES) if made.kind_abbrev else LegalStatus.UNKNOWN,
        visibility=Visibility.PUBLIC,
        lifecycle=Lifecycle.PUBLISHED,
        agency_id=chance.randint(1, _AGENCIES),
        current_revision_id=made.id,
    )
    yield Document, document.model_dump()
    revision = Revision(
        id=made.id,
        document_id=made.id,
        sha256=f"{made.id:064x}",
        size=len(made.text),
        media_type="application/pdf",
        file_name=f"dokumen-{made.id}.pdf",
        state=ReadingState.OK,
        page_total=len(made.pages),
        pages_read=len(made.pages),
    )
    yield Revision, revision.model_dump()
    for number, text in enumerate(made.pages, start=1):
        yield Page, Page(revision_id=made.id, number=number, text=text).model_dump()
    if chance.random() < _TAGGED:
        for indicator in chance.sample(indicators, chance.randint(1, 3)):
            tag = Tag(
                document_id=made.id,
                indicator_id=indicator,
                source=TagSource.MANUAL,
                state=TagState.CONFIRMED,
                score=1.0,
            )
            yield Tag, tag.model_dump(exclude={"id"})
