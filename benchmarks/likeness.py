"""How well near-copies are found: `python benchmarks/likeness.py PDF_DIR [--documents 10000] [--json]`.

PDF_DIR holds manifest.jsonl; documents of one `near_duplicate_group` are copies of each other. Three tables: precision
and recall of pairs by threshold, over the documents as they are and over copies that were misread on purpose; the time
of a signature; and what `record` costs as the library grows by mutated documents.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlmodel import Session

from app import composition
from app.core.config import Settings
from app.core.db import Database
from app.core.tables import saved_id
from app.documents.models import Document, Revision
from app.twins import queries, service
from indexer.extract.model import Finished
from indexer.extract.sandbox import Sandbox
from indexer.likeness import Signature, bands, likeness, signature

Texts = dict[str, list[str]]
THRESHOLDS = (0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9)
MISREAD = (0.02, 0.05, 0.1, 0.15)
_AT_ONCE = 100  # documents of one transaction
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = [json.loads(line) for line in (given.folder / "manifest.jsonl").open(encoding="utf-8")]
    groups = {row["file"]: row.get("near_duplicate_group") for row in rows}
    texts = dict(read_texts(given.folder, list(groups)))
    made, seconds = signatures(texts)
    found = {
        "documents": len(texts),
        "thresholds": curve(made, groups),
        "misread": misread(texts, made),
        "signature_ms": {"median": 1000 * median(seconds), "p95": 1000 * quantiles(seconds, n=20)[-1]},
        "longest": longest(texts),
        "record": growth(texts, given.documents),
    }
    print(json.dumps(found, indent=1) if given.json else report(found))


def read_texts(folder: Path, files: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Documents that have text of their own, read as the ingest reads them."""
    with Sandbox() as sandbox:
        for file in files:
            found = sandbox.events(folder / file, "application/pdf")
            texts = [event.page.text for event in found if not isinstance(event, Finished)]
            if any(texts):
                yield file, texts


def signatures(texts: Texts) -> tuple[dict[str, Signature], list[float]]:
    made, seconds = {}, []
    for file, pages in texts.items():
        started = time.perf_counter()
        made[file] = signature(pages)
        seconds.append(time.perf_counter() - started)
    return made, seconds


def curve(made: dict[str, Signature], groups: dict[str, str | None]) -> list[dict[str, float]]:
    pairs = [
        (likeness(made[a], made[b]), groups[a] is not None and groups[a] == groups[b])
        for a, b in combinations(sorted(made), 2)
    ]
    expected = sum(is_copy for _, is_copy in pairs)
    lines = []
    for threshold in THRESHOLDS:
        told = [is_copy for alike, is_copy in pairs if alike >= threshold]
        precision = sum(told) / len(told) if told else 1.0
        lines.append({"at": threshold, "told": len(told), "precision": precision, "recall": sum(told) / expected})
    return lines


def misread(texts: Texts, made: dict[str, Signature]) -> list[dict[str, float]]:
    """Each document against a copy of itself with so many letters misread: is it found, and by its bands?"""
    chance, lines = random.Random(7), []
    for part in MISREAD:
        alike, shared = [], []
        for file, pages in texts.items():
            if not made[file].is_telling:
                continue
            copy = signature([worn(page, part, chance) for page in pages])
            alike.append(likeness(made[file], copy))
            shared.append(bool(set(bands(made[file])) & set(bands(copy))))
        told = sum(value >= service.ALIKE for value in alike) / len(alike)
        lines.append({"letters": part, "median": median(alike), "told": told, "candidates": sum(shared) / len(shared)})
    return lines


def worn(text: str, part: float, chance: random.Random) -> str:
    """Letters misread one by one, as a poor scan is."""
    return "".join(chance.choice(LETTERS) if letter.isalpha() and chance.random() < part else letter for letter in text)


def longest(texts: Texts) -> dict[str, float]:
    """The longest document, again: its words are known by now, as those of a library are after the first hours."""
    pages = max(texts.values(), key=lambda pages: sum(map(len, pages)))
    started = time.perf_counter()
    made = signature(pages)
    return {"pages": len(pages), "runs": made.runs, "ms": 1000 * (time.perf_counter() - started)}


def growth(texts: Texts, documents: int) -> list[dict[str, float]]:
    """`record` into a growing library: every tenth document copies another, the rest lost most of the words of one."""
    folder = Path(tempfile.mkdtemp(prefix="likeness-"))
    try:
        settings = Settings(data_dir=folder / "data", min_free_bytes=0, database_url="")
        composition.initialise(settings)
        database = Database(settings.resolved_database_url)
        lines = list(_growth(database, [pages for pages in texts.values() if signature(pages).is_telling], documents))
        database.dispose()
        return lines
    finally:
        shutil.rmtree(folder)


def _growth(database: Database, texts: list[list[str]], documents: int) -> Iterator[dict[str, float]]:
    chance = random.Random(11)
    noise = ["".join(chance.choices(LETTERS, k=6)) for _ in range(3000)]
    short = [" ".join(pages)[:20_000].split() for pages in texts]
    steps, milliseconds, candidates = _steps(documents), [], []
    for first in range(1, documents + 1, _AT_ONCE):
        with database.write() as session:
            for number in range(first, min(first + _AT_ONCE, documents + 1)):
                kept = 0.97 if number % 10 == 0 else 0.4
                words = (word if chance.random() < kept else chance.choice(noise) for word in chance.choice(short))
                seconds, near = _record(session, number, signature([" ".join(words)]))
                milliseconds.append(1000 * seconds)
                candidates.append(near)
        if last := steps & set(range(first, first + _AT_ONCE)):
            recent, near_recent = milliseconds[-_AT_ONCE:], candidates[-_AT_ONCE:]
            yield {
                "documents": max(last),
                "median_ms": median(recent),
                "p95_ms": quantiles(recent, n=20)[-1],
                "candidates": sum(near_recent) / len(near_recent),
            }


def _steps(documents: int) -> set[int]:
    return {step for step in (160, 500, 1000, 2500, 5000, 10_000) if step <= documents} | {documents}


def _record(session: Session, number: int, made: Signature) -> tuple[float, int]:
    """Seconds that `record` alone took, and how many revisions share a band with the text."""
    document = Document(title=f"Dokumen {number}")
    session.add(document)
    session.flush()
    revision = Revision(
        document_id=saved_id(document.id),
        sha256=f"{number:064x}",
        size=1,
        media_type="application/pdf",
        file_name="d.pdf",
    )
    session.add(revision)
    session.flush()
    near = len(queries.sharing(session, bands(made), limit=1_000_000))
    started = time.perf_counter()
    service.record(session, document=document, revision_id=saved_id(revision.id), signature=made)
    return time.perf_counter() - started, near


def report(found: dict[str, object]) -> str:
    lines = [f"{found['documents']} documents with text"]
    for name in ("thresholds", "misread", "record"):
        rows: list[dict[str, float]] = found[name]  # type: ignore[assignment]
        lines += ["", name, "  ".join(f"{key:>10}" for key in rows[0])]
        lines += ["  ".join(f"{value:>10.3g}" for value in row.values()) for row in rows]
    lines += ["", f"signature: {found['signature_ms']}", f"the longest again: {found['longest']}"]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
