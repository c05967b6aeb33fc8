"""One helper for all tests of this folder, with the real extractors and with the naughty ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.extract.sandbox import Sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


@pytest.fixture(scope="session")
def naughty() -> Iterator[Sandbox]:
    with Sandbox(
        registry="naughty:EXTRACTORS", renderers="naughty:RENDERERS", import_paths=(Path(__file__).parent,)
    ) as opened:
        yield opened
