"""What each repair of `indexer/repair.py` does: to real pages, and to search.

`python benchmarks/repair.py PDF_DIR [--show REPAIR] [--ir BEIR_DIR …] [--json]`

Pages: per repair alone, and all together, how many pages and words change, how many words the dictionary knows, how
many citations, articles and fields of the title page are found. Search: nDCG@10 and R@100 of each BEIR folder as it is
and repaired, and of a copy damaged on purpose, kind by kind, before and after its repair.
"""

import argparse
import difflib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.damage import DAMAGES
from benchmarks.relevance import measure
from indexer.citations import find_citations
from indexer.extract.sandbox import Sandbox
from indexer.metadata import describe
from indexer.repair import REPAIRS, Repair, repair_pages
from indexer.repair_words import is_word
from indexer.structure import outline

Pages = Sequence[tuple[int, str]]
SHOWN = 40


@dataclass(slots=True)
class Effect:
    """Sums over a folder."""

    pages_changed: int = 0
    words: int = 0
    known: float = 0.0
    citations: int = 0
    articles: int = 0
    fields: int = 0
    seconds: float = 0.0

    def add(self, name: str, before: Pages, after: Pages, changed: int) -> None:
        words = [word for _, text in after for word in text.casefold().split() if word.isalpha() and len(word) > 2]
        self.pages_changed += changed
        self.words += len(words)
        self.known += sum(map(is_word, words))
        self.citations += sum(len(find_citations(text)) for _, text in after)
        self.articles += sum(section.kind == "pasal" for section in outline(after))
        self.fields += len(describe(after, file_name=name).confidence)


def main() -> None:
    arguments = _arguments()
    documents = list(_documents(arguments.pdfs))
    if arguments.show:
        _show(documents, arguments.show)
        return
    effects = {name: _effect(documents, repairs) for name, repairs in _choices()}
    search = {str(folder.name): _search(folder) for folder in arguments.ir}
    if arguments.json:
        print(json.dumps({"pages": {n: _as_json(e) for n, e in effects.items()}, "search": search}))
    else:
        _print(effects, search)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdfs", type=Path)
    parser.add_argument("--ir", type=Path, nargs="*", default=[])
    parser.add_argument("--show", choices=REPAIRS, help="print a sample of what this repair changes")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _choices() -> list[tuple[str, Collection[Repair]]]:
    return [("none", ()), *((repair, (repair,)) for repair in REPAIRS), ("all", REPAIRS)]


def _documents(folder: Path) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    with Sandbox() as sandbox:
        for path in sorted(folder.rglob("*.pdf")):
            extraction = sandbox.extract(path, "application/pdf")
            yield path.name, [(page.number, page.text) for page in extraction.pages]


def _effect(documents: Iterable[tuple[str, Pages]], repairs: Collection[Repair]) -> Effect:
    effect = Effect()
    for name, pages in documents:
        started = time.perf_counter()
        repaired = repair_pages(pages, repairs=repairs)
        effect.seconds += time.perf_counter() - started
        changed = sum(page.is_changed for page in repaired)
        effect.add(name, pages, [(page.number, page.text) for page in repaired], changed)
    effect.known = round(effect.known / max(1, effect.words), 4)
    return effect


def _show(documents: Iterable[tuple[str, Pages]], repair: Repair) -> None:
    shown = 0
    earlier = REPAIRS[: REPAIRS.index(repair)]
    for name, pages in documents:
        before = [(page.number, page.text) for page in repair_pages(pages, repairs=earlier)]
        after = repair_pages(before, repairs=(repair,))
        for (number, old), new in zip(before, after, strict=True):
            for line in _differences(old, new.text):
                print(f"{name[:40]:<40} {number:>4} {line[:150]}")
                shown += 1
            if shown > SHOWN * 25:
                return


def _differences(old: str, new: str) -> Iterator[str]:
    lines = difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=0)
    yield from (line for line in lines if line[:1] in "+-" and line[:3] not in {"+++", "---"})


def _search(folder: Path) -> dict[str, dict[str, float]]:
    runs: dict[str, Callable[[str], str]] = {"as it is": lambda text: text, "repaired": _repaired}
    for name, damage in DAMAGES.items():
        runs[f"{name} damaged"] = lambda text, damage=damage: "\n".join(damage(text))  # type: ignore[misc]
        runs[f"{name} repaired"] = lambda text, damage=damage: _repaired(*damage(text))  # type: ignore[misc]
    return {name: _measured(folder, change) for name, change in runs.items()}


def _repaired(*texts: str) -> str:
    return "\n".join(page.text for page in repair_pages(list(enumerate(texts, 1))))


def _measured(folder: Path, change: Callable[[str], str]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary)
        for name in ("queries.jsonl", "qrels.tsv"):
            (copy / name).symlink_to((folder / name).resolve())
        with (folder / "corpus.jsonl").open(encoding="utf-8") as rows, (copy / "corpus.jsonl").open("w") as out:
            for row in map(json.loads, rows):
                out.write(json.dumps({**row, "text": change(row["text"])}) + "\n")
        figures = measure(copy, copy / "index")
    return {name: figures[name] for name in ("nDCG@10", "RR@10", "R@100")}


def _as_json(effect: Effect) -> dict[str, float]:
    return {field.name: value for field, value in zip(fields(effect), astuple(effect), strict=True)}


def _print(effects: Mapping[str, Effect], search: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
    names = [field.name for field in fields(Effect)]
    print(f"{'repair':<12}" + "".join(f"{name:>15}" for name in names))
    for repair, effect in effects.items():
        values = "".join(f"{round(value, 4):>15}" for value in astuple(effect))
        print(f"{repair:<12}{values}")
    for folder, runs in search.items():
        print(f"\n{folder}")
        for run, figures in runs.items():
            print(f"  {run:<24}" + "".join(f"{name} {value:.4f}   " for name, value in figures.items()))


if __name__ == "__main__":
    main()
