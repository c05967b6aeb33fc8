# Both engines, empty and filled.
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.index.memory_index import MemoryIndex
from indexer.index.port import SearchIndex
from indexer.index.whoosh_index import WhooshIndex
from tests.indexer.index.library import LIBRARY, fill


@pytest.fixture(params=["memory", "whoosh"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchIndex]:
    engines: dict[str, Callable[[], SearchIndex]] = {
        "memory": MemoryIndex,
        "whoosh": lambda: WhooshIndex.create(tmp_path / "index", lock_timeout=0.1),
    }
    found = engines[request.param]()
    yield found
    found.close()


@pytest.fixture
def library(index: SearchIndex) -> SearchIndex:
    fill(index, LIBRARY)
    return index
