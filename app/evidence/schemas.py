"""What the evidence slice takes and gives: frozen values, ready for templates and JSON."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.evidence.models import AssessmentState, EvidenceState, Stage
from app.instruments.schemas import IndicatorRef

HIDDEN_DOCUMENT = "Dokumen yang tidak dapat Anda lihat"


@dataclass(frozen=True, slots=True)
class ItemInput:
    """One revision with its pages; a single page may be given as `page_from` alone, none means the whole file."""

    revision_id: int
    page_from: int | None = None
    page_to: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceFilter:
    """None means everything; `indicator_ids` means any of them, and an empty one nothing."""

    assessment_id: int | None = None
    indicator_id: int | None = None
    agency_id: int | None = None
    state: EvidenceState | None = None
    indicator_ids: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    id: int
    title: str
    year: int
    instrument_id: str
    instrument_title: str
    stage: Stage
    stage_label: str
    state: AssessmentState
    state_label: str
    opens_on: date | None
    closes_on: date | None

    @property
    def is_open(self) -> bool:
        return self.state == AssessmentState.OPEN


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A document behind a claim. When the reader may not see it, nothing of it is told but that it is there."""

    id: int
    is_visible: bool
    title: str
    document_id: int | None = None
    revision_id: int | None = None
    revision_ordinal: int | None = None
    file_name: str | None = None
    page_from: int | None = None
    page_to: int | None = None
    note: str = ""
    is_current: bool | None = None
    is_readable: bool | None = None
    is_revoked: bool = False

    @property
    def pages_label(self) -> str:
        if self.page_from is None:
            return ""
        is_single = self.page_to in (None, self.page_from)
        return f"hlm. {self.page_from}" if is_single else f"hlm. {self.page_from}–{self.page_to}"

    @property
    def url(self) -> str | None:
        """The exact revision, opened at the first page meant."""
        if self.document_id is None:
            return None
        at_page = "" if self.page_from is None else f"&halaman={self.page_from}"
        return f"/dokumen/{self.document_id}?revisi={self.revision_ordinal}{at_page}"


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A claim as a list or a page shows it; `actions` are what this reader may do with it now."""

    id: int
    assessment_id: int
    assessment_title: str
    assessment_year: int
    stage: Stage
    stage_label: str
    state: EvidenceState
    state_label: str
    indicator: IndicatorRef
    agency_id: int
    agency_name: str
    level: Decimal
    level_label: str
    verified_level: Decimal | None
    verified_label: str
    statement: str
    effective_on: date | None
    items: tuple[ItemRow, ...]
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    author_name: str
    submitter_name: str | None
    decider_name: str | None
    reason: str
    actions: frozenset[str]

    @property
    def url(self) -> str:
        return f"/bukti/{self.id}"


@dataclass(frozen=True, slots=True)
class PartScore:
    """A domain or an aspect: `index` is None as long as one of its indicators has no level."""

    number: int
    name: str
    weight: Decimal
    domain_number: int | None
    index: Decimal | None
    provisional: Decimal
    covered: int
    total: int


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """`level` is the verified one; the counts are of the evidence that the reader may see."""

    ref: IndicatorRef
    weight: Decimal
    level: Decimal | None
    level_label: str
    accepted: int
    submitted: int
    unfinished: int


@dataclass(frozen=True, slots=True)
class AssessmentScores:
    """The index of one stage. Where indicators are missing it is None, and `note` says what the provisional is."""

    assessment: AssessmentRow
    stage: Stage
    stage_label: str
    index: Decimal | None
    predicate: str | None
    provisional_index: Decimal
    provisional_predicate: str
    warning: str | None
    note: str | None
    missing: tuple[int, ...]
    covered: int
    total: int
    domains: tuple[PartScore, ...]
    aspects: tuple[PartScore, ...]
    indicators: tuple[IndicatorScore, ...]

    @property
    def is_complete(self) -> bool:
        return self.index is not None


@dataclass(frozen=True, slots=True)
class AgencyProgress:
    """How far an agency is, counted over the evidence that the reader may see."""

    agency_id: int
    agency_name: str
    draft: int
    submitted: int
    returned: int
    accepted: int
    lapsed: int

    @property
    def total(self) -> int:
        return self.draft + self.submitted + self.returned + self.accepted + self.lapsed
