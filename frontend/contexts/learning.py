"""What curators see of learning: versions with their figures, what helps now, and the words that were learned."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.instruments.schemas import InstrumentRow
from app.learning.schemas import Bar, LearnedWords, Measured, Standing, VersionRow
from frontend.rendering import number

_TEXT, _BAR, _PAIR = 14, 10, 66


def percent(share: float) -> str:
    return f"{round(share * 100)}%"


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure by the rules alone and with what was learned; `shares` where it can be drawn."""

    what: str
    rules: str
    combined: str
    shares: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class VersionLine:
    row: VersionRow
    may_override: bool = False

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
    def figures(self) -> list[FigureLine]:
        rules, combined = self.row.rules, self.row.combined
        if rules is None or combined is None:
            return []
        return [*_hits(rules, combined), *_errors(rules, combined)]

    @property
    def chart(self) -> Markup:
        return pairs_chart([line for line in self.figures if line.shares])

    @property
    def verdict(self) -> str:
        if self.row.is_retired:
            return "Dibuat dengan cara belajar yang lama, jadi tidak dapat dipakai lagi."
        return "" if self.row.objections else "Memenuhi syarat: tidak lebih buruk daripada aturan saja."

    @property
    def may_be_chosen(self) -> bool:
        row = self.row
        return row.has_weights and not row.is_active and (not row.objections or self.may_override)

    @property
    def needs_warning(self) -> bool:
        return bool(self.row.objections)


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
        """A person chose the rules alone; when former ways of learning were put away, nobody did."""
        return self._chosen is not None and self._chosen.is_off and self._chosen.activated_by_name is not None

    @property
    def helping(self) -> VersionRow | None:
        chosen = self._chosen
        return None if chosen is None or chosen.is_off or chosen.is_retired else chosen

    @property
    def was_retired(self) -> bool:
        chosen = self._chosen
        return chosen is not None and (chosen.is_retired or (chosen.is_off and not self.is_off))

    @property
    def _chosen(self) -> VersionRow | None:
        return self.standing.active

    @property
    def helping_line(self) -> VersionLine | None:
        return VersionLine(self.helping) if self.helping else None

    @property
    def still_needed(self) -> str:
        return needed(self.standing.bar)

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
    error: str = ""

    @property
    def summary(self) -> list[tuple[str, str]]:
        return [("paham", self.error)] if self.error else []


def needed(bar: Bar) -> str:
    """What is missing before learning may help by itself; nothing where all is there."""
    missing = [
        f"{number(bar.missing)} dokumen lagi yang diputuskan labelnya" if bar.missing else "",
        f"{number(bar.missing_proving)} dokumen lagi yang labelnya dipastikan" if bar.missing_proving else "",
    ]
    said = " dan ".join(one for one in missing if one)
    return f"Perlu {said} sebelum hasil belajar boleh membantu dengan sendirinya." if said else ""


def pairs_chart(lines: Sequence[FigureLine]) -> Markup:
    """Two bars a figure, the rules above and learning below, drawn on the server; the table beside has the same."""
    drawn = Markup("").join(_pair(line, place * _PAIR) for place, line in enumerate(lines))
    told = "; ".join(f"{line.what}: aturan saja {line.rules}, dengan hasil belajar {line.combined}" for line in lines)
    return Markup(
        '<figure class="chart"><svg width="100%" height="{}" role="img" aria-label="Aturan saja dan dengan hasil '
        'belajar" xmlns="http://www.w3.org/2000/svg"><desc>{}</desc>{}</svg></figure>'
    ).format(_PAIR * len(lines), told, drawn)


def _pair(line: FigureLine, top: int) -> Markup:
    rules, combined = line.shares or (0.0, 0.0)
    bars = [("learning__rules", rules, top + _TEXT + 8), ("chart-bar", combined, top + _TEXT + 8 + _BAR + 4)]
    drawn = Markup("").join(
        Markup('<rect class="chart-track" x="0" y="{y}" width="100%" height="{h}" rx="5"/>').format(y=y, h=_BAR)
        + Markup('<rect class="{css}" x="0" y="{y}" width="{w:.1f}%" height="{h}" rx="5"/>').format(
            css=css, y=y, w=100 * share, h=_BAR
        )
        for css, share, y in bars
    )
    return (
        Markup('<text x="0" y="{y}">{what}</text><text class="chart-value" x="100%" y="{y}" text-anchor="end">').format(
            y=top + _TEXT, what=line.what
        )
        + Markup("{} → {}</text>").format(percent(rules), percent(combined))
        + drawn
    )


def _hits(rules: Measured, combined: Measured) -> list[FigureLine]:
    return [
        _share("Usulan pertama benar", rules.hit_1, combined.hit_1),
        _share("Ada yang benar di tiga teratas", rules.hit_3, combined.hit_3),
    ]


def _errors(rules: Measured, combined: Measured) -> list[FigureLine]:
    lines = [
        FigureLine("Usulan bernilai ≥ 80% yang benar", _sure(rules), _sure(combined), _sure_shares(rules, combined))
    ]
    if rules.false_suggestions is not None and combined.false_suggestions is not None:
        both = number(rules.false_suggestions, 1), number(combined.false_suggestions, 1)
        lines.append(FigureLine("Usulan keliru tiap dokumen yang semua usulannya ditolak", *both))
    if rules.log_loss is not None and combined.log_loss is not None:
        what = "Melesetnya nilai, dijumlah tiap dokumen (makin kecil makin baik)"
        lines.append(FigureLine(what, number(rules.log_loss, 2), number(combined.log_loss, 2)))
    return lines if rules.sure is not None else lines[1:]


def _share(what: str, rules: float, combined: float) -> FigureLine:
    return FigureLine(what, percent(rules), percent(combined), (rules, combined))


def _sure(one: Measured) -> str:
    return f"{number(one.sure_right or 0)} dari {number(one.sure or 0)}"


def _sure_shares(rules: Measured, combined: Measured) -> tuple[float, float] | None:
    if not rules.sure or not combined.sure:
        return None
    return (rules.sure_right or 0) / rules.sure, (combined.sure_right or 0) / combined.sure
