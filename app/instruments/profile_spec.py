"""What lets the tagger suggest indicators, as data of an instrument: words, names, roles, citations, level rules."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that argue for (or against) an indicator, and how strongly (above 0, at most 1)."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class EvidenceRole:
    """What a document is to its subject: a rule about it, the thing done, a service in use.

    `kinds` are the shelves and `words` the words of a title that say so.
    """

    id: str
    label: str
    kinds: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelRule:
    """When all conditions hold, a document can speak for `level`, as the sentence `says`. Empty conditions always hold.

    The first rule that fits decides. `words` stand in the title, or with `where: isi` on the pages that speak for the
    indicator; `younger_than` is in years before today.
    """

    level: Decimal
    says: str
    roles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    is_in_text: bool = False
    younger_than: int | None = None
