"""Every setting explains itself, and the list that `pustaka settings` prints is complete."""

import json

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.core.config import Settings


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_described(name: str) -> None:
    assert Settings.model_fields[name].description


def test_the_command_lists_all_of_them() -> None:
    done = CliRunner().invoke(cli, ["settings", "--json"])
    listed = {row["name"]: row for row in json.loads(done.stdout)}
    assert set(listed) == {f"PUSTAKA_{name.upper()}" for name in Settings.model_fields}
    assert all(row["help"] for row in listed.values())
