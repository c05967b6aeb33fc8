"""Filters that are typed into the search box: their names, what may stand after them, and what they ask of documents.

`tahun:2018..2021` narrows like a ticked facet does. Several values of one name mean "any of them"; different names
narrow each other; a minus before the name turns it around.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.documents import kinds
from app.documents.formats import FORMAT_LABELS, is_format
from app.documents.labels import KIND_LABELS
from app.documents.models import Kind, LegalStatus
from app.documents.schemas import Filters
from indexer import text
from indexer.citation_kinds import read_kind

_EARLIEST, _LATEST = 1900, 2200  # what a document's year may be
_MOST_NUMBERS = 100
_RANGE = re.compile(r"(\d{1,4})?(?:\.\.\.?|[-–])(\d{1,4})?")
_BOUND = re.compile(r"([<>]=?)(\d{4})")
_DIGITS = re.compile(r"[0-9]{1,4}")
_NUMBER = re.compile(r"[\w./-]{1,60}")
RANGED = frozenset({"tahun", "domain", "aspek", "indikator"})
_STATUS_WORDS: Mapping[str, LegalStatus] = {
    "berlaku": LegalStatus.IN_FORCE,
    "diubah": LegalStatus.AMENDED,
    "dicabut": LegalStatus.REVOKED,
    "belum-diketahui": LegalStatus.UNKNOWN,
}
_STATUS_ALIASES: Mapping[str, str] = {
    "masih berlaku": "berlaku",
    "tidak berlaku": "dicabut",
    "belum diketahui": "belum-diketahui",
    "tidak diketahui": "belum-diketahui",
}


@dataclass(frozen=True, slots=True)
class TypedFilter:
    """One filter as understood: `values` in our own spelling."""

    name: str
    values: tuple[str, ...]
    is_excluded: bool = False

    @property
    def label(self) -> str:
        """For a chip: "Tahun: 2018..2021", "Bukan jenis: SOP"."""
        shown = ", ".join(_shown(self.name, value) for value in self.values)
        title = NAMES[self.name].title
        return f"Bukan {title.lower()}: {shown}" if self.is_excluded else f"{title}: {shown}"

    def render(self) -> str:
        """In our own syntax."""
        values = ",".join(f'"{value}"' if re.search(r"[\s,]", value) else value for value in self.values)
        return f"{'-' if self.is_excluded else ''}{self.name}:{values}"


@dataclass(frozen=True, slots=True)
class Name:
    """A filter's title on a chip, what may stand after it, and how a value is read: None when it means nothing."""

    title: str
    told: str | Callable[[], str]
    read: Callable[[str], str | None]

    @property
    def takes(self) -> str:
        return self.told if isinstance(self.told, str) else self.told()


def narrowing(filters: Filters, typed: Iterable[TypedFilter]) -> Filters:
    """The ticked filters and the typed ones together."""
    gathered: dict[tuple[str, bool], list[str]] = {}
    for one in typed:
        gathered.setdefault((one.name, one.is_excluded), []).extend(one.values)
    made = [(_asked(name, values, filters.instrument_id), out) for (name, out), values in gathered.items()]
    return replace(
        filters,
        within=(*filters.within, *(asked for asked, is_excluded in made if not is_excluded)),
        but=(*filters.but, *(asked for asked, is_excluded in made if is_excluded)),
    )


def gathered(filters: Iterable[TypedFilter]) -> tuple[TypedFilter, ...]:
    """Filters of one name are one filter: any of their values."""
    found: dict[tuple[str, bool], tuple[str, ...]] = {}
    for one in filters:
        key = (one.name, one.is_excluded)
        found[key] = tuple(dict.fromkeys((*found.get(key, ()), *one.values)))
    return tuple(TypedFilter(name, values, is_excluded) for (name, is_excluded), values in found.items())


def _asked(name: str, values: Sequence[str], instrument_id: str | None) -> Filters:
    return replace(_MEANINGS[name](values), instrument_id=instrument_id)


def _of_kinds(values: Sequence[str]) -> Filters:
    named = [(_kind_of(value), value) for value in values]
    return Filters(
        kinds=tuple(kind for kind, _ in named if kind), kind_names=tuple(value for kind, value in named if not kind)
    )


def _kind_of(value: str) -> Kind | None:
    try:
        return Kind(value)
    except ValueError:
        return None


def tier_numbers(value: str) -> range:
    """The domains, aspects or indicators that one typed value names: "12", "12..15", "12.."."""
    return _numbers(value, 1, _MOST_NUMBERS)


def _years(values: Sequence[str]) -> tuple[int, ...]:
    return tuple(year for value in values for year in _numbers(value, _EARLIEST, _LATEST))


def _tiers(values: Sequence[str]) -> tuple[int, ...]:
    return tuple(number for value in values for number in tier_numbers(value))


