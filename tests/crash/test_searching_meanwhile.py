"""People search while others publish, restrict, withdraw, bring back and add documents: no answer shows what had been
withdrawn before it was asked for, none misses what was open all the while, none fails, and nothing stays open.

For 15 seconds; for a minute with `PUSTAKA_TEST_SECONDS=60 python -m pytest tests/crash/test_searching_meanwhile.py`.
"""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count, product
from pathlib import Path
from typing import Any

import httpx
import pytest

from app import composition
from app.accounts import queries, sessions
from app.core.config import Settings
from tests.crash.processes import serving, wait_until

SECONDS = float(os.environ.get("PUSTAKA_TEST_SECONDS", "15"))
COMMON = "arsip"  # in the text of every document
AT_FIRST = 24
MOST = 90  # an answer holds them all
SEARCHERS = {"pengunjung": 2, "pembaca": 2}
CHANGERS = 2
OPEN_AT_MOST = 20  # connections that the pool opens for a busy moment, segments of the index that came to be
NAMES = ["".join(letters) + "vantek" for letters in product("bdgk", "aiou", "lmnr", "aiou")]


@dataclass(frozen=True, slots=True)
class State:
    """A document as people see it."""

    name: str
    title: str
    visibility: str = "public"
    is_trashed: bool = False

    def is_seen_by(self, who: str) -> bool:
        return not self.is_trashed and (self.visibility == "public" or (who != "pengunjung" and self._is_internal))

    @property
    def _is_internal(self) -> bool:
        return self.visibility == "internal"


@dataclass(slots=True)
class Change:
    state: State
    begun: float
    done: float | None = None


@dataclass(slots=True)
class Ledger:
    """What was asked of each document and what of it was acknowledged, when."""

    changes: dict[str, list[Change]] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def changing(self, state: State) -> Iterator[None]:
        change = Change(state, time.monotonic())
        self.changes.setdefault(state.name, []).append(change)
        yield
        change.done = time.monotonic()

    def now(self, name: str) -> State:
        return self.changes[name][-1].state

    def possible(self, name: str, since: float, until: float) -> list[State]:
        """As it may have been in any moment between: acknowledged before, or under way."""
        settled = [change for change in self.changes[name] if change.done is not None and change.done <= since]
        moving = [change for change in self.changes[name] if change not in settled and change.begun <= until]
        return [change.state for change in (*settled[-1:], *moving)]

    def is_shown(self, name: str, who: str, since: float, until: float) -> bool:
        return any(state.is_seen_by(who) for state in self.possible(name, since, until))

    def is_always_shown(self, name: str, who: str, since: float, until: float) -> bool:
        possible = self.possible(name, since, until)
        return bool(possible) and all(state.is_seen_by(who) for state in possible)


@dataclass(slots=True)
class Library:
    """The site under test and what is known of it. Problems are gathered, and end everything."""

    url: str
    headers: dict[str, dict[str, str]]
    ledger: Ledger = field(default_factory=Ledger)
    problems: list[str] = field(default_factory=list)
    answers: "count[int]" = field(default_factory=count)
    end: threading.Event = field(default_factory=threading.Event)

    def client(self, who: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers=self.headers[who], timeout=60)

    def says(self, problem: str) -> None:
        self.problems.append(problem)
        self.end.set()


def add(library: Library, client: httpx.Client, name: str) -> None:
    state = State(name, f"Berkas {name} versi 0")
    content = f"Catatan {COMMON} tentang {name}.\n\nKeterangan {name} berikutnya.\n"
    with library.ledger.changing(state):
        answer = client.post(
            "/api/v1/documents",
            data={"title": state.title, "visibility": state.visibility, "kind": "laporan"},
            files={"file": (f"{name}.txt", content.encode())},
        )
        assert answer.status_code == 201, answer.text
        library.ledger.ids[name] = answer.json()["id"]


def change(library: Library, client: httpx.Client, name: str, chance: random.Random, *, may_trash: bool) -> None:
    before, document = library.ledger.now(name), library.ledger.ids[name]
    if before.is_trashed:
        with library.ledger.changing(replace(before, is_trashed=False)):
            token = {"csrf_token": library.headers["kurator"]["X-CSRF-Token"]}
            assert client.post(f"/dokumen/{document}/pulihkan", data=token).status_code == 303
    elif may_trash and chance.random() < 0.5:
        with library.ledger.changing(replace(before, is_trashed=True)):
            answer = client.request("DELETE", f"/api/v1/documents/{document}", json={"reason": "Uji"})
            assert answer.status_code == 204, answer.text
    else:
        version = int(before.title.split()[-1]) + 1
        visibility = chance.choice(["public", "internal", "restricted"])
        after = replace(before, visibility=visibility, title=f"Berkas {name} versi {version}")
        with library.ledger.changing(after):
            fields = {"visibility": after.visibility, "title": after.title}
            answer = client.patch(f"/api/v1/documents/{document}", json=fields)
            assert answer.status_code == 200, answer.text


def keep_changing(library: Library, names: Sequence[str], seed: int) -> None:
    """Half of the documents are never trashed: whoever may see them must always find them."""
    chance = random.Random(seed)
    with library.client("kurator") as client:
        while not library.end.wait(0.02):
            number = chance.randrange(len(names))
            change(library, client, names[number], chance, may_trash=number % 2 == 1)


