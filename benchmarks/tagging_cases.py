"""The gold sets as cases for the tagger: documents read as the ingest reads them, and bare titles."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from app.instruments.spec import InstrumentSpec
from benchmarks.metadata import read_files
from indexer.metadata import describe
from indexer.metadata_kinds import library_kind
from indexer.repair import repair_pages
from indexer.tagger import Tagger

SECTORS = frozenset({45, 46, 47})  # interchangeable: an institution chooses its sectors
GOLD_IS_IN = "permenpanrb-59-2020"
LIMIT = 100

Odds = dict[int, float]


@dataclass(frozen=True)
class Case:
    """A document or title with what is right for it; `right` holds the secondary indicators too."""

    name: str
    pages: list[tuple[int, str]]
    title: str
    kind: str | None
    file_name: str
    primary: frozenset[int]
    right: frozenset[int]

    def log_odds(self, tagger: Tagger) -> Odds:
        odds = tagger.log_odds(self.pages, title=self.title, kind=self.kind, file_name=self.file_name)
        return _best_of_slots(odds.items())

    def suggested(self, tagger: Tagger) -> list[tuple[int, float]]:
        """Best first, each slot once."""
        found = tagger.suggest(self.pages, title=self.title, kind=self.kind, file_name=self.file_name, limit=LIMIT)
        scores = _best_of_slots((one.number, one.score) for one in found)
        return sorted(scores.items(), key=lambda scored: (-scored[1], scored[0]))

    def mapped(self, mapping: Mapping[int, frozenset[int]]) -> "Case":
        """The same case in the numbers of another instrument, by what they correspond to in this one."""
        primary = frozenset(number for number, ours in mapping.items() if ours & self.primary)
        return replace(self, primary=primary, right=frozenset(n for n, ours in mapping.items() if ours & self.right))


def counterparts(spec: InstrumentSpec, gold: InstrumentSpec) -> dict[int, frozenset[int]]:
    """For each indicator of `spec` those of the gold set's instrument that it continues, or that continue it."""
    found: dict[int, set[int]] = {indicator.number: set() for indicator in spec.indicators}
    for later, earlier_id in ((spec, gold.id), (gold, spec.id)):
        for indicator in later.indicators:
            for earlier in (one for one in indicator.continues if one.instrument == earlier_id):
                for number in earlier.indicators:
                    ours, theirs = (indicator.number, number) if later is spec else (number, indicator.number)
                    found.setdefault(ours, set()).add(theirs)
    return {number: _slots(theirs) for number, theirs in found.items()}


def documents(gold: Path, folder: Path, *, ocr: bool) -> Iterator[Case]:
    for row, read in read_files(list(rows(gold)), folder, ocr=ocr):
        pages = [(page.number, page.text) for page in repair_pages(read.pages, scanned=read.scanned)]
        name = Path(str(row["file"]))
        about = describe(pages, file_name=name.name, scanned=read.scanned)
        judged = cast(list[dict[str, Any]], row["indicators"])
        yield Case(
            name=str(name),
            pages=pages,
            title=about.title or "",
            kind=about.document_kind,
            file_name=name.stem,
            primary=_slots(entry["number"] for entry in judged if entry["strength"] == "primary"),
            right=_slots(entry["number"] for entry in judged),
        )


def titles(gold: Path) -> Iterator[Case]:
    """Every title alone, as `pustaka suggest --title` gets it."""
    for row in rows(gold):
        title, right = row["title"], _slots(row["indicators"])
        yield Case(title, [], title, library_kind(None, title=title).kind, "", right, right)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def _best_of_slots(found: Iterable[tuple[int, float]]) -> dict[int, float]:
    best: dict[int, float] = {}
    for number, value in found:
        slot = _slot(number)
        best[slot] = max(value, best.get(slot, value))
    return best


def _slots(numbers: Iterable[int]) -> frozenset[int]:
    return frozenset(map(_slot, numbers))


def _slot(number: int) -> int:
    return min(SECTORS) if number in SECTORS else number
