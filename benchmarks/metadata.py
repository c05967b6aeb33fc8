"""How well documents are described: `python benchmarks/metadata.py GOLD PDF_DIR` (`--no-ocr`, `--raw`, `--errors`).

Per field: precision (of what was said, how much is right) and recall (of what the document says, how much was found),
over all documents, scans recognised as the library does it, and over those that came with text; relations the same
way; the processor time of `describe` alone. Recognition takes minutes: about three seconds of a core per page.
"""

import argparse
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from indexer.citations import matches, parse_citation
from indexer.extract.model import PageImage
from indexer.extract.sandbox import Sandbox
from indexer.metadata import Description, describe
from indexer.ocr import DPI, OcrPageFailed, Recogniser
from indexer.relations import FoundRelation
from indexer.repair import repair_pages

Row = dict[str, object]
Pages = list[tuple[int, str]]
FIELDS = (
    *("kind", "kind_abbrev", "number", "year", "title", "issuer", "enacted_on", "enacted_place"),
    *("promulgated_on", "gazette", "signer"),
)
RELATIONS = ("mengubah", "mencabut", "dasar", "melaksanakan")
POOLED = ("mengubah", "mencabut")
LETTERS_OF_A_TEXT = 300
AT_ONCE = 8  # pages drawn in one child
SURE = 0.9


@dataclass
class Tally:
    """Right answers, answers given, answers expected."""

    right: float = 0
    given: float = 0
    expected: float = 0

    def add(self, given: object, expected: object) -> bool:
        right = given is not None and expected is not None and plain(given) == plain(expected)
        self.right += right
        self.given += given is not None
        self.expected += expected is not None
        return right or (given is None and expected is None)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.given + other.given, self.expected + other.expected)

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.given + self.expected) if self.given + self.expected else 1.0

    def figures(self) -> dict[str, float]:
        return {"precision": round(self.precision, 3), "recall": round(self.recall, 3), "f1": round(self.f1, 3)}


@dataclass
class Report:
    """The tallies of a set of documents."""

    documents: int = 0
    fields: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in FIELDS})
    relations: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in RELATIONS})
    title_words: Tally = field(default_factory=Tally)
    title_f1: list[float] = field(default_factory=list)
    sure_and_wrong: int = 0

    def add(self, description: Description, expected: Row) -> list[str]:
        """Count one document; says what was wrong, a line each."""
        self.documents += 1
        wrong = [name for name in FIELDS if not self.fields[name].add(getattr(description, name), expected.get(name))]
        self.sure_and_wrong += "number" in wrong and description.confidence.get("number", 0.0) >= SURE
        self._add_title(description.title or "", str(expected.get("title") or ""))
        lines = [f"{name}\t{getattr(description, name)}\t{expected.get(name)}" for name in wrong]
        return lines + [line for name in RELATIONS for line in self._add_relations(name, description, expected)]

    def _add_title(self, given: str, expected: str) -> None:
        said, wanted = Counter(words(given)), Counter(words(expected))
        one = Tally((said & wanted).total(), said.total(), wanted.total())
        self.title_words += one
        self.title_f1.append(one.f1)

    def _add_relations(self, name: str, description: Description, expected: Row) -> Iterator[str]:
        """`expected` holds citations in short form; the amenders of a rule that is meant count as well."""
        wanted = [one["target"] for one in expected["relations"] if one["type"] == name]  # type: ignore[attr-defined]
        given = [relation for relation in description.relations if relation.type == name]
        tally = self.relations[name]
        is_judged = name in POOLED or name == "melaksanakan" or expected.get("dasar_complete")
        if not is_judged:
            return
        for relation in given:
            target = next((one for one in wanted if is_same(relation, one)), None)
            tally.given += 1
            if target is None:
                yield f"{name}\t{relation.target} (hlm. {relation.page})\t–"
                continue
            tally.right += 1
            tally.expected += 1
            wanted.remove(target)
        tally.expected += len(wanted)
        yield from (f"{name}\t–\t{target}" for target in wanted)

    def pooled(self) -> Tally:
        return sum((self.relations[name] for name in POOLED), Tally())

    def title_mean(self) -> float:
        return sum(self.title_f1) / len(self.title_f1) if self.title_f1 else 1.0

    def as_json(self) -> dict[str, object]:
        return {
            "documents": self.documents,
            "fields": {name: tally.figures() for name, tally in self.fields.items()},
            "title_tokens": {**self.title_words.figures(), "mean_f1": round(self.title_mean(), 3)},
            "relations": {name: tally.figures() for name, tally in self.relations.items()},
            "relations_pooled": self.pooled().figures(),
            "wrong_numbers_at_0.9": self.sure_and_wrong,
        }


