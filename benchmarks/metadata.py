"""How well title pages are read: `python benchmarks/metadata.py GOLD.jsonl PDF_DIR [--json] [--misses]`.

Per field: precision (of what was said, how much is right) and recall (of what the document says, how much was found),
over all documents and over those that have text at all; the time of `describe` alone.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from indexer.extract.sandbox import Sandbox
from indexer.metadata import Description, describe

FIELDS = (
    *("kind", "kind_abbrev", "number", "year", "title", "issuer", "enacted_on", "enacted_place"),
    *("promulgated_on", "gazette", "signer"),
)
LETTERS_OF_A_TEXT = 300


@dataclass
class Tally:
    """Of one field: right answers, answers given, answers expected."""

    right: int = 0
    given: int = 0
    expected: int = 0

    def add(self, given: object, expected: object) -> bool:
        right = given is not None and expected is not None and plain(given) == plain(expected)
        self.right += right
        self.given += given is not None
        self.expected += expected is not None
        return right or (given is None and expected is None)

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0


@dataclass
class Report:
    """The tallies of a set of documents."""

    documents: int = 0
    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in FIELDS})

    def add(self, description: Description, expected: dict[str, object]) -> list[str]:
        self.documents += 1
        return [name for name in FIELDS if not self.tallies[name].add(getattr(description, name), expected.get(name))]

    def as_json(self) -> dict[str, object]:
        figures = {
            name: {"precision": round(tally.precision, 3), "recall": round(tally.recall, 3)}
            for name, tally in self.tallies.items()
        }
        return {"documents": self.documents, "fields": figures}


def plain(value: object) -> str:
    """Letters and digits alone: spacing, case and punctuation are no errors."""
    return re.sub(r"[^a-z0-9]", "", str(value).lower())


def read_pages(
    rows: list[dict[str, object]], folder: Path
) -> Iterator[tuple[dict[str, object], list[tuple[int, str]]]]:
    """Each row with the pages of its file, read as the ingest reads them."""
    with Sandbox() as sandbox:
        for row in rows:
            extraction = sandbox.extract(folder / str(row["file"]), "application/pdf")
            yield row, [(page.number, page.text) for page in extraction.pages]


def main() -> None:
    arguments = _arguments()
    rows = [json.loads(line) for line in arguments.gold.read_text().splitlines() if line.strip()]
    everything, readable = Report(), Report()
    seconds = 0.0
    for row, pages in read_pages(rows, arguments.pdfs):
        started = time.perf_counter()
        description = describe(pages, file_name=Path(str(row["file"])).name)
        seconds += time.perf_counter() - started
        missed = everything.add(description, row)
        if sum(len(text) for _, text in pages) >= LETTERS_OF_A_TEXT:
            readable.add(description, row)
        if arguments.misses:
            _print_misses(row, description, missed)
    _print(everything, readable, seconds, as_json=arguments.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("pdfs", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true", help="every wrong or missing field, on stderr")
    return parser.parse_args()


def _print_misses(row: dict[str, object], description: Description, missed: list[str]) -> None:
    for name in missed:
        print(f"{name}\t{row['file']}\t{getattr(description, name)}\t{row.get(name)}", file=sys.stderr)


def _print(everything: Report, readable: Report, seconds: float, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"all": everything.as_json(), "with_text": readable.as_json(), "seconds": round(seconds, 2)}))
        return
    print(f"{'field':<16}{'all P':>8}{'all R':>8}{'text P':>8}{'text R':>8}")
    for name in FIELDS:
        whole, text = everything.tallies[name], readable.tallies[name]
        print(f"{name:<16}{whole.precision:8.3f}{whole.recall:8.3f}{text.precision:8.3f}{text.recall:8.3f}")
    print(f"{everything.documents} documents, {readable.documents} with text; describe took {seconds:.2f} s")


if __name__ == "__main__":
    main()
