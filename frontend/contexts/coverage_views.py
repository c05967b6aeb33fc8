"""The views of the coverage map: which columns each has, and what stands in the cell of an indicator."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.coverage.schemas import NO_LEVEL, CoverageMap, Dated, Freshness, IndicatorCoverage
from app.documents.labels import KIND_LABELS
from app.documents.models import Kind
from frontend.contexts.browse import level_text
from frontend.contexts.coverage_addresses import AGE_NAMES, SUGGESTED, cell_url, level_in_address
from frontend.rendering import long_date, number

AGE_LABELS: Mapping[Freshness, str] = {
    Freshness.FRESH: "Di bawah dua tahun",
    Freshness.OLD: "Lebih tua",
    Freshness.UNDATED: "Tanpa tanggal",
    Freshness.REVOKED: "Dicabut",
}
VIEWS: Mapping[str, str] = {
    "": "Jumlah",
    "kesegaran": "Kesegaran",
    "tingkat": "Tingkat",
    "jenis": "Jenis dokumen",
    "opd": "OPD",
}
AGENCIES_AT_ONCE = 10
_SHADES = (1, 2, 4, 8)  # from how many documents on a cell is darker by one step
LEGEND = ((0, "0 dokumen"), (1, "1"), (2, "2–3"), (3, "4–7"), (4, "8 atau lebih"))


@dataclass(frozen=True, slots=True)
class HeatCell:
    """`text` is what stands in it; `says` is the whole of it for whoever hears it. A wordy one has no shade."""

    text: str
    says: str
    href: str
    shade: int | None = None
    note: str = ""
    is_nothing: bool = False
    is_total: bool = False


Columns = Sequence[tuple[str, str, Callable[[IndicatorCoverage], HeatCell]]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One map in one view, for one instrument."""

    found: CoverageMap
    view: str
    agency_page: int = 1

    @property
    def columns(self) -> Columns:
        """(head, what it stands for, cell of an indicator); the number of documents stands first in each view."""
        made: Mapping[str, Callable[[], Columns]] = {
            "kesegaran": self._ages,
            "tingkat": self._levels,
            "jenis": self._kinds,
            "opd": self._agencies,
        }
        total = ("Dokumen", "Dokumen yang sudah dipastikan kurator", self._total)
        return [total, *made.get(self.view, self._overview)()]

    def _total(self, line: IndicatorCoverage) -> HeatCell:
        return self._count(line, line.confirmed, "dokumen", is_total=True)

    def _overview(self) -> Columns:
        return (
            ("Usulan", "Usulan sistem yang belum dipastikan", self._suggested),
            ("Jenis", "Jenis dokumennya", self._kind_words),
            ("Terbaru", "Tanggal dokumen termuda yang masih berlaku", self._newest),
            ("Tingkat", "Tingkat tertinggi yang dapat didukung dokumennya", self._top_level),
        )

    def _ages(self) -> Columns:
        counted = [(label, label, self._of_age(age)) for age, label in AGE_LABELS.items()]
        return [*counted, ("Terbaru", "Tanggal dokumen termuda yang masih berlaku", self._newest)]

    def _levels(self) -> Columns:
        known = [
            (f"Tingkat {level_text(level)}", "Dokumen yang mendukungnya", self._of_level(level))
            for level in self.found.levels
        ]
        unknown = ("Belum diketahui", "Tingkatnya belum diketahui", self._of_level(NO_LEVEL))
        accepted = ("Bukti diterima", "Bukti dukung yang sudah diterima peninjau", self._accepted)
        return [*known, unknown, *([accepted] if self._has_accepted else [])]

    def _kinds(self) -> Columns:
        return [(label, label, self._of_kind(kind)) for kind, label in KIND_LABELS.items()]

    def _agencies(self) -> Columns:
        first = (self.agency_page - 1) * AGENCIES_AT_ONCE
        some = self.found.agencies[first : first + AGENCIES_AT_ONCE]
        return [(code, name, self._of_agency(agency_id, name)) for agency_id, code, name in some]

    @property
    def _has_accepted(self) -> bool:
        return any(line.accepted for line in self.found.lines.values())

    def _of_age(self, age: Freshness) -> Callable[[IndicatorCoverage], HeatCell]:
        return lambda line: self._count(line, line.freshness.get(age, 0), AGE_LABELS[age].lower(), umur=AGE_NAMES[age])

    def _of_level(self, level: Decimal) -> Callable[[IndicatorCoverage], HeatCell]:
        def made(line: IndicatorCoverage) -> HeatCell:
            words = "tingkat belum diketahui" if level == NO_LEVEL else f"tingkat {level_text(level)}"
            return self._count(line, line.levels.get(level, 0), words, tingkat=level_in_address(level))

        return made

    def _of_kind(self, kind: Kind) -> Callable[[IndicatorCoverage], HeatCell]:
        return lambda line: self._count(line, line.kinds.get(kind, 0), KIND_LABELS[kind].lower(), jenis=kind.value)

    def _of_agency(self, agency_id: int, name: str) -> Callable[[IndicatorCoverage], HeatCell]:
        return lambda line: self._count(line, line.agencies.get(agency_id, 0), name, opd=str(agency_id))

    def _suggested(self, line: IndicatorCoverage) -> HeatCell:
        url = self._url(line, keadaan=SUGGESTED)
        said = f"Indikator {line.node.number}: {line.suggested} usulan"
        return HeatCell(str(line.suggested), said, url, is_nothing=not line.suggested)

    def _kind_words(self, line: IndicatorCoverage) -> HeatCell:
        words = ", ".join(f"{KIND_LABELS[kind]} {line.kinds[kind]}" for kind in KIND_LABELS if kind in line.kinds)
        return HeatCell(words or "–", words or "belum ada", "", is_nothing=not words)

    def _newest(self, line: IndicatorCoverage) -> HeatCell:
        text = dated_text(line.newest)
        note = "lebih dari dua tahun" if line.is_only_old and line.newest else ""
        return HeatCell(text or "–", text or "belum ada", "", note=note, is_nothing=not text)

    def _top_level(self, line: IndicatorCoverage) -> HeatCell:
        top = line.top_level
        if top is None:
            return HeatCell("–", "belum diketahui", "", is_nothing=True)
        url = self._url(line, tingkat=level_in_address(top))
        said = f"Indikator {line.node.number}, tingkat: sampai {level_text(top)}"
        return HeatCell(f"sampai {level_text(top)}", said, url)

    def _accepted(self, line: IndicatorCoverage) -> HeatCell:
        count = sum(line.accepted.values())
        top = max(line.accepted, default=None)
        note = "" if top is None else f"sampai tingkat {level_text(top)}"
        said = f"Indikator {line.node.number}: {count} bukti diterima"
        return HeatCell(str(count), said, f"{self._url(line)}#bukti", shade_of(count), note, is_nothing=not count)

    def _count(
        self, line: IndicatorCoverage, count: int, words: str, *, is_total: bool = False, **chosen: str
    ) -> HeatCell:
        said = f"Indikator {line.node.number}, {words}: {number(count)}"
        url = self._url(line, **chosen)
        return HeatCell(number(count), said, url, shade_of(count), is_nothing=not count, is_total=is_total)

    def _url(self, line: IndicatorCoverage, **chosen: str) -> str:
        return cell_url(self.found.instrument.id, line.node.number, **chosen)


def shade_of(count: int) -> int:
    return sum(count >= step for step in _SHADES)


def dated_text(newest: Dated | None) -> str:
    if newest is None:
        return ""
    return str(newest.day.year) if newest.is_year_only else long_date(newest.day)
