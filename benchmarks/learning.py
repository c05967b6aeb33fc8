"""What learning from curators' decisions costs and brings: `python benchmarks/learning.py [GOLD.jsonl PDF_DIR]`.

Speed: 5,000 made-up confirmations, seeded from the words of the profiles, learned and cross-validated as the worker
does it. Learning curve: judged documents and titles, by cross-validation; each fold learns only from so many
confirmations of the others. What the gold set calls right is confirmed, every other suggestion of the rules rejected.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.ingest.suggesting import tagger_of
from app.instruments.loader import load_builtin
from app.instruments.spec import InstrumentSpec
from indexer.extract.sandbox import Sandbox
from indexer.metadata import describe
from indexer.metadata_kinds import library_kind
from indexer.tag_learning import terms_of
from indexer.tag_training import Comparison, Example, compare, learn
from indexer.tagger import Tagger

SEED = 20261122
CONFIRMATIONS = 5000
WORDS_OF_A_DOCUMENT = 250
SIZES = (10, 30, 100, 300)


def made_up(spec: InstrumentSpec, confirmations: int) -> list[Example]:
    """Documents of profile words among words that say nothing; the rules know two of three of their indicators."""
    chance = random.Random(SEED)
    words = [f"{first}{second}" for first in "bcdfghjklmnp" for second in map(str, range(2000))]
    examples: list[Example] = []
    while sum(len(example.confirmed) for example in examples) < confirmations:
        chosen = frozenset(one.number for one in chance.sample(spec.indicators, chance.choice((1, 1, 2, 3))))
        own = {term for one in spec.indicators if one.number in chosen for term in _own_terms(one.phrases, chance)}
        terms = {term: 1 + chance.random() for term in own} | {
            chance.choice(words): chance.random() for _ in range(WORDS_OF_A_DOCUMENT)
        }
        false = frozenset(one.number for one in chance.sample(spec.indicators, 2)) - chosen
        rules = dict.fromkeys((n for n in chosen if chance.random() < 2 / 3), 0.7) | dict.fromkeys(false, 0.6)
        examples.append(Example(len(examples), terms, rules, chosen, false))
    return examples


def judged(spec: InstrumentSpec, gold: Path, pdfs: Path) -> Iterator[Example]:
    tagger = tagger_of(spec)
    with Sandbox() as sandbox:
        for row in _rows(gold):
            extraction = sandbox.extract(pdfs / str(row["file"]), "application/pdf")
            pages = [(page.number, page.text) for page in extraction.pages]
            about = describe(pages, file_name=Path(str(row["file"])).name)
            right = frozenset(entry["number"] for entry in row["indicators"])
            yield _example(tagger, str(row["file"]), about.title or "", about.document_kind, pages, right)


def judged_titles(spec: InstrumentSpec, titles: Path) -> Iterator[Example]:
    tagger = tagger_of(spec)
    for row in _rows(titles):
        title = str(row["title"])
        kind = library_kind(None, title=title).kind
        yield _example(tagger, title, title, kind, [], frozenset(row["indicators"]))


def main() -> None:
    arguments = _arguments()
    spec = load_builtin(arguments.instrument)
    _print_speed(made_up(spec, CONFIRMATIONS))
    if arguments.gold and arguments.pdfs:
        _print_curve("documents", list(judged(spec, arguments.gold, arguments.pdfs)))
    if arguments.titles:
        _print_curve("titles", list(judged_titles(spec, arguments.titles)))


def _print_speed(examples: Sequence[Example]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    learned, compared = learn(examples, version=1)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    count = sum(len(example.confirmed) for example in examples)
    print(
        f"{count} confirmations on {len(examples)} documents: {cpu:.1f} s of processor time, {wall:.1f} s by the wall"
    )
    print(f"weights as JSON: {len(learned.to_json()) / 1e3:.0f} kB")
    _print_line("all", compared)


def _print_curve(name: str, examples: Sequence[Example]) -> None:
    each = sum(len(example.confirmed) for example in examples) / len(examples)
    held = sum(len(example.confirmed) for example in examples)
    print(f"\n{name}: {len(examples)}, {held} confirmations")
    print(f"{'confirmations':>14}{'hit@1':>16}{'hit@3':>16}{'error':>18}")
    for size in SIZES:
        if size <= held:
            _print_line(str(size), compare(examples, learn_from=max(1, round(size / each))))
    _print_line("all the others", compare(examples))


def _print_line(name: str, compared: Comparison) -> None:
    rules, both = compared.rules, compared.combined
    print(
        f"{name:>14}{rules.hit_1:>8.3f} →{both.hit_1:>6.3f}{rules.hit_3:>8.3f} →{both.hit_3:>6.3f}"
        f"{rules.brier:>9.3f} →{both.brier:>7.3f}"
    )


def _example(
    tagger: Tagger, name: str, title: str, kind: str | None, pages: Sequence[tuple[int, str]], right: frozenset[int]
) -> Example:
    rules = {one.number: one.score for one in tagger.suggest(pages, title=title, kind=kind, limit=1000)}
    key = int.from_bytes(name.encode()[-6:], "big")
    return Example(key, terms_of(title, pages).weights, rules, right, frozenset(rules) - right)


def _own_terms(phrases: Sequence[object], chance: random.Random) -> set[str]:
    texts = [str(getattr(phrase, "text", phrase)) for phrase in phrases]
    chosen = chance.sample(texts, min(len(texts), 6))
    return {term for text in chosen for term in terms_of(text, []).weights}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text().splitlines() if line.strip())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="?")
    parser.add_argument("pdfs", type=Path, nargs="?")
    parser.add_argument("--titles", type=Path)
    parser.add_argument("--instrument", default="permenpanrb-59-2020")
    return parser.parse_args()


if __name__ == "__main__":
    main()
