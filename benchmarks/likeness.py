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

from sqlalchemy import insert
from sqlmodel import Session

from app.core import migrations
from app.core.db import Database
from app.core.tables import saved_id
from app.documents.models import Document, Revision
from app.twins import queries, service
from app.twins.models import Fingerprint, FingerprintBand
from indexer.extract.model import Finished
from indexer.extract.sandbox import Sandbox
from indexer.likeness import Signature, bands, likeness, signature

Texts = dict[str, list[str]]
THRESHOLDS = (0.2, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9)
MISREAD = (0.02, 0.05, 0.1, 0.15)
_AT_ONCE = 50  # records measured at each size
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
        "record": growth([one for one in made.values() if one.is_telling], given.documents),
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


def growth(made: Sequence[Signature], documents: int) -> list[dict[str, float]]:
    """What one `record` costs in a library of mutated signatures: one in ten a near-copy, the others strangers."""
    folder = Path(tempfile.mkdtemp(prefix="likeness-"))
    try:
        database = Database(f"sqlite:///{folder}/library.db")
        migrations.upgrade(database)
        lines = list(_growth(database, made, documents))
        database.dispose()
        return lines
    finally:
        shutil.rmtree(folder)


def _growth(database: Database, made: Sequence[Signature], documents: int) -> Iterator[dict[str, float]]:
    chance, filled = random.Random(11), 0
    for step in sorted({step for step in (160, 1000, 5000, 10_000) if step < documents} | {documents}):
        with database.write() as session:
            _fill(session, [_mutated(chance.choice(made), number, chance) for number in range(filled, step)], filled)
        filled = step
        with database.write() as session:
            measured = [_record(session, step + n, _mutated(chance.choice(made), n, chance)) for n in range(_AT_ONCE)]
            session.rollback()
        times = [1000 * seconds for seconds, _ in measured]
        near = sum(candidates for _, candidates in measured) / len(measured)
        yield {
            "documents": step,
            "median_ms": median(times),
            "p95_ms": quantiles(times, n=20)[-1],
            "candidates": near,
        }


def _mutated(of: Signature, number: int, chance: random.Random) -> Signature:
    kept = 0.9 if number % 10 == 0 else 0.05
    slots = (slot if chance.random() < kept else chance.getrandbits(32) or 1 for slot in of.slots)
    return Signature(of.runs, tuple(slots))


def _fill(session: Session, signatures: Sequence[Signature], first: int) -> None:
    """Straight into the tables: that `record` would find pairs among these is not what is measured."""
    numbers = range(first + 1, first + 1 + len(signatures))
    session.add_all(Document(id=number, title=f"Dokumen {number}", current_revision_id=number) for number in numbers)
    session.flush()
    session.add_all(_file(number) for number in numbers)
    session.flush()
    numbered = list(zip(numbers, signatures, strict=True))
    prints = [{"revision_id": n, "runs": one.runs, "signature": one.to_bytes()} for n, one in numbered]
    session.execute(insert(Fingerprint), prints)
    session.execute(
        insert(FingerprintBand),
        [{"revision_id": n, "band": band, "hash": value} for n, one in numbered for band, value in bands(one)],
    )


def _file(document_id: int) -> Revision:
    """The only file of a document, under the document's own number."""
    return Revision(
        id=document_id,
        document_id=document_id,
        sha256="0" * 64,
        size=1,
        media_type="application/pdf",
        file_name="d.pdf",
    )


def _record(session: Session, number: int, made: Signature) -> tuple[float, int]:
    """Seconds that `record` alone took, and how many revisions share a band with the text."""
    document = Document(title=f"Dokumen {number}")
    session.add(document)
    session.flush()
    revision = _file(saved_id(document.id))
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
