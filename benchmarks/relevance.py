# How well the site's own search answers judged questions: a BEIR folder (corpus.jsonl, queries.jsonl, qrels.tsv) goes
# through the same grammar, analysis and ranking as the site. Prints nDCG@10, RR@10 and R@100; never asserted on.
# With --pages the rows "name#…" are the pages of one document, and what counts beside is whether the page that the
# search names first is a judged one. With --index a folder keeps the index for the next run, for trying rankings out.
import argparse
import json
import math
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.search.grammar import parse
from indexer.index.port import IndexDocument, Mode, SearchIndex
from indexer.index.whoosh_index import WhooshIndex

DEPTH = 100
Judged = dict[str, dict[str, int]]


def main() -> None:
    parser = argparse.ArgumentParser(description="Relevance of the search over a BEIR folder")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", action="store_true", help="rows of one name are pages of one document")
    parser.add_argument("--index", type=Path, help="where the index is kept between runs; built when absent")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with ExitStack() as closing:
        folder = options.index or Path(closing.enter_context(tempfile.TemporaryDirectory())) / "index"
        measured = measure_pages if options.pages else measure
        figures = measured(options.folder, folder)
    print(json.dumps(figures) if options.json else _table(options.folder.name, figures))


def measure(source: Path, folder: Path) -> dict[str, float]:
    started = time.perf_counter()
    names = {number: row["_id"] for number, row in enumerate(_rows(source / "corpus.jsonl"), start=1)}
    index = _index(folder, _documents(source))
    indexed = time.perf_counter()
    judged = _judgements(source)
    queries = _queries(source, judged)
    runs = {query: [names[found] for found in _answer(index, words)] for query, words in queries.items()}
    spent = time.perf_counter() - indexed
    return {
        "documents": len(names),
        "queries": len(runs),
        **_averages(runs, judged),
        "index_seconds": round(indexed - started, 2),
        "ms_per_query": round(1000 * spent / max(1, len(runs)), 2),
    }


def measure_pages(source: Path, folder: Path) -> dict[str, float]:
    """Rows joined to documents: the order of the documents, and the page named first in a judged one."""
    rows = [list(group) for _, group in groupby(_rows(source / "corpus.jsonl"), key=lambda row: _name(row["_id"]))]
    index = _index(folder, map(_joined, range(1, len(rows) + 1), rows))
    names = {number: _name(group[0]["_id"]) for number, group in enumerate(rows, start=1)}
    keys = {(number, page): row["_id"] for number, group in enumerate(rows, 1) for page, row in enumerate(group, 1)}
    pages = _judgements(source)
    judged = {query: {_name(row): grade for row, grade in grades.items()} for query, grades in pages.items()}
    queries = _queries(source, judged)
    runs = {query: [names[found] for found in _answer(index, words)] for query, words in queries.items()}
    first = {query: _first_page(index, words, names, judged[query]) for query, words in queries.items()}
    right = sum(pages[query].get(keys.get(found, ""), 0) > 0 for query, found in first.items())
    share = round(right / max(1, len(first)), 4)
    return {"documents": len(rows), "queries": len(runs), **_averages(runs, judged), "right_page": share}


def _first_page(index: SearchIndex, words: str, names: Mapping[int, str], grades: Mapping[str, int]) -> tuple[int, int]:
    """Document and page that a reader of a judged document is sent to."""
    owners = {number for number, name in names.items() if grades.get(name, 0) > 0}
    node = parse(words).node
    modes: tuple[Mode, ...] = ("all", "most")
    found = next((hits for mode in modes if (hits := index.search(node, allowed=owners, mode=mode).hits)), ())
    return next(((hit.id, hit.pages[0].number) for hit in found if hit.pages), (0, 0))


def _name(key: str) -> str:
    return key.partition("#")[0]


def _index(folder: Path, documents: Iterable[IndexDocument]) -> SearchIndex:
    if folder.exists():
        return WhooshIndex(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    index = WhooshIndex.create(folder)
    with index.write() as writer:
        for document in documents:
            writer.put(document)
    return index


def _documents(source: Path) -> Iterator[IndexDocument]:
    return (_joined(number, [row]) for number, row in enumerate(_rows(source / "corpus.jsonl"), start=1))


def _joined(number: int, rows: Sequence[Mapping[str, Any]]) -> IndexDocument:
    pages = tuple((page, row["text"]) for page, row in enumerate(rows, start=1))
    return IndexDocument(number, stamp="1", title=rows[0].get("title") or "", pages=pages)


def _queries(source: Path, judged: Judged) -> dict[str, str]:
    return {row["_id"]: row["text"] for row in _rows(source / "queries.jsonl") if row["_id"] in judged}


def _answer(index: SearchIndex, words: str) -> Sequence[int]:
    """Documents with all words first, then those with most, as the site lists them."""
    node = parse(words).node
    every = index.search(node, allowed=None, limit=0).matching
    most = index.search(node, allowed=None, limit=0, mode="most").matching if len(every) < DEPTH else ()
    return tuple(dict.fromkeys((*every, *most)))[:DEPTH]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def _judgements(source: Path) -> Judged:
    judged: Judged = {}
    for line in (source / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        judged.setdefault(query, {})[document] = int(grade)
    return {query: grades for query, grades in judged.items() if any(grade > 0 for grade in grades.values())}


def _averages(runs: Mapping[str, Sequence[str]], judged: Judged) -> dict[str, float]:
    measures = {"nDCG@10": ndcg, "RR@10": reciprocal_rank, "R@100": recall}
    return {
        name: round(sum(measure(run, judged[query]) for query, run in runs.items()) / max(1, len(runs)), 4)
        for name, measure in measures.items()
    }


def ndcg(run: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    gained = _discounted([grades.get(document, 0) for document in run[:depth]])
    best = _discounted(sorted(grades.values(), reverse=True)[:depth])
    return gained / best if best else 0.0


def _discounted(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def reciprocal_rank(run: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    ranks = (rank for rank, document in enumerate(run[:depth], start=1) if grades.get(document, 0) > 0)
    return 1 / next(ranks, math.inf)


def recall(run: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant.intersection(run[:depth])) / len(relevant)


def _table(name: str, figures: Mapping[str, float]) -> str:
    return "\n".join([name, *(f"  {key:<14} {value}" for key, value in figures.items())])


if __name__ == "__main__":
    main()
