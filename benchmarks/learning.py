"""What learning from curators' decisions costs and brings: `python benchmarks/learning.py [GOLD.jsonl PDF_DIR]`.

Speed: 5,000 made-up confirmations, seeded from the words of the profiles, learned and cross-validated as the worker
does it. Learning curve: judged documents and titles, by cross-validation, copies of a document (`near_duplicate_group`
of the manifest) kept together; each fold learns only from so many decided documents of the others. What the gold set
calls right is confirmed, every other suggestion of the rules rejected; a document with neither is not decided.
Indicators of which an institution chooses one count as one. The mean of several orders of the documents is shown.
"""

import argparse
import json
import random
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.ingest.suggesting import tagger_of
from app.instruments.loader import load_builtin
from app.instruments.spec import InstrumentSpec
from indexer.extract.sandbox import Sandbox
from indexer.metadata import describe
from indexer.metadata_kinds import library_kind
from indexer.tag_learning import terms_of
from indexer.tag_training import Comparison, Example, Figures, compare, learn
from indexer.tag_words import background
from indexer.tagger import Tagger

SEED = 20261122
CONFIRMATIONS = 5000
WORDS_OF_A_DOCUMENT = 250
SIZES = (10, 30, 100, 300)
ORDERS = 3
FOLDS = 10
CHOSEN_FROM = {"permenpanrb-59-2020": frozenset({45, 46, 47})}


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
    manifest = pdfs / "manifest.jsonl"
    groups = {row["file"]: row.get("near_duplicate_group") for row in _rows(manifest)} if manifest.exists() else {}
    with Sandbox() as sandbox:
        for row in _rows(gold):
            extraction = sandbox.extract(pdfs / str(row["file"]), "application/pdf")
            pages = [(page.number, page.text) for page in extraction.pages]
            about = describe(pages, file_name=Path(str(row["file"])).name)
            right = frozenset(entry["number"] for entry in row["indicators"])
            found = _example(tagger, str(row["file"]), about.title or "", about.document_kind, pages, right)
            group = groups.get(row["file"])
            yield replace(found, group=zlib.crc32(group.encode()) if group else None)


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
    one_of = CHOSEN_FROM.get(arguments.instrument, frozenset())
    known: list[Example] = []
    if arguments.pdfs:
        known += [
            example for gold in (arguments.gold, *arguments.also) for example in judged(spec, gold, arguments.pdfs)
        ]
        _print_curve("documents", _decided(known, one_of))
    titles = [example for path in arguments.titles for example in judged_titles(spec, path)]
    if titles:
        _print_curve("titles", _decided(titles, one_of))
        _print_curve("documents and titles", _decided([*known, *titles], one_of))


def _print_speed(examples: Sequence[Example]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    learned, compared = learn(examples, version=1)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    count = sum(len(example.confirmed) for example in examples)
    print(
        f"{count} confirmations on {len(examples)} documents: {cpu:.1f} s of processor time, {wall:.1f} s by the wall"
    )
    print(f"weights as JSON: {len(learned.to_json()) / 1e3:.0f} kB")
    _print_line("all", [compared])


def _decided(examples: Sequence[Example], one_of: frozenset[int]) -> list[Example]:
    """Those on which a curator would have decided something, with the sectors of an institution as one indicator."""
    return [_as_one(example, one_of) for example in examples if example.rules or example.confirmed]


def _as_one(example: Example, one_of: frozenset[int]) -> Example:
    first = min(one_of, default=0)
    rules: dict[int, float] = {}
    for number, score in example.rules.items():
        as_one = first if number in one_of else number
        rules[as_one] = max(score, rules.get(as_one, 0.0))
    confirmed = frozenset(first if number in one_of else number for number in example.confirmed)
    return replace(example, rules=rules, confirmed=confirmed, rejected=frozenset(rules) - confirmed)


def _print_curve(name: str, examples: Sequence[Example]) -> None:
    print(f"\n{name}: {len(examples)} decided, {sum(bool(one.confirmed) for one in examples)} with something confirmed")
    heads = ("hit@1", "hit@3", "right of ≥ 0.8", "false", "Brier", "log loss")
    print(f"{'learned from':>14}" + "".join(f"{head:>20}" for head in heads))
    everyday = background(example.terms for example in examples)
    orders = [random.Random(seed).sample(examples, len(examples)) for seed in range(ORDERS)]
    for size in (*(one for one in SIZES if one < len(examples)), None):
        compared = [compare(order, folds=FOLDS, learn_from=size, everyday=everyday) for order in orders]
        _print_line("all the others" if size is None else str(size), compared)


def _print_line(name: str, compared: Sequence[Comparison]) -> None:
    def pair(of: Callable[[Figures], float]) -> str:
        rules, both = ([of(getattr(one, which)) for one in compared] for which in ("rules", "combined"))
        return f"{mean(rules):.3f} → {mean(both):.3f}"

    def sure(which: str) -> str:
        counts = [getattr(one, which) for one in compared]
        return f"{mean(one.sure_right for one in counts):.1f}/{mean(one.sure for one in counts):.1f}"

    cells = (
        pair(lambda one: one.hit_1),
        pair(lambda one: one.hit_3),
        f"{sure('rules')} → {sure('combined')}",
        pair(lambda one: one.false_suggestions),
        pair(lambda one: one.brier),
        pair(lambda one: one.log_loss),
    )
    print(f"{name:>14}" + "".join(f"{cell:>20}" for cell in cells))


def _example(
    tagger: Tagger, name: str, title: str, kind: str | None, pages: Sequence[tuple[int, str]], right: frozenset[int]
) -> Example:
    rules = {one.number: one.score for one in tagger.suggest(pages, title=title, kind=kind, limit=1000)}
    key = int.from_bytes(name.encode()[-6:], "big")
    return Example(key, terms_of(title, pages, kind=kind).weights, rules, right, frozenset(rules) - right)


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
    parser.add_argument("--also", type=Path, action="append", default=[], help="further judged documents")
    parser.add_argument("--titles", type=Path, action="append", default=[])
    parser.add_argument("--instrument", default="permenpanrb-59-2020")
    return parser.parse_args()


if __name__ == "__main__":
    main()
