"""What pages, the API and other slices read of an instrument: frozen values, ready for templates and JSON."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

UNVERIFIED = "Belum diverifikasi: naskah peraturannya belum ada di pustaka"


@dataclass(frozen=True, slots=True)
class IndicatorRef:
    """An indicator with its place in the instrument; the domain is None where the instrument has none."""

    id: int
    instrument_id: str
    number: int
    short_name: str
    name: str
    aspect_number: int
    aspect_name: str
    domain_number: int | None
    domain_name: str | None


@dataclass(frozen=True, slots=True)
class InstrumentRow:
    id: str
    title: str
    regulation: str
    short_citation: str
    in_force_from: date | None
    status: str
    status_note: str
    domain_total: int
    aspect_total: int
    indicator_total: int
    is_verified: bool = True
    is_retired: bool = False
    first_year: int | None = None
    last_year: int | None = None

    @property
    def mark(self) -> str:
        """What must be said wherever the instrument is shown; empty when there is nothing to say."""
        return "" if self.is_verified else UNVERIFIED


@dataclass(frozen=True, slots=True)
class IndicatorNode:
    id: int
    number: int
    code: str
    name: str
    short_name: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class AspectNode:
    number: int
    domain_number: int | None
    name: str
    weight: Decimal
    description: str
    indicators: tuple[IndicatorNode, ...]


@dataclass(frozen=True, slots=True)
class DomainNode:
    number: int
    name: str
    weight: Decimal
    description: str
    aspects: tuple[AspectNode, ...]


@dataclass(frozen=True, slots=True)
class InstrumentTree:
    """`aspects` holds them all, in order; `domains` groups the same ones and is empty without a domain tier."""

    instrument: InstrumentRow
    domains: tuple[DomainNode, ...]
    aspects: tuple[AspectNode, ...]


@dataclass(frozen=True, slots=True)
class HintRow:
    """What usually proves a level, with the name of the kind instead of its id."""

    kind: str
    kind_label: str
    text: str
    optional: bool


@dataclass(frozen=True, slots=True)
class LevelRow:
    value: Decimal
    label: str
    meaning: str
    criterion: str
    evidence: tuple[HintRow, ...]


@dataclass(frozen=True, slots=True)
class LegalBasisRow:
    reference: str
    about: str


@dataclass(frozen=True, slots=True)
class ExternalRow:
    """Where the value comes from when another institution gives it."""

    owner: str
    name: str
    is_partial: bool
    note: str


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """A corresponding indicator of another instrument."""

    instrument_id: str
    short_citation: str
    number: int
    short_name: str


@dataclass(frozen=True, slots=True)
class IndicatorDetail:
    """One indicator with everything that its page says; the neighbours are for turning the page."""

    ref: IndicatorRef
    code: str
    weight: Decimal
    explanation: str
    scale_name: str
    target_level: Decimal
    levels: tuple[LevelRow, ...]
    legal_basis: tuple[LegalBasisRow, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    keywords: tuple[str, ...]
    prefers_kinds: tuple[str, ...]
    external: ExternalRow | None
    continues: tuple[RelatedRow, ...]
    continued_by: tuple[RelatedRow, ...]
    previous_number: int | None
    next_number: int | None
