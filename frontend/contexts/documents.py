"""What the page of a document shows: what it is, whether it holds, what it supports, and what rests on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from app.documents.legal_life import LegalLife
from app.documents.models import (
    DRAFT_LABEL,
    Document,
    LegalStatus,
    Mention,
    ReadingState,
    Recognition,
    TagState,
)
from app.documents.schemas import DocumentView, RevisionRow
from app.documents.serving import Hold
from app.documents.tag_schemas import TagRow
from app.evidence.schemas import EvidenceRow
from frontend.contexts.cards import DocumentCard, reader_url
from frontend.contexts.legal_life import ChangeLine, picture_of, timeline_of
from frontend.contexts.outline import Outline
from frontend.contexts.reading_state import ReadingStatus
from frontend.contexts.relations import RelationLine, stated_once
from frontend.contexts.tiers import indicator_url
from storage.sniff import MEDIA_TYPES

Pairs = tuple[tuple[str, object], ...]
_FORMATS = {media_type.name: media_type.label for media_type in MEDIA_TYPES}
RECOGNITION_CHOICES: tuple[tuple[str, str, str], ...] = (
    (Recognition.AUTO, "Seperti biasa", "Hanya halaman yang tidak memuat teks yang dikenali."),
    (
        Recognition.FORCED,
        "Kenali ulang semua halaman",
        "Teks bawaan berkas diganti hasil pengenalan. Berguna bila teksnya kacau; perlu waktu lebih lama.",
    ),
    (Recognition.OFF, "Tanpa pengenalan teks", "Halaman hasil pindai tidak dikenali, jadi isinya tidak ikut dicari."),
)

_KIN_IN_ROW = 3
_CHANGED = "Ada peraturan yang mengubah atau mencabut dokumen ini"
_WARNING_TITLES = {
    LegalStatus.REVOKED: "Peraturan ini sudah dicabut",
    LegalStatus.AMENDED: "Peraturan ini sudah diubah",
}


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A phrase and the pages it stands on, each with its address."""

    phrase: str
    is_in_title: bool
    pages: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class TagLine:
    number: int
    name: str
    url: str
    decided_by: str | None
    decided_at: datetime | None
    note: str
    reasons: tuple[ReasonLine, ...]
    instrument: str

    @classmethod
    def of(cls, tag: TagRow, others: Mapping[str, str]) -> "TagLine":
        url = indicator_url(tag.instrument_id, tag.number)
        reasons = reasons_of(tag.document_id, tag.reasons)
        named = others.get(tag.instrument_id, "")
        return cls(tag.number, tag.short_name, url, tag.decided_by_name, tag.decided_at, tag.note, reasons, named)


@dataclass(frozen=True, slots=True)
class CitedLine:
    name: str
    count: int
    page: int
    page_url: str
    url: str | None


@dataclass(frozen=True, slots=True)
class RevisionLine:
    ordinal: int
    file_name: str
    format: str
    size: int
    note: str
    state: ReadingState
    page_total: int | None
    created_at: datetime
    created_by: str | None
    sha256: str
    is_current: bool
    read_url: str
    download_url: str

    @classmethod
    def of(cls, row: RevisionRow, *, is_current: bool) -> "RevisionLine":
        return cls(
            ordinal=row.ordinal,
            file_name=row.file_name,
            format=format_name(row.media_type),
            size=row.size,
            note=row.note,
            state=row.state,
            page_total=row.page_total,
            created_at=row.created_at,
            created_by=row.created_by_name,
            sha256=row.sha256,
            is_current=is_current,
            read_url=reader_url(row.document_id, revision=None if is_current else row.ordinal),
            download_url=file_url(row.document_id, row.ordinal, download=True),
        )


@dataclass(frozen=True, slots=True)
class DocumentContext:
    id: int
    card: DocumentCard
    description: str
    is_draft: bool
    status: LegalStatus | None
    citation: str
    reading: ReadingStatus
    current: RevisionLine
    facts: Pairs
    rule_facts: Pairs
    was_read_by_machine: bool
    confirmed: tuple[TagLine, ...]
    suggested: tuple[TagLine, ...]
    rejected: tuple[TagLine, ...]
    evidence: tuple[EvidenceRow, ...]
    evidence_total: int
    relations: tuple[RelationLine, ...]
    cites: tuple[CitedLine, ...]
    cited_by: tuple[CitedLine, ...]
    revisions: tuple[RevisionLine, ...]
    outline: Outline
    waiting_relations: int
    opened: int | None
    is_checked: bool
    twin_id: int | None
    same_as: int | None
    held_back: Hold | None
    recognition: Recognition | None
    kin_picture: Markup | None
    timeline: tuple[ChangeLine, ...]
    may_edit: bool
    may_trash: bool
    may_decide_tags: bool
    lifecycle: str

    @property
    def recognition_choices(self) -> tuple[tuple[str, str, str], ...]:
        return RECOGNITION_CHOICES

    @property
    def warnings(self) -> tuple[RelationLine, ...]:
        """What ended it stands before what only changed it."""
        return tuple(sorted((line for line in self.relations if line.warns), key=lambda line: not line.ends))

    @property
    def warning_title(self) -> str:
        return _WARNING_TITLES.get(self.status or LegalStatus.UNKNOWN, _CHANGED)

    @property
    def names_its_end(self) -> bool:
        return any(line.ends for line in self.relations)


