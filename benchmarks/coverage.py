"""What the coverage map and the gaps cost in a large library: processor time of one reading.

`python benchmarks/coverage.py [--documents 10000] [--tags 3] [--runs 5] [--json]`. Documents are rows without files,
with dates, kinds, agencies, confirmed and suggested labels on all indicators of the instrument that is shown first.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlmodel import Session, insert

from app import composition
from app.accounts.models import Agency
from app.accounts.permissions import SYSTEM, VISITOR
from app.core.config import Settings
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.coverage import gaps, service
from app.coverage.models import GapKind
from app.documents.models import Document, Kind, Revision, Tag, TagSource, TagState, Visibility
from app.instruments import service as instruments

_AGENCIES, _FIRST_DAY, _DAYS = 30, date(2018, 1, 1), 3200
_PART = Slice(limit=10)


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    median_ms: float
    slowest_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--tags", type=int, default=3, help="labels of each document")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pustaka-cakupan-") as folder:
        settings = Settings(data_dir=Path(folder) / "data", secure_cookies=False, min_free_bytes=0, database_url="")
        composition.initialise(settings)
        with composition.runtime(settings) as parts:
            with parts.database.write() as session:
                _fill(session, settings, given.documents, given.tags)
            rows = _measure(parts, given.runs)
    if given.json:
        print(json.dumps([asdict(row) for row in rows]))
        return
    print(f"{'reading':<34}{'median ms':>10}{'max ms':>10}   (processor time)")
    for row in rows:
        print(f"{row.what:<34}{row.median_ms:>10.1f}{row.slowest_ms:>10.1f}")


def _measure(parts: Runtime, runs: int) -> list[Row]:
    settings = parts.settings

    def shown(session: Session) -> str:
        return instruments.default_id(session, settings)

    readings: dict[str, Callable[[Session], object]] = {
        "map, visitor": lambda session: service.read(session, VISITOR, settings, shown(session)),
        "map, everything": lambda session: service.read(session, SYSTEM, settings, shown(session)),
        "one indicator": lambda session: service.of_indicator(session, SYSTEM, settings, shown(session), 26),
    }
    for kind in GapKind:
        readings[f"gaps, {kind}"] = lambda session, kind=kind: gaps.listing(  # type: ignore[misc]
            session, SYSTEM, settings, kind, part=_PART
        )
    return [_timed(parts, what, read, runs) for what, read in readings.items()]


def _timed(parts: Runtime, what: str, read: Callable[[Session], object], runs: int) -> Row:
    spent = []
    for _ in range(runs + 1):
        with parts.database.read() as session:
            begun = time.process_time()
            read(session)
            spent.append(1000 * (time.process_time() - begun))
    return Row(what, statistics.median(spent[1:]), max(spent[1:]))


def _fill(session: Session, settings: Settings, documents: int, tags: int) -> None:
    chance = random.Random(7)  # the same library each time
    for number in range(1, _AGENCIES + 1):
        session.add(Agency(id=number, code=f"OPD{number}", name=f"Dinas {number}"))
    session.flush()
    indicators = [ref.id for ref in instruments.references(session, instruments.default_id(session, settings))]
    numbers = range(1, documents + 1)
    session.execute(insert(Document), [_document(chance, number) for number in numbers])
    session.execute(insert(Revision), [_revision(number) for number in numbers])
    labels = [(number, one) for number in numbers for one in chance.sample(indicators, tags)]
    session.execute(insert(Tag), [_tag(chance, number, one) for number, one in labels])


def _document(chance: random.Random, number: int) -> dict[str, object]:
    return {
        "id": number,
        "title": f"Dokumen {number}",
        "kind": chance.choice(list(Kind)),
        "enacted_on": _FIRST_DAY + timedelta(days=chance.randrange(_DAYS)),
        "agency_id": chance.randint(1, _AGENCIES),
        "visibility": chance.choice(list(Visibility)),
        "current_revision_id": number,
        "labels": [],
        "contributors": [],
        "provenance": {},
    }


def _revision(number: int) -> dict[str, object]:
    named = {"sha256": f"{number:064}", "size": 1, "media_type": "application/pdf", "file_name": f"{number}.pdf"}
    return {"id": number, "document_id": number, "state": "ok", "warnings": [], **named}


def _tag(chance: random.Random, document_id: int, indicator_id: int) -> dict[str, object]:
    return {
        "document_id": document_id,
        "indicator_id": indicator_id,
        "source": TagSource.SUGGESTED,
        "state": chance.choice([TagState.CONFIRMED, TagState.CONFIRMED, TagState.SUGGESTED]),
        "reasons": [],
        "level": Decimal(chance.randint(1, 5)),
    }


if __name__ == "__main__":
    main()
