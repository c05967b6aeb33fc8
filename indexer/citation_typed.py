"""Which rule a person means in a search box: by any spelling, by its nickname, among other words, or without a year.

`citations.py` reads what documents print and what is a citation as a whole; here a query is read more generously,
because what comes of it is only which document stands first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from indexer import citation_kinds as kinds
from indexer import citation_numbers as numbers
from indexer.citation_nicknames import NICKNAMES
from indexer.citation_numbers import ArticleAt
from indexer.citation_usual import kind_first, usual
from indexer.citations import LONGEST_QUERY, Citation, Found, parse_citation, read_at

MOST_NAMED = 5  # rules of one query
_NEXT_OF_KIND = re.compile(
    r"(?:\s*,\s*(?:dan\s+)?|\s+(?:dan|serta|&|atau)\s+)(\d{1,4}[A-Za-z]?)\s?/\s?((?:19|20)\d\d)(?![\w/])", re.IGNORECASE
)
_NUMBER_ALONE = re.compile(r"[\s,]*(?:(?:nomor|nomer|no|nr)\b[\s.:]*)?(\d{1,4}[A-Za-z]?)(?![\w/.-])", re.IGNORECASE)
_FILLERS = frozenset(
    word
    for line in (
        "apa apakah isi bunyi bagaimana unduh download pdf teks naskah cari lihat buka tentang dari dalam pada di",
        "menurut salinan lengkap file berkas dokumen itu ini mengenai berdasarkan sesuai dan atau yang tolong dengan",
    )
    for word in line.split()
)
_WORD = re.compile(r"[^\s,.;:!?()\"“”]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule asked for, and the words besides, to be looked for in it. `titled` is what its title must bear."""

    citation: Citation
    rest: str = ""
    titled: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """ "Perpres 95", without its year: every such rule of the library may be meant."""

    kind: str
    number: str
    place: str | None = None
    article: str | None = None
    paragraph: str | None = None


def readings(query: str) -> tuple[Asked, ...]:
    """What rule may be meant, the likeliest first; the one that is held at all is the one."""
    if len(query) > LONGEST_QUERY:
        return ()
    spelled = usual(query)
    whole = parse_citation(spelled) or parse_citation(query)
    if whole is not None and spelled == usual(query, has_numerals=False):
        return tuple(_with_open_place(Asked(whole)))
    spellings = (spelled, usual(query, has_numerals=False), kind_first(spelled))
    read = (_readings(spelling) for spelling in dict.fromkeys(spellings) if spelling)
    return tuple(dict.fromkeys(asked for readings_ in read for one in readings_ for asked in _with_open_place(one)))


def named(query: str) -> tuple[str, ...]:
    """The query in pieces that name one rule each, in their order; the whole where it names no more than one."""
    if len(query) > LONGEST_QUERY:
        return (query,)
    spelled = usual(query)
    pieces: list[str] = []
    done = 0
    while len(pieces) < MOST_NAMED and (hits := _next_named(spelled, done)):
        end = _own_end(spelled, hits[-1], done)
        pieces.append(spelled[done : min(hits[0].end, end)])
        pieces.extend(hit.citation.short for hit in hits[1:])
        done = end
    if len(pieces) < 2:
        return (query,)
    return (*pieces[:-1], f"{pieces[-1]}{spelled[done:]}")


def numbered(query: str) -> Numbered | None:
    """A kind and a number and nothing else but an article."""
    if len(query) > LONGEST_QUERY:
        return None
    spelled = usual(query).strip()
    before = numbers.article_after(spelled, 0)
    start = next(kinds.heads(spelled[before.end :] if before else spelled), None)
    if start is None:
        return None
    begin = start + (before.end if before else 0)
    kind = kinds.read_kind(spelled, begin, typed=True)
    number = _NUMBER_ALONE.match(spelled, kind.end) if kind else None
    if kind is None or number is None or _words(spelled[:begin] if before is None else spelled[before.end : begin]):
        return None
    after = numbers.article_after(spelled, number.end())
    article = before or after
    if _words(spelled[after.end if after else number.end() :]):
        return None
    return Numbered(
        kind.name,
        number.group(1),
        kind.place,
        article.article if article else None,
        article.paragraph if article else None,
    )


def article_alone(query: str) -> tuple[ArticleAt | None, str]:
    """An article typed before or after other words, and these words: "pasal 3 perwali" → Pasal 3, "perwali"."""
    spelled = usual(query[:LONGEST_QUERY]).strip()
    before = numbers.article_after(spelled, 0)
    if before:
        return before, " ".join(_words(spelled[before.end :]))
    behind = numbers.article_before(f"{spelled} ", len(spelled) + 1)
    return (behind, " ".join(_words(spelled[: behind.start]))) if behind else (None, query)


def _readings(spelled: str) -> Iterator[Asked]:
    whole = parse_citation(spelled)
    if whole is not None:
        yield Asked(whole)
        return
    named_so = _by_nickname(spelled)
    if named_so is not None:
        yield named_so
    within = _within(spelled)
    if within is not None:
        yield within