@dataclass(frozen=True, slots=True)
class DocumentParts:
    """What the page needs besides the view itself, fetched by the route.

    `held_back` says why the file may not be opened; `recognition` is None for files without pages to recognise, and
    `life` for documents without relations. `others` names the instruments that are not shown first.
    """

    facts: Pairs
    rule_facts: Pairs
    citation: str
    evidence: Sequence[EvidenceRow]
    evidence_total: int
    cited_by: Sequence[tuple[Mention, Document]]
    outline: Outline
    waiting_relations: int
    opened: int | None
    is_checked: bool
    twin_id: int | None
    same_as: int | None
    held_back: Hold | None
    recognition: Recognition | None
    life: LegalLife | None
    others: Mapping[str, str]


def context_of(view: DocumentView, parts: DocumentParts) -> DocumentContext:
    card = DocumentCard.of(view.row)
    revisions = tuple(RevisionLine.of(row, is_current=row.id == view.current.id) for row in view.revisions)
    return DocumentContext(
        id=view.row.id,
        card=card,
        description=view.row.description,
        is_draft=DRAFT_LABEL in view.labels,
        status=card.status,
        citation=parts.citation,
        reading=ReadingStatus.of(view.row.id, view.current),
        current=revisions[0],
        facts=parts.facts,
        rule_facts=parts.rule_facts,
        was_read_by_machine="document" in view.provenance.values(),
        confirmed=tuple(sorted(tags_in(view.tags, TagState.CONFIRMED, parts.others), key=lambda tag: tag.number)),
        suggested=tags_in(view.tags, TagState.SUGGESTED, parts.others),
        rejected=tags_in(view.tags, TagState.REJECTED, parts.others) if view.may_decide_tags else (),
        evidence=tuple(parts.evidence),
        evidence_total=parts.evidence_total,
        relations=stated_once(view.relations),
        cites=_cites(view),
        cited_by=tuple(_citing(mention, document) for mention, document in parts.cited_by),
        revisions=revisions,
        outline=parts.outline,
        waiting_relations=parts.waiting_relations,
        opened=parts.opened,
        is_checked=parts.is_checked,
        twin_id=parts.twin_id,
        same_as=parts.same_as,
        held_back=parts.held_back,
        recognition=parts.recognition,
        kin_picture=picture_of(parts.life, steps=1, in_row=_KIN_IN_ROW) if parts.life else None,
        timeline=timeline_of(parts.life) if parts.life else (),
        may_edit=view.may_edit,
        may_trash=view.may_trash,
        may_decide_tags=view.may_decide_tags,
        lifecycle=view.row.lifecycle,
    )


def tags_in(tags: Sequence[TagRow], state: TagState, others: Mapping[str, str]) -> tuple[TagLine, ...]:
    return tuple(TagLine.of(tag, others) for tag in tags if tag.state is state)


def reasons_of(document_id: int, reasons: Sequence[Mapping[str, Any]]) -> tuple[ReasonLine, ...]:
    """One line a phrase. The page None is the title; a reason that names no page at all is a sentence of its own."""
    places: dict[str, list[int | None]] = {}
    for reason in reasons:
        places.setdefault(str(reason["phrase"]), []).append(reason.get("page", 0))
    return tuple(
        ReasonLine(
            phrase,
            None in pages,
            tuple(
                (page, reader_url(document_id, page=page, query=f'"{phrase}"'))
                for page in sorted({page for page in pages if page})
            ),
        )
        for phrase, pages in places.items()
    )


def format_name(media_type: str) -> str:
    return _FORMATS.get(media_type, media_type)


def file_url(document_id: int, ordinal: int, *, download: bool = False) -> str:
    return f"/dokumen/{document_id}/berkas?revisi={ordinal}" + ("&unduh=1" if download else "")


def _cites(view: DocumentView) -> tuple[CitedLine, ...]:
    document_id = view.row.id
    return tuple(
        CitedLine(
            name=row.short,
            count=row.count,
            page=row.first_page,
            page_url=reader_url(document_id, page=row.first_page, query=row.short),
            url=f"/dokumen/{row.document_id}" if row.document_id else None,
        )
        for row in view.mentions
    )


def _citing(mention: Mention, document: Document) -> CitedLine:
    return CitedLine(
        name=document.title,
        count=mention.count,
        page=mention.first_page,
        page_url=reader_url(mention.document_id, page=mention.first_page, query=mention.short),
        url=f"/dokumen/{mention.document_id}",
    )
