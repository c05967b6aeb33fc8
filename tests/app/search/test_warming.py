"""Whoever searches first after a start or a change finds everything read already."""

import shutil
from collections.abc import Mapping

import pytest

from app.accounts.permissions import SYSTEM, VISITOR
from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.schemas import DocumentFields, Filters
from app.search import service, warming
from app.search.indexing import Indexer
from app.search.schemas import SearchRequest
from app.search.warming import Warmer
from tests.support.counting import count_queries

pytestmark = pytest.mark.slow


def asked_of_the_database(runtime: Runtime, text: str) -> int:
    request = SearchRequest(text, Filters(instrument_id=runtime.settings.default_instrument))
    with count_queries(runtime.database.engine) as queries, runtime.database.read() as session:
        service.search(session, VISITOR, runtime.generations.open_current, request)
    return len(queries)


def test_the_first_search_asks_no_more_than_the_next(library: Mapping[str, int], runtime: Runtime) -> None:
    assert Warmer(runtime).warm()
    first, next_one = asked_of_the_database(runtime, "layanan"), asked_of_the_database(runtime, "layanan informasi")
    assert first == next_one


def test_it_reads_again_only_what_changed(library: Mapping[str, int], runtime: Runtime) -> None:
    warmer = Warmer(runtime)
    assert (warmer.warm(), warmer.warm()) == (True, False)
    with runtime.database.write() as session:
        documents.edit(session, SYSTEM, document_id=library["perwal"], fields=DocumentFields(description="Lain"))
    assert (warmer.warm(), warmer.warm()) == (True, False)
    Indexer(runtime.database, runtime.generations).rebuild()
    assert (warmer.warm(), warmer.warm()) == (True, False)


def test_without_an_index_it_waits_for_one(library: Mapping[str, int], runtime: Runtime) -> None:
    warmer = Warmer(runtime)
    shutil.rmtree(runtime.settings.index_dir)
    assert not warmer.warm()
    Indexer(runtime.database, runtime.generations).rebuild()
    assert warmer.warm()


def test_it_ends_with_the_process_that_it_warms(
    library: Mapping[str, int], runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "LOOK_EVERY_SECONDS", 3600.0)
    with warming.kept_warm(runtime):
        pass
    assert asked_of_the_database(runtime, "layanan") == asked_of_the_database(runtime, "layanan informasi")
