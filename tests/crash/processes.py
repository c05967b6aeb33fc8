"""Real processes of the application, to be killed."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlmodel import col, select

from app import composition
from app.accounts.permissions import SYSTEM
from app.core.config import Settings
from app.core.pagination import Slice
from app.doctoring import Finding, examine
from app.documents.models import Document, Mention, Page, Revision, Tag
from app.jobs import queue
from app.jobs.models import Job, JobState, WorkerBeat
from app.search import service
from app.search.schemas import SearchRequest

ROOT = Path(__file__).resolve().parents[2]


def environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "PUSTAKA_DATA_DIR": str(settings.data_dir),
        "PUSTAKA_MIN_FREE_BYTES": "0",
        "PUSTAKA_SECURE_COOKIES": "false",
        "PUSTAKA_WORKER_POLL_SECONDS": "0.05",
        "PYTHONPATH": str(ROOT),
    }


def start(settings: Settings, *words: str) -> "subprocess.Popen[bytes]":
    """In a group of its own, so that a kill takes the reading children with it as a power cut would."""
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", *words],
        env=environment(settings),
        cwd=settings.data_dir.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def kill(process: "subprocess.Popen[bytes]", *, with_children: bool) -> None:
    if with_children:
        with suppress(ProcessLookupError):  # it may have ended by itself a moment ago
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def finish(settings: Settings, *words: str) -> tuple[int, bytes, bytes]:
    process = start(settings, *words)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


@contextmanager
def serving(
    settings: Settings, *how: str, with_worker: bool = False
) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    """The web process, alone as a rule, on a free port, until it is killed or the block ends."""
    port = _free_port()
    process = start(settings, "serve", *(() if with_worker else ("--no-worker",)), "--port", str(port), *how)
    try:
        _wait_for(port)
        yield process, port
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=120)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("the server did not start")


def wait_until(is_so: Callable[[], bool], seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def wait_for_work(settings: Settings, pid: int) -> bool:
    """Until that worker holds a job; False when there was nothing left for it to do."""
    with composition.runtime(settings) as parts:
        mine = f":{pid}:"
        held = select(Job.id).where(Job.state == JobState.RUNNING, col(Job.worker).contains(mine))
        has_come = select(WorkerBeat.worker).where(col(WorkerBeat.worker).contains(mine))

        def is_working() -> bool:
            with parts.database.read() as session:
                return session.exec(held).first() is not None

        def has_nothing_to_do() -> bool:
            with parts.database.read() as session:
                return session.exec(has_come).first() is not None and queue.unfinished(session) == 0

        wait_until(lambda: is_working() or has_nothing_to_do())
        return is_working()


def ailments(settings: Settings) -> tuple[Finding, ...]:
    with composition.runtime(settings) as parts:
        return examine(parts).findings


def titles(settings: Settings, query: str) -> list[str]:
    """What a search by the system finds; the index must have answered, not the database."""
    with composition.runtime(settings) as parts, parts.database.read() as session:
        request = SearchRequest(query, part=Slice(limit=100))
        found = service.search(session, SYSTEM, parts.generations.open_current, request)
    assert not found.is_degraded
    return sorted(hit.row.title for hit in found.hits)


def everything_read(settings: Settings) -> Mapping[str, object]:
    """What reading made of each file, by its bytes: state, pages, citations, suggestions. Never keys or times."""
    with composition.runtime(settings) as parts, parts.database.read() as session:
        made: dict[str, object] = {}
        for revision, document in session.exec(
            select(Revision, Document).join(Document, col(Document.id) == col(Revision.document_id))
        ):
            pages = session.exec(select(Page).where(Page.revision_id == revision.id).order_by(col(Page.number)))
            mentions = session.exec(select(Mention).where(Mention.document_id == document.id))
            tags = session.exec(select(Tag).where(Tag.document_id == document.id))
            made[revision.sha256] = (
                (revision.state, revision.page_total, revision.pages_read, document.title, document.kind),
                [(page.number, page.text, page.source) for page in pages],
                sorted((row.citation_key, row.place, row.first_page, row.count) for row in mentions),
                sorted((row.indicator_id, row.score or 0.0, row.state) for row in tags),
            )
        return made
