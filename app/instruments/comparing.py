"""What a new edition of an instrument changes. Pure: two specs in, differences out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.instruments.spec import AspectSpec, DomainSpec, IndicatorSpec, InstrumentSpec

Part = TypeVar("Part", DomainSpec, AspectSpec, IndicatorSpec)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference in words; `number` is set where an indicator is concerned."""

    kind: str
    text: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`is_new`: there was no instrument by that id. `vanished` are the numbers that are no longer listed."""

    is_new: bool
    changes: tuple[Change, ...]
    vanished: tuple[int, ...]
    is_same: bool


def compare(old: InstrumentSpec | None, new: InstrumentSpec) -> Comparison:
    if old is None:
        return Comparison(is_new=True, changes=(), vanished=(), is_same=False)
    numbers = {indicator.number for indicator in new.indicators}
    vanished = tuple(one.number for one in old.indicators if one.number not in numbers)
    return Comparison(is_new=False, changes=tuple(_changes(old, new)), vanished=vanished, is_same=old == new)


def _changes(old: InstrumentSpec, new: InstrumentSpec) -> Iterator[Change]:
    for name, label in _HEAD.items():
        if getattr(old, name) != getattr(new, name):
            yield Change("kepala", f"{label} berubah.")
    yield from _parts("Domain", old.domains, new.domains, lambda one: one.name)
    yield from _parts("Aspek", old.aspects, new.aspects, lambda one: one.name)
    yield from _parts("Indikator", old.indicators, new.indicators, lambda one: one.short_name)


_HEAD = {
    "title": "Judul",
    "regulation": "Nama peraturan",
    "status": "Status",
    "is_verified": "Tanda verifikasi",
    "assessment_years": "Tahun penilaian",
    "levels_are_whole": "Bentuk nilai (bulat atau desimal)",
    "min_level": "Tingkat terendah",
    "max_level": "Tingkat tertinggi",
    "target_level": "Target",
    "scales": "Skala tingkat",
    "bands": "Batas predikat",
    "stages": "Tahap penilaian",
}


def _parts(what: str, old: Sequence[Part], new: Sequence[Part], name: Callable[[Part], str]) -> Iterator[Change]:
    before, after = {one.number: one for one in old}, {one.number: one for one in new}
    for number in sorted(before.keys() | after.keys()):
        told = number if what == "Indikator" else None
        was, now = before.get(number), after.get(number)
        if was is None and now is not None:
            yield Change("baru", f"{what} {number} ({name(now)}) ditambahkan.", told)
        elif now is None and was is not None:
            yield Change("hilang", f"{what} {number} ({name(was)}) tidak ada lagi.", told)
        elif was is not None and now is not None and was != now:
            yield Change("berubah", f"{what} {number} ({name(now)}): {_said(was, now)}.", told)


def _said(was: Part, now: Part) -> str:
    fields = [label for field, label in _FIELDS.items() if getattr(was, field, None) != getattr(now, field, None)]
    return f"{', '.join(fields)} berubah" if fields else "kata penanda atau rujukannya berubah"


_FIELDS = {
    "name": "nama",
    "weight": "bobot",
    "domain": "domain",
    "aspect": "aspek",
    "scale": "skala",
    "levels": "kriteria atau contoh bukti",
    "explanation": "penjelasan",
    "continues": "padanan instrumen terdahulu",
    "external": "sumber nilai dari luar",
}
