"""Fixtures that let tests written for SQLite run here: import them into a module, and its tests as they are."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from app import composition
from app.core.config import Settings
from app.core.db import Database
from app.core.runtime import Runtime
from tests.conftest import settings_in


@pytest.fixture
def settings(request: pytest.FixtureRequest, server: str, control: Engine, tmp_path: Path) -> Iterator[Settings]:
    """An installation of its own: with the sample library when the test asks for `library`, else without documents."""
    if "library" in request.fixturenames:
        source, folder = request.getfixturevalue("library_template")
        shutil.copytree(folder, tmp_path / "data")
    else:
        source = request.getfixturevalue("template")
    name = f"uji_{secrets.token_hex(6)}"
    with control.begin() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {source}"))
    made = settings_in(tmp_path / "data", database_url=server.format(name))
    composition.initialise(made)
    yield made
    with control.begin() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def database(runtime: Runtime) -> Database:
    return runtime.database
