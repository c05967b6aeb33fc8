"""Engine, transactions and the request's session. Writes begin IMMEDIATE, so two writers queue instead of failing."""

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

BUSY_TIMEOUT_MS = 15_000
_KEPT = "kept"
_ASKED = "asked"

T = TypeVar("T")


class Database:
    """One engine with two ways in: `read()` never writes, `write()` is one transaction that commits at its end.

    What this process keeps of the database's content belongs here, and is lent to those who only read: a transaction
    that writes sees what nobody else may, and would leave it there.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _make_engine(url)
        self._writer = self.engine.execution_options(pustaka_write=True)
        self._lock = threading.Lock()
        self._kept: dict[type, object] = {}

    def keep(self, *things: object) -> None:
        """One of each type; readers find it with `kept`."""
        self._kept |= {type(thing): thing for thing in things}

    def held(self, kind: type[T]) -> T | None:
        """For those who look after what is kept, and have no session."""
        thing = self._kept.get(kind)
        return thing if isinstance(thing, kind) else None

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self.engine, autoflush=False, expire_on_commit=False, info={_KEPT: self._kept}) as session:
            yield session

    @contextlib.contextmanager
    def write(self, *, tries: int = 1) -> Iterator[Session]:
        """One transaction: commits when the block ends, rolls back when it raises.

        SQLite serves those who wait in no order. With more `tries`, whoever went away empty-handed queues again.
        """
        with self._turn(), Session(self._writer, expire_on_commit=False) as session:
            _begin(session, tries)
            yield session
            session.commit()

    def _turn(self) -> contextlib.AbstractContextManager[None]:
        """PostgreSQL lets many write at once."""
        return _in_turn(self._lock) if self.is_embedded else contextlib.nullcontext()

    @property
    def is_embedded(self) -> bool:
        """SQLite: within this process, with no server to wait for."""
        return self.engine.dialect.name == "sqlite"

    def ping(self) -> None:
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def dispose(self) -> None:
        self.engine.dispose()


def kept(session: Session, kind: type[T]) -> T | None:
    """What the database of this session keeps of that type; nothing for a session that may write."""
    thing = session.info.get(_KEPT, {}).get(kind)
    return thing if isinstance(thing, kind) else None


def asked_once(session: Session, kind: type[T], ask: Callable[[], T]) -> T:
    """What a transaction that only reads need not ask again; where something may be written it is asked each time.

    On SQLite it could not change meanwhile. On PostgreSQL it could: what is told is as the transaction found it first.
    """
    if _KEPT not in session.info:
        return ask()
    asked: tuple[object, dict[type, object]] = session.info.get(_ASKED, (None, {}))
    if asked[0] is None or asked[0] is not session.get_transaction():
        session.connection()  # begins the transaction that the answer holds for
        asked = session.info[_ASKED] = (session.get_transaction(), {})
    known = asked[1].get(kind)
    if not isinstance(known, kind):
        known = asked[1][kind] = ask()
    return known


@contextlib.contextmanager
def _in_turn(lock: threading.Lock) -> Iterator[None]:
    """One writer of this process after the other, each at once after the one before.

    SQLite's own way to wait is to look again after a growing pause, up to a tenth of a second: five threads that write
    a few milliseconds each would mostly sleep. Other processes are still waited for in that way. Whoever waited here in
    vain asks SQLite, which knows what to say.
    """
    is_first = lock.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
    try:
        yield
    finally:
        if is_first:
            lock.release()


def _begin(session: Session, tries: int) -> None:
    """Nothing has been done before this, so it may be tried again."""
    try:
        session.connection()
    except OperationalError as error:
        if tries < 2 or not _is_busy(error):
            raise
        session.rollback()
        _begin(session, tries - 1)


def _is_busy(error: OperationalError) -> bool:
    cause = error.orig
    return isinstance(cause, sqlite3.Error) and cause.sqlite_errorcode == sqlite3.SQLITE_BUSY


def _make_engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """WAL lets readers go on while one writes; FULL because an acknowledged upload must survive a power cut."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    is_write = connection.get_execution_options().get("pustaka_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")
