"""Titles that people can read: capitals set down with care, file names without dross, first headings of a page."""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from indexer.metadata_lines import Line, ends_open, in_full, is_heading

MOST_TITLE_LINES = 5
LONGEST_TITLE = 300


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


_SMALL = _words(
    "dan atau di ke dari pada dalam untuk dengan serta atas oleh bagi yang tentang terhadap mengenai sebagai "
    "antara secara the of for and",
)
_ACRONYMS = _words(
    "SPBE TIK TI APBD APBN OPD ASN PNS PPPK SOP UMKM KTP DPRD BUMD BUMN PPID JDIH SKPD SIPD RPJMD RKPD PANRB BPKP "
    "BSSN BRIN BPS COBIT ISO SDM KAK DPA RKA PDP ICT API SPLP LHE LKJIP LPSE PTSP DPMPTSP PBB BPHTB CSIRT ITSA "
    "SK SD SMP SMA SMK RSUD UPTD UPT BLUD BLU BKN KRS KKN RT RW TNI POLRI",
)
_ROMAN = re.compile(r"[IVXLC]+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CODE = re.compile(r"\S*\d\S*/\S+|\S+/\S*\d\S*|\((?!SATU|DUA|TIGA|EMPAT|LIMA|ENAM|TUJUH)[A-Z]{2,6}\)")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_HASH = re.compile(r"^(?:(?=[0-9a-f]*\d)[0-9a-f]{6,64}|\d{10,17})(?:[_\-\s]+|$)", re.IGNORECASE)
_TAIL_KEY = re.compile(r"[-_ ]\d{10,13}[-_ ][A-Za-z0-9]{1,10}$")
_LETTERHEAD = re.compile(
    r"^(?:pemerintah\b|dinas\b|kementerian\b|sekretariat\b|badan\b|kecamatan\b|desa\b|fakultas\b|universitas\b|jalan\b|jl\b"
    r"|telp|telepon|email|e-mail|website|situs|http|www|fax|kode pos|salinan|halaman|page\b|no\.|nomor\b|yth|kepada"
    r"|republik indonesia|rancangan|jurnal\b|volume\b|vol\.|issn|available|kata pengantar|daftar isi|lampiran\b"
    r"|dan\b|provinsi\b|kab\b|kabupaten\b|kota\b|tahun\b|tanggal\b|copyright)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"^(?:perihal|hal)\s*:\s*(\S.{8,})$", re.IGNORECASE)
_LABELS = frozenset({"nomor", "sifat", "lampiran", "perihal", "hal"})
_ADDRESSEE = re.compile(r"^\W*(?:kepada|yth|di\b)", re.IGNORECASE)
_DEGREE = re.compile(r",\s*[SM]\.?\s?[A-Z]")
_PREAMBLE_LINES = 120
_CONSIDERED = re.compile(
    r"\bmenetapkan\s+(?:peraturan|keputusan|instruksi|qanun)\b[^;.:]{0,120}?\btentang\s+([^;.:]{8,300})(?=[;.:])",
    re.IGNORECASE,
)
_DECIDED = re.compile(
    r"\bMenetapkan\W+(?:PERATURAN|KEPUTUSAN|INSTRUKSI|QANUN)\b[^a-z;.:]{0,160}?\bTENTANG\s+([^a-z;.:]{8,400})\."
)
_OTHER_PART = re.compile(r"(?:oleh|bab)\b", re.IGNORECASE)
_CHAPTER = re.compile(r"bab\b", re.IGNORECASE)
_USELESS = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)|untitled|tanpa judul|document\d*|slide 1|\W*$)", re.IGNORECASE
)


def title_case(text: str) -> str:
    """ "PETA RENCANA SPBE DI KOTA X" → "Peta Rencana SPBE di Kota X"; mixed case, codes, "(KKN)" stay as set."""
    if not is_heading(text):
        return text
    first = True
    parts: list[str] = []
    end = 0
    codes = [found.span() for found in _CODE.finditer(text)]
    for found in _WORD.finditer(text):
        is_code = any(start <= found.start() < stop for start, stop in codes)
        word = found.group() if is_code else _cased(found.group(), first=first)
        parts += [text[end : found.start()], word]
        first, end = False, found.end()
    return "".join([*parts, text[end:]]).replace("Menteri dalam Negeri", "Menteri Dalam Negeri")


def readable_file_name(name: str) -> str:
    """ "0b2d71b8_Perpres_Nomor_82.pdf" → "Perpres Nomor 82": no path, no extension, no hashes, no time stamps."""
    bare = _EXTENSION.sub("", name.replace("\\", "/").rsplit("/", maxsplit=1)[-1])
    bare = _TAIL_KEY.sub("", bare)
    shorter = _HASH.sub("", bare)
    while shorter != bare and shorter:
        bare, shorter = shorter, _HASH.sub("", shorter)
    words = re.sub(r"[_\s]+", " ", bare).strip(" -.")
    if " " not in words:
        words = words.replace("-", " ").strip()
    return words[:1].upper() + words[1:LONGEST_TITLE]