_MEANINGS: Mapping[str, Callable[[Sequence[str]], Filters]] = {
    "jenis": _of_kinds,
    "tahun": lambda values: Filters(years=_years(values)),
    "nomor": lambda values: Filters(numbers=tuple(values)),
    "instansi": lambda values: Filters(issuers=tuple(values)),
    "opd": lambda values: Filters(agency_names=tuple(values)),
    "topik": lambda values: Filters(topics=tuple(values)),
    "status": lambda values: Filters(statuses=tuple(_STATUS_WORDS[value] for value in values)),
    "domain": lambda values: Filters(domains=_tiers(values)),
    "aspek": lambda values: Filters(aspects=_tiers(values)),
    "indikator": lambda values: Filters(indicators=_tiers(values)),
    "format": lambda values: Filters(formats=tuple(values)),
}


def _numbers(value: str, least: int, most: int) -> range:
    """ "2018", "2018..2021", "2018..", "..2021"."""
    first, dots, last = value.partition("..")
    return range(int(first or least), int(last or (most if dots else first)) + 1)


def _read_year(value: str) -> str | None:
    bound = _BOUND.fullmatch(value)
    if bound:
        sign, year = bound.group(1), int(bound.group(2)) + {">": 1, "<": -1}.get(bound.group(1), 0)
        return _within(f"{year}.." if sign.startswith(">") else f"..{year}", _EARLIEST, _LATEST)
    return _within(value, _EARLIEST, _LATEST)


def _read_number(value: str) -> str | None:
    return _within(value, 1, _MOST_NUMBERS)


def _within(value: str, least: int, most: int) -> str | None:
    """One number or a range, its ends in order and within the bounds."""
    found = _RANGE.fullmatch(value)
    ends = [end for end in (found.groups() if found else (value,)) if end]
    if not ends or not all(_DIGITS.fullmatch(end) and least <= int(end) <= most for end in ends):
        return None
    if found is None or len(ends) == 2:
        return "..".join(dict.fromkeys(str(end) for end in sorted(map(int, ends))))
    return f"{ends[0]}.." if found.group(1) else f"..{ends[0]}"


def _read_kind(value: str) -> str | None:
    """A kind of document by its label, or a kind of rule by any of its names."""
    named = kinds.current().names.get(kinds.plain(value))
    if named is not None:
        return named
    rule = read_kind(value, 0, typed=True)
    is_whole = rule is not None and rule.end == len(value) and not rule.place
    return rule.name if rule is not None and is_whole else None


def _read_status(value: str) -> str | None:
    plain = value.lower()
    word = _STATUS_ALIASES.get(plain.replace("-", " "), plain)
    return word if word in _STATUS_WORDS else None


def _read_format(value: str) -> str | None:
    plain = value.lower().lstrip(".")
    return plain if is_format(plain) else None


def _read_quoted_number(value: str) -> str | None:
    is_number = _NUMBER.fullmatch(value) and any(sign.isdecimal() for sign in value)
    return value if is_number else None


def _read_name(value: str) -> str | None:
    """Anything that says something: as it is typed, but for blanks."""
    plain = " ".join(value.split())
    return plain if len(text.normalise(plain)) > 1 else None


def _shown(name: str, value: str) -> str:
    kind = _kind_of(value) if name == "jenis" else None
    if kind is not None:
        return KIND_LABELS[kind]
    if name == "format":
        return FORMAT_LABELS.get(value, value.upper())
    first, dots, last = value.partition("..") if name in RANGED else (value, "", "")
    if not dots:
        return value
    return f"{first}–{last}" if first and last else f"sejak {first}" if first else f"sampai {last}"


def _kinds_taken() -> str:
    return f"{', '.join(KIND_LABELS.values()).lower()}; atau jenis peraturan seperti perpres, perwali, permenpanrb"


NAMES: Mapping[str, Name] = {
    "judul": Name("Judul", "kata, frasa dalam tanda kutip, atau awal kata dengan *", _read_name),
    "jenis": Name("Jenis", _kinds_taken, _read_kind),
    "tahun": Name("Tahun", "satu tahun (2023), rentang (2018..2021), sejak (2018..), atau sampai (..2021)", _read_year),
    "nomor": Name("Nomor", "nomor peraturan, misalnya 95, 95/2018, atau PER-5/K/2018", _read_quoted_number),
    "instansi": Name("Instansi", "bagian nama penerbit, misalnya kominfo atau “badan siber”", _read_name),
    "opd": Name("OPD", "kode atau bagian nama OPD pemilik dokumen", _read_name),
    "topik": Name("Topik", "bagian nama topik pada isian Label, atau sebutan lainnya", _read_name),
    "status": Name("Status", ", ".join(_STATUS_WORDS), _read_status),
    "domain": Name("Domain", "nomor domain pada instrumen penilaian", _read_number),
    "aspek": Name("Aspek", "nomor aspek pada instrumen penilaian", _read_number),
    "indikator": Name("Indikator", "nomor indikator (12) atau rentang (12..15)", _read_number),
    "format": Name("Format", f"{', '.join(FORMAT_LABELS)}, atau akhiran berkas seperti docx", _read_format),
}
