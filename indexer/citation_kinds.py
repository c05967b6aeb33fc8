"""Which kind of rule a run of words names, and whose: "Peraturan Menteri Dalam Negeri" → ("Permen", "Dagri").

Works on the words from one place of a text on; used by `citations.py` for queries, pages and title pages alike.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from indexer import citation_names as names
from indexer import citation_tables as tables
from indexer.citation_numbers import read_unmarked
from indexer.citation_tables import Head

MOST_WORDS = 26
MOST_WORDS_OF_JOINT = 60
_NUMBER_MARKERS = frozenset({"nomor", "no", "nomer", "nr"})
_SMALL = frozenset({"dan", "di", "atau", "untuk", "pada", "dengan"})
_ENDS_NAME = frozenset(
    word
    for line in (
        "tentang yang ini itu sebagaimana tersebut pasal tahun ayat dalam adalah tanggal menimbang mengingat",
        "atas oleh dari bahwa diatur ditetapkan berdasarkan sesuai dimaksud peraturan keputusan undang",
    )
    for word in line.split()
)
_REPUBLIC = (("republik", "indonesia"), ("r", "i"), ("ri",), ("negara", "republik", "indonesia"))
_PLACE_LEVELS = {
    "kota": "Kota",
    "kabupaten": "Kabupaten",
    "kab": "Kabupaten",
    "provinsi": "Provinsi",
    "prov": "Provinsi",
}


REGIONAL = frozenset({"Perda", "Perdasus", "Qanun"})
_LEVELS_BY_OFFICE = {"bup": "Kabupaten", "wali": "Kota", "gub": "Provinsi"}


class Word(NamedTuple):
    """A word of the text, lower-cased, and where it stands."""

    text: str
    start: int
    end: int
    is_capital: bool


class Names(NamedTuple):
    """Squeezed names of kinds, lower-cased: as they are, and how those that add an issuer or a place begin."""

    exact: tuple[str, ...]
    begun: tuple[str, ...]


class Kind(NamedTuple):
    """A kind as read: its canonical name, the place it is of, and where the words end."""

    name: str
    place: str | None
    end: int


def heads(text: str) -> Iterator[int]:
    """Places where the name of a kind may start."""
    return (found.start() for found in tables.head_pattern().finditer(text))


def words_from(text: str, position: int, most: int = MOST_WORDS) -> list[Word]:
    """The next words, at most so many."""
    found = islice(tables.WORD.finditer(text, position, position + most * 16), most)
    return [Word(m.group().lower(), m.start(), m.end(), m.group()[0].isupper()) for m in found]


def read_kind(text: str, position: int, *, typed: bool = False) -> Kind | None:
    """The kind named from here on; None where there is none. Typed queries are trusted more than running text."""
    words = _split_joined(words_from(text, position))
    return _read_words(text, words, typed=typed) if words else None


def base_and_issuer(kind: str) -> tuple[str, str]:
    """ "Permen PANRB" → ("Permen", "PANRB"), "PMK" → ("Permen", "Keu"), "Perpres" → ("Perpres", "")."""
    for parts, irregular in names.IRREGULAR_KINDS.items():
        if kind == irregular:
            return parts
    for base in tables.bases():
        if kind == base or kind.startswith(f"{base} "):
            return base, kind[len(base) + 1 :]
    for base in tables.GLUED_BASES:
        ministry = tables.glued_ministries().get(kind.removeprefix(base))
        if ministry:
            return base, ministry
    return kind, ""


def any_issuer(kind: str) -> Names:
    """ "Permen" stands for the rules of any minister, "Perwali" for those of any town, "Permen PANRB" for itself."""
    squeezed = re.sub(r"[^a-z0-9]", "", kind.lower())
    takes = {head.takes for head in tables.heads().values() if head.base == kind}
    irregular = tuple(name.lower() for (base, _), name in names.IRREGULAR_KINDS.items() if base == kind)
    return Names((squeezed, *irregular), (squeezed,) if takes & {"ministry", "agency", "place"} else ())


def level_of(kind: str) -> str | None:
    """Of what a local rule's author is the head: "Perbup" → "Kabupaten"; None where kinds do not say."""
    return next((level for office, level in _LEVELS_BY_OFFICE.items() if kind.endswith(office)), None)


