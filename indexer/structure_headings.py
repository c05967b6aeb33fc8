"""Lines that may be headings, each kind by its own form, before anything is known of their order.

Second step of `structure.py`: what is a mention by its form ("… dalam / Pasal 27 / ayat (2)") is left out here, what is
one by its number is left out in `structure_order.py`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from indexer.metadata_lines import is_heading
from indexer.structure_lines import PageLine, is_set_as_title
from indexer.structure_numbers import Number, arabic, ordinal, roman

Kind = Literal["konsiderans", "diktum", "bab", "bagian", "paragraf", "pasal", "ayat", "lampiran", "penjelasan", "judul"]
SURE, LIKELY, POSSIBLE, DOUBTFUL = 3.0, 1.5, 1.0, 0.4
_ARTICLE_NUMBER = r"(\d{1,2} \d(?!\d)|[lI] \d|\d[\dOoIlTZ]{0,2} ?[A-Z]{0,2}|[lIO|!][\dOoIl]{0,2}|[IVX]{1,5})"
_ARTICLE = re.compile(rf"[\"“”'*•]?(?:Pasal|PASAL|Pasa[1I7J]|P asal)[ ,.]*{_ARTICLE_NUMBER} ?[.:*]?[\"”']?")
_ARTICLE_WITH_TEXT = re.compile(rf"[\"“”']?(?:Pasal|PASAL) {_ARTICLE_NUMBER}\.? ?(?=\(\d|[A-Z][a-z]|[“\"(]?[A-Z]{{2}})")
_SPLIT = re.compile(r"(?<=[\dlI]) (?=\d)")
_BARE_ARTICLE = re.compile(r"(?:Pasal|PASAL)")
_BARE_NUMBER = re.compile(r"\d{1,3} ?[A-Z]?")
_CHAPTER = re.compile(r"(?:BAB|Bab) ?([IVXLl1|]{1,8}|\d{1,2})(?: ?[.:–-])?(?: (?=\S)(.*))?")
_DIVISION = re.compile(
    r"(?:Bagian|BAGIAN) ((?:[Kk][Ee][- ]?)?[A-Za-z]+(?: [Pp]uluh(?: [A-Za-z]+)?| [Bb]elas)?|[IVX]+|\d{1,2})"
)
_PARAGRAPH = re.compile(r"(?:Paragraf|PARAGRAF) ?(\d{1,2}|[IVX]{1,5}|[A-Za-z]+)")
_CONSIDERATION = re.compile(
    r"(Menimbang|Mengingat|Memperhatikan|Membaca|Memutuskan|Menetapkan)\b ?[:;]?", re.IGNORECASE
)
_DICTUM = re.compile(r"((?:KE[A-Z]{3,16}(?: BELAS| PULUH(?: [A-Z]+)?)?|PERTAMA)) ?(?::|$)")
_OPEN_END = re.compile(
    r"(?:\b(?:dalam|dan|atau|pada|dengan|ketentuan|sampai|oleh|dari|yang|maksud|menurut|berdasarkan|tersebut|juga|lihat"
    r"|jo\.?|juncto|huruf [a-z]|ayat \(\d+\)|pasal \d+[A-Z]?)|[,/(]|\w-)$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:ayat\b|huruf\b|dan\b|atau\b|sampai\b|[,;.)]|Undang-Undang (?:Nomor|Dasar)|UU\b|Peraturan \w+ Nomor)"
)


class Candidate(NamedTuple):
    """A line that may be a heading: which line, what it says after its number, and how much speaks for it."""

    kind: Kind
    number: Number
    line: int
    rest: str = ""
    weight: float = SURE
    is_roman: bool = False


def candidates(lines: Sequence[PageLine], start: int, end: int) -> Iterator[Candidate]:
    """What may be a heading in these lines, in reading order."""
    for at in range(start, end):
        text = lines[at].text
        found = _by_first_letter(lines, at, text)
        if found:
            weight = _weight_here(lines, found)
            if weight:
                yield found._replace(weight=weight)


def considerations(lines: Sequence[PageLine], start: int, end: int) -> Iterator[tuple[str, int]]:
    """Menimbang, Mengingat, Memutuskan, Menetapkan: each once."""
    seen: set[str] = set()
    for at in range(start, end):
        found = _CONSIDERATION.match(lines[at].text)
        word = found[1].capitalize() if found else ""
        if word and word not in seen and lines[at].text[0].isupper():
            seen.add(word)
            yield word, at


def _by_first_letter(lines: Sequence[PageLine], at: int, text: str) -> Candidate | None:
    match text.lstrip("\"“”'*•")[:1]:
        case "P" | "p":
            return _article(lines, at, text) or _numbered("paragraf", _PARAGRAPH.fullmatch(text), at)
        case "B":
            return _chapter(at, text) or _numbered("bagian", _DIVISION.fullmatch(text), at)
        case "K":
            return _dictum(at, text)
        case _:
            return None


def _article(lines: Sequence[PageLine], at: int, text: str) -> Candidate | None:
    if text.startswith("PERTAMA"):
        return _dictum(at, text)
    alone = _ARTICLE.fullmatch(text)
    if alone:
        return _article_of(alone[1], at, SURE)
    if _BARE_ARTICLE.fullmatch(text) and at + 1 < len(lines) and _BARE_NUMBER.fullmatch(lines[at + 1].text):
        return _article_of(lines[at + 1].text, at, LIKELY)
    inline = _ARTICLE_WITH_TEXT.match(text)
    return _article_of(inline[1], at, POSSIBLE, text[inline.end() :]) if inline else None


def _article_of(number: str, at: int, weight: float, rest: str = "") -> Candidate | None:
    number = _SPLIT.sub("", number)
    is_roman = bool(re.fullmatch(r"[IVX]+", number))
    read = roman(number) if is_roman else arabic(number)
    return Candidate("pasal", read, at, rest, weight, is_roman) if read else None


def _chapter(at: int, text: str) -> Candidate | None:
    found = _CHAPTER.fullmatch(text)
    number = (roman(found[1]) or arabic(found[1])) if found else None
    if found is None or number is None or not _is_title(found[2] or ""):
        return None
    weight = SURE if text.startswith("BAB") else LIKELY
    return Candidate("bab", number, at, found[2] or "", weight, is_roman=roman(found[1]) is not None)


def _is_title(rest: str) -> bool:
    """A title beside its number; a survey of the chapters goes on in a sentence: "BAB I Pendahuluan, berisi …"."""
    return not rest or is_heading(rest) or is_set_as_title(rest)


def _numbered(kind: Kind, found: re.Match[str] | None, at: int) -> Candidate | None:
    number = (ordinal(found[1]) or roman(found[1]) or arabic(found[1])) if found else None
    return Candidate(kind, number, at) if number else None


def _dictum(at: int, text: str) -> Candidate | None:
    found = _DICTUM.match(text)
    number = ordinal(found[1]) if found else None
    return Candidate("diktum", number, at, text[found.end() :].strip()) if found and number else None


def _weight_here(lines: Sequence[PageLine], found: Candidate) -> float:
    """Nothing where the sentence around the line runs through it, little where it may."""
    at = found.line
    if found.kind not in {"pasal", "bab"}:
        return found.weight
    if at + 1 < len(lines) and _GOES_ON.match(lines[at + 1].text):
        return 0
    is_open = at > 0 and _OPEN_END.search(lines[at - 1].text)
    if not is_open:
        return found.weight
    return 0 if found.weight < SURE or lines[at].text.endswith(".") else DOUBTFUL
