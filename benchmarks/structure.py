"""The outline that is read from each PDF of a folder: chapters, articles, gaps and doubles in their numbers.

`python benchmarks/structure.py PDF_DIR [--raw] [--json] [--show NAME]`. `--raw` leaves the repair of the text out.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from indexer.extract.sandbox import Sandbox
from indexer.repair import repair_pages
from indexer.structure import Section, outline

Pages = list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One document. Gaps: numbers below the highest that were not found; doubles: found more than once."""

    document: str
    pages: int
    chapters: int
    articles: int
    highest: int
    gaps: int
    doubles: int
    quoted: int
    explained: int
    annexes: int
    other: int
    milliseconds: float


def main() -> None:
    arguments = _arguments()
    documents = _documents(arguments.pdfs, arguments.raw)
    if arguments.show:
        for path, pages in documents:
            if arguments.show in path.name:
                _print_outline(outline(pages))
        return
    rows = [_row(path, pages) for path, pages in documents]
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows]))
    else:
        _print(rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdfs", type=Path)
    parser.add_argument("--raw", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", help="print the outlines of the files whose name holds this")
    return parser.parse_args()


def _documents(folder: Path, is_raw: bool) -> Iterator[tuple[Path, Pages]]:
    with Sandbox() as sandbox:
        for path in sorted(folder.rglob("*.pdf")):
            extraction = sandbox.extract(path, "application/pdf")
            pages = [(page.number, page.text) for page in extraction.pages]
            yield path, pages if is_raw else [(page.number, page.text) for page in repair_pages(pages)]


def _row(path: Path, pages: Pages) -> Row:
    started = time.perf_counter()
    sections = outline(pages)
    spent = time.perf_counter() - started
    body = [section for section in sections if section.part == "body"]
    numbers = Counter(section.number for section in body if section.kind == "pasal" and section.number)
    whole = {int(number) for number in numbers if number.isdecimal()}
    kinds = Counter((section.kind, section.part) for section in sections)
    return Row(
        document=path.name,
        pages=len(pages),
        chapters=kinds["bab", "body"],
        articles=sum(numbers.values()),
        highest=max(whole, default=0),
        gaps=max(whole, default=0) - len(whole),
        doubles=sum(numbers.values()) - len(numbers),
        quoted=kinds["pasal", "amended"],
        explained=kinds["pasal", "elucidation"],
        annexes=kinds["lampiran", "annex"],
        other=sum(section.kind == "judul" for section in sections),
        milliseconds=round(1000 * spent, 1),
    )


def _print(rows: Sequence[Row]) -> None:
    names = list(Row.__annotations__)[1:]
    print(f"{'document':<46}" + "".join(f"{name[:9]:>10}" for name in names))
    for row in rows:
        values = asdict(row)
        print(f"{row.document[:45]:<46}" + "".join(f"{values[name]:>10}" for name in names))
    ruled = [row for row in rows if row.articles > 1]
    found, gaps = sum(row.articles for row in ruled), sum(row.gaps for row in ruled)
    print(
        f"{len(ruled)} documents with articles: {found} found, {gaps} gaps, {sum(row.doubles for row in ruled)} doubles"
    )
    spent, pages = sum(row.milliseconds for row in rows), sum(row.pages for row in rows)
    print(f"{pages} pages, {spent / max(1, pages):.2f} ms a page")


def _print_outline(sections: Sequence[Section]) -> None:
    for section in sections:
        ayat = f" ({len(section.paragraphs)} ayat)" if section.paragraphs else ""
        print(f"{'  ' * section.level}{section.label} {section.title}{ayat} … {section.page}")


if __name__ == "__main__":
    main()
