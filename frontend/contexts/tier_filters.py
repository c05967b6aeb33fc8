"""Domains, aspects and indicators that a list is narrowed by: by name, with the instrument that counts them so.

A number that this instrument does not have is said to be missing, with the instruments that have it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.search.narrowing import TypedFilter, tier_numbers
from frontend.contexts.listing import CITATION, FACETS, TIERS, Chosen, Labels, tier_text

Asked = tuple[str, str]  # which tier, and the number or the range of numbers


@dataclass(frozen=True, slots=True)
class Missing:
    """A number that is not there; `links` lead to the same list by the instruments that have it."""

    text: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TierWords:
    """`named` are the ones that are there, in words; both are empty for a list without such filters."""

    named: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()


NO_TIERS = TierWords()


def asked_tiers(chosen: Chosen, typed: Iterable[TypedFilter] = ()) -> tuple[Asked, ...]:
    ticked = [(name, str(int(value))) for name, value in chosen.values if name in TIERS]
    written = [(one.name, value) for one in typed if one.name in TIERS for value in one.values]
    return tuple(dict.fromkeys([*ticked, *written]))


def is_there(asked: Asked, labels: Labels) -> bool:
    name, value = asked
    if value.isdecimal():
        return asked in labels
    return any((name, str(number)) in labels for number in tier_numbers(value))


def tier_words(chosen: Chosen, asked: Iterable[Asked], labels: Labels, others: Mapping[str, Labels]) -> TierWords:
    """`others` are the names by each of the other instruments, in the order in which they are offered."""
    there = [one for one in asked if is_there(one, labels)]
    gone = [one for one in asked if one not in there]
    named = tuple(f"{FACETS[name][1]} {tier_text((name, value), labels)}" for name, value in there)
    return TierWords(named, tuple(_missing(chosen, one, labels, others) for one in gone))


def typed_label(label: str, typed: TypedFilter | None, labels: Labels) -> str:
    """A chip of the search box as those of ticked filters are: with names."""
    if typed is None or typed.name not in TIERS:
        return label
    title, _, numbers = label.partition(": ")
    shown = zip(typed.values, numbers.split(", "), strict=True)
    return f"{title}: " + ", ".join(
        tier_text((typed.name, value), labels, shown=text, is_missing=not is_there((typed.name, value), labels))
        for value, text in shown
    )


def _missing(chosen: Chosen, asked: Asked, labels: Labels, others: Mapping[str, Labels]) -> Missing:
    name, value = asked
    links = tuple(
        (names[CITATION], chosen.switched(key, keep=asked)) for key, names in others.items() if is_there(asked, names)
    )
    number = value.replace("..", "–")
    return Missing(f"{FACETS[name][1]} {number} tidak ada di {labels.get(CITATION, 'instrumen ini')}", links)
