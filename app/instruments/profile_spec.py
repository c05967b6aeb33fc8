"""What lets the tagger suggest indicators, as data of an instrument: words, names, roles, citations, level rules."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that argue for (or against) an indicator, and how strongly (above 0, at most 1).

    With `kinds` they count only in documents that stand on one of those shelves.
    """

    text: str
    weight: float
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceRole:
    """What a document is to its subject: a rule about it, the thing done, a service in use.

    `kinds` are the shelves and `words` the words of a title that say so; `field_words` are met in the text of any
    document that can be this to a subject of the instrument; `channel_words` stand beside the subject itself.
    """

    id: str
    label: str
    kinds: tuple[str, ...]
    words: tuple[str, ...]
    field_words: tuple[str, ...] = ()
    channel_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelRule:
    """When all conditions hold, a document can speak for `level`, as the sentence `says`. Empty conditions always hold.

    The first rule that fits decides. `words` stand in the title, with `is_in_text` also on the pages that speak for the
    indicator; `younger_than` and `older_than` are in years before today.
    """

    level: Decimal
    says: str
    roles: tuple[str, ...] = ()
    indicators: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    is_in_text: bool = False
    younger_than: int | None = None
    older_than: int | None = None
