"""How well indicators are suggested: `python benchmarks/tagging.py GOLD.jsonl PDF_DIR` or `--titles TITLES.jsonl`.

Hit@1 and hit@3: share of documents with a primary indicator among the first; recall@5 of primary indicators; precision
of what scores 0.8 or more (secondary ones count as right); how many documents that prove nothing got a suggestion.
The sectors 45, 46 and 47 are interchangeable and count as one.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.instruments.loader import load_builtin
from indexer.extract.sandbox import Sandbox
from indexer.metadata import describe
from indexer.metadata_kinds import library_kind
from indexer.tagger import IndicatorProfile, Suggestion, Tagger, WeightedPhrase

SECTORS = frozenset({45, 46, 47})
CONFIDENT = 0.8
LIMIT = 12


@dataclass(frozen=True)
class Judged:
    """A document or title with what was suggested and what is right."""

    name: str
    suggested: tuple[tuple[int, float], ...]
    primary: frozenset[int]
    right: frozenset[int]


def tagger_of(instrument_id: str) -> Tagger:
    """The tagger as the application builds it."""
    return Tagger(
        [
            IndicatorProfile(
                number=indicator.number,
                name=indicator.name,
                phrases=tuple(WeightedPhrase(phrase.text, phrase.weight) for phrase in indicator.phrases),
                prefers_kinds=frozenset(indicator.prefers_kinds),
            )
            for indicator in load_builtin(instrument_id).indicators
        ]
    )


def judge_documents(tagger: Tagger, gold: Path, pdfs: Path) -> Iterator[Judged]:
    """Every gold document, read as the ingest reads it."""
    with Sandbox() as sandbox:
        for row in _rows(gold):
            extraction = sandbox.extract(pdfs / row["file"], "application/pdf")
            pages = [(page.number, page.text) for page in extraction.pages]
            about = describe(pages, file_name=Path(row["file"]).name)
            suggested = tagger.suggest(pages, title=about.title or "", kind=about.document_kind, limit=LIMIT)
            primary = [entry["number"] for entry in row["indicators"] if entry["strength"] == "primary"]
            yield _judged(row["file"], suggested, primary, [entry["number"] for entry in row["indicators"]])


def judge_titles(tagger: Tagger, titles: Path) -> Iterator[Judged]:
    """Every title alone, as `pustaka suggest --title` gets it."""
    for row in _rows(titles):
        title = row["title"]
        suggested = tagger.suggest((), title=title, kind=library_kind(None, title=title).kind, limit=LIMIT)
        yield _judged(title, suggested, row["indicators"], row["indicators"])


def figures(judged: list[Judged]) -> dict[str, float | int]:
    """The measures of a set."""
    proving = [one for one in judged if one.primary]
    confident = [(number, one) for one in judged for number, score in one.suggested if score >= CONFIDENT]
    nothing = [one for one in judged if not one.right]
    return {
        "with_primary": len(proving),
        "hit@1": _share(bool(_first(one, 1) & one.primary) for one in proving),
        "hit@3": _share(bool(_first(one, 3) & one.primary) for one in proving),
        "recall@5": _share(number in _first(one, 5) for one in proving for number in one.primary),
        "confident": len(confident),
        "precision_confident": _share(number in one.right for number, one in confident),
        "proving_nothing": len(nothing),
        "falsely_suggested": sum(bool(one.suggested) for one in nothing),
    }


def main() -> None:
    arguments = _arguments()
    tagger = tagger_of(arguments.instrument)
    started = time.perf_counter()
    source = judge_titles(tagger, arguments.titles) if arguments.titles else None
    judged = list(source or judge_documents(tagger, arguments.gold, arguments.pdfs))
    seconds = time.perf_counter() - started
    if arguments.cases:
        for one in judged:
            print(f"{one.name[-70:]}\t{sorted(one.primary)}\t{one.suggested[:6]}", file=sys.stderr)
    _print(figures(judged), seconds, as_json=arguments.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="?")
    parser.add_argument("pdfs", type=Path, nargs="?")
    parser.add_argument("--titles", type=Path)
    parser.add_argument("--instrument", default="permenpanrb-59-2020")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cases", action="store_true", help="every document with its suggestions, on stderr")
    arguments = parser.parse_args()
    if not arguments.titles and not (arguments.gold and arguments.pdfs):
        parser.error("give GOLD and PDF_DIR, or --titles TITLES")
    return arguments


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text().splitlines() if line.strip())


def _judged(name: str, suggested: Iterable[Suggestion], primary: Iterable[int], right: Iterable[int]) -> Judged:
    best: dict[int, float] = {}
    for suggestion in suggested:
        best.setdefault(_slot(suggestion.number), suggestion.score)
    return Judged(name, tuple(best.items()), frozenset(map(_slot, primary)), frozenset(map(_slot, right)))


def _slot(number: int) -> int:
    return min(SECTORS) if number in SECTORS else number


def _first(one: Judged, count: int) -> frozenset[int]:
    return frozenset(number for number, _ in one.suggested[:count])


def _share(hits: Iterable[bool]) -> float:
    counted = list(hits)
    return round(sum(counted) / len(counted), 3) if counted else 0.0


def _print(measures: dict[str, float | int], seconds: float, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(measures | {"seconds": round(seconds, 2)}))
        return
    for name, value in measures.items():
        print(f"{name:<22}{value:>8}")
    print(f"{'seconds':<22}{seconds:8.2f}")


if __name__ == "__main__":
    main()
