"""The log of searches: nothing waits for it, nothing is lost on the way out, and it knows no person."""

import multiprocessing
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import SQLModel, col, select

from app import composition
from app.core.config import Settings
from app.core.db import Database
from app.core.runtime import Runtime
from app.preservation.service import Care
from app.searches import keeping
from app.searches.logbook import SearchLog
from app.searches.models import LONGEST_QUERY, SearchTally
from tests.support.people import People
from tests.support.searching import SEARCHES, WORDS, search_in_a_process

NEVER = 3600.0


@pytest.fixture
def log(runtime: Runtime) -> Iterator[SearchLog]:
    """Writes when told to."""
    with SearchLog(runtime.database, runtime.settings, every=NEVER) as made:
        yield made


def tallies(database: Database) -> dict[str, tuple[int, int, int]]:
    with database.read() as session:
        rows = session.exec(select(SearchTally)).all()
    return {row.query: (row.sought, row.missed, row.found) for row in rows}


def test_the_same_words_are_counted_together(log: SearchLog, database: Database) -> None:
    log.note("  Peta   Proses\tBISNIS ", found=0, is_missing=True)
    log.note("peta proses bisnis", found=0, is_missing=True)
    log.note("arsitektur", found=3, is_missing=False)
    assert tallies(database) == {}, "the search itself writes nothing"
    assert log.flush() == 3
    log.note("Arsitektur", found=7, is_missing=False)
    log.note("arsitektur", found=1, is_missing=False)
    assert log.flush() == 2
    assert log.flush() == 0
    assert tallies(database) == {"peta proses bisnis": (2, 2, 0), "arsitektur": (3, 0, 7)}


def test_a_rule_is_counted_as_one_however_it_is_typed(log: SearchLog, database: Database) -> None:
    for typed in ("Perwali 12/2023", "perwali  12/2023", "Perwal No 12 Th 23", "perwali nomor dua belas tahun 2023?"):
        log.note(typed, found=0, is_missing=True)
    for typed in ("perwali 12/2023 arsitektur", "peta proses bisnis", "“Peta proses bisnis”?"):
        log.note(typed, found=0, is_missing=True)
    log.flush()
    counted = {query: sought for query, (sought, _, _) in tallies(database).items()}
    assert counted == {"perwali 12/2023": 4, "perwali 12/2023 arsitektur": 1, "peta proses bisnis": 2}


def test_no_column_of_the_log_could_hold_a_person_or_an_hour() -> None:
    columns = SQLModel.metadata.tables["search_tally"].columns
    assert set(columns.keys()) == {"day", "query", "sought", "missed", "handled", "found"}
    assert columns["day"].type.python_type is date


@pytest.mark.parametrize(
    "query",
    ["3273012345678901", "nip 198001012005011001", "19800101 200501 1 001", "budi@contoh.id", "telepon 0812-3456-7890"],
)
def test_what_names_a_person_is_not_counted(query: str, log: SearchLog, database: Database) -> None:
    log.note(query, found=0, is_missing=True)
    log.flush()
    assert tallies(database) == {}


@pytest.mark.parametrize("query", ["perpres 95/2018", "permenpanrb nomor 59 tahun 2020", "2018..2021", "un 27001:2022"])
def test_numbers_of_rules_are_no_persons(query: str) -> None:
    assert not keeping.is_personal(query)


@given(st.text())
def test_whatever_is_typed_fits_the_log_and_stays_what_it_is(typed: str) -> None:
    once = keeping.normalised(typed)
    assert len(once) <= LONGEST_QUERY
    assert "\x00" not in once
    assert once == once.strip()
    once.encode()


def test_a_normal_stop_writes_what_waits(settings: Settings) -> None:
    with composition.runtime(settings) as parts:
        for number in range(300):
            parts.search_log.note(f"kata {number}", found=0, is_missing=True)
    database = Database(settings.resolved_database_url)
    assert len(tallies(database)) == 300
    database.dispose()


