"""The form of a claim: what was typed (in an address, a posted form or a stored draft) and what it is drawn with."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.core.errors import FieldError
from app.documents.schemas import DocumentRow
from app.evidence.schemas import AssessmentRow, EvidenceRow, ItemInput
from app.instruments.schemas import IndicatorDetail
from frontend.addresses import number_or_none
from frontend.contexts.assessments import Options, level_text
from frontend.contexts.cards import PageMatch

Fields = Sequence[tuple[str, str]]
_ITEM = re.compile(r"items\.(\d{1,6})\.(document|ordinal|page_from|page_to|note)")
_PAGES = re.compile(r"\s*(\d{1,9})\s*(?:[-–]\s*(\d{1,9})\s*)?")
_NOT_A_PAGE = "Tulis nomor halaman dengan angka, misalnya 4."


@dataclass(frozen=True, slots=True)
class TypedItem:
    """One document of a claim as its fields hold it: `ordinal` is the revision's number within the document."""

    document: str = ""
    ordinal: str = ""
    page_from: str = ""
    page_to: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.document, self.ordinal


@dataclass(frozen=True, slots=True)
class TypedEvidence:
    level: str = ""
    statement: str = ""
    effective_on: str = ""
    agency_id: str = ""
    q: str = ""
    items: tuple[TypedItem, ...] = ()

    def with_item(self, item: TypedItem) -> "TypedEvidence":
        return replace(self, items=(*self.items, item))

    def without_item(self, place: int) -> "TypedEvidence":
        return replace(self, items=tuple(item for at, item in enumerate(self.items) if at != place))


def typed_from(fields: Fields) -> TypedEvidence:
    """The last value of each field; items in the order of their numbers, whatever numbers those are."""
    texts = dict(fields)
    items: dict[int, dict[str, str]] = {}
    for name, value in fields:
        match = _ITEM.fullmatch(name)
        if match:
            items.setdefault(int(match.group(1)), {})[match.group(2)] = value.strip()
    plain = {name: texts.get(name, "").strip() for name in ("level", "statement", "effective_on", "agency_id", "q")}
    return TypedEvidence(**plain, items=tuple(TypedItem(**items[place]) for place in sorted(items)))


def typed_of(row: EvidenceRow) -> TypedEvidence:
    """A stored draft as its form shows it; documents that this reader may not see have no fields."""
    return TypedEvidence(
        level=level_text(row.level),
        statement=row.statement,
        effective_on=row.effective_on.isoformat() if row.effective_on else "",
        items=tuple(
            TypedItem(
                document=str(item.document_id),
                ordinal=str(item.revision_ordinal),
                page_from=str(item.page_from or ""),
                page_to=str(item.page_to or ""),
                note=item.note,
            )
            for item in row.items
            if item.is_visible
        ),
    )


def pages_of(text: str) -> tuple[str, str]:
    """ "4-6" and "4" from an address; anything else is no page."""
    match = _PAGES.fullmatch(text)
    return (match.group(1), match.group(2) or "") if match else ("", "")


def page_errors(items: Sequence[TypedItem]) -> list[FieldError]:
    fields = [
        (f"items.{place}.{name}", getattr(item, name))
        for place, item in enumerate(items)
        for name in ("page_from", "page_to")
    ]
    return [FieldError(name, _NOT_A_PAGE) for name, text in fields if text and number_or_none(text) is None]


def input_of(item: TypedItem, revision_id: int) -> ItemInput:
    return ItemInput(revision_id, number_or_none(item.page_from), number_or_none(item.page_to), item.note)


@dataclass(frozen=True, slots=True)
class ChosenItem:
    """A chosen document. Without `title` it cannot be found by this person any more."""

    typed: TypedItem
    title: str = ""
    file_name: str = ""
    page_total: int | None = None
    url: str = ""
    is_current: bool = True


@dataclass(frozen=True, slots=True)
class Candidate:
    row: DocumentRow
    is_chosen: bool
    pages: tuple[PageMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class CandidateGroup:
    title: str
    note: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class EvidenceFormPage:
    """`has_hidden`: a document of the draft is not open to this person, so its documents stay as they are."""

    title: str
    action: str
    cancel_href: str
    assessment: AssessmentRow
    indicator: IndicatorDetail
    typed: TypedEvidence
    chosen: Sequence[ChosenItem]
    groups: Sequence[CandidateGroup]
    is_whole: bool
    agencies: Options
    has_hidden: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    alert: str = ""
    notices: Sequence[str] = ()

    @property
    def summary(self) -> list[tuple[str, str]]:
        fields = [(_target(name), text) for name, text in self.errors.items()]
        return fields or ([("", self.alert)] if self.alert else [])

    @property
    def crumbs(self) -> list[tuple[str, str | None]]:
        ref = self.indicator.ref
        here = f"/penilaian/{self.assessment.id}"
        return [
            ("Penilaian", "/penilaian"),
            (self.assessment.title, here),
            (f"Indikator {ref.number}", f"{here}/indikator/{ref.number}"),
            (self.title, None),
        ]

    @property
    def level_choices(self) -> list[tuple[str, str, str]]:
        return [
            (level_text(row.value), f"Tingkat {level_text(row.value)}: {row.label}", row.criterion)
            for row in self.indicator.levels
        ]


def _target(name: str) -> str:
    """Whatever is wrong with a document as a whole is shown where the documents are."""
    return "dokumen" if name == "items" or re.fullmatch(r"items\.\d+", name) else name
