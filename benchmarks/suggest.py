"""How fast the search box completes while somebody types: every beginning of real questions, in this process.

`python benchmarks/suggest.py [DOCUMENTS] [--words N] [--json]` makes a library of synthetic documents in a temporary
folder (titles, citations and one page of text each, seeded) and asks as a visitor, a reader and a curator. Beside the
time that passes stands what the processor spends, which other work on the machine does not change.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import Session

from app import composition
from app.accounts import service as accounts
from app.accounts.models import Role
from app.accounts.permissions import SYSTEM, VISITOR, Actor
from app.accounts.schemas import PersonInput
from app.core.clock import now
from app.core.config import Settings
from app.core.runtime import Runtime
from app.documents.models import Document, Kind, LegalStatus, Lifecycle, Visibility
from app.search import suggesting
from indexer.index.port import IndexDocument

SEED = 20181005
THINGS = (
    "Sistem Pemerintahan Berbasis Elektronik",
    "Manajemen Pengetahuan",
    "Arsitektur Data",
    "Keamanan Informasi",
    "Satu Data",
    "Layanan Pengaduan",
    "Pusat Data",
    "Perencanaan dan Penganggaran",
    "Manajemen Risiko",
    "Tanda Tangan Elektronik",
    "Kepegawaian",
    "Aset Teknologi Informasi",
)
FORMS = ("Penyelenggaraan", "Pedoman", "Tata Cara", "SOP", "Laporan Evaluasi", "Rencana Induk", "Petunjuk Teknis")
PLACES = ("Kota Tirta Kencana", "Kabupaten Sungai Jernih", "Kota Bukit Harapan", "Provinsi Pulau Rempah")
TYPED = (
    "manajemen pengetahuan",
    "perwali 12/2023",
    "pedoman arsitektur data",
    "keamanan informasi",
    "sop layanan pengaduan",
    "tim koordinasi spbe",
    "rencana induk kota tirta kencana",
    "tanda tangan elektronik",
    "perpres 95 tahun 2018",
    "laporan evaluasi kepegawaian 2024",
    "indikator 12",
    "zzyzx tidak ada",
)
_ROWS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Row:
    who: str
    keystrokes: int
    p50_ms: float
    p95_ms: float
    slowest_ms: float
    cpu_p95_ms: float
    shown: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=int, nargs="?", default=10_000)
    parser.add_argument("--words", type=int, default=60, help="words of text in each document")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pustaka-saran-") as folder:
        settings = Settings(data_dir=Path(folder) / "data", database_url="", min_free_bytes=0)
        composition.initialise(settings)
        with composition.runtime(settings) as parts:
            people = _fill(parts, given.documents, given.words)
            rows = [_measure(parts, who, actor) for who, actor in people.items()]
    if given.json:
        print(json.dumps({"documents": given.documents, "rows": [asdict(row) for row in rows]}))
        return
    print(f"{given.documents} documents")
    print(f"{'who':<12}{'keystrokes':>12}{'p50 ms':>10}{'p95 ms':>10}{'slowest':>10}{'cpu p95':>10}{'shown':>8}")
    for row in rows:
        times = (row.p50_ms, row.p95_ms, row.slowest_ms, row.cpu_p95_ms)
        print(f"{row.who:<12}{row.keystrokes:>12}" + "".join(f"{ms:>10.1f}" for ms in times) + f"{row.shown:>8.1f}")


def _measure(parts: Runtime, who: str, actor: Actor) -> Row:
    """As a request does it: a session of its own, and nothing but what a route would call."""
    beginnings = [text[:length] for text in TYPED for length in range(2, len(text) + 1)]
    for first in ("pe", "zzyzx be"):  # the catalogue and the index are opened once
        _complete(parts, actor, first)
    times, cpu, shown = [], [], []
    for text in beginnings:
        started, used = time.perf_counter(), time.thread_time()
        shown.append(_complete(parts, actor, text))
        times.append((time.perf_counter() - started) * 1000)
        cpu.append((time.thread_time() - used) * 1000)
    return Row(
        who,
        len(beginnings),
        statistics.median(times),
        statistics.quantiles(times, n=20)[-1],
        max(times),
        statistics.quantiles(cpu, n=20)[-1],
        statistics.fmean(shown),
    )


def _complete(parts: Runtime, actor: Actor, text: str) -> int:
    with parts.database.read() as session:
        return len(
            suggesting.complete(
                session,
                actor,
                parts.generations.open_current,
                text=text,
                instrument_id=parts.settings.default_instrument,
            )
        )


def _fill(parts: Runtime, count: int, words: int) -> dict[str, Actor]:
    with parts.database.write() as session:
        people = {
            "visitor": VISITOR,
            "reader": _person(session, Role.READER),
            "curator": _person(session, Role.CURATOR),
        }
    rows = list(_rows(count))
    with parts.database.write() as session:
        for at in range(0, count, _ROWS_AT_ONCE):
            session.execute(insert(Document), rows[at : at + _ROWS_AT_ONCE])
    parts.generations.rebuild(_indexed(rows, words), changed_since=lambda _: (iter(()), []))
    return people


def _person(session: Session, role: Role) -> Actor:
    given = PersonInput(f"uji.{role.value}", role.value, role, None, password="sandi-uji-panjang")
    accounts.add_person(session, SYSTEM, given)
    return accounts.actor_named(session, given.username)


def _rows(count: int) -> Iterator[dict[str, object]]:
    chance = random.Random(SEED)
    for number in range(1, count + 1):
        year = chance.randint(2010, 2026)
        title = f"{chance.choice(FORMS)} {chance.choice(THINGS)} {chance.choice(PLACES)} Tahun {year}"
        rule = number % 3 == 0
        yield {
            "id": number,
            "title": title,
            "kind": Kind.REGULATION if rule else Kind.GUIDELINE,
            "kind_abbrev": "Perwali" if rule else None,
            "number": str(number % 150 + 1) if rule else None,
            "year": year,
            "citation_key": f"perwali:{number % 150 + 1}:{year}" if rule else None,
            "citation_place": None,
            "description": "",
            "scope": "",
            "labels": [],
            "contributors": [],
            "legal_status": LegalStatus.IN_FORCE if rule else LegalStatus.UNKNOWN,
            "visibility": chance.choices(list(Visibility), weights=(50, 40, 10))[0],
            "lifecycle": Lifecycle.PUBLISHED,
            "created_at": now(),
            "updated_at": now(),
            "provenance": {},
            "version": 1,
        }


def _indexed(rows: list[dict[str, object]], words: int) -> Iterator[IndexDocument]:
    """Texts of made-up words whose frequencies fall as those of real ones do."""
    chance = random.Random(SEED)
    syllables = ("ba", "ce", "di", "ko", "la", "me", "nu", "pe", "ra", "si", "ta", "wi")
    vocabulary = ["".join(chance.choices(syllables, k=chance.randint(2, 5))) for _ in range(30_000)]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    for row in rows:
        text = " ".join([str(row["title"]), *chance.choices(vocabulary, weights, k=words)])
        number = row["id"]
        assert isinstance(number, int)
        yield IndexDocument(id=number, stamp="1", title=str(row["title"]), pages=[(1, text)])


if __name__ == "__main__":
    main()
