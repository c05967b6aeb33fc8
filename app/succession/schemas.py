"""What carrying over from one instrument to another gives: frozen values for pages, API and command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class CarryDecision(StrEnum):
    """`propose` makes suggestions that somebody decides on later; the others decide at once."""

    PROPOSE = "propose"
    CONFIRM = "confirm"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class EarlierTag:
    """A confirmed tag that speaks for the corresponding indicator."""

    instrument_id: str
    short_citation: str
    number: int
    short_name: str

    @property
    def reason(self) -> str:
        return f"Terkait indikator {self.number} di {self.short_citation} yang sudah dipastikan"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that would get an indicator of the target instrument. `is_proposed`: it waits for a decision."""

    document_id: int
    title: str
    indicator_id: int
    number: int
    short_name: str
    earlier: Sequence[EarlierTag]
    is_proposed: bool

    @property
    def key(self) -> str:
        return f"{self.document_id}-{self.number}"

    @property
    def reasons(self) -> list[str]:
        return [tag.reason for tag in self.earlier]


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on one indicator: tags that nobody rejected, and evidence."""

    number: int
    tags: int
    claims: int
