"""A backup knows no engine: out of SQLite into PostgreSQL, and back, and every row and file is the same."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app import composition
from app.accounts.permissions import SYSTEM
from app.core.runtime import Runtime
from app.doctoring import examine
from app.preservation import backing_up, restoring
from storage.members import ArchiveProblem
from tests.app.preservation.harm import everything
from tests.conftest import settings_in
from tests.support.files import make_pdf
from tests.support.library import SAMPLES, add_document

pytestmark = pytest.mark.slow


@pytest.fixture
def sqlite(library_data: Path, tmp_path: Path) -> Iterator[Runtime]:
    """The sample library on SQLite; the other fixtures of this folder are on PostgreSQL."""
    shutil.copytree(library_data, tmp_path / "sqlite")
    with composition.runtime(settings_in(tmp_path / "sqlite")) as parts:
        yield parts


@pytest.fixture
def empty_url(server: str, control: Engine) -> Iterator[str]:
    name = f"pulih_{secrets.token_hex(6)}"
    with control.begin() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.format(name)
    with control.begin() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def test_there_and_back(sqlite: Runtime, empty_url: str, tmp_path: Path) -> None:
    before = everything(sqlite)
    archive = backing_up.back_up(sqlite, tmp_path / "sqlite.tar").path
    there = settings_in(tmp_path / "postgresql", database_url=empty_url)
    restoring.restore(archive, there)
    with composition.runtime(there) as parts:
        assert everything(parts) == before
        assert examine(parts).ok
        assert backing_up.back_up(parts, tmp_path / "postgresql.tar").documents == len(SAMPLES)
        new = add_document(parts, SYSTEM, make_pdf(["baru"]), "baru.pdf")
        assert new > len(SAMPLES), "the sequence goes on behind what was restored"
    back = settings_in(tmp_path / "kembali")
    restoring.restore(tmp_path / "postgresql.tar", back)
    with composition.runtime(back) as parts:
        assert everything(parts) == before
        assert examine(parts).ok


def test_only_into_an_empty_database(sqlite: Runtime, database_url: str, tmp_path: Path) -> None:
    archive = backing_up.back_up(sqlite, tmp_path / "sqlite.tar").path
    with pytest.raises(restoring.PlaceNotEmpty):
        restoring.restore(archive, settings_in(tmp_path / "data", database_url=database_url))


def test_what_was_begun_is_cleared_when_it_begins_anew(sqlite: Runtime, empty_url: str, tmp_path: Path) -> None:
    archive = backing_up.back_up(sqlite, tmp_path / "sqlite.tar").path
    cut = tmp_path / "potong.tar"
    cut.write_bytes(archive.read_bytes()[:-4000])
    target = settings_in(tmp_path / "data", database_url=empty_url)
    with pytest.raises(ArchiveProblem):
        restoring.restore(cut, target)
    assert not composition.is_initialised(target)
    assert restoring.restore(archive, target).documents == len(SAMPLES)
