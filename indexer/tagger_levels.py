"""Which level a document can speak for: the first rule of the instrument that holds, with its sentence."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indexer.tagger_profiles import IndicatorProfile, LevelRule
from indexer.tagger_reading import Reading


@dataclass(frozen=True, slots=True)
class LevelHint:
    """The level for which a document can speak, and the rule that says so in one Indonesian sentence."""

    value: Decimal
    rule: str


@dataclass(frozen=True, slots=True)
class Dates:
    """When the document was made, as far as it says, and today."""

    of_document: date | None = None
    today: date | None = None

    @property
    def years(self) -> float | None:
        """The age of the document in years; None where either date is unknown or the document is from tomorrow."""
        if self.of_document is None or self.today is None or self.of_document > self.today:
            return None
        return (self.today - self.of_document).days / 365.25


def level_hint(
    rules: Sequence[LevelRule],
    keys: Sequence[tuple[Set[str], Set[str]]],
    profile: IndicatorProfile,
    reading: Reading,
    pages: Set[int],
    dates: Dates,
) -> LevelHint | None:
    for rule, (wanted, unwanted) in zip(rules, keys, strict=True):
        if (
            _concerns(rule, profile, reading.kind)
            and _is_timely(rule, dates)
            and _says(rule, wanted, unwanted, reading, pages)
        ):
            return LevelHint(rule.level, rule.says)
    return None


def _concerns(rule: LevelRule, profile: IndicatorProfile, kind: str | None) -> bool:
    is_of_indicator = not rule.indicators or profile.number in rule.indicators
    return is_of_indicator and (not rule.roles or profile.role in rule.roles) and (not rule.kinds or kind in rule.kinds)


def _is_timely(rule: LevelRule, dates: Dates) -> bool:
    if rule.younger_than is None and rule.older_than is None:
        return True
    years = dates.years
    if years is None:
        return False
    return (rule.younger_than is None or years < rule.younger_than) and (
        rule.older_than is None or years >= rule.older_than
    )


def _says(rule: LevelRule, wanted: Set[str], unwanted: Set[str], reading: Reading, pages: Set[int]) -> bool:
    if _stands(unwanted, reading, frozenset()):
        return False
    return not rule.words or _stands(wanted, reading, pages if rule.is_in_text else frozenset())


def _stands(keys: Set[str], reading: Reading, pages: Set[int]) -> bool:
    """In the title, or on one of the pages."""
    found = (reading.found[key] for key in keys if key in reading.found)
    return any(one.in_title or not pages.isdisjoint(one.by_page) for one in found)
