"""A library in which curators have decided: made rows with real text, so that there is something to learn from."""

from sqlmodel import Session, select

from app.core.clock import now
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents.models import (
    Document,
    Kind,
    Lifecycle,
    Page,
    ReadingState,
    Revision,
    Tag,
    TagSource,
    TagState,
    Visibility,
)
from app.instruments import service as instruments
from tests.support.library import INSTRUMENT

KNOWLEDGE, RISK, NETWORK, ARCHIVES, LAW = 26, 21, 17, 34, 44
SAYINGS = {
    KNOWLEDGE: "Klinik berbagi praktik baik antar pegawai dan catatan pelajaran",
    RISK: "Bahaya kejadian dan selera pemilik, manajemen risiko",
    NETWORK: "Kabel serat dan sakelar gedung sewaan, jaringan intra",
    ARCHIVES: "Boks gudang simpanan naskah kuno",
    LAW: "Telaah pendapat juris dan putusan hakim, JDIH",
}
EACH = 6


def teach(runtime: Runtime, *, each: int = EACH) -> list[int]:
    """Documents on five subjects, each confirmed for its indicator and rejected for the next; returns their numbers."""
    with runtime.database.write() as session:
        return [
            _decided(session, f"{SAYINGS[number]} bagian {'abcdefghijklmnopqrstuvwxyz'[turn % 26]}", number)
            for turn in range(each)
            for number in SAYINGS
        ]


def undecided(runtime: Runtime, text: str, *, suggested: int) -> int:
    """A document with one suggestion that nobody has decided on."""
    with runtime.database.write() as session:
        document_id = stored(session, text)
        session.add(_tag(session, document_id, suggested, TagState.SUGGESTED))
        return document_id


def stored(session: Session, text: str) -> int:
    document = Document(
        title=text[:80], kind=Kind.REPORT, visibility=Visibility.INTERNAL, lifecycle=Lifecycle.PUBLISHED
    )
    session.add(document)
    session.flush()
    revision = Revision(
        document_id=saved_id(document.id),
        sha256=f"{saved_id(document.id):064x}",
        size=1,
        media_type="text/plain",
        file_name="catatan.txt",
        state=ReadingState.OK,
        page_total=1,
        pages_read=1,
    )
    session.add(revision)
    session.flush()
    document.current_revision_id = revision.id
    session.add(Page(revision_id=saved_id(revision.id), number=1, text=text))
    session.flush()
    return saved_id(document.id)


def suggestions_of(session: Session, document_id: int) -> dict[int, Tag]:
    numbers = {ref.id: ref.number for ref in instruments.references(session, INSTRUMENT)}
    tags = session.exec(select(Tag).where(Tag.document_id == document_id))
    return {numbers[tag.indicator_id]: tag for tag in tags if tag.indicator_id in numbers}


def _decided(session: Session, text: str, number: int) -> int:
    document_id = stored(session, text)
    subjects = list(SAYINGS)
    other = subjects[(subjects.index(number) + 1) % len(subjects)]
    session.add(_tag(session, document_id, number, TagState.CONFIRMED))
    session.add(_tag(session, document_id, other, TagState.REJECTED))
    return document_id


def _tag(session: Session, document_id: int, number: int, state: TagState) -> Tag:
    is_decided = state is not TagState.SUGGESTED
    return Tag(
        document_id=document_id,
        indicator_id=instruments.indicator_id(session, INSTRUMENT, number),
        source=TagSource.SUGGESTED,
        state=state,
        score=0.5,
        decided_at=now() if is_decided else None,
    )