def region_of(kind: str, place: str | None) -> tuple[str, str] | None:
    """ "Perwali", "Sagara" and "Perda", "Kota Sagara" are both of ("Kota", "Sagara")."""
    if not place:
        return None
    level, _, name = place.partition(" ")
    if kind in REGIONAL and level in _PLACE_LEVELS.values() and name:
        return level, name
    office = level_of(kind)
    return (office, place) if office else None


def place_in(kind: str, region: tuple[str, str]) -> str | None:
    """How a rule of this kind names the region: "Perda Kota Sagara", "Perwali Sagara"; None if it is not of there."""
    level, name = region
    if kind in REGIONAL:
        return f"{level} {name}"
    return name if level_of(kind) == level else None


def full_name(kind: str) -> str:
    """The kind written out where that is known: "Permen PANRB" → "Peraturan Menteri Pendayagunaan …"."""
    base, issuer = base_and_issuer(kind)
    written = tables.written_bases().get(base, base)
    table = names.MINISTRIES if base in tables.ministry_bases() else names.AGENCIES
    spelled = next(iter(table.get(issuer, ())), issuer)
    return f"{written} {_titled(spelled.split()) if spelled.islower() else spelled}".strip()


def _read_words(text: str, words: Sequence[Word], *, typed: bool) -> Kind | None:
    head, used = tables.heads().match(_texts(words))
    if head is None:
        return _other_issuer(text, words, typed=typed)
    used = _skip_republic(words, used)
    return _take(text, head, words, used, typed=typed)


def _take(text: str, head: Head, words: Sequence[Word], used: int, *, typed: bool) -> Kind | None:
    match head.takes:
        case "ministry":
            return _with_issuer(text, head.base, words, used, tables.ministries(), typed=typed)
        case "agency":
            return _with_issuer(text, head.base, words, used, tables.agencies(), typed=typed)
        case "place":
            return _with_place(text, head.base, words, used, typed=typed)
        case "joint":
            last = words[used - 1]
            following = words_from(text, last.end, MOST_WORDS_OF_JOINT)
            return _until_number(text, head.base, [last, *following], typed=typed)
        case "constitution":
            return Kind("UUD", None, words[used - 1].end)
        case _:
            return Kind(head.base, None, words[used - 1].end)


def _with_issuer(
    text: str, base: str, words: Sequence[Word], used: int, known: tables.Table[str], *, typed: bool
) -> Kind | None:
    issuer, length = known.match(_texts(words[used:]))
    if issuer is not None:
        end = _skip_republic(words, used + length)
        return Kind(_join("Peraturan" if base == "Perban" else base, issuer), None, words[end - 1].end)
    gathered = _gather(text, words, used, typed=typed, most=12)
    if gathered is None:
        return None
    end = used + len(gathered)
    written = _without_republic([word.text for word in gathered])
    return Kind(_join(base, _titled(written)) if written else base, None, words[end - 1].end)


def _with_place(text: str, base: str, words: Sequence[Word], used: int, *, typed: bool) -> Kind | None:
    gathered = _gather(text, words, used, typed=typed, most=7)
    if gathered is None:
        return None
    end = words[used + len(gathered) - 1].end
    return Kind(base, place_name(base, [word.text for word in gathered]), end)


def place_name(base: str, words: Sequence[str]) -> str | None:
    """ "kota denpasar" → "Kota Denpasar" of a Perda, "Denpasar" of a Perwali, whose kind already says what it is."""
    parts = _without_republic(list(words))
    if parts and parts[0] in _PLACE_LEVELS:
        level, parts = _PLACE_LEVELS[parts[0]], parts[1:]
        if base in REGIONAL and parts:
            return f"{level} {_titled(parts)}"
    return _titled(parts) or None


