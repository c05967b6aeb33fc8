"""A pair of near-copies, read and found by the real pipeline once a session, and copied for every test."""

import shutil
from pathlib import Path

import pytest

from app.core.config import Settings
from app.core.runtime import Runtime
from indexer.extract.sandbox import Sandbox
from tests.conftest import settings_in
from tests.support.copies import Pair, find_pair, made_pair


@pytest.fixture(scope="session")
def pair_data(blank_data: Path, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_pair(blank_data, tmp_path_factory.mktemp("pair") / "data", sandbox)


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    source = "pair_data" if "pair" in request.fixturenames else "blank_data"
    shutil.copytree(request.getfixturevalue(source), tmp_path / "data")
    return settings_in(tmp_path / "data")


@pytest.fixture
def pair(runtime: Runtime) -> Pair:
    return find_pair(runtime)
