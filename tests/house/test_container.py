"""The image cannot be built here, so what its recipe names is looked up: paths and commands."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from tests.house.reading import ROOT

RECIPES = sorted(ROOT.glob("Dockerfile*"))
COPIED = re.compile(r"^(?:COPY|ADD)\s+((?:--\S+\s+)*)(.+)$", re.MULTILINE)
START = re.compile(r"^(ENTRYPOINT|CMD)\s+(\[.*\])$", re.MULTILINE)


def copied_from_the_project(recipe: Path) -> list[str]:
    joined = recipe.read_text(encoding="utf-8").replace("\\\n", " ")
    taken = [words.split()[:-1] for flags, words in COPIED.findall(joined) if "--from" not in flags]
    return [source for sources in taken for source in sources]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.name)
def test_every_path_exists(recipe: Path) -> None:
    sources = copied_from_the_project(recipe)
    assert sources
    assert [source for source in sources if not list(ROOT.glob(source.removeprefix("./")))] == []


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.name)
def test_every_command_exists(recipe: Path) -> None:
    known = {command.name for command in cli.registered_commands} | {group.name for group in cli.registered_groups}
    start: dict[str, list[str]] = {
        word: json.loads(words) for word, words in START.findall(recipe.read_text(encoding="utf-8"))
    }
    verb, *options = start["CMD"]
    assert start["ENTRYPOINT"] == ["pustaka"]
    assert verb in known
    help_text = CliRunner().invoke(cli, [verb, "--help"], env={"COLUMNS": "200"}).stdout
    assert all(option in help_text for option in options if option.startswith("--"))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.name)
def test_it_runs_without_root_and_says_when_it_is_well(recipe: Path) -> None:
    text = recipe.read_text(encoding="utf-8")
    users = re.findall(r"(?m)^USER\s+(\S+)", text)
    assert users
    assert users[-1] not in {"root", "0"}
    assert re.search(r"(?m)^HEALTHCHECK\s", text)
    assert len(re.findall(r"(?m)^FROM\s", text)) > 1
