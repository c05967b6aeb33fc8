"""A private PostgreSQL server for the tests of this folder: the same tests as on SQLite, on the other database."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session

from app import composition
from app.core.db import Database
from indexer.extract.sandbox import Sandbox
from tests.app.evidence.world import World, build
from tests.conftest import IS_STRICT, settings_in
from tests.support.library import add_samples, settle
from tests.support.people import add_people, find_people


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server of our own, without the name of a database. Absent programs are no excuse under CI."""
    programs = _programs()
    if programs is None:
        (pytest.fail if IS_STRICT else pytest.skip)("PostgreSQL is missing; `apt-get install postgresql` brings it")
    with tempfile.TemporaryDirectory(prefix="pustaka-pg-") as name:
        folder = Path(name)
        user = _unprivileged(folder)
        data = folder / "data"
        _run([str(programs / "initdb"), "-A", "trust", "-U", "uji", "-E", "UTF8", "--no-sync", "-D", str(data)], user)
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off"
        log = str(folder / "log")
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
        _run([*control, "-o", options, "-l", log, "start"], user)
        try:
            yield f"postgresql+psycopg://uji@/{{}}?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"], user)


def _programs() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((place for place in reversed(places) if (place / "pg_ctl").exists()), None)


def _unprivileged(folder: Path) -> str | None:
    """The server refuses to run as root; then its own user runs it."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("postgres")
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    folder.chmod(0o755)
    return entry.pw_name


def _run(command: list[str], user: str | None) -> None:
    done = subprocess.run(command, user=user, cwd="/", capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def control(server: str) -> Iterator[Engine]:
    engine = create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def empty_template(server: str, control: Engine, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An initialised database without people, which tests get copies of."""
    with control.begin() as connection:
        connection.execute(text("CREATE DATABASE kosong"))
    folder = tmp_path_factory.mktemp("kosong") / "data"
    composition.initialise(settings_in(folder, database_url=server.format("kosong")))
    return "kosong"


@pytest.fixture(scope="session")
def template(server: str, control: Engine, empty_template: str) -> str:
    """The same with people. A module of tests that brings its own people asks for the empty one instead."""
    with control.begin() as connection:
        connection.execute(text(f"CREATE DATABASE orang TEMPLATE {empty_template}"))
    made = Database(server.format("orang"))
    with made.write() as session:
        add_people(session)
    made.dispose()
    return "orang"


@pytest.fixture
def database_url(server: str, control: Engine, template: str) -> Iterator[str]:
    name = f"uji_{secrets.token_hex(6)}"
    with control.begin() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield server.format(name)
    with control.begin() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as opened:
        yield opened


@pytest.fixture
def world(session: Session) -> World:
    return build(session)


@pytest.fixture(scope="session")
def library_template(
    server: str, control: Engine, template: str, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """The sample library, read, indexed and tagged: a database and the folder that goes with it, to be copied."""
    with control.begin() as connection:
        connection.execute(text(f"CREATE DATABASE pustaka TEMPLATE {template}"))
    folder = tmp_path_factory.mktemp("pustaka") / "data"
    settings = settings_in(folder, database_url=server.format("pustaka"))
    composition.initialise(settings)
    with composition.runtime(settings) as parts:
        with parts.database.read() as session:
            people = find_people(session)
        add_samples(parts, people)
        assert composition.worker_with(parts, sandbox).run_until_empty().failed == 0
        with parts.database.write() as session:
            settle(session, people)
        assert composition.worker_with(parts, sandbox).run_until_empty().failed == 0
    return "pustaka", folder