def _next_named(spelled: str, start: int) -> list[Found]:
    """The next rule from here on, with others of its kind that follow: "perpres 95/2018, 39/2019"."""
    nickname = _nickname_pattern().search(spelled, start)
    for position in kinds.heads(spelled):
        if position < start or _is_excluded(spelled, position):
            continue
        if nickname and nickname.start() <= position:
            return [_nicknamed(spelled, nickname)]
        hits = read_at(spelled, position, typed=True)
        if hits:
            return [*hits, *_of_same_kind(spelled, hits[-1])]
    return []


def _own_end(spelled: str, hit: Found, done: int) -> int:
    """Where the rule ends: before the article behind it if it has one in front and another rule follows at once."""
    before, behind = numbers.article_before(spelled, hit.start), numbers.article_before(spelled, hit.end)
    if before is None or behind is None or before.start < done or behind.start <= hit.start:
        return hit.end
    following = _next_named(spelled, hit.end)
    is_of_next = bool(following) and not _words(spelled[hit.end : following[0].start])
    return behind.start if is_of_next else hit.end


def _nicknamed(spelled: str, nickname: re.Match[str]) -> Found:
    """A rule by its name, up to the number that may follow and the article."""
    kind = nickname.group().split()[0]
    tail = spelled[nickname.end() :]
    hit = next(iter(read_at(f"{kind}{tail}", 0, typed=True)), None) if _is_direct(tail) else None
    end = nickname.end() if hit is None else nickname.end() - len(kind) + hit.end
    article = numbers.article_after(spelled, end)
    return Found(Citation(kind, "", 0), nickname.start(), article.end if article else end)


def _of_same_kind(spelled: str, hit: Found) -> Iterator[Found]:
    while following := _NEXT_OF_KIND.match(spelled, hit.end):
        citation = Citation(hit.citation.kind, following[1], int(following[2]), hit.citation.place)
        hit = Found(citation, following.start(1), following.end())
        yield hit


def _with_open_place(asked: Asked) -> Iterator[Asked]:
    """ "Perwali SPBE 12/2023": what stands where a place would stand may be the subject."""
    yield asked
    place = asked.citation.place
    if place:
        yield Asked(replace(asked.citation, place=None), asked.rest, place)


@cache
def _nickname_pattern() -> re.Pattern[str]:
    kinds_ = "|".join(
        rf"{kind}\s+(?:tentang\s+)?(?:{'|'.join(_spaced(name) for name in sorted(known, key=len, reverse=True))})"
        for kind, known in NICKNAMES.items()
    )
    return re.compile(rf"(?<!\w)(?:{kinds_})(?!\w)", re.IGNORECASE)


def _spaced(name: str) -> str:
    return r"[\s-]+".join(map(re.escape, name.split()))


def _by_nickname(spelled: str) -> Asked | None:
    """A law by the name people call it; a number beside it is believed before the name."""
    found = _nickname_pattern().search(spelled)
    if found is None:
        return None
    head, tail = spelled[: found.start()], spelled[found.end() :]
    kind = found.group().split()[0]
    with_number = next(iter(read_at(f"{kind}{tail}", 0, typed=True)), None)
    if with_number is not None and _is_direct(tail):
        return _asked(with_number.citation, head, f"{kind}{tail}"[with_number.end :])
    citation = parse_citation(" ".join(found.group().replace("-", " ").lower().replace(" tentang ", " ", 1).split()))
    return _asked(citation, head, tail) if citation else None


def _is_direct(tail: str) -> bool:
    """Whether the number follows at once, so that no place or name stands between."""
    return bool(re.match(r"[\s,]*(?:nomor|nomer|no|nr)?\b[\s.:]*\d", tail, re.IGNORECASE))


def _within(spelled: str) -> Asked | None:
    """The first citation among other words."""
    for position in kinds.heads(spelled):
        hits = [] if _is_excluded(spelled, position) else read_at(spelled, position, typed=True)
        if hits:
            return _asked(hits[0].citation, spelled[:position], spelled[hits[0].end :])
    return None


def _is_excluded(spelled: str, position: int) -> bool:
    return f" {spelled[:position]}".endswith(" -")


def _asked(citation: Citation, head: str, tail: str) -> Asked:
    """With the article that stands before or after, and what remains."""
    after = None if citation.article else numbers.article_after(tail, 0)
    before = None if citation.article or after else numbers.article_before(head.rstrip() + " ", len(head.rstrip()) + 1)
    if after:
        tail = tail[after.end :]
    if before:
        head = head[: before.start]
    article = after or before
    told = replace(citation, article=article.article, paragraph=article.paragraph) if article else citation
    return Asked(told, " ".join((*_words(head), *_words(tail))))


def _words(text: str) -> list[str]:
    """The words that say something."""
    return [word for word in _WORD.findall(text) if word.lower() not in _FILLERS]
