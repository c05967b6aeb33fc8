"""Whatever is typed: generated queries against search, suggestions and the result page, how each was answered, and what
the slowest ten cost.

`python benchmarks/any_query.py [--queries N] [--seed S] [--processes N] [--data-dir DIR] [--json]`. Without a data
folder the sample library is made in a temporary one. The same seed gives the same queries. The application runs in
this process, or in several that take turns, and times are what its processors spent, so that a busy machine tells the
same. Answers are not remembered: each query costs what it costs.
"""

import argparse
import json
import random
import re
import statistics
import string
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import quote

from fastapi.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.composition import initialise
from app.main import create_app
from benchmarks.serving import library, settings_of

BUDGET_MS = 1000
_PAGE = {"Accept": "text/html"}
_SHOWN = 160  # characters of a query in the table
_SIGNS = "\"*-+()[]{}:;,.!?/\\%_~^|&<>='“”–—…@#$"
_WORDS = re.findall(
    r"\S+",
    "data spbe dan di yang pemerintah daerah layanan arsitektur manajemen pengetahuan keamanan informasi menteri wali "
    "kota nomor tahun pasal ayat sistem berbasis elektronik tim koordinasi pengelolaan penyelenggaraan evaluasi 2018 "
    "95 59/2020 perpres perwali uu ITE PER-5/2018 e-government risiko audit infrastruktur pusat nasional peraturan",
)
_FILTERS = (
    "tahun",
    "jenis",
    "nomor",
    "instansi",
    "opd",
    "status",
    "indikator",
    "domain",
    "aspek",
    "format",
    "judul",
    "x",
)
_VALUES = (
    "2018..2021",
    "..",
    ">=2020",
    "sop,perwali,puisi",
    "12/2023",
    "berlaku",
    "1..99999",
    '"dinas kota"',
    "",
    "-",
    "٣",
)
_TICKED = (
    "kind=sop",
    "year=2023",
    "status=in_force",
    "format=pdf",
    "domain=3",
    "indicator=26",
    "aspect=999",
    "agency=1",
)


@dataclass(frozen=True, slots=True)
class Answer:
    path: str
    query: str
    status: int
    ms: float


def _words(chance: random.Random, most: int = 12) -> str:
    return " ".join(chance.choices(_WORDS, k=chance.randint(1, most)))


def _mistyped(chance: random.Random) -> str:
    """Words with a letter changed, lost or doubled here and there."""
    letters = list(_words(chance, 5))
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(letters))
        letters[place] = chance.choice(("", letters[place] * 2, chance.choice(string.ascii_lowercase)))
    return "".join(letters)


def _operators(chance: random.Random) -> str:
    parts = [
        *chance.choices(_WORDS, k=6),
        "ATAU",
        "-",
        '"',
        "*",
        "atau",
        "(",
        ")",
        "judul:",
        ":",
        "-judul:",
        "ATAU ATAU",
    ]
    return " ".join(chance.choices(parts, k=chance.randint(1, 40)))


def _prefixes(chance: random.Random) -> str:
    """Beginnings of one letter or two, by themselves and as alternatives."""
    joined = chance.choice((" ", " ATAU ", " -", " judul:"))
    lengths = chance.choices((1, 2, 2, 3), k=chance.randint(1, 30))
    return joined.join("".join(chance.choices("aeimnpdkst", k=length)) + "*" for length in lengths)


def _phrases(chance: random.Random) -> str:
    return " ".join(f'"{_words(chance, 30)}"' for _ in range(chance.randint(1, 5)))


def _quotes(chance: random.Random) -> str:
    return "".join(chance.choices(('"', "“", "'", "«", *_WORDS[:5], " "), k=chance.randint(1, 400)))


def _filters(chance: random.Random) -> str:
    made = [_words(chance, 4)]
    for _ in range(chance.randint(1, 30)):
        values = ",".join(chance.choices(_VALUES, k=chance.randint(1, 4)))
        made.append(f"{chance.choice(('', '-', '(', ' '))}{chance.choice(_FILTERS)}:{values}")
    return " ".join(made)


def _signs(chance: random.Random) -> str:
    return "".join(chance.choices(_SIGNS + string.ascii_letters + string.digits + "  ", k=chance.randint(0, 300)))


def _any_characters(chance: random.Random) -> str:
    """From the whole of Unicode but for lone surrogates, which no address can carry."""
    codes = (chance.choice((0x7F, 0x300, 0x3000, 0xD7FF, 0x10FFFF)) for _ in range(chance.randint(0, 200)))
    points = (chance.randint(0, top) for top in codes)
    return "".join(chr(code) for code in points if not 0xD800 <= code <= 0xDFFF)


