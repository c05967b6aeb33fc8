# The one place where text becomes words: the index, the query grammar, the snippets and the tagger all analyse
# here, so what is indexed and what is asked for always meet. Nothing is stored here but caches.
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import simplemma
import Stemmer

VERSION = "2"  # raise when the same text would give other tokens: indexes built before need a rebuild

# Function words and question words. Kept few: "tahun", "bagian" or "umum" carry meaning in regulations.
_FUNCTION_WORDS = (
    "yang dan di ke dari untuk pada dengan dalam adalah ini itu atau oleh sebagai akan juga serta para telah agar bagi "
    "karena maka secara terhadap tersebut bahwa ialah apa apakah siapa siapakah kapan berapa bagaimana mengapa kenapa "
    "mana dimana the of"
)
STOP_WORDS = frozenset(_FUNCTION_WORDS.split())
MAX_TERM = 64  # characters of one term; longer runs are keys, hashes or noise and are cut alike on both sides

_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0300-\u036f"
_APOSTROPHES = "'\u2018\u2019\u02bc\u0060\u00b4"
_JOINERS = re.compile(f"[{_INVISIBLE}{_APOSTROPHES}]+")
_LINE_BREAK = re.compile(r"[-\u2010\u2011\u00ad][ \t]*\r?\n\s*")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_CONNECTORS = re.compile(r"[-./_&@,]")
# Letters and digits, held together by connectors, by what is not seen, or over a hyphenated line end.
_UNIT = re.compile(
    r"[^\W_]+(?:(?:[-./_&@\u2010-\u2015\u2212" + _INVISIBLE + _APOSTROPHES + r"]{1,3}|(?<=\d),(?=\d)"
    r"|[-\u2010\u2011\u00ad][ \t]*\r?\n[ \t]*(?=[^\W\d_A-Z]))[^\W_]+)*"
)
_RUN = re.compile(r"[^\W_]+")
_UNSEEN = re.compile(f"[{_INVISIBLE}]|[{_APOSTROPHES}](?=[^\\W_])")
_BROKEN_LINE = re.compile(r"[-\u2010\u2011](?<=[^\W_].)[ \t]*\r?\n[ \t]*(?=[^\W\d_A-Z])")
_BROKEN_ASCII_LINE = re.compile(r"-(?<=[^\W_].)[ \t]*\r?\n[ \t]*(?=[a-z])")  # the same, found faster
_CLITIC = re.compile(r"^(.{4,})(?:nya|lah|kah|pun)$")
_AFFIXED = re.compile(r"^(?:me|pe|be|te|di|ke|se).{6,}|.{6,}(?:an|kan|i)$")

# What the dictionary takes back to a root that says something else, so that procurement would find all that "is there",
# income all that "can be", a court what is fair, an announcement what is general: each stays what it names.
_NAMES_OF_THEIR_OWN = (
    "pengadaan keadaan pendapatan pendapat penghasilan pengadilan pengumuman pemberitahuan persatuan pertemuan "
    "perhubungan pertahanan pelaku kejadian perhatian"
)
_BASES = {
    **{word: word for word in _NAMES_OF_THEIR_OWN.split()},
    "berpendapat": "pendapat",
    "pekerjaan": "kerja",
    "bekerja": "kerja",
    "pemasukan": "masuk",
}

_snowball = Stemmer.Stemmer("indonesian")


class Token(NamedTuple):
    exact: str
    base: str
    position: int
    start: int
    end: int


class _Form(NamedTuple):
    """A token of one unit, counted from the beginning of the unit."""

    exact: str
    base: str
    offset: int
    start: int
    end: int


def normalise(text: str) -> str:
    """One spelling for what looks alike: width, ligatures, case, accents, quotes, unseen marks, line-end hyphens."""
    if text.isascii() and "\n" not in text:
        return text.lower()
    text = rejoined(text)
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    folded = unicodedata.normalize("NFKC", bare).casefold()
    return _DASHES.sub("-", re.sub(f"[{_INVISIBLE}]+", "", folded)).translate(_QUOTES)


_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u02bc": "'"})


def analyse(text: str) -> Iterator[Token]:
    """Words in reading order; a compound comes whole first, at the position of its first part."""
    position = 0
    for match in _UNIT.finditer(text):
        begin = match.start()
        unit = match.group()
        forms = _cached_forms(unit) if len(unit) <= MAX_TERM else _unit_forms(unit)
        for exact, base, offset, start, end in forms:
            yield Token(exact, base, position + offset, begin + start, begin + end)
        if forms:
            position += forms[-1].offset + 1


