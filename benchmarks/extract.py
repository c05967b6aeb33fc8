"""Extraction through the confined child beside plain pypdf in this process, on the same PDFs, in one run.

`python benchmarks/extract.py DIR [--limit N] [--rounds N] [--json]`. File by file the two take turns at going first, so
that whatever else the machine does falls on both.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from indexer.extract.sandbox import Sandbox

PDF = "application/pdf"


@dataclass(slots=True)
class Tally:
    seconds: float = 0.0
    pages: int = 0
    characters: int = 0

    def time(self, read: Callable[[], tuple[int, int]]) -> None:
        started = time.perf_counter()
        pages, characters = read()
        self.seconds += time.perf_counter() - started
        self.pages += pages
        self.characters += characters

    @property
    def pages_per_second(self) -> float:
        return self.pages / self.seconds if self.seconds else 0.0


def read_plain(path: Path) -> tuple[int, int]:
    pages = characters = 0
    try:
        for page in PdfReader(path).pages:
            characters += len(page.extract_text())
            pages += 1
    except (PyPdfError, ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        return pages, characters
    return pages, characters


def read_child(sandbox: Sandbox, path: Path) -> tuple[int, int]:
    extraction = sandbox.extract(path, PDF)
    return extraction.pages_read, sum(len(page.text) for page in extraction.pages)


def measure(paths: list[Path], rounds: int) -> tuple[Tally, Tally]:
    plain, child = Tally(), Tally()
    with Sandbox() as sandbox:
        for turn in range(rounds):
            for index, path in enumerate(paths):
                _take_turns(plain, child, sandbox, path, plain_first=(index + turn) % 2 == 0)
    return plain, child


def _take_turns(plain: Tally, child: Tally, sandbox: Sandbox, path: Path, *, plain_first: bool) -> None:
    if plain_first:
        plain.time(lambda: read_plain(path))
    child.time(lambda: read_child(sandbox, path))
    if not plain_first:
        plain.time(lambda: read_plain(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    paths = sorted(arguments.folder.rglob("*.pdf"))[: arguments.limit]
    plain, child = measure(paths, arguments.rounds)
    ratio = plain.seconds / child.seconds if child.seconds else 0.0
    if arguments.json:
        print(json.dumps({"files": len(paths), "ratio": ratio, "plain": _fields(plain), "child": _fields(child)}))
        return
    print(f"{len(paths)} files, {arguments.rounds} round(s)")
    print(f"{'':8}{'seconds':>10}{'pages':>9}{'pages/s':>10}{'characters':>13}")
    for name, tally in (("plain", plain), ("child", child)):
        print(f"{name:8}{tally.seconds:10.2f}{tally.pages:9}{tally.pages_per_second:10.1f}{tally.characters:13}")
    print(f"child speed / plain speed: {ratio:.3f}")


def _fields(tally: Tally) -> dict[str, float]:
    return {
        "seconds": tally.seconds,
        "pages": tally.pages,
        "pages_per_second": tally.pages_per_second,
        "characters": tally.characters,
    }


if __name__ == "__main__":
    main()
