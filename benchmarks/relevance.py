# How well the site's own search answers judged questions: a BEIR folder (corpus.jsonl, queries.jsonl, qrels.tsv) goes
# through the same grammar, analysis and ranking as the site. Prints nDCG@10, RR@10 and R@100; never asserted on.
import argparse
import json
import math
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.search.grammar import parse
from indexer.index.port import IndexDocument, SearchIndex
from indexer.index.whoosh_index import WhooshIndex

DEPTH = 100
Judged = dict[str, dict[str, int]]


def main() -> None:
    parser = argparse.ArgumentParser(description="Relevance of the search over a BEIR folder")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(options.folder, Path(folder) / "index")
    print(json.dumps(figures) if options.json else _table(options.folder.name, figures))


def measure(source: Path, folder: Path) -> dict[str, float]:
    started = time.perf_counter()
    index = WhooshIndex.create(folder)
    names = _fill(index, source)
    indexed = time.perf_counter()
    judged = _judgements(source)
    queries = {row["_id"]: row["text"] for row in _rows(source / "queries.jsonl") if row["_id"] in judged}
    runs = {query: [names[found] for found in _answer(index, words)] for query, words in queries.items()}
    spent = time.perf_counter() - indexed
    return {
        "documents": len(names),
        "queries": len(runs),
        **_averages(runs, judged),
        "index_seconds": round(indexed - started, 2),
        "ms_per_query": round(1000 * spent / max(1, len(runs)), 2),
    }


def _fill(index: SearchIndex, source: Path) -> dict[int, str]:
    names: dict[int, str] = {}
    with index.write() as writer:
        for number, row in enumerate(_rows(source / "corpus.jsonl"), start=1):
            names[number] = row["_id"]
            pages = ((1, row["text"]),)
            writer.put(IndexDocument(number, stamp="1", title=row.get("title") or "", pages=pages))
    return names


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