def occurrences(text: str, first: int, exact: dict[str, list[int]], base: dict[str, list[int]]) -> int:
    """Add the positions of each form to `exact`, and to `base` where the base form differs; return the next position.

    The same words as `analyse`, without an object for each: indexing spends most of its time here.
    """
    position = first
    for unit in _UNIT.findall(text):
        forms = _cached_forms(unit) if len(unit) <= MAX_TERM else _unit_forms(unit)
        for form in forms:
            at = position + form[2]
            exact.setdefault(form[0], []).append(at)
            if form[0] != form[1]:
                base.setdefault(form[1], []).append(at)
        if forms:
            position += forms[-1][2] + 1
    return position


def units(text: str) -> list[str]:
    """The text in pieces of one word or compound each, for those who ask for the forms of each different piece once."""
    return _UNIT.findall(text)


def forms_of(unit: str) -> tuple["_Form", ...]:
    return _cached_forms(unit) if len(unit) <= MAX_TERM else _unit_forms(unit)


def is_unusual(text: str) -> bool:
    """Whether a word may be more than one run of letters: over a line end, or with something unseen in it."""
    if text.isascii():
        has_unseen = ("'" in text or "`" in text) and _UNSEEN.search(text) is not None
        return has_unseen or _BROKEN_ASCII_LINE.search(text) is not None
    return _BROKEN_LINE.search(text) is not None or _UNSEEN.search(text) is not None


def rejoined(text: str) -> str:
    """As a reader reads it: without the hyphens that only the line ends put there."""
    return _LINE_BREAK.sub(_join_lines, text)


def is_stop_word(exact: str) -> bool:
    return exact in STOP_WORDS


def has_digit(term: str) -> bool:
    return any(character.isdigit() for character in term)


def _unit_forms(unit: str) -> tuple[_Form, ...]:
    if unit.isalpha() and unit.isascii():
        exact = unit.lower()[:MAX_TERM]
        return (_Form(exact, base_form(exact), 0, 0, len(unit)),)
    return tuple(_compound_forms(unit))


_cached_forms = lru_cache(maxsize=1 << 17)(_unit_forms)  # short units only: a hostile text must not fill the memory


def _compound_forms(unit: str) -> Iterator[_Form]:
    whole = normalise(_JOINERS.sub("", rejoined(unit)))
    whole = "".join(c for c in whole if c.isalnum() or _CONNECTORS.match(c)).strip("-./_&@,")
    parts = _RUN.findall(whole)
    if len(parts) > 1 and len(whole) <= MAX_TERM:
        yield _Form(whole, whole, 0, 0, len(unit))
    spans = _spans(unit, parts)
    for offset, (part, (start, end)) in enumerate(zip(parts, spans, strict=True)):
        exact = part[:MAX_TERM]
        yield _Form(exact, base_form(exact), offset, start, end)


def _spans(unit: str, parts: list[str]) -> list[tuple[int, int]]:
    """Where each part stands in the unit; the whole unit for each where joining or folding moved the borders."""
    runs = [match.span() for match in _RUN.finditer(unit)]
    return runs if len(runs) == len(parts) else [(0, len(unit))] * len(parts)


def _join_lines(match: re.Match[str]) -> str:
    """A hyphen at a line end is the typesetter's, unless it is that of a doubled or compound word."""
    left = _last_run(match.string[max(0, match.start() - MAX_TERM) : match.start()])
    right = _first_run(match.string[match.end() : match.end() + MAX_TERM])
    if left == right:
        return "-"
    joined = _known(left + right) or not (_known(left) and _known(right))
    return "" if joined else "-"


def _last_run(text: str) -> str:
    runs = _RUN.findall(text)
    return runs[-1].casefold() if runs else ""


def _first_run(text: str) -> str:
    run = _RUN.match(text)
    return run.group().casefold() if run else ""


@lru_cache(maxsize=1 << 17)
def base_form(exact: str) -> str:
    """The word without its affixes, as far as we know it; numbers and short words stay as they are.

    Always a fixed point, so that a base form met as a word of its own finds its inflected forms.
    """
    word = exact
    for _ in range(4):
        simpler = _simpler(word)
        if simpler == word:
            break
        word = simpler
    return word


def _simpler(word: str) -> str:
    if len(word) < 4 or has_digit(word):
        return word
    clitic = _CLITIC.match(word)
    own = _BASES.get(word) or (clitic and _BASES.get(clitic[1]))
    if own:
        return own
    if _known(word):
        lemma: str = simplemma.lemmatize(word, lang="id").casefold()
        return lemma if len(lemma) > 2 and _RUN.fullmatch(lemma) else word
    if clitic and _known(clitic[1]):
        return clitic[1]
    return _stemmed(word)


def is_word(word: str) -> bool:
    """Whether the dictionary of the language has it, so that it is no slip of the pen."""
    return _known(normalise(word))


def _stemmed(word: str) -> str:
    if not word.isalpha() or len(word) < 9 or not _AFFIXED.match(word):
        return word
    stem: str = _snowball.stemWord(word)
    return stem if len(stem) >= 4 else word


def _known(word: str) -> bool:
    return bool(word) and bool(simplemma.is_known(word, lang="id"))