def _until_number(text: str, base: str, words: Sequence[Word], *, typed: bool) -> Kind | None:
    """A rule of several ministers: who they are is left to its title."""
    for before, word in pairwise(words):
        if _starts_number(text, word, typed=typed):
            return Kind(base, None, before.end)
    return None


def _other_issuer(text: str, words: Sequence[Word], *, typed: bool) -> Kind | None:
    """ "Peraturan BSSN", "Keputusan Sekretaris Daerah Kota X": an instrument of someone without a kind of their own."""
    instrument, used = tables.instruments().match(_texts(words))
    if instrument is None:
        return None
    agency, length = tables.agencies().match(_texts(words[used:]))
    if agency is not None:
        return Kind(f"{instrument} {agency}", None, words[_skip_republic(words, used + length) - 1].end)
    gathered = _gather(text, words, used, typed=typed, most=12)
    if gathered is None:
        return None
    written = _titled(_without_republic([word.text for word in gathered]))
    return Kind(f"{instrument} {written}".strip(), None, words[used + len(gathered) - 1].end)


def _gather(text: str, words: Sequence[Word], used: int, *, typed: bool, most: int) -> Sequence[Word] | None:
    """The words up to the number; None when what stands between cannot be a name."""
    lower_case = not words[used - 1].is_capital
    for count, word in enumerate(words[used:]):
        if _starts_number(text, word, typed=typed):
            return words[used : used + count]
        too_long = count >= (most if typed or not lower_case else 4)
        fits = typed or lower_case or word.is_capital or word.text in _SMALL
        if too_long or not fits or word.text in _ENDS_NAME:
            break
    return () if typed and used == len(words) else None


def _starts_number(text: str, word: Word, *, typed: bool) -> bool:
    if word.text in _NUMBER_MARKERS or word.text[0].isdecimal():
        return True
    return typed and read_unmarked(text, word.start, typed=False) is not None


def _split_joined(words: list[Word]) -> list[Word]:
    """ "permenpanrb" → "permen" "panrb"; "menpan" → "menteri" "pan"."""
    if not words:
        return words
    first = words[0]
    for stem in tables.JOINED_STEMS:
        rest = first.text.removeprefix(stem)
        if rest not in {first.text, "", "ko"}:
            parts = [first._replace(text=stem), first._replace(text=rest)]
            return parts + words[1:]
    return [part for index, word in enumerate(words[:4]) for part in _split_minister(index, word)] + words[4:]


def _split_minister(index: int, word: Word) -> list[Word]:
    for prefix in ("kemen", "men"):
        rest = word.text.removeprefix(prefix)
        if index and rest != word.text and (rest,) in tables.ministries():
            return [word._replace(text="menteri"), word._replace(text=rest)]
    return [word]


def _texts(words: Sequence[Word]) -> list[str]:
    return [word.text for word in words]


def _skip_republic(words: Sequence[Word], used: int) -> int:
    for phrase in _REPUBLIC:
        if tuple(word.text for word in words[used : used + len(phrase)]) == phrase:
            return used + len(phrase)
    return used


def _without_republic(words: list[str]) -> list[str]:
    for phrase in _REPUBLIC:
        if tuple(words[-len(phrase) :]) == phrase:
            return words[: -len(phrase)]
    return words


def _titled(words: Iterable[str]) -> str:
    return " ".join(word if word in _SMALL else word.capitalize() for word in words)


def _join(base: str, issuer: str) -> str:
    irregular = names.IRREGULAR_KINDS.get((base, issuer))
    if irregular:
        return irregular
    glued = base in tables.GLUED_BASES and issuer.lower() in tables.glued_ministries()
    return f"{base}{issuer.lower()}" if glued else f"{base} {issuer}"
