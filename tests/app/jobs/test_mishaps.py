"""What is waited for and what fails: by real errors of a real disk and database."""

import errno
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.core import db
from app.core.config import Settings
from app.core.db import Database
from app.jobs import queue
from app.jobs import worker as working
from app.jobs.mishaps import is_mishap
from app.jobs.worker import Lane, Worker
from storage.blobs import BlobMissing, StoreFull


def wrapped(cause: Exception) -> Exception:
    error = RuntimeError("tidak jadi")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("error", [StoreFull(), OSError(errno.ENOSPC, "penuh"), OSError(errno.EDQUOT, "jatah habis")])
def test_a_disk_without_room_passes(error: Exception) -> None:
    assert is_mishap(error)
    assert is_mishap(wrapped(error))


@pytest.mark.parametrize(
    "error", [BlobMissing("a" * 64), OSError(errno.EIO, "rusak"), ValueError(), KeyError("x"), None]
)
def test_a_fault_does_not(error: Exception | None) -> None:
    assert not is_mishap(error)


def test_a_locked_database_passes_but_a_missing_table_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 10)
    database = Database(f"sqlite:///{tmp_path}/uji.db")
    with pytest.raises(OperationalError) as missing, database.read() as session:
        session.execute(text("SELECT * FROM tiada"))
    assert not is_mishap(missing.value)
    holder = sqlite3.connect(tmp_path / "uji.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError) as locked, database.write():
        pass
    assert is_mishap(locked.value)
    holder.close()
    database.dispose()


@pytest.mark.slow
def test_a_full_disk_costs_no_attempt(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it is full: the job is not to blame, and nobody has to start it anew by hand."""
    monkeypatch.setattr(working, "MISHAP_PAUSE", 0.01)
    with database.write() as session:
        queue.enqueue(session, "uji", lane="uji")
    tries: list[int] = []

    def handle(leases: Sequence[queue.Lease]) -> None:
        tries.append(leases[0].attempts)
        if len(tries) <= settings.job_attempts:
            raise OSError(errno.ENOSPC, "penuh")
        with database.write() as session:
            queue.complete(session, leases[0])

    tally = Worker(database, settings, lanes=[Lane("uji", 1)], handlers={"uji": handle}).run_until_empty()
    assert (tally.done, tally.failed) == (1, 0)
    assert tries == [0] * (settings.job_attempts + 1)
