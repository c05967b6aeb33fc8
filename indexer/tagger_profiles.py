"""What the tagger knows of an instrument: plain values, given by whoever read them (see `app/instruments`)."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class WeightedPhrase:
    """Words that argue for an indicator, and how strongly (above 0, at most 1); with `kinds` only on those shelves."""

    text: str
    weight: float
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class IndicatorProfile:
    """What speaks for one indicator and what against it.

    `names` are what its evidence is usually called, `role` what a document must be to its subject, `prefers_kinds` the
    shelves on which its evidence usually stands, `neighbours` the indicators that it is mistaken for.
    """

    number: int
    name: str
    phrases: tuple[WeightedPhrase, ...]
    prefers_kinds: frozenset[str] = frozenset()
    names: tuple[WeightedPhrase, ...] = ()
    against: tuple[WeightedPhrase, ...] = ()
    role: str = ""
    neighbours: frozenset[int] = frozenset()
    citations: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """What a document can be to its subject, by its shelf and by words of its title.

    `field_words` are met in the text of any document that can be this to a subject of the instrument; `channel_words`
    stand beside the subject itself wherever this is so ("aplikasi" where a service is electronic).
    """

    id: str
    kinds: frozenset[str]
    words: tuple[str, ...]
    field_words: tuple[str, ...] = ()
    channel_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelRule:
    """A level, the sentence that says why, and what must hold for it; what is empty always holds.

    Words stand in the title, or on the pages that speak for the indicator; ages are in years.
    """

    level: Decimal
    says: str
    roles: frozenset[str] = frozenset()
    indicators: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    is_in_text: bool = False
    younger_than: int | None = None
    older_than: int | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """What holds for all indicators of an instrument; `listings` are the indicator names of other instruments."""

    roles: tuple[Role, ...] = ()
    level_rules: tuple[LevelRule, ...] = ()
    listings: tuple[tuple[str, ...], ...] = ()
