"""A shelf of work, prepared once a session and copied for each accident, and what an undisturbed worker makes of it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app import composition
from indexer.extract.sandbox import Sandbox
from tests.crash import shelf


@pytest.fixture(scope="session")
def shelf_data(blank_data: Path, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that serves, rounds that are done, and three files that nobody has read yet."""
    folder = tmp_path_factory.mktemp("rak") / "data"
    settings = shelf.copied(blank_data, folder)
    shelf.work_as_a_worker(settings)
    with composition.runtime(settings) as parts:
        shelf.fill(parts)
    return folder


@pytest.fixture(scope="session")
def undisturbed(
    shelf_data: Path, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, list[str]]:
    settings = shelf.copied(shelf_data, tmp_path_factory.mktemp("tenang") / "data")
    shelf.carry_on(settings, sandbox)
    assert shelf.ailments(settings) == []
    return shelf.account(settings)
