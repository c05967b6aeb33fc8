"""Text for `relations.py`: lines joined to passages that still know their pages, and the rules a passage names.

A rule is named for itself, as the latest amendment of another ("terakhir dengan …"), or only inside a title.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal, NamedTuple

from indexer.citations import JOINT_KINDS, Citation, Found, find_citations
from indexer.metadata_lines import Line

Role = Literal["main", "amender", "in_title"]
_FURNITURE = re.compile(
    r"^(?:\W+|[-–—.\s]*\d{1,3}[-–—.\s]*|.{0,40}\. ?\. ?\.\W*|SK\s?N\S*\s.{1,12}|(?:www|jdih|https?)\b\S*"
    r"|\d{4},\s?No\.?\s?\d+.*|PRESIDEN|REPUBLIK INDONESIA|PRESIDEN REPUBLIK INDONESIA)$"
)
_BARE_DECISION = re.compile(r"\bKetetapan\s+(?=(?:Nomor|No)\b\W*[IVXLC]+/(MPRS?)/)", re.IGNORECASE)
_AMENDED_BY = re.compile(
    r"\bdi\s?ubah\b|\bterakhir\s(?:\w+\s)?(?:dengan|melalui)|\bditetapkan\s+menjadi\b", re.IGNORECASE
)
_ABOUT = re.compile(r"\btentang\b", re.IGNORECASE)
_CHANGES = re.compile(r"\bperubahan\b", re.IGNORECASE)
_NEXT_ITEM = re.compile(r";|[:.]\s*\n\W*$|\n\W*(?:\d{1,2}|[a-z])\s?[.)]\s", re.IGNORECASE)
_JOINED = re.compile(r"(?:,|/|\b(?:dan|serta|jo\.?|juncto))\s*$", re.IGNORECASE)
_ONLY_JOINED = re.compile(r"[\s,]*(?:(?:dan|serta)\b\s*)?(?:(?:nomor|no)\b[\s.]*)?", re.IGNORECASE)
_AWAITS_NUMBER = re.compile(r"\b(?:nomor|no\.?|tahun|ayat|pasal)$", re.IGNORECASE)
_SET_WORDS = ("tahun", "nomor", "peraturan", "undang", "keputusan", "pemerintah", "presiden", "menteri", "dicabut")
_SPLIT_WORD = re.compile(rf"\b(?:{'|'.join(' ?'.join(word) for word in _SET_WORDS)})\b", re.IGNORECASE)


class Named(NamedTuple):
    """A rule in a passage: what it is, where it stands, why it is named, and the words since the one before."""

    citation: Citation
    start: int
    end: int
    role: Role
    gap: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that belong together, as one text."""

    text: str
    starts: tuple[int, ...]
    pages: tuple[int, ...]

    def page_at(self, position: int) -> int:
        return self.pages[max(0, bisect_right(self.starts, position) - 1)]


def passage_of(lines: Sequence[Line]) -> Passage:
    starts = accumulate((len(line.text) + 1 for line in lines[:-1]), initial=0)
    return Passage("\n".join(line.text for line in lines), tuple(starts), tuple(line.page for line in lines))


def without_furniture(lines: Sequence[Line]) -> list[Line]:
    """No page numbers, running heads and catchwords, which cut sentences in two."""
    kept: list[Line] = []
    for line in lines:
        awaits_number = bool(kept) and bool(_AWAITS_NUMBER.search(kept[-1].text))
        if awaits_number or not _FURNITURE.match(line.text):
            kept.append(Line(_SPLIT_WORD.sub(_rejoined, line.text), line.page))
    return kept


def _rejoined(found: re.Match[str]) -> str:
    """ "Tahu n" and "Pe raturan", as some producers set them."""
    return found.group().replace(" ", "")


def named_rules(text: str) -> list[Named]:
    """The rules that a passage names, in order, each with the part it plays."""
    found: list[Named] = []
    standing: Role = "main"
    for hit in _joint(text, find_citations(_BARE_DECISION.sub(_bare_decision, text))):
        gap = text[found[-1].end if found else 0 : hit.start]
        role = _role(gap, found[-1] if found else None, standing)
        standing = standing if role == "in_title" else role
        found.append(Named(hit.citation, hit.start, hit.end, role, gap))
    return found


def _bare_decision(found: re.Match[str]) -> str:
    """ "Ketetapan Nomor IV/MPR/1983" says in its number whose it is; as long as before, so that positions stay."""
    kind = f"Tap {found.group(1)}"
    return kind + " " * (len(found.group()) - len(kind))


def _joint(text: str, hits: Iterable[Found]) -> Iterator[Found]:
    """The numbers of a joint decision, one for each office, make one rule."""
    waiting: Found | None = None
    for hit in hits:
        if waiting and _is_same_joint(text, waiting, hit):
            numbers = f"{waiting.citation.number}; {hit.citation.number}"
            waiting = Found(replace(waiting.citation, number=numbers), waiting.start, hit.end)
            continue
        if waiting:
            yield waiting
        waiting = hit
    if waiting:
        yield waiting


def _is_same_joint(text: str, before: Found, hit: Found) -> bool:
    one, other = before.citation, hit.citation
    is_joint = one.kind in JOINT_KINDS and (one.kind, one.year) == (other.kind, other.year)
    return is_joint and bool(_ONLY_JOINED.fullmatch(text[before.end : hit.start]))


def _role(gap: str, before: Named | None, standing: Role) -> Role:
    """Of the rule after the gap, from the words in the gap."""
    if before is None or _NEXT_ITEM.search(gap):
        return "main"
    is_joined, is_in_title = bool(_JOINED.search(gap)), before.role == "in_title"
    title_goes_on = is_in_title and ")" not in gap
    if _AMENDED_BY.search(gap):
        return "in_title" if title_goes_on and not _CHANGES.search(before.gap) else "amender"
    if _ABOUT.search(gap):
        return standing if is_joined else "in_title"
    return "in_title" if is_in_title and (title_goes_on or not is_joined) else standing