def test_notes_come_from_many_threads_and_are_written_by_one(runtime: Runtime) -> None:
    with SearchLog(runtime.database, runtime.settings, every=0.005) as log:
        threads = [threading.Thread(target=_note_often, args=(log,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert tallies(runtime.database) == {"rakit": (1600, 0, 1)}


def test_old_days_go_with_the_daily_round_though_nobody_searches(runtime: Runtime, log: SearchLog) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    with time_machine.travel(long_ago, tick=False):
        log.note("lama", found=0, is_missing=True)
        log.flush()
    assert list(tallies(runtime.database)) == ["lama"]
    Care(runtime).daily_job([])
    assert tallies(runtime.database) == {}


def _note_often(log: SearchLog) -> None:
    for _ in range(200):
        log.note("rakit", found=1, is_missing=False)


@pytest.mark.slow
def test_several_web_processes_count_into_one_log(runtime: Runtime) -> None:
    """As `pustaka serve --workers 3` does: each with a log of its own, none overwrites what another has counted."""
    spawn = multiprocessing.get_context("spawn")
    folder = str(runtime.settings.data_dir)
    processes = [spawn.Process(target=search_in_a_process, args=(folder,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    each = 3 * SEARCHES // WORDS
    assert tallies(runtime.database) == {f"bersama {number}": (each, each, 0) for number in range(WORDS)}


def test_while_the_database_refuses_notes_wait_and_beyond_the_bound_the_newest_are_lost(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.searches.logbook.MOST_WAITING", 3)
    with SearchLog(runtime.database, runtime.settings, every=NEVER) as log:
        with runtime.database.write() as session:
            session.execute(text("ALTER TABLE search_tally RENAME TO elsewhere"))
        for number in range(5):
            log.note(f"kata {number}", found=0, is_missing=True)
            assert log._try_to_flush() is False
        with runtime.database.write() as session:
            session.execute(text("ALTER TABLE elsewhere RENAME TO search_tally"))
        assert log._try_to_flush() is True
    assert sorted(tallies(runtime.database)) == ["kata 0", "kata 1", "kata 2"]


def test_the_setting_switches_it_off(runtime: Runtime) -> None:
    off = runtime.settings.model_copy(update={"search_log": False})
    with SearchLog(runtime.database, off, every=NEVER) as log:
        log.note("apa saja", found=0, is_missing=True)
        assert log.flush() == 0
        log.note("apa saja", found=0, is_missing=True, user_id=1)
        assert log.flush() == 1, "only for those who keep their own"
    assert tallies(runtime.database) == {}


def test_the_day_is_that_of_the_place_and_old_days_go(runtime: Runtime, people: People) -> None:
    evening = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)  # past midnight in Jakarta
    short = runtime.settings.model_copy(update={"search_log_days": 2})
    with SearchLog(runtime.database, short, every=NEVER) as log:
        for days in (0, 1, 2):
            with time_machine.travel(evening + timedelta(days=days), tick=False):
                log.note("lama", found=0, is_missing=True)
                log.flush()
                with runtime.database.write() as session:
                    keeping.forget_old(session, short)
    with runtime.database.read() as session:
        rows = session.exec(select(SearchTally).order_by(col(SearchTally.day))).all()
    assert [(row.day.isoformat(), row.missed) for row in rows] == [("2026-11-24", 1), ("2026-11-25", 1)]


@pytest.mark.parametrize(
    "query",
    [
        *("a", "7", "12345", "...", "aaaaaa", "<script>alert(1)</script>", "${jndi:ldap://x}", "../../etc/passwd"),
        *("' or '1'='1", "1 union select password", "wp-login.php", "%3cscript", "javascript:alert(1)", "{{7*7}}"),
    ],
)
def test_what_no_document_can_answer_is_not_counted(query: str, log: SearchLog, database: Database) -> None:
    log.note(query, found=0, is_missing=True)
    log.flush()
    with database.read() as session:
        assert session.exec(select(SearchTally)).all() == []


@pytest.mark.parametrize("query", ["TTE", "IT", "5/2018", "95 / 2018", "3T", "sop & sla", "pasal 5", "aa", "e-office"])
def test_short_and_odd_questions_are_questions(query: str) -> None:
    assert not keeping.is_noise(keeping.normalised(query))