def plain(value: object) -> str:
    """Letters and digits alone: spacing, case and punctuation are no errors."""
    return re.sub(r"[^a-z0-9]", "", str(value).lower())


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def is_same(relation: FoundRelation, target: str) -> bool:
    if plain(relation.target) == plain(target):
        return True
    citation = parse_citation(target)
    return citation is not None and matches(citation, relation.citation)


@dataclass(frozen=True)
class ReadFile:
    """`scanned` are the pages that were recognised; `letters` is how much text the file brought itself."""

    pages: Pages
    scanned: frozenset[int]
    letters: int


def read_files(rows: list[Row], folder: Path, *, ocr: bool) -> Iterator[tuple[Row, ReadFile]]:
    """Each row with its file, read as the ingest reads it."""
    recogniser = Recogniser()
    is_recognised = ocr and recogniser.is_available() is not None
    with Sandbox() as sandbox, ThreadPoolExecutor(os.cpu_count()) as pool:
        for row in rows:
            path = folder / str(row["file"])
            extraction = sandbox.extract(path, "application/pdf")
            texts = {page.number: page.text for page in extraction.pages}
            letters = sum(map(len, texts.values()))
            scanned = [page.number for page in extraction.pages if page.needs_ocr] if is_recognised else []
            for start in range(0, len(scanned), AT_ONCE):
                texts |= recognised(sandbox, recogniser, pool, path, scanned[start : start + AT_ONCE])
            yield row, ReadFile(sorted(texts.items()), frozenset(scanned), letters)


def recognised(
    sandbox: Sandbox, recogniser: Recogniser, pool: ThreadPoolExecutor, path: Path, numbers: list[int]
) -> dict[int, str]:
    drawn = sandbox.images(path, "application/pdf", pages=numbers, dpi=DPI, grey=True, clean=True)
    images = [event for event in drawn if isinstance(event, PageImage)]
    texts = pool.map(lambda image: text_of(recogniser, image), images)
    return {image.number: text for image, text in zip(images, texts, strict=True) if text is not None}


def text_of(recogniser: Recogniser, image: PageImage) -> str | None:
    try:
        return recogniser.recognise(image).text or None
    except OcrPageFailed as failed:
        print(failed, file=sys.stderr)
        return None


def main() -> None:
    arguments = _arguments()
    rows = [json.loads(line) for line in arguments.gold.read_text().splitlines() if line.strip()]
    everything, readable = Report(), Report()
    seconds = 0.0
    for row, read in read_files(rows, arguments.pdfs, ocr=not arguments.no_ocr):
        pages, scanned = read.pages, read.scanned
        if not arguments.raw:
            pages = [(page.number, page.text) for page in repair_pages(pages, scanned=scanned)]
        started = time.process_time()
        description = describe(pages, file_name=Path(str(row["file"])).name, scanned=scanned)
        seconds += time.process_time() - started
        wrong = everything.add(description, row)
        if read.letters >= LETTERS_OF_A_TEXT and not read.scanned:
            readable.add(description, row)
        if arguments.errors:
            print(*(f"{row['file']}\t{line}" for line in wrong), sep="\n", file=sys.stderr)
    _print(everything, readable, seconds, as_json=arguments.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("pdfs", type=Path)
    parser.add_argument("--no-ocr", action="store_true", help="leave pages alone that hold their words in a picture")
    parser.add_argument("--raw", action="store_true", help="without repair of the text")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", "--misses", action="store_true", help="file, field, said, expected; on stderr")
    return parser.parse_args()


def _print(everything: Report, readable: Report, seconds: float, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"all": everything.as_json(), "with_text": readable.as_json(), "seconds": round(seconds, 2)}))
        return
    print(f"{'field':<18}{'all P':>8}{'all R':>8}{'all F1':>8}{'text P':>8}{'text R':>8}{'text F1':>8}")
    for name in FIELDS:
        _print_line(name, everything.fields[name], readable.fields[name])
    _print_line("title, words", everything.title_words, readable.title_words)
    for name in RELATIONS:
        _print_line(name, everything.relations[name], readable.relations[name])
    _print_line("mengubah+mencabut", everything.pooled(), readable.pooled())
    print(f"title, mean word F1: {everything.title_mean():.3f} of all, {readable.title_mean():.3f} of those with text")
    print(f"wrong numbers with confidence >= {SURE}: {everything.sure_and_wrong}")
    print(f"{everything.documents} documents, {readable.documents} with text; describe took {seconds:.2f} s")


def _print_line(name: str, *tallies: Tally) -> None:
    print(f"{name:<18}" + "".join(f"{tally.precision:8.3f}{tally.recall:8.3f}{tally.f1:8.3f}" for tally in tallies))


if __name__ == "__main__":
    main()
