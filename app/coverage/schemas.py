"""What coverage tells pages, the API and exports: per indicator what the library holds, counted for whoever looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.documents.models import Kind, TagState
from app.instruments.schemas import AspectNode, DomainNode, IndicatorNode, InstrumentRow


class Freshness(StrEnum):
    """A revoked rule is none of the others, however young it is. Without a day the year counts from its first one."""

    FRESH = "fresh"
    OLD = "old"
    UNDATED = "undated"
    REVOKED = "revoked"


FRESH_YEARS = 2  # reviews and audits count for two years
NO_LEVEL, NO_AGENCY = Decimal(0), 0  # of tags without a hint, of documents without an agency


@dataclass(frozen=True, slots=True)
class Cell:
    """What one number of the map stands for; None means any. Counts and lists are made from the same cells."""

    state: TagState = TagState.CONFIRMED
    kind: Kind | None = None
    freshness: Freshness | None = None
    level: Decimal | None = None
    agency_id: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Dated:
    """When a document is from; of some only the year is known."""

    day: date
    is_year_only: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorCoverage:
    """`accepted` are claims by level, empty for those who see none; `suggested` waits for a curator."""

    node: IndicatorNode
    confirmed: int = 0
    suggested: int = 0
    kinds: Mapping[Kind, int] = field(default_factory=dict)
    freshness: Mapping[Freshness, int] = field(default_factory=dict)
    levels: Mapping[Decimal, int] = field(default_factory=dict)
    agencies: Mapping[int, int] = field(default_factory=dict)
    newest: Dated | None = None
    accepted: Mapping[Decimal, int] = field(default_factory=dict)

    @property
    def top_level(self) -> Decimal | None:
        """The highest that its documents may support, as their hints say."""
        return max((level for level in self.levels if level != NO_LEVEL), default=None)

    @property
    def is_only_suggested(self) -> bool:
        return not self.confirmed and self.suggested > 0

    @property
    def is_only_old(self) -> bool:
        """There is something, and nothing of it is known to be young."""
        return self.confirmed > 0 and not self.freshness.get(Freshness.FRESH)


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """Every indicator of an instrument, by number; `domains` is empty where the instrument has none."""

    instrument: InstrumentRow
    domains: tuple[DomainNode, ...]
    aspects: tuple[AspectNode, ...]
    lines: Mapping[int, IndicatorCoverage]
    levels: tuple[Decimal, ...]
    agencies: tuple[tuple[int, str, str], ...]  # id, code, name; those with documents, the most first

    @property
    def covered(self) -> int:
        return sum(line.confirmed > 0 for line in self.lines.values())

    @property
    def only_suggested(self) -> int:
        return sum(line.is_only_suggested for line in self.lines.values())

    @property
    def only_old(self) -> int:
        return sum(line.is_only_old for line in self.lines.values())

    @property
    def empty(self) -> int:
        return sum(not line.confirmed for line in self.lines.values())
