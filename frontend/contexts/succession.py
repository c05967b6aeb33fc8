"""What the page shows on which confirmed labels of one instrument are offered to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.pagination import Listing
from app.instruments.schemas import InstrumentRow
from app.succession.schemas import Candidate


@dataclass(frozen=True, slots=True)
class CarryPage:
    """`others` are the instruments that labels can be carried into: (text, address)."""

    instrument: InstrumentRow
    others: Sequence[tuple[str, str, None]]
    rows: Listing[Candidate]
    pages_href: str
    error: str = ""

    @property
    def url(self) -> str:
        return f"/kurasi/alih?instrumen={self.instrument.id}"

    @property
    def summary(self) -> list[tuple[str, str]]:
        return [("daftar", self.error)] if self.error else []
