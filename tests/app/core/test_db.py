"""Transactions, column types and events: the ground that every slice stands on."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, select

from app.accounts.models import Agency, Role, User
from app.core import db, events
from app.core.db import Database
from app.core.tables import TextEnum, UtcDateTime, saved_id


def agency(code: str = "BARU") -> Agency:
    return Agency(code=code, name="Dinas Baru")


def codes(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.exec(select(Agency.code)))


def test_a_block_that_ends_is_kept_and_one_that_raises_is_not(database: Database) -> None:
    with database.write() as session:
        session.add(agency("SATU"))
    with pytest.raises(LookupError):
        _add_and_raise(database)
    assert "SATU" in codes(database)
    assert "DUA" not in codes(database)


def test_what_a_database_keeps_is_for_its_readers_alone(database: Database) -> None:
    other = Database(database.url)
    database.keep(b"lama", "lama")
    database.keep("baru")
    with database.read() as session:
        assert (db.kept(session, str), db.kept(session, bytes), db.kept(session, int)) == ("baru", b"lama", None)
    with database.write() as session:
        assert db.kept(session, str) is None
    with other.read() as session:
        assert db.kept(session, str) is None
    other.dispose()


def test_a_reader_asks_once_in_a_transaction_and_a_writer_each_time(database: Database) -> None:
    answers = iter(range(10))

    def asked(session: Session) -> int:
        return db.asked_once(session, int, lambda: next(answers))

    with database.read() as session:
        assert (asked(session), asked(session), db.asked_once(session, str, lambda: "lain")) == (0, 0, "lain")
        session.rollback()
        assert (asked(session), asked(session)) == (1, 1)
    with database.write() as session:
        assert (asked(session), asked(session)) == (2, 3)


def _add_and_raise(database: Database) -> None:
    with database.write() as session:
        session.add(agency("DUA"))
        session.flush()
        raise LookupError


def test_sqlite_runs_as_it_must(database: Database) -> None:
    names = ("journal_mode", "foreign_keys", "synchronous")
    with database.engine.connect() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]
    assert found == ["wal", 1, 2]


def test_foreign_keys_are_held(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(User(username="hantu", full_name="Hantu", password_hash="x", role=Role.OPERATOR, agency_id=99999))


def test_a_second_writer_waits_and_readers_see_what_was_committed(database: Database) -> None:
    impatient = Database(database.url)
    with impatient.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    with database.write() as session:
        session.add(agency("TIGA"))
        session.flush()
        assert "TIGA" not in codes(impatient)
        with pytest.raises(OperationalError):
            _write_at_once(impatient)
    assert "TIGA" in codes(impatient)
    impatient.dispose()


def _write_at_once(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
        connection.rollback()
        connection.exec_driver_sql("UPDATE agency SET name = name")


@contextmanager
def held(database: Database, seconds: float) -> Iterator[None]:
    """Somebody else writes for so long, over a connection of their own."""
    has_begun = threading.Event()

    def hold() -> None:
        with database.write():
            has_begun.set()
            time.sleep(seconds)

    holder = threading.Thread(target=hold)
    holder.start()
    assert has_begun.wait(5)
    yield
    holder.join()


@pytest.fixture
def hasty(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The same database, by somebody who waits a quarter of a second."""
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 250)
    made = Database(database.url)
    made.ping()
    yield made
    made.dispose()


def test_whoever_went_away_empty_handed_may_queue_again(database: Database, hasty: Database) -> None:
    with held(database, 0.4), hasty.write(tries=2) as session:
        session.add(agency("ANTRE"))
    assert "ANTRE" in codes(database)


@pytest.mark.parametrize("tries", [1, 2])
def test_the_queue_is_not_for_ever(tries: int, database: Database, hasty: Database) -> None:
    with held(database, 1.2), pytest.raises(OperationalError, match="locked"), hasty.write(tries=tries):
        pass
    with hasty.write(tries=tries) as session:
        session.add(agency("LAGI"))
    assert "LAGI" in codes(database)


def test_writers_of_one_process_never_meet_at_the_lock_of_the_file(database: Database) -> None:
    """Whoever meets it there sleeps up to a tenth of a second before looking again; here it would be refused."""
    made = Database(database.url)
    event.listen(made.engine, "connect", lambda opened, _: opened.execute("PRAGMA busy_timeout=0"))
    kept: list[str] = []

    def write(code: str) -> None:
        with made.write() as session:
            session.add(agency(code))
            time.sleep(0.02)
        kept.append(code)

    threads = [threading.Thread(target=write, args=(f"GILIRAN-{number}",)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made.dispose()
    assert len(kept) == 5


def test_what_is_not_a_queue_is_not_tried_again(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 250)
    nowhere = Database(database.url.replace("pustaka", "tidak/ada"))
    begun = time.monotonic()
    with pytest.raises(OperationalError, match="unable to open"), nowhere.write(tries=50):
        pass
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize(
    "moment", [datetime(2026, 11, 22, 7, tzinfo=timezone(timedelta(hours=7))), datetime(2026, 11, 22, tzinfo=UTC)]
)
def test_moments_come_back_aware_and_in_utc(moment: datetime, database: Database) -> None:
    row = agency("WAKTU")
    row.created_at = moment
    with database.write() as session:
        session.add(row)
    with database.read() as session:
        found = session.exec(select(Agency).where(Agency.code == "WAKTU")).one()
    assert found.created_at == moment
    assert found.created_at.tzinfo is UTC


def test_naive_moments_and_unknown_words_have_no_place(database: Database) -> None:
    dialect = database.engine.dialect
    with pytest.raises(ValueError, match="naive"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), dialect)  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="raja"):
        TextEnum(Role).process_bind_param("raja", dialect)
    with pytest.raises(ValueError, match="raja"):
        TextEnum(Role).process_result_value("raja", dialect)


def test_a_key_is_asked_for_after_flushing() -> None:
    with pytest.raises(LookupError):
        saved_id(None)


@dataclass(frozen=True)
class SomethingHappened:
    number: int


@pytest.fixture
def heard() -> Iterator[list[int]]:
    found: list[int] = []

    def hear(_session: Session, event: SomethingHappened) -> None:
        found.append(event.number)
        if event.number < 0:
            raise LookupError

    events.on(SomethingHappened, hear)
    events.on(SomethingHappened, hear)
    yield found
    events._handlers.pop(SomethingHappened)


def test_an_event_is_heard_once_and_a_refusal_undoes_the_change(heard: list[int], database: Database) -> None:
    with database.write() as session:
        events.emit(session, SomethingHappened(1))
    assert heard == [1]
    with pytest.raises(LookupError):
        _emit_after_adding(database)
    assert "EMPAT" not in codes(database)


def _emit_after_adding(database: Database) -> None:
    with database.write() as session:
        session.add(agency("EMPAT"))
        events.emit(session, SomethingHappened(-1))
