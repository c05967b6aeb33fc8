"""What curators see of learning: versions with their figures, what helps now, and the words that were learned."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.instruments.schemas import InstrumentRow
from app.learning.schemas import LearnedWords, Standing, VersionRow
from frontend.rendering import number


def percent(share: float) -> str:
    return f"{round(share * 100)}%"


@dataclass(frozen=True, slots=True)
class VersionLine:
    row: VersionRow

    @property
    def title(self) -> str:
        return f"Versi {self.row.number}"

    @property
    def url(self) -> str:
        return f"/kurasi/belajar/{self.row.id}"

    @property
    def learned_from(self) -> str:
        row = self.row
        return (
            f"{number(row.confirmations)} label dipastikan dan {number(row.rejections)} ditolak "
            f"pada {number(row.documents)} dokumen"
        )

    @property
    def figures(self) -> list[tuple[str, str, str]]:
        """(what, by the rules alone, with what was learned)."""
        rules, combined = self.row.rules, self.row.combined
        if rules is None or combined is None:
            return []
        return [
            ("Usulan pertama mengena", percent(rules.hit_1), percent(combined.hit_1)),
            ("Salah satu dari tiga usulan teratas mengena", percent(rules.hit_3), percent(combined.hit_3)),
            (
                "Rata-rata galat tiap dokumen (makin kecil makin baik)",
                number(rules.brier, 2),
                number(combined.brier, 2),
            ),
        ]

    @property
    def verdict(self) -> str:
        return "tidak lebih buruk daripada aturan" if self.row.is_not_worse else "lebih buruk daripada aturan"

    @property
    def may_be_chosen(self) -> bool:
        return self.row.has_weights and not self.row.is_active


@dataclass(frozen=True, slots=True)
class LearningPage:
    tabs: Sequence[tuple[str, str, int | None]]
    instruments: Sequence[InstrumentRow]
    standing: Standing
    lines: Sequence[VersionLine]
    least: int
    error: str = ""

    @property
    def is_off(self) -> bool:
        return self.standing.active is not None and self.standing.active.is_off

    @property
    def helping(self) -> VersionRow | None:
        active = self.standing.active
        return None if active is None or active.is_off else active

    @property
    def instrument_options(self) -> list[tuple[str, str]]:
        return [(row.id, row.title) for row in self.instruments]

    @property
    def summary(self) -> list[tuple[str, str]]:
        return [("", self.error)] if self.error else []


@dataclass(frozen=True, slots=True)
class VersionPage:
    line: VersionLine
    words: Sequence[LearnedWords]