def _controls(chance: random.Random) -> str:
    unseen = [chr(code) for code in (*range(32), 0x7F, 0x85, 0xAD, 0x200B, 0x202E, 0x2028, 0xFEFF, 0x300)]
    return "".join(chance.choice(unseen) + chance.choice((*_WORDS, "")) for _ in range(chance.randint(1, 60)))


def _runs(chance: random.Random) -> str:
    """One thing over and over, thousands of times."""
    piece: str = chance.choice(
        (*_SIGNS, *_WORDS, "a ", "ATAU ", "-a ", "a* ", "1/", "Pasal 1 ", "judul:", "tahun:", "é", "\u00ad", "a-")
    )
    return (piece * chance.randint(100, 4000))[:8000]


def _citations(chance: random.Random) -> str:
    kind = chance.choice(("perpres", "Permenpan RB", "UU", "pasal 27 perwali", "SE Menteri", "PER", "SNI ISO/IEC", ""))
    number, year = chance.randint(0, 99999), chance.choice((95, 2018, 18, 99999, 0))
    before = chance.choice((" no ", " nomor ", " ", "-", "."))
    return f"{kind}{before}{number}{chance.choice(('/', ' tahun ', ' th. ', '-'))}{year}"


_KINDS: Sequence[Callable[[random.Random], str]] = (
    _words, _mistyped, _operators, _prefixes, _phrases, _quotes, _filters, _signs, _any_characters, _controls, _runs,
    _citations,
)  # fmt: skip


def addresses(number: int, seed: int) -> Iterator[tuple[str, str]]:
    """(address, query): mostly the search of the API, with any order, part and facets."""
    chance = random.Random(seed)
    for _ in range(number):
        query = chance.choice(_KINDS)(chance)
        path = chance.choices(("/api/v1/search", "/api/v1/suggest", "/cari"), (8, 1, 1))[0]
        order = chance.choice(("relevance", "newest", "title"))
        more = [
            f"sort={order}",
            f"offset={chance.choice((0, 0, 10, 100_000))}",
            f"limit={chance.choice((10, 20, 100))}",
        ]
        ticked = chance.sample(_TICKED, k=chance.choice((0, 0, 1, 3)))
        asked = [*more, *ticked, *(["exact=true"] if chance.random() < 0.2 else [])] if path.endswith("search") else []
        yield f"{path}?{'&'.join((f'q={quote(query)}', *asked))}", query


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with library(given.data_dir) as settings:
        initialise(settings)
        asked = [
            (settings.data_dir, given.queries, given.seed, turn, given.processes) for turn in range(given.processes)
        ]
        with ProcessPoolExecutor(given.processes, mp_context=get_context("spawn")) as pool:
            answers = [answer for part in pool.map(_answers, *zip(*asked, strict=True)) for answer in part]
    if given.json:
        print(json.dumps([asdict(answer) for answer in answers]))
    else:
        _print(answers)


def _answers(data_dir: Path, number: int, seed: int, turn: int, turns: int) -> list[Answer]:
    settings = settings_of(data_dir).model_copy(update={"search_cache_entries": 0})
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        for path in ("/api/v1/search", "/api/v1/suggest", "/cari"):
            client.get(f"{path}?q=data", headers=_PAGE)
        asked = islice(addresses(number, seed), turn, None, turns)
        return [_asked(client, address, query) for address, query in asked]


def _asked(client: TestClient, address: str, query: str) -> Answer:
    started = time.process_time()
    response = client.get(address, headers=_PAGE)
    return Answer(address.partition("?")[0], query, response.status_code, (time.process_time() - started) * 1000)


def _print(answers: Sequence[Answer]) -> None:
    print(f"{'path':<18}{'queries':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'max ms':>9}  answers")
    for path in sorted({answer.path for answer in answers}):
        taken = sorted(answer.ms for answer in answers if answer.path == path)
        cut = statistics.quantiles(taken, n=100) if len(taken) > 1 else taken * 99
        codes = Counter(answer.status for answer in answers if answer.path == path)
        said = ", ".join(f"{status}: {count}" for status, count in sorted(codes.items()))
        print(f"{path:<18}{len(taken):>9}{cut[49]:>9.1f}{cut[94]:>9.1f}{cut[98]:>9.1f}{taken[-1]:>9.1f}  {said}")
    over = [answer for answer in answers if answer.ms > BUDGET_MS]
    failed = [answer for answer in answers if answer.status >= 500]
    print(f"above {BUDGET_MS} ms: {len(over)}; server errors: {len(failed)}")
    for answer in failed[:10]:
        print(f"failed   {answer.status} {answer.path} {answer.query[:_SHOWN]!r}")
    for answer in sorted(answers, key=lambda answer: -answer.ms)[:10]:
        print(f"slowest {answer.ms:>7.1f} ms {answer.path} ({len(answer.query)}) {answer.query[:_SHOWN]!r}")


if __name__ == "__main__":
    main()
