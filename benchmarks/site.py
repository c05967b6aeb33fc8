"""How fast the site answers one client: search, suggest and document pages over HTTP, and what the web process weighs.

`python benchmarks/site.py [--data-dir DIR] [--runs N] [--json]`. Without a data folder the sample library is made in a
temporary one. A folder with real documents gives more telling figures: `pustaka import … --data-dir DIR --wait` first.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.accounts.permissions import SYSTEM
from app.composition import runtime
from app.core.config import Settings
from app.core.pagination import Slice
from app.documents import service as documents
from app.documents.models import Visibility
from app.documents.schemas import DocumentFields
from benchmarks.serving import library, resident_mib, site

QUERIES = (
    "manajemen pengetahuan",
    "arsitektur spbe",
    "penilaian mandiri",
    "keamanan informasi",
    "satu data",
    '"tim koordinasi"',
    "perpres 95/2018",
    "pengelolaan risiko layanan",
    "audit tik",
    "pusat data nasional",
)


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    requests: int
    p50_ms: float
    p95_ms: float
    slowest_ms: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--runs", type=int, default=20, help="rounds over every address")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with library(given.data_dir) as settings, site(settings) as (address, process):
        with httpx.Client(base_url=address, timeout=30) as client:
            rows = list(_measure(client, settings, given.runs))
        memory = resident_mib(process.pid)
    if given.json:
        print(json.dumps({"rows": [asdict(row) for row in rows], "web_process_mib": memory}))
        return
    print(f"{'address':<34}{'requests':>9}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
    for row in rows:
        print(f"{row.what:<34}{row.requests:>9}{row.p50_ms:>9.1f}{row.p95_ms:>9.1f}{row.slowest_ms:>9.1f}")
    print(f"web process: {memory:.0f} MiB resident")


def _measure(client: httpx.Client, settings: Settings, runs: int) -> Iterator[Row]:
    """As a visitor: public documents are what most requests ask for, so those of the folder are opened for it."""
    shown = _publish(settings)
    searches = [f"/api/v1/search?q={query}" for query in QUERIES]
    yield _row(client, "search API", searches, runs)
    yield _row(client, "search page", [f"/cari?q={query}" for query in QUERIES], runs)
    yield _row(client, "suggest", [f"/api/v1/suggest?q={query[:7]}" for query in QUERIES], runs)
    yield _row(client, "document page", [f"/dokumen/{document_id}" for document_id in shown], runs)
    yield _row(client, "reader at a page", [f"/dokumen/{document_id}/baca?q=spbe" for document_id in shown], runs)
    yield _row(client, "home", ["/"], runs * 5)
    yield _row(client, "indicator page", ["/instrumen/permenpanrb-59-2020/indikator/26"], runs * 5)


def _publish(settings: Settings) -> list[int]:
    with runtime(settings) as parts, parts.database.write() as session:
        rows = documents.listing(session, SYSTEM, part=Slice(limit=200)).items
        for row in rows:
            fields = DocumentFields(visibility=Visibility.PUBLIC)
            documents.edit(session, SYSTEM, document_id=row.id, fields=fields)
        return [row.id for row in rows[:20]]


def _row(client: httpx.Client, what: str, addresses: list[str], runs: int) -> Row:
    for address in addresses:
        client.get(address).raise_for_status()
    taken = sorted(_milliseconds(client, address) for _ in range(runs) for address in addresses)
    cut = statistics.quantiles(taken, n=20)
    return Row(what, len(taken), statistics.median(taken), cut[18], taken[-1])


def _milliseconds(client: httpx.Client, address: str) -> float:
    started = time.perf_counter()
    client.get(address).raise_for_status()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
