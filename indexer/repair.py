"""Pages as extracted → pages as they should be searched: what producers and scanners broke is whole again.

Pure and linear in the text; the pipeline stores the raw text beside it. Each step was kept for what
`benchmarks/repair.py` says of it (docs/decisions/0010-text-repair.md).
"""

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from indexer.repair_furniture import without_furniture
from indexer.repair_lines import (
    without_letter_spacing,
    without_line_hyphens,
    without_odd_marks,
    without_stray_cuts,
)
from indexer.repair_lookalikes import mended
from indexer.repair_words import Lexicon

Repair = Literal["marks", "furniture", "spacing", "hyphens", "cuts", "lookalikes"]
REPAIRS: Final[tuple[Repair, ...]] = get_args(Repair)


@dataclass(frozen=True, slots=True)
class RepairedPage:
    """One page, and which repairs changed it, in the order in which they were made."""

    number: int
    text: str
    repairs: tuple[Repair, ...] = ()

    @property
    def is_changed(self) -> bool:
        return bool(self.repairs)


def repair_pages(
    pages: Sequence[tuple[int, str]], *, scanned: Container[int] = (), repairs: Collection[Repair] = REPAIRS
) -> list[RepairedPage]:
    """The pages, repaired; `scanned` are the numbers of those whose text came from OCR, where look-alikes are likely."""
    work = _Work(pages)
    if "marks" in repairs:
        work.change("marks", [without_odd_marks(text) for text in work.texts])
    if "furniture" in repairs:
        work.change("furniture", without_furniture(list(zip(work.numbers, work.texts, strict=True))))
    lexicon = Lexicon(work.texts)
    if "spacing" in repairs:
        work.change("spacing", [without_letter_spacing(text, lexicon) for text in work.texts])
    if "hyphens" in repairs:
        work.change("hyphens", [without_line_hyphens(text, lexicon) for text in work.texts])
    if "cuts" in repairs:
        work.change("cuts", [without_stray_cuts(text, lexicon) for text in work.texts])
    if "lookalikes" in repairs:
        work.change("lookalikes", [mended(text) for text in work.texts])
    return work.pages()


class _Work:
    """The pages under repair, and what was done to each."""

    def __init__(self, pages: Sequence[tuple[int, str]]) -> None:
        self.numbers = [number for number, _ in pages]
        self.texts = [text for _, text in pages]
        self._done: list[list[Repair]] = [[] for _ in pages]

    def change(self, repair: Repair, texts: Sequence[str]) -> None:
        for done, before, after in zip(self._done, self.texts, texts, strict=True):
            if before != after:
                done.append(repair)
        self.texts = list(texts)

    def pages(self) -> list[RepairedPage]:
        made = zip(self.numbers, self.texts, self._done, strict=True)
        return [RepairedPage(number, text, tuple(done)) for number, text, done in made]
