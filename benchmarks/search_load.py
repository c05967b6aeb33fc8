"""How fast the site answers searches: every shape of query with one client and with several, and all shapes mixed.

`python benchmarks/search_load.py URL QUERIES [--clients N] [--runs N] [--pid PID] [--beside DIR] [--json]`. QUERIES
holds one query a line, or JSON lines as `scale.py` writes them. The site should run as a visitor meets it, without a
worker beside it: `pustaka serve --no-worker --workers 2`. With `--pid`, the site's first process, what each request
takes of a core is told too, of the site and of the clients here, and how the requests were shared among the site's
processes: that holds where others work on the machine. With `--beside` the same queries are put to
SQLite FTS5 and tantivy, built by `scale.py` in that data folder and called bare in this process: no HTTP, no
visibility, no facets, no snippets.
"""

import argparse
import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import beside, queries
from benchmarks.queries import Query
from benchmarks.serving import connections, cpu_seconds

MIXED = "all mixed"
_BARE = ("fts5", "tantivy")


@dataclass(frozen=True, slots=True)
class Row:
    engine: str
    clients: int
    shape: str
    requests: int
    p50_ms: float
    p95_ms: float
    per_second: float
    cpu_ms: float | None  # of the site, for each request
    client_ms: float | None  # of the clients, likewise
    shares: tuple[int, ...] = ()  # requests by each of the site's processes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("queries", type=Path)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--runs", type=int, default=3, help="rounds over the queries of a shape, for each client count")
    parser.add_argument("--pid", type=int, help="the site's first process")
    parser.add_argument("--beside", type=Path, metavar="DIR", help="data folder with the others' indexes")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    asked = queries.load(given.queries)
    rows = []
    for row in _measure(given.url, asked, given.clients, given.runs, given.pid, given.beside):
        rows.append(row)
        if not given.json:
            print(_line(row) if len(rows) > 1 else f"{_HEAD}\n{_line(row)}", flush=True)
    if given.json:
        print(json.dumps([asdict(row) for row in rows]))


_HEAD = (
    f"{'engine':<10}{'clients':>8}  {'shape':<14}{'requests':>9}{'p50 ms':>9}{'p95 ms':>9}{'req/s':>8}{'cpu ms':>8}"
    f"{'client':>8}  shares"
)


def _line(row: Row) -> str:
    measured = f"{row.requests:>9}{row.p50_ms:>9.1f}{row.p95_ms:>9.1f}{row.per_second:>8.0f}"
    cpu = "" if row.cpu_ms is None else f"{row.cpu_ms:>8.1f}{row.client_ms:>8.1f}  {'/'.join(map(str, row.shares))}"
    return f"{row.engine:<10}{row.clients:>8}  {row.shape:<14}{measured}{cpu}"


def _measure(
    url: str, asked: Sequence[Query], clients: int, runs: int, pid: int | None, bare: Path | None
) -> Iterator[Row]:
    shapes: dict[str, list[Query]] = {}
    for query in asked:
        shapes.setdefault(query.shape, []).append(query)
    mixed = list(asked)
    random.Random(1).shuffle(mixed)
    for count in sorted({1, clients}):
        for shape, some in (shapes | {MIXED: mixed}).items():
            yield _row("pustaka", shape, some * runs, [_Client(url) for _ in range(count)], pid)
    engines = {name: beside.engine(name, bare) for name in _BARE} if bare else {}
    for name, engine in engines.items():
        for shape, some in shapes.items():
            if engine.ask(some[0]) is not None:
                yield _row(name, shape, some * runs, [engine.ask])


class _Client:
    """One connection of its own, by the cheapest means there are: it takes from the same cores."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._connection = HTTPConnection(address.hostname or "", address.port, timeout=60)

    def __call__(self, query: Query) -> None:
        path = "suggest" if query.shape == "suggest" else "search"
        self._connection.request("GET", f"/api/v1/{path}?{urlencode({'q': query.q, **query.filters})}")
        response = self._connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{query} was answered {response.status}: {body[:200]!r}")

    @property
    def port(self) -> int:
        """Of this end of the connection."""
        port: int = self._connection.sock.getsockname()[1]
        return port


def _row(
    engine: str,
    shape: str,
    asked: Sequence[Query],
    clients: Sequence[Callable[[Query], object]],
    pid: int | None = None,
) -> Row:
    """Each client takes every n-th query; its first two warm it up and are not counted."""
    shares = [asked[start :: len(clients)] for start in range(len(clients))]
    with ThreadPoolExecutor(len(clients)) as pool:
        for _ in pool.map(lambda client, share: [client(query) for query in share[:2]], clients, shares):
            pass
        started, cpu, own = time.perf_counter(), cpu_seconds(pid) if pid else 0.0, time.process_time()
        taken = sorted(one for part in pool.map(_milliseconds, clients, shares) for one in part)
        spent, own = time.perf_counter() - started, time.process_time() - own
        cpu = (cpu_seconds(pid) if pid else 0.0) - cpu
    p95 = statistics.quantiles(taken, n=20)[18] if len(taken) > 1 else taken[0]
    row = Row(engine, len(clients), shape, len(taken), statistics.median(taken), p95, len(taken) / spent, None, None)
    if pid is None:
        return row
    each, shared = 1000 / len(taken), _shared(pid, clients, shares)
    return replace(row, cpu_ms=each * cpu, client_ms=each * own, shares=shared)


def _shared(
    pid: int, clients: Sequence[Callable[[Query], object]], shares: Sequence[Sequence[Query]]
) -> tuple[int, ...]:
    """How many requests each of the site's processes answered, the most first."""
    holders = connections(pid)
    counted = Counter[int]()
    for client, share in zip(clients, shares, strict=True):
        if isinstance(client, _Client) and client.port in holders:
            counted[holders[client.port]] += len(share)
    return tuple(count for _, count in counted.most_common())


def _milliseconds(client: Callable[[Query], object], share: Sequence[Query]) -> list[float]:
    found = []
    for query in share:
        started = time.perf_counter()
        client(query)
        found.append((time.perf_counter() - started) * 1000)
    return found


if __name__ == "__main__":
    main()
