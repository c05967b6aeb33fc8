"""Pages as extracted → pages as they should be searched: what producers and scanners broke is whole again.

Pure and linear in the text; the pipeline stores the raw text beside it. Each step was kept for what
`benchmarks/repair.py` says of it (docs/decisions/0010-text-repair.md).
"""

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, get_args

from indexer import repair_lines as lines
from indexer.repair_furniture import without_furniture
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
    """The pages, repaired; `scanned` are the numbers of those that OCR read, where look-alikes are likely."""
    work = _Work(pages, scanned)
    for repair in REPAIRS:
        if repair in repairs:
            work.change(repair)
    return work.pages()


class _Work:
    """The pages under repair, and what was done to each."""

    def __init__(self, pages: Sequence[tuple[int, str]], scanned: Container[int]) -> None:
        self.numbers = [number for number, _ in pages]
        self.texts = [text for _, text in pages]
        self.scanned = scanned
        self._done: list[list[Repair]] = [[] for _ in pages]

    @cached_property
    def lexicon(self) -> Lexicon:
        """Built by the first step that asks: by then the running heads, said on every page, are gone."""
        return Lexicon(self.texts)

    def change(self, repair: Repair) -> None:
        texts = _STEPS[repair](self)
        for done, before, after in zip(self._done, self.texts, texts, strict=True):
            if before != after:
                done.append(repair)
        self.texts = texts

    def pages(self) -> list[RepairedPage]:
        made = zip(self.numbers, self.texts, self._done, strict=True)
        return [RepairedPage(number, text, tuple(done)) for number, text, done in made]


def _by_words(step: Callable[[str, Lexicon], str]) -> Callable[[_Work], list[str]]:
    return lambda work: [step(text, work.lexicon) for text in work.texts]


def _mended(work: _Work) -> list[str]:
    pages = zip(work.numbers, work.texts, strict=True)
    return [mended(text, is_scan=number in work.scanned) for number, text in pages]


_STEPS: Final[Mapping[Repair, Callable[[_Work], list[str]]]] = {
    "marks": lambda work: [lines.without_odd_marks(text) for text in work.texts],
    "furniture": lambda work: without_furniture(list(zip(work.numbers, work.texts, strict=True))),
    "spacing": _by_words(lines.without_letter_spacing),
    "hyphens": _by_words(lines.without_line_hyphens),
    "cuts": _by_words(lines.without_stray_cuts),
    "lookalikes": _mended,
}
