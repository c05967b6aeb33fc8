"""Suggestions and labels as lines that a curator decides on: words for the score, reasons with their pages, its key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.documents.models import TagSource, TagState
from app.documents.tag_schemas import TagRow
from frontend.contexts.documents import ReasonLine, reasons_of
from frontend.contexts.tiers import indicator_url

SURE, VERY_STRONG, STRONG, FAIR = 0.9, 0.8, 0.65, 0.4  # words say more to a curator than a score between 0 and 1
_MOST_PAGES = 12
_KEYED = 9


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    """One label. `key` is the digit that confirms it; it does not move while a document is looked at.

    `instrument` is empty for the one shown first.
    """

    key: int | None
    tag: TagRow
    reasons: tuple[ReasonLine, ...]
    learned: tuple[str, ...]
    instrument: str = ""

    @property
    def name(self) -> str:
        return f"{self.tag.number}. {self.tag.short_name}"

    @property
    def url(self) -> str:
        return indicator_url(self.tag.instrument_id, self.tag.number)

    @property
    def is_open(self) -> bool:
        return self.tag.state is TagState.SUGGESTED

    @property
    def is_confirmed(self) -> bool:
        return self.tag.state is TagState.CONFIRMED

    @property
    def percent(self) -> int | None:
        return None if self.tag.score is None else as_percent(self.tag.score)

    @property
    def strength(self) -> str:
        score = self.tag.score
        if score is None and self.tag.source is TagSource.CARRIED:
            return "dari instrumen lain"
        if score is None:
            return "ditambahkan kurator"
        words = ((SURE, "hampir pasti"), (VERY_STRONG, "sangat kuat"), (STRONG, "alasan kuat"), (FAIR, "alasan sedang"))
        return next((word for least, word in words if score >= least), "alasan lemah")

    @property
    def grade(self) -> str:
        """What colours the dot beside the words."""
        grades = ((VERY_STRONG, "high"), (STRONG, "good"), (FAIR, "fair"))
        return next((grade for least, grade in grades if (self.tag.score or 0.0) >= least), "low")

    @property
    def level(self) -> Decimal | None:
        """Without the zeros that the column adds: 2, but also 2,5."""
        return None if self.tag.level is None else self.tag.level.normalize()


def as_percent(score: float) -> int:
    """Never a hundred: what a machine suggests is not certain."""
    return min(99, round(score * 100))


def lines_of(tags: Sequence[TagRow], others: Mapping[str, str]) -> tuple[SuggestionLine, ...]:
    """In an order that decisions do not change: by score as suggested, then what people added.

    `others` names the instruments that are not shown first.
    """
    ordered = sorted(tags, key=lambda tag: (-(tag.score if tag.score is not None else -1.0), tag.number))
    return tuple(
        SuggestionLine(
            key if key <= _KEYED else None,
            tag,
            reasons_of(tag.document_id, tag.reasons),
            tuple(dict.fromkeys(f"versi {one['learned']}" for one in tag.reasons if one.get("learned"))),
            others.get(tag.instrument_id, ""),
        )
        for key, tag in enumerate(ordered, start=1)
    )


def pages_of(lines: Sequence[SuggestionLine]) -> tuple[int, ...]:
    """The pages that reasons name, the strongest suggestions' first, then put in reading order."""
    named = [number for line in lines for reason in line.reasons for number, _url in reason.pages]
    return tuple(sorted(list(dict.fromkeys(named))[:_MOST_PAGES]))


def first_page(lines: Sequence[SuggestionLine]) -> int:
    """Where the strongest suggestion that waits gives its reason; of decided ones when none waits."""
    ranked = [*(line for line in lines if line.is_open), *lines]
    named = (number for line in ranked for reason in line.reasons for number, _url in reason.pages)
    return next(named, 1)


def phrases_on(lines: Sequence[SuggestionLine], page: int) -> list[str]:
    found = (r.phrase for line in lines for r in line.reasons if page in {number for number, _url in r.pages})
    return list(dict.fromkeys(found))
