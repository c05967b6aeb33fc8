"""What an evaluation instrument is: frozen values read from YAML by `loader`, scored by `scoring`.

Knows no database and no regulation; every count, weight, level and band comes from the data.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.instruments.profile_spec import EvidenceRole, LevelRule, Phrase

DOCUMENT_KINDS = frozenset(
    {
        "regulasi",
        "keputusan",
        "sop",
        "pedoman",
        "templat",
        "praktik_baik",
        "laporan",
        "rencana",
        "surat",
        "manual",
        "data",
        "lainnya",
    }
)


@dataclass(frozen=True, slots=True)
class ScaleLevel:
    value: Decimal
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ScaleSpec:
    """A ladder of levels that indicators refer to by its id."""

    id: str
    name: str
    levels: tuple[ScaleLevel, ...]


@dataclass(frozen=True, slots=True)
class BandSpec:
    """A predicate holds from `minimum` up to, but without, `maximum`; the highest band includes it."""

    predicate: str
    minimum: Decimal
    maximum: Decimal
    maturity: str = ""


@dataclass(frozen=True, slots=True)
class StageSpec:
    """A step of the yearly assessment at which an indicator gets a level."""

    id: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class EvidenceHint:
    """What usually proves a level; `kind` is the id of an `EvidenceKind`."""

    kind: str
    text: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class EvidenceStatus:
    """What the national application says of one piece of evidence."""

    id: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ExternalIndex:
    """An indicator whose value is an index that another institution runs: it is taken over without evidence.

    `is_partial`: only part of the value comes from there, so evidence is still asked for.
    """

    owner: str
    name: str
    is_partial: bool
    note: str


@dataclass(frozen=True, slots=True)
class Continued:
    """Indicators of an earlier instrument whose evidence can be used again for the one that names them."""

    instrument: str
    indicators: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LevelSpec:
    """`criterion` is empty where no source gives it."""

    value: Decimal
    label: str
    criterion: str
    evidence: tuple[EvidenceHint, ...]


@dataclass(frozen=True, slots=True)
class LegalReference:
    reference: str
    about: str


@dataclass(frozen=True, slots=True)
class Revocation:
    """By what an instrument was replaced; unverified when the revoking text itself was not read."""

    regulation: str
    on: date | None
    is_verified: bool
    note: str


@dataclass(frozen=True, slots=True)
class DomainSpec:
    number: int
    name: str
    weight: Decimal
    description: str

    @property
    def share(self) -> Fraction:
        return Fraction(self.weight)


@dataclass(frozen=True, slots=True)
class AspectSpec:
    number: int
    domain: int | None
    name: str
    weight: Decimal
    description: str

    @property
    def share(self) -> Fraction:
        return Fraction(self.weight)


@dataclass(frozen=True, slots=True)
class IndicatorSpec:
    number: int
    code: str
    name: str
    short_name: str
    aspect: int
    weight: Decimal
    scale: str
    explanation: str
    levels: tuple[LevelSpec, ...]
    keywords: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    prefers_kinds: tuple[str, ...]
    legal_basis: tuple[LegalReference, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    role: str = ""
    evidence_names: tuple[Phrase, ...] = ()
    against: tuple[Phrase, ...] = ()
    neighbours: tuple[int, ...] = ()
    citations: tuple[str, ...] = ()
    external: ExternalIndex | None = None
    continues: tuple[Continued, ...] = ()
    exact_weight: Fraction | None = None

    @property
    def share(self) -> Fraction:
        """The weight to its last digit, which no decimal may hold."""
        return Fraction(self.weight) if self.exact_weight is None else self.exact_weight

    @property
    def needs_evidence(self) -> bool:
        return self.external is None or self.external.is_partial

    def level(self, value: Decimal | int) -> LevelSpec | None:
        return next((level for level in self.levels if level.value == value), None)

    @property
    def lowest_level(self) -> Decimal:
        return min(level.value for level in self.levels)

    @property
    def highest_level(self) -> Decimal:
        return max(level.value for level in self.levels)


@dataclass(frozen=True, slots=True)
class InstrumentSpec:
    id: str
    version: str
    title: str
    regulation: str
    short_citation: str
    gazette: str
    set_on: date | None
    promulgated_on: date | None
    in_force_from: date | None
    status: str
    revoked_by: Revocation | None
    replaces: str
    assessment_years: tuple[int, ...]
    source_note: str
    formula_notes: tuple[str, ...]
    evidence_rules: tuple[str, ...]
    levels_are_whole: bool
    min_level: Decimal
    max_level: Decimal
    target_level: Decimal
    scales: tuple[ScaleSpec, ...]
    bands: tuple[BandSpec, ...]
    stages: tuple[StageSpec, ...]
    evidence_kinds: tuple[EvidenceKind, ...]
    domains: tuple[DomainSpec, ...]
    aspects: tuple[AspectSpec, ...]
    indicators: tuple[IndicatorSpec, ...]
    evidence_roles: tuple[EvidenceRole, ...] = ()
    level_rules: tuple[LevelRule, ...] = ()
    is_verified: bool = True
    index_name: str = "Indeks"
    evidence_statuses: tuple[EvidenceStatus, ...] = ()

    def domain(self, number: int) -> DomainSpec | None:
        return next((domain for domain in self.domains if domain.number == number), None)

    def aspect(self, number: int) -> AspectSpec | None:
        return next((aspect for aspect in self.aspects if aspect.number == number), None)

    def indicator(self, number: int) -> IndicatorSpec | None:
        return next((indicator for indicator in self.indicators if indicator.number == number), None)

    def scale(self, scale_id: str) -> ScaleSpec | None:
        return next((scale for scale in self.scales if scale.id == scale_id), None)

    def aspects_of(self, domain: int) -> Iterator[AspectSpec]:
        return (aspect for aspect in self.aspects if aspect.domain == domain)

    def indicators_of(self, aspect: int) -> Iterator[IndicatorSpec]:
        return (indicator for indicator in self.indicators if indicator.aspect == aspect)

    def indicators_of_domain(self, domain: int) -> Iterator[IndicatorSpec]:
        return (indicator for aspect in self.aspects_of(domain) for indicator in self.indicators_of(aspect.number))
