"""What the home page shows."""

from dataclasses import dataclass

from markupsafe import Markup

from app.instruments.schemas import InstrumentRow
from frontend.charts import CoverageRow
from frontend.contexts.cards import DocumentCard


@dataclass(frozen=True, slots=True)
class Tile:
    title: str
    url: str
    text: str
    count: int
    icon: str
    eyebrow: str = ""


@dataclass(frozen=True, slots=True)
class HomeContext:
    """`tier` is what the instrument is divided into first: domains, or aspects where it has no domains."""

    instrument: InstrumentRow
    tier: str
    total: int
    tiles: tuple[Tile, ...]
    kinds: tuple[Tile, ...]
    newest: tuple[DocumentCard, ...]
    practices: tuple[DocumentCard, ...]
    coverage: Markup
    coverage_rows: tuple[CoverageRow, ...]

    @property
    def covered(self) -> int:
        return sum(row.covered for row in self.coverage_rows)
