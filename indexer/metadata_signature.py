"""The end of a rule: where and when it was enacted and promulgated, who signed, and in which gazette it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from indexer.citation_numbers import digits, year_of
from indexer.metadata_lines import Line, is_heading, mend
from indexer.metadata_titles import title_case

_MONTHS = (
    *("januari", "februari", "maret", "april", "mei", "juni"),
    *("juli", "agustus", "september", "oktober", "november", "desember"),
    *("pebruari", "nopember"),
)
_MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS[:12], 1)} | {"pebruari": 2, "nopember": 11}
_ENACTED = re.compile(r"^.{0,40}?\b(?:[dc]\s?i\s?tetapkan|disahkan|dikeluarkan)\s+d\s?[il]\b\s*:?\s*", re.IGNORECASE)
_PROMULGATED = re.compile(r"^.{0,40}?\bdiundangkan\s+d\s?[il]\b\s*:?\s*", re.IGNORECASE)
_DATE = re.compile(r"([0-9OoIlL]{1,2})\s*[-/ ]?\s*([A-Za-z]{3,10})\s*[-/ ]?\s*([12lI][0-9OoIlL]{3})")
HEAD_LINES, END_LINES = 30, 80
_DATELINE = re.compile(
    rf"^(?:\W{{0,3}}|(?:nomor|no)\b.{{0,60}}?\d\s)([A-Z][a-z]+(?:\s[A-Z][a-z]+){{0,2}})\s*,\s*(?:tanggal\s+)?(\S{{0,3}}\s{{0,2}}(?:{'|'.join(_MONTHS)})\s+[12]\d{{3}})\W*$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)$", re.IGNORECASE)
_CAPITAL = "JAKARTA"
_PLACE_ENDS = re.compile(r"\s*,?\s*(?:pa\.?da\b.*|tanggal\b.*|ditetapkan\b.*|,.*|\d.*)$", re.IGNORECASE)
_SIGNED = re.compile(r"^\W*(?:ttd\b|td\b|cap\b|t\.t\.d|tanda tangan|meterai|salinan)", re.IGNORECASE)
_SIGNED_INSIDE = re.compile(r"\b(?:ttd|t\.t\.d)\b\W*", re.IGNORECASE)
_NO_NAME = re.compile(
    r"\b(?:republik|indonesia|menteri|presiden|gubernur|bupati|wali\s?kota|kepala|negara|badan|daerah|kabupaten|kota|provinsi"
    r"|rektor|ketua|direktur|sekretaris|birokrasi|reformasi|aparatur|manusia|pembina|nip|ditandatangani|elektronik|tembusan"
    r"|salinan|diundangkan|kementerian|lembaran|berita|universitas|majelis|bidang|informatika|kebudayaan|jenderal|nuklir"
    r"|pada tanggal|a\.n|plt|pj|peraturan|perundang|keputusan|tentang|direktorat|biro|bagian|dinas|kecamatan|camat"
    r"|lurah|inspektur|inspektorat|asisten|penata|pengatur|naskah|lampiran|komisi|pimpinan|nama|jabatan"
    r"|kedudukan)\b",
    re.IGNORECASE,
)
_GAZETTE = re.compile(
    r"^\W*(TAMBAHAN\s+)?(LEMBARAN|BERITA)\s+(NEGARA|DAERAH)\s*(.*?)\s*(?:TAHUN\s+(\S{4})\s+)?(?:NOMOR|NO)\b\s*[.:]?\s*(\S+)"
    r"(?:,?\s*(\d{4}))?"
)
_COPY_HEAD = re.compile(r"^No\.?\s?(\d+),\s?(\d{4})\b")
NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?((?:19|20)\d\d)(?!\d)")
_RANK = re.compile(r"^\W*(?:NIP|NRP|Pembina|Penata|Pengatur)\b", re.IGNORECASE)
_PHYSICIAN = re.compile(r"^(?:dr|drg|drh)\.\s?(?=[A-Z])")
_SENTENCE = re.compile(r"(?<![^\s])(?!binti\b)[a-z]{4,}(?![^\s])")
_MISREAD_J = re.compile(r"^\.I(?=[A-Z]{2})")
_PROMULGATOR = re.compile(r"\bperundang-?\s?undangan\b|\bmenteri\s+hukum\b", re.IGNORECASE)
_NEXT_PART = re.compile(r"^\W*(?:lampiran|tembusan|bab|naskah|i\.)(?!\w)", re.IGNORECASE)
_OFFICE_ALONE = re.compile(
    r"^\W*(?:ketua|presiden|menteri|gubernur|bupati|wali\s?kota|kepala|rektor|direktur)\b", re.IGNORECASE
)
_SIGNATURE_LINES = 18
_WORD = re.compile(r"[^\W\d_]+")
_GAZETTE_YEAR = re.compile(r"(\d{4})/")
_DATED = re.compile(r"tang+[a-z]{1,4}\b\W*", re.IGNORECASE)
_BOTH = re.compile(r".*\bdiundangkan\s+d[il]\b.*\bditetapkan\s+d[il]\b", re.IGNORECASE)
_DEGREE = re.compile(
    r"^(?:DR|H|HJ|IR|DRS|DRA|PROF|SH|MH|SE|MM|ST|MT|SIP|MSI|MSC|APU|STP|IP|AP|KM|AN|S\.E|M\.M|S\.H|M\.SI)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signed:
    """An enactment or a promulgation: place, day, and the lines that say so."""

    place: str | None
    day: date | None
    line: Line
    index: int


def enactment(lines: Sequence[Line], year: int | None) -> Signed | None:
    """ "Ditetapkan di … pada tanggal …", or "Disahkan", "Dikeluarkan"."""
    return _signed(lines, _ENACTED, year)


def dateline(lines: Sequence[Line]) -> Signed | None:
    """ "Bandung, 22 Mei 1963": how letters, circulars and old decisions say it, at the head or the end."""
    ends = [*range(min(len(lines), HEAD_LINES)), *range(max(HEAD_LINES, len(lines) - END_LINES), len(lines))]
    for index in ends:
        found = _DATELINE.match(lines[index].text)
        if found:
            place = None if _WEEKDAY.match(found.group(1)) else title_case(found.group(1).strip().upper())
            return Signed(place, read_date(found.group(2)), lines[index], index)
    return None


def promulgation(lines: Sequence[Line], year: int | None) -> Signed | None:
    """ "Diundangkan di … pada tanggal …"."""
    return _signed(lines, _PROMULGATED, year)


def signer(lines: Sequence[Line], signed: Signed, office: str = "") -> Line | None:
    """The first name under the enactment, below the office (set in one line or in many) and the note of signing."""
    if _BOTH.match(lines[signed.index].text):
        return None  # two signatures side by side: nobody can say whose name is whose
    words = frozenset(_WORD.findall(office.lower()))
    in_office = True
    for at, line in enumerate(lines[signed.index + 1 : signed.index + _SIGNATURE_LINES], signed.index + 1):
        text = _MISREAD_J.sub("J", _SIGNED_INSIDE.sub("", line.text).strip())
        is_other = _PROMULGATOR.search(text) and not _PROMULGATOR.search(office)
        if is_other or _PROMULGATED.match(text) or _NEXT_PART.match(text):
            break
        is_office = words.issuperset(_WORD.findall(text.lower()))
        if is_office or (in_office and (_DATE.search(text) or text.endswith(",") or _NO_NAME.search(text))):
            continue
        in_office = in_office and not _SIGNED.match(line.text)
        if is_name(text) and (" " in text or is_heading(text) or _ends_office(lines[at - 1].text)):
            return Line(person(text), line.page)
    return None


def _ends_office(text: str) -> bool:
    """Whether a single word below may be a whole name, not the rest of a line or the head of a column."""
    return text.endswith(",") or bool(_SIGNED.match(text)) or bool(_OFFICE_ALONE.match(text))


def signer_by_rank(lines: Sequence[Line]) -> Line | None:
    """The name above the rank or the number of a civil servant, which ends letters and circulars."""
    for at, line in enumerate(lines):
        if at >= 2 and _RANK.match(line.text):
            names = (above for above in reversed(lines[at - 2 : at]) if is_name(above.text) and " " in above.text)
            found = next(names, None)
            return Line(person(found.text), found.page) if found else None
    return None


def years_said(lines: Sequence[Line]) -> list[int]:
    """The years of enactment, promulgation and gazette, as they stand at the end of the rule."""
    signed = (enactment(lines, None), promulgation(lines, None))
    entry = _GAZETTE_YEAR.search(said.text) if (said := gazette(lines, None)) else None
    years = [one.day.year for one in signed if one and one.day]
    return [*years, int(entry.group(1))] if entry else years


def gazette(lines: Sequence[Line], year: int | None) -> Line | None:
    """ "LN 2008/58, TLN 4843", "BD Kabupaten X 2021/81"; the gazettes of rules cited are not in capitals."""
    main = extra = None
    for index, line in enumerate(lines):
        if not line.text.lstrip(" (").startswith(("LEMBARAN", "BERITA", "TAMBAHAN", "LEMB")) or not is_heading(
            line.text
        ):
            continue
        joined = " ".join(part.text for part in lines[index : index + 2])
        found = _GAZETTE.match(mend(joined))
        if found and found.group(1):
            extra = extra or _supplement(found)
        else:
            entry = _entry(found, year) if found else _copy_head(lines, index)
            main = main or (Line(entry, line.page) if entry else None)
    return Line(f"{main.text}, {extra}", main.page) if main and extra else main


def read_date(text: str) -> date | None:
    """A date in words, misread digits and months mended: "L7 0ktober 2O22"."""
    for found in _DATE.finditer(text.replace("0k", "Ok")):
        day, year = digits(found.group(1)), year_of(found.group(3))
        month = process.extractOne(found.group(2).lower(), _MONTHS, scorer=fuzz.ratio, score_cutoff=72)
        if month and year:
            return _date(year, _MONTH_NUMBERS[month[0]], int(_day(day)))
    numeric = NUMERIC_DATE.search(text)
    return _date(int(numeric.group(3)), int(numeric.group(2)), int(numeric.group(1))) if numeric else None


def _signed(lines: Sequence[Line], pattern: re.Pattern[str], year: int | None) -> Signed | None:
    for index, line in enumerate(lines):
        found = pattern.match(line.text)
        if not found:
            continue
        block = " ".join(part.text for part in lines[index : index + 3])
        after = block[found.end() :]
        cuts = list(_DATED.finditer(after))
        is_second = pattern is _ENACTED and bool(_BOTH.match(line.text)) and len(cuts) > 1
        cut = cuts[is_second] if cuts else None
        day = read_date(after[cut.end() : cut.end() + 24] if cut else after[:60])
        place = _PLACE_ENDS.sub("", line.text[found.end() :]).strip(" .:")
        return Signed(_place(place), _in_year(day, year), Line(block[:160], line.page), index)
    return None


def _place(printed: str) -> str | None:
    """As printed; a slip in the name of the capital is one of printing or reading."""
    name = printed.upper()
    if fuzz.ratio(name, _CAPITAL) >= 90:
        name = _CAPITAL
    return title_case(name) if name else None


def _in_year(day: date | None, year: int | None) -> date | None:
    """A year that differs from that of the number in one digit was misread."""
    if day is None or year is None or abs(day.year - year) <= 1:
        return day
    differing = sum(a != b for a, b in zip(str(day.year), str(year), strict=True))
    return _date(year, day.month, day.day) if differing == 1 else day


def _day(mended: str) -> str:
    return mended if mended.isdecimal() else mended.translate(str.maketrans("OoIlL", "00111"))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def is_name(text: str) -> bool:
    """Whether a line can be the name of a person, and not that of an office."""
    text = _PHYSICIAN.sub("", text)
    letters = sum(sign.isalpha() for sign in text)
    long_word = any(len(word) >= 3 and word.isalpha() for word in text.replace(",", " ").split())
    clean = letters >= 0.65 * len(text.replace(" ", "")) and not any(sign.isdecimal() for sign in text)
    is_sentence = bool(_SENTENCE.search(text.partition(",")[0]))
    return (
        3 <= letters <= 60 and long_word and clean and text[:1].isupper() and not (is_sentence or _NO_NAME.search(text))
    )


def person(text: str) -> str:
    """A name as it is written in running text, degrees kept."""
    if not is_heading(text):
        return text.strip(" .,") if text.count(".") < 2 else text.strip(" ,")
    name, comma, degrees = text.partition(",")
    return f"{_cased(name)}{comma}{' '.join(map(_degree, degrees.split(' ')))}".strip(" ,")


def _cased(name: str) -> str:
    doctor = _PHYSICIAN.match(name)
    kept = doctor.group() if doctor else ""
    words = [w if _DEGREE.match(w.strip(".,")) and len(w) <= 3 and "." not in w else w.title() for w in name.split()]
    return kept + " ".join(words)[len(kept) :]


def _degree(word: str) -> str:
    """ "SH.," and "S.STP" keep their capitals, "S.KOM" does not."""
    last = word.strip(".,").rpartition(".")[2]
    return word if _DEGREE.match(last) and len(last) <= 3 else word.title()


def _entry(found: re.Match[str], default: int | None) -> str | None:
    year = year_of(found.group(5) or found.group(7) or "") or default
    number = digits(found.group(6).strip(" .,;)"))
    if year is None or not number[:1].isdecimal():
        return None
    if found.group(3) == "NEGARA":
        return f"{'LN' if found.group(2) == 'LEMBARAN' else 'BN'} {year}/{number}"
    region = title_case(found.group(4).strip(" ,."))
    return f"{'LD' if found.group(2) == 'LEMBARAN' else 'BD'} {region} {year}/{number}"


def _supplement(found: re.Match[str]) -> str | None:
    number = digits(found.group(6).strip(" .,;)"))
    return f"{'TLN' if found.group(3) == 'NEGARA' else 'TLD'} {number}" if number.isdecimal() else None


def _copy_head(lines: Sequence[Line], index: int) -> str | None:
    """The head of the gazette's own copy: BERITA NEGARA / REPUBLIK INDONESIA / No.49, 2020."""
    for line in lines[index + 1 : index + 3]:
        found = _COPY_HEAD.match(line.text)
        if found:
            return f"{'LN' if lines[index].text.startswith('LEMB') else 'BN'} {found.group(2)}/{found.group(1)}"
    return None
