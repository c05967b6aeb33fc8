"""What a well-shaped instrument must fulfil besides: sums, references, completeness. Used by `loader`.

Weights are compared as decimals, to the last digit: an index that is off by a rounding error is a wrong index.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from app.instruments.nodes import Lines, Problem
from app.instruments.profile_rules import profile_problems
from app.instruments.related_loading import shown_weight
from app.instruments.spec import (
    DOCUMENT_KINDS,
    AspectSpec,
    DomainSpec,
    IndicatorSpec,
    InstrumentSpec,
    ScaleLevel,
    ScaleSpec,
)

T = TypeVar("T")

STATUSES = frozenset({"unknown", "in_force", "amended", "revoked"})
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def problems_of(instrument: InstrumentSpec, lines: Lines) -> list[Problem]:
    """`lines` tells where each part stands, by its kind and number or id."""
    rules = (_head, _duplicates, _scales, _bands, _references, _weights, _levels, _continued, profile_problems)
    return [problem for rule in rules for problem in rule(instrument, lines)]


def _head(instrument: InstrumentSpec, lines: Lines) -> Iterator[Problem]:
    line = lines["instrument", "id"]
    if not _ID.fullmatch(instrument.id):
        yield Problem(line, f'"{instrument.id}" bukan id yang sah; pakai huruf kecil, angka, dan tanda hubung.')
    if instrument.status not in STATUSES:
        known = ", ".join(sorted(STATUSES))
        yield Problem(lines["instrument", "status"], f'Status "{instrument.status}" tidak dikenal. Pilih: {known}.')
    for name in ("scales", "bands", "stages", "aspects", "indicators"):
        if not getattr(instrument, name):
            yield Problem(line, f'Daftar "{name}" kosong.')


def _duplicates(instrument: InstrumentSpec, lines: Lines) -> Iterator[Problem]:
    yield from _twice("domain", instrument.domains, lambda domain: domain.number, lines)
    yield from _twice("aspek", instrument.aspects, lambda aspect: aspect.number, lines)
    yield from _twice("indikator", instrument.indicators, lambda indicator: indicator.number, lines)
    yield from _twice("skala", instrument.scales, lambda scale: scale.id, lines)
    yield from _twice("tahap", instrument.stages, lambda stage: stage.id, lines)
    yield from _twice("jenis bukti", instrument.evidence_kinds, lambda kind: kind.id, lines)
    yield from _twice("predikat", instrument.bands, lambda band: band.predicate, lines)
    yield from _twice("status bukti", instrument.evidence_statuses, lambda status: status.id, lines)
    yield from _twice("peran", instrument.evidence_roles, lambda role: role.id, lines)
    for code, count in Counter(indicator.code for indicator in instrument.indicators).items():
        if count > 1:
            yield Problem(lines["instrument", "indicators"], f'Kode indikator "{code}" dipakai {count} kali.')


def _twice(what: str, parts: Sequence[T], key: Callable[[T], object], lines: Lines) -> Iterator[Problem]:
    for name, count in Counter(map(key, parts)).items():
        if count > 1:
            yield Problem(lines[what, name], f'{what.capitalize()} "{name}" ditulis {count} kali.')


def _scales(instrument: InstrumentSpec, lines: Lines) -> Iterator[Problem]:
    lowest, highest = instrument.min_level, instrument.max_level
    if lowest >= highest:
        yield Problem(lines["instrument", "levels"], "Tingkat terendah harus lebih kecil daripada tingkat tertinggi.")
    if not lowest <= instrument.target_level <= highest:
        yield Problem(lines["instrument", "levels"], "Target harus berada di antara tingkat terendah dan tertinggi.")
    for scale in instrument.scales:
        line = lines["skala", scale.id]
        if not scale.levels or list(scale.levels) != sorted(scale.levels, key=lambda level: level.value):
            yield Problem(line, f'Tingkat skala "{scale.id}" harus terisi dan urut dari yang terendah.')
        yield from (Problem(line, fault) for level in scale.levels for fault in _scale_level_faults(instrument, level))
        if len({level.value for level in scale.levels}) < len(scale.levels):
            yield Problem(line, f'Skala "{scale.id}" memuat tingkat yang sama dua kali.')


def _scale_level_faults(instrument: InstrumentSpec, level: ScaleLevel) -> Iterator[str]:
    if not instrument.min_level <= level.value <= instrument.max_level:
        yield f"Tingkat {level.value} di luar batas {instrument.min_level} sampai {instrument.max_level}."
    if instrument.levels_are_whole and level.value % 1:
        yield f"Tingkat {level.value} tidak bulat, padahal instrumen ini memakai tingkat bulat."


def _bands(instrument: InstrumentSpec, lines: Lines) -> Iterator[Problem]:
    bands = sorted(instrument.bands, key=lambda band: band.minimum)
    for band in bands:
        if band.minimum >= band.maximum:
            message = f'Batas bawah predikat "{band.predicate}" harus lebih kecil daripada batas atasnya.'
            yield Problem(lines["predikat", band.predicate], message)
    for lower, upper in pairwise(bands):
        if lower.maximum != upper.minimum:
            message = f'Predikat "{lower.predicate}" dan "{upper.predicate}" tidak bersambung.'
            yield Problem(lines["predikat", upper.predicate], message)
    if bands and (bands[0].minimum, bands[-1].maximum) != (instrument.min_level, instrument.max_level):
        message = f"Predikat harus mencakup indeks dari {instrument.min_level} sampai {instrument.max_level}."
        yield Problem(lines["predikat", bands[0].predicate], message)


def _references(instrument: InstrumentSpec, lines: Lines) -> Iterator[Problem]:
    domains: set[int | None] = {domain.number for domain in instrument.domains} or {None}
    for aspect in instrument.aspects:
        if aspect.domain not in domains:
            message = f"Aspek {aspect.number} merujuk domain {aspect.domain} yang tidak ada."
            yield Problem(lines["aspek", aspect.number], message)
    for indicator in instrument.indicators:
        line = lines["indikator", indicator.number]
        yield from (Problem(line, f"Indikator {indicator.number} {fault}") for fault in _faults(instrument, indicator))


def _faults(instrument: InstrumentSpec, indicator: IndicatorSpec) -> Iterator[str]:
    if instrument.aspect(indicator.aspect) is None:
        yield f"merujuk aspek {indicator.aspect} yang tidak ada."
    if instrument.scale(indicator.scale) is None:
        yield f'memakai skala "{indicator.scale}" yang tidak ada.'
    used = {hint.kind for level in indicator.levels for hint in level.evidence}
    for kind in sorted(used - {kind.id for kind in instrument.evidence_kinds}):
        yield f'memakai jenis bukti "{kind}" yang tidak ada.'
    for kind in sorted(set(indicator.prefers_kinds) - DOCUMENT_KINDS):
        yield f'menyebut jenis dokumen "{kind}" yang tidak dikenal.'


def _weights(instrument: InstrumentSpec, lines: Lines) -> Iterator[Problem]:
    total = _sum(instrument.indicators)
    if total != 100:
        message = f"Jumlah bobot semua indikator {_plain(total)}, seharusnya tepat 100."
        yield Problem(lines["instrument", "indicators"], message)
    for part in instrument.indicators:
        if part.weight <= 0:
            yield Problem(lines["indikator", part.number], f"Bobot indikator {part.number} harus lebih dari 0.")
    for aspect in instrument.aspects:
        yield from _part_weight("aspek", aspect, "indikator", _sum(instrument.indicators_of(aspect.number)), lines)
    for domain in instrument.domains:
        yield from _part_weight("domain", domain, "aspek", _sum(instrument.aspects_of(domain.number)), lines)


def _part_weight(
    what: str, part: AspectSpec | DomainSpec, smaller: str, total: Fraction, lines: Lines
) -> Iterator[Problem]:
    if part.share != total or not total:
        written, found = _plain(part.share), _plain(total)
        message = f"Bobot {what} {part.number} tertulis {written}, tetapi jumlah bobot {smaller}nya {found}."
        yield Problem(lines[what, part.number], message)


def _sum(parts: Iterable[DomainSpec | AspectSpec | IndicatorSpec]) -> Fraction:
    return sum((part.share for part in parts), Fraction(0))


def _plain(share: Fraction) -> str:
    shown = shown_weight(share)
    return f"{shown}" if Fraction(shown) == share else f"{share} (kira-kira {shown})"


def _levels(instrument: InstrumentSpec, lines: Lines) -> Iterator[Problem]:
    for indicator in instrument.indicators:
        scale = instrument.scale(indicator.scale)
        if scale is not None and [level.value for level in indicator.levels] != _values(scale):
            expected = ", ".join(str(value) for value in _values(scale))
            message = f'Indikator {indicator.number} harus memuat tepat tingkat {expected} dari skala "{scale.id}".'
            yield Problem(lines["indikator", indicator.number], message)


def _continued(instrument: InstrumentSpec, lines: Lines) -> Iterator[Problem]:
    """Only what the file itself can tell: whether the earlier instrument holds those numbers shows when it is used."""
    for indicator in instrument.indicators:
        line = lines["indikator", indicator.number]
        for earlier in indicator.continues:
            if earlier.instrument == instrument.id:
                yield Problem(
                    line, f"Indikator {indicator.number} menyebut instrumennya sendiri sebagai yang terdahulu."
                )
            if len(set(earlier.indicators)) < len(earlier.indicators):
                message = f"Indikator {indicator.number} menyebut indikator terdahulu yang sama dua kali."
                yield Problem(line, message)


def _values(scale: ScaleSpec) -> list[Decimal]:
    return [level.value for level in scale.levels]
