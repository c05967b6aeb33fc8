"""What a provision does to other rules: revokes them, wholly or in part, or amends them.

Third step of `relations.py`. A provision is read sentence by sentence: verbs first, then the rules they speak of.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from indexer.relations_passages import Named, named_rules

_QUICK = re.compile(r"cabut|berlaku|ubah", re.IGNORECASE)
_REVOKED = re.compile(
    r"\b(?:di\s?cabut(?:,?\s+dan\s+(?:dinyatakan\s+)?tidak\s+(?:lagi\s+)?berlaku)?"
    r"|dinyatakan\s+(?:sudah\s+|telah\s+)?(?:di\s?cabut|tidak\s+(?:lagi\s+)?berlaku)|tidak\s+berlaku\s+lagi)(?:\s+lagi)?"
    r"(?![^\W_])",
    re.IGNORECASE,
)
_REVOKES = re.compile(
    r"\b(?:mencabut|menyatakan\s+tidak\s+berlaku)(?:\s+dan\s+menyatakan\s+tidak\s+berlaku)?(?:\s+lagi)?\b",
    re.IGNORECASE,
)
_AMENDED = re.compile(r"\bdi\s?ubah,?\s+(?:sebagai(?:mana)?\s+berikut|sehingga|menjadi)\b", re.IGNORECASE)
_AMENDS = re.compile(r"(?:^|[:\n]\s*|\d\.\s)\bMengubah\b")
_NOT_HERE = re.compile(r"\b(?:telah|sudah|dapat|akan|belum|tidak|yang|harus|wajib)\s*$", re.IGNORECASE)
_BY_ANOTHER = re.compile(r"\s+(?:dengan|oleh|berdasarkan|melalui)\s+(?!ber|di\w+nya|mulai)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[a-z)\d]{3})\s?\.\s+(?=[A-Z(“\"]|(?:\d{1,2}|[a-z])[.)]\s)")
_OTHER_VERB = re.compile(
    r"\b(?:(?:tetap|masih)\s+(?:dinyatakan\s+)?(?:tetap\s+)?berlaku|wajib|harus|disesuaikan|menyesuaikan|diselesaikan)\b"
)
_MERELY_CITED = re.compile(
    r"\b(?:berdasarkan|sesuai(?:\s+dengan)?|menurut|pelaksanaan(?:\s+dari)?|turunan(?:\s+dari)?|amanat|atas\s+dasar)"
    r"\s+(?:ketentuan\s+)?(?:dalam\s+)?$",
    re.IGNORECASE,
)
_AS_FAR_AS = re.compile(r"\bsepanjang\s+(?:yang\s+)?(?:mengatur|mengenai|menyangkut|berkaitan|yang)\b", re.IGNORECASE)
_OF_A_PART = re.compile(r"\b(?:ketentuan|lampiran|bab|bagian|pasal)\b", re.IGNORECASE)
_REACH = 160


class Act(NamedTuple):
    """One rule that a provision speaks of."""

    type: str
    named: Named
    start: int
    end: int
    in_part: bool
    is_plain: bool


def acts_of(text: str) -> Iterator[Act]:
    """The revocations and amendments in one provision; one that has none is left at the cost of a search."""
    if not _QUICK.search(text):
        return
    triggers = _triggers(text)
    if not triggers:
        return
    rules = named_rules(text)
    starts = [named.start for named in rules]
    limits = [0, *(match.end() for _, match, _ in triggers)]
    nexts = [*(match.start() for _, match, _ in triggers[1:]), len(text)]
    for (kind, found, looks_ahead), before, after in zip(triggers, limits, nexts, strict=False):
        start = found.end() if looks_ahead else _window_start(text, before, found.start())
        end = _sentence_end(text, found.end(), after) if looks_ahead else found.start()
        inside = rules[bisect_left(starts, start) : bisect_left(starts, end)]
        yield from _acts(text, kind, inside, (start, end), found.group())


def _triggers(text: str) -> list[tuple[str, re.Match[str], bool]]:
    """Each verb in order, and whether what it is about comes after it."""
    found = [
        *(("mencabut", match, _opens_list(text, match)) for match in _REVOKED.finditer(text) if _is_here(text, match)),
        *(("mencabut", match, True) for match in _REVOKES.finditer(text)),
        *(("mengubah", match, False) for match in _AMENDED.finditer(text)),
        *(("mengubah", match, True) for match in _AMENDS.finditer(text)),
    ]
    apart: list[tuple[str, re.Match[str], bool]] = []
    for one in sorted(found, key=lambda one: (one[1].start(), -one[1].end())):
        if not apart or one[1].start() >= apart[-1][1].end():  # "mencabut dan menyatakan tidak berlaku" is one verb
            apart.append(one)
    return apart


def _is_here(text: str, verb: re.Match[str]) -> bool:
    """Whether this provision does it: not "yang telah dicabut", nor "dicabut dengan …"."""
    before = text[max(0, verb.start() - 20) : verb.start()]
    return not _NOT_HERE.search(before) and not _BY_ANOTHER.match(text, verb.end())


def _opens_list(text: str, verb: re.Match[str]) -> bool:
    return text[verb.end() : verb.end() + 4].lstrip().startswith(":")


def _window_start(text: str, before: int, until: int) -> int:
    """The sentence so far, after whatever it says of other rules."""
    start = before
    for pattern in (_SENTENCE_END, _OTHER_VERB):
        for found in pattern.finditer(text, start, until):
            start = found.end()
    return start


def _sentence_end(text: str, start: int, limit: int) -> int:
    found = _SENTENCE_END.search(text, start, limit)
    return found.start() if found else max(start, limit)


def _acts(text: str, kind: str, rules: list[Named], window: tuple[int, int], verb: str) -> Iterator[Act]:
    start, end = window
    inside = [named for named in rules if named.role != "in_title"]
    if not inside or (verb[:3].lower() == "men" and inside[0].start - start > _REACH):
        return
    reach = min(len(text), end + len(verb) + _REACH)
    is_limited = bool(_AS_FAR_AS.search(text, start, reach))
    in_part = False
    for named in inside:
        gap = text[max(start, named.start - len(named.gap)) : named.start]
        if named.role == "main":
            if _MERELY_CITED.search(gap):
                continue
            since = re.split(r"[;:\n]\W*[a-z\d]{1,2}[.)]\s|;", gap)[-1]
            in_part = is_limited or bool(named.citation.article) or bool(_OF_A_PART.search(since))
        is_plain = "dan" in verb.lower() or kind == "mengubah"
        yield Act(kind, named, min(start, named.start), end, in_part and kind == "mencabut", is_plain)