def keep_adding(library: Library, names: Sequence[str]) -> None:
    with library.client("kurator") as client:
        for name in names:
            if library.end.wait(SECONDS / len(names)):
                return
            add(library, client, name)


def keep_searching(library: Library, who: str, lasting: Sequence[str], seed: int) -> None:
    chance = random.Random(seed)
    with library.client(who) as client:
        while not library.end.is_set():
            ask(library, client, who, chance.choice(list(library.ledger.changes)), lasting, chance.randrange(4))
            next(library.answers)


def ask(library: Library, client: httpx.Client, who: str, name: str, lasting: Sequence[str], kind: int) -> None:
    since = time.monotonic()
    if kind < 2:
        found = _json(client, "/api/v1/search", q=COMMON, limit=100)
        _check_found(library, who, found, since, lasting)
    elif kind == 2:
        found = _json(client, "/api/v1/search", q=name, exact="true", limit=100)
        _check_found(library, who, found, since, ())
    else:
        items = _json(client, "/api/v1/suggest", q=name[:5])["items"]
        if any(name in item["label"] for item in items) and not _is_shown(library, name, who, since):
            library.says(f"{who} is offered {name}, which was hidden: {items}")


def _json(client: httpx.Client, path: str, **params: Any) -> Any:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, f"{path} {params}: {answer.status_code} {answer.text[:300]}"
    return answer.json()


def _is_shown(library: Library, name: str, who: str, since: float) -> bool:
    return library.ledger.is_shown(name, who, since, time.monotonic())


def _check_found(library: Library, who: str, found: Any, since: float, lasting: Sequence[str]) -> None:
    until = time.monotonic()
    titles = {hit["title"].split()[1]: hit["title"] for hit in found["hits"]}
    for name, title in titles.items():
        shown = [state for state in library.ledger.possible(name, since, until) if state.is_seen_by(who)]
        if not shown:
            library.says(f"{who} found {name}, which was hidden")
        elif title not in {state.title for state in shown}:
            library.says(f"{who} found {name} under an old title: {title}")
    missing = [n for n in lasting if n not in titles and library.ledger.is_always_shown(n, who, since, until)]
    if missing:
        library.says(f"{who} did not find {missing}, which were open all the while")
    counted = sum(value["count"] for value in found["facets"].get("kind", ()))
    if not len(titles) == found["total"] == counted:
        library.says(f"{who}: {len(titles)} hits, {found['total']} in all, {counted} by kind")


def signed_in_headers(settings: Settings, username: str) -> dict[str, str]:
    with composition.runtime(settings) as parts, parts.database.write() as session:
        user = queries.by_username(session, username)
        assert user is not None
        made = sessions.sign_in(session, user, settings=settings, user_agent="uji")
    return {"Cookie": f"pustaka_sesi={made.secret}", "X-CSRF-Token": made.csrf_token}


def family(pid: int) -> Iterator[int]:
    """The process and all that it has started."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from family(int(child))


def open_files(pid: int) -> dict[int, int]:
    return {one: len(list(Path(f"/proc/{one}/fd").iterdir())) for one in family(pid)}


def all_found(library: Library, names: Sequence[str]) -> bool:
    with library.client("kurator") as client:
        return bool(_json(client, "/api/v1/search", q=COMMON, limit=100)["total"] == len(names))


def run_together(library: Library, works: Sequence[Callable[[], None]], seconds: float) -> None:
    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test says it
            library.says(repr(error))

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    library.end.wait(seconds)
    library.end.set()
    for thread in threads:
        thread.join()


@pytest.mark.slow
def test_no_search_shows_what_was_withdrawn_before_it(settings: Settings) -> None:
    headers = {who: signed_in_headers(settings, who) for who in ("kurator", "pembaca")} | {"pengunjung": {}}
    with serving(settings, "--workers", "2", with_worker=True) as (process, port):
        library = Library(f"http://127.0.0.1:{port}", headers)
        first, later = NAMES[:AT_FIRST], NAMES[AT_FIRST:MOST]
        with library.client("kurator") as client:
            for name in first:
                add(library, client, name)
        wait_until(lambda: all_found(library, first))
        parts = [first[number::CHANGERS] for number in range(CHANGERS)]
        lasting = [name for part in parts for name in part[::2]]
        searching = [
            lambda who=who, number=number: keep_searching(library, who, lasting, number)
            for who, threads in SEARCHERS.items()
            for number in range(threads)
        ]
        run_together(library, searching, 2)
        library.end.clear()
        before = open_files(process.pid)
        changing = [lambda part=part: keep_changing(library, part, len(part[0])) for part in parts]
        run_together(library, [*searching, *changing, lambda: keep_adding(library, later)], SECONDS)
        after = open_files(process.pid)
    assert library.problems == []
    assert next(library.answers) > 20
    assert sum(len(changes) for changes in library.ledger.changes.values()) > AT_FIRST + 10
    assert after.keys() == before.keys(), "no process died or was added"
    assert all(after[pid] <= before[pid] + OPEN_AT_MOST for pid in before), (before, after)
