"""What the page shows on which confirmed labels of one instrument are offered to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.pagination import Listing
from app.instruments.schemas import InstrumentRow
from app.succession.schemas import Candidate


@dataclass(frozen=True, slots=True)
class CarryPage:
    """`others` are the instruments that labels can be carried into: (text, address, how many labels)."""

    instrument: InstrumentRow
    desk: Sequence[tuple[str, str, int | None]]
    others: Sequence[tuple[str, str, int]]
    rows: Listing[Candidate]
    pages_href: str
    error: str = ""

    @property
    def url(self) -> str:
        return f"/kurasi/alih?instrumen={self.instrument.id}"

    @property
    def with_some(self) -> list[tuple[str, str, int]]:
        """Where to go on when nothing is left here."""
        return [one for one in self.others if one[2] and one[1] != self.url]

    @property
    def summary(self) -> list[tuple[str, str]]:
        return [("daftar", self.error)] if self.error else []