def subject_of_letter(lines: Sequence[Line]) -> Line | None:
    """What a letter is about, from its "Hal:" or "Perihal:"."""
    for at, line in enumerate(lines[:40]):
        is_label = line.text.lower() in {"hal", "perihal"} and at + 1 < len(lines)
        below = f"{line.text} {in_full(lines, at + 1)}" if is_label else ""
        found = _SUBJECT.match(in_full(lines, at)) or _SUBJECT.match(below)
        if found:
            return Line(found.group(1).strip(" .,"), line.page)
    return _subject_in_columns(lines[:30])


def _subject_in_columns(lines: Sequence[Line]) -> Line | None:
    """Letterheads whose labels were read before their values: Nomor / Sifat / Perihal / : / : / : / 1/2020 / …"""
    labels = [index for index, line in enumerate(lines) if line.text.lower().strip(" :") in _LABELS]
    if not labels or lines[labels[-1]].text.lower().strip(" :") not in {"perihal", "hal"}:
        return None
    values = [line for line in lines[labels[-1] + 1 :] if line.text.strip(" :")]
    start = len(labels) - 1
    taken = list(takewhile(lambda line: not _ADDRESSEE.match(line.text), values[start : start + 4]))
    words = " ".join(line.text.strip(" :") for line in taken)
    return Line(words.strip(" .,"), taken[0].page) if len(words) >= 12 else None


def first_heading(lines: Sequence[Line]) -> Line | None:
    """The first lines in capitals that are no letterhead, joined while they stand together."""
    for index, line in enumerate(lines[:40]):
        if line.is_row:
            return None  # what comes below the head of a table is a part of it
        if not _may_be_title(line.text):
            continue
        joined = " ".join(part.text for part in _title_block(lines, index))
        if len(_WORD.findall(joined)) >= 2:
            return Line((_running_head(lines, joined) + title_case(joined))[:LONGEST_TITLE], line.page)
    return None


def _title_block(lines: Sequence[Line], index: int) -> list[Line]:
    """The line and those that belong to it; the rows of a table below do not."""
    block = [lines[index]]
    for following in lines[index + 1 : index + MOST_TITLE_LINES]:
        goes_on = is_heading(following.text) or ends_open(block[-1].text)
        is_other = following.is_row or following.page != block[0].page or _OTHER_PART.match(following.text)
        if is_other or not goes_on:
            break
        block.append(following)
    return block


def _running_head(lines: Sequence[Line], heading: str) -> str:
    """A chapter filed alone is named after the work whose name runs above it."""
    above = lines[0].text
    is_name = len(_WORD.findall(above)) >= 4 and not _LETTERHEAD.match(above) and above != heading
    return f"{above} – " if _CHAPTER.match(heading) and is_name else ""


def considered_title(lines: Sequence[Line]) -> Line | None:
    """Where the heading was not readable: "Menetapkan : KEPUTUSAN BUPATI TENTANG …", or the last consideration."""
    for pattern in (_DECIDED, _CONSIDERED):
        for index, line in enumerate(lines[:_PREAMBLE_LINES]):
            if "menetapkan" not in line.text.lower():
                continue
            found = pattern.search(" ".join(part.text for part in lines[index : index + 10]))
            if found:
                return Line(title_case(found.group(1).strip(" ,")), line.page)
    return None


def core_title(core_properties: Mapping[str, str] | None) -> str | None:
    """The title that the file itself carries, unless a program made it up."""
    given = {key.lower().lstrip("/"): value for key, value in (core_properties or {}).items()}.get("title", "")
    tidied = " ".join(str(given).split())
    useful = len(tidied) >= 8 and " " in tidied and not _USELESS.match(tidied) and not _EXTENSION.search(tidied)
    return tidied[:LONGEST_TITLE] if useful else None


def _may_be_title(text: str) -> bool:
    letters = sum(sign.isalpha() for sign in text)
    is_clear = letters >= 5 and letters >= 0.6 * len(text.replace(" ", "")) and is_heading(text)
    return is_clear and not _LETTERHEAD.match(text) and not _DEGREE.search(text)


def _cased(word: str, *, first: bool) -> str:
    if word in _ACRONYMS or (_ROMAN.fullmatch(word) and len(word) > 1):
        return word
    lower = word.lower()
    return lower if lower in _SMALL and not first else lower[:1].upper() + lower[1:]
