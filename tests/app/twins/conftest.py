"""A pair of near-copies, read and found by the real pipeline once a session, and copied for every test."""

import shutil
from pathlib import Path

import pytest
from sqlmodel import select

from app import composition
from app.core.config import Settings
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.twins.models import Twin
from indexer.extract.sandbox import Sandbox
from tests.conftest import settings_in
from tests.support.copies import Pair, add_copies
from tests.support.people import find_people


@pytest.fixture(scope="session")
def pair_data(blank_data: Path, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pair") / "data"
    shutil.copytree(blank_data, folder)
    with composition.runtime(settings_in(folder)) as parts:
        with parts.database.read() as session:
            people = find_people(session)
        add_copies(parts, people)
        assert composition.worker_with(parts, sandbox).run_until_empty().failed == 0
    return folder


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    source = "pair_data" if "pair" in request.fixturenames else "blank_data"
    shutil.copytree(request.getfixturevalue(source), tmp_path / "data")
    return settings_in(tmp_path / "data")


@pytest.fixture
def pair(runtime: Runtime) -> Pair:
    with runtime.database.read() as session:
        twin = session.exec(select(Twin)).one()
    return Pair(saved_id(twin.id), twin.first_id, twin.second_id)
