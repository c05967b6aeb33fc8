"""An answer that is remembered is the answer that would be found now: whatever changes, and whoever changes it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.permissions import SYSTEM, Actor
from app.core.db import Database, kept
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents import tagging
from app.documents.models import Kind, Lifecycle, TagState, Visibility
from app.documents.schemas import DocumentFields, Filters
from app.instruments import service as instruments
from app.search import finding, service
from app.search.finding import Found, Inquiry
from app.search.indexing import Indexer
from app.search.remembering import RememberedAnswers
from app.search.schemas import SearchPage, SearchRequest
from indexer.index.port import IndexUnavailable
from tests.conftest import SignedIn
from tests.support.counting import count_queries
from tests.support.people import People

INSTRUMENT = "permenpanrb-59-2020"
REQUEST = SearchRequest("data", Filters(instrument_id=INSTRUMENT))


def answer(runtime: Runtime, actor: Actor, request: SearchRequest = REQUEST) -> SearchPage:
    with runtime.database.read() as session:
        found = service.search(session, actor, runtime.generations.open_current, request)
    return replace(found, took_ms=0.0)


def anew(runtime: Runtime, actor: Actor, request: SearchRequest = REQUEST) -> SearchPage:
    """By a process that remembers nothing."""
    database = Database(runtime.database.url)
    try:
        return answer(replace(runtime, database=database), actor, request)
    finally:
        database.dispose()


@pytest.fixture
def other(runtime: Runtime) -> Iterator[Database]:
    """Another process on the same database."""
    made = Database(runtime.database.url)
    yield made
    made.dispose()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were looked for in the index."""
    looked: list[str] = []
    find = finding.find

    def noting(asked: Inquiry) -> Found:
        looked.append(asked.request.text)
        return find(asked)

    monkeypatch.setattr(finding, "find", noting)
    return looked


def test_the_same_again_is_not_looked_up_again(
    library: Mapping[str, int], runtime: Runtime, people: People, asked: list[str]
) -> None:
    reader = people["pembaca"]
    with count_queries(runtime.database.engine) as first:
        found = answer(runtime, reader)
    with count_queries(runtime.database.engine) as second:
        assert answer(runtime, reader) == found
    assert asked == ["data"]
    assert len(second) < len(first)
    assert found.total > 0
    for request in (
        replace(REQUEST, text="data pusat"),
        replace(REQUEST, order="title"),
        replace(REQUEST, part=Slice(1, 1)),
        replace(REQUEST, is_exact=True),
        replace(REQUEST, filters=Filters(instrument_id=INSTRUMENT, kinds=(Kind.SOP,))),
        replace(REQUEST, text="data tahun:2024"),
    ):
        assert answer(runtime, reader, request) == anew(runtime, reader, request) == answer(runtime, reader, request)


@pytest.mark.parametrize("query", ["data", "pengetahuan", "perwali 12/2023", "perwali 12/2023 pasal 27", "pengtahuan"])
def test_nobody_is_given_what_was_found_for_somebody_else(
    library: Mapping[str, int], runtime: Runtime, people: People, query: str
) -> None:
    request = replace(REQUEST, text=query)
    for username in ("admin", "pengunjung", *people.usernames, "pengunjung"):
        assert answer(runtime, people[username], request) == anew(runtime, people[username], request), username


def _set(**values: Any) -> Callable[[Session, int], object]:
    def change(session: Session, document_id: int) -> None:
        document = documents.get(session, SYSTEM, document_id)
        for name, value in values.items():
            setattr(document, name, value)

    return change


def _rename(session: Session, document_id: int) -> None:
    documents.edit(session, SYSTEM, document_id=document_id, fields=DocumentFields(title="Judul yang sama sekali lain"))


def _tag(session: Session, document_id: int) -> None:
    indicator = instruments.indicator_id(session, INSTRUMENT, 9)
    admin = accounts.actor_named(session, "admin")
    tagging.decide(session, admin, document_id=document_id, indicator_id=indicator, state=TagState.CONFIRMED)


CHANGES: Mapping[str, Callable[[Session, int], object]] = {
    "withdrawn": lambda session, one: documents.trash(session, SYSTEM, document_id=one, reason="uji"),
    "restricted": _set(visibility=Visibility.RESTRICTED, agency_id=None, created_by=None),
    "unpublished": _set(lifecycle=Lifecycle.DRAFT, created_by=None),
    "of another year": _set(year=1999),
    "of another kind": _set(kind=Kind.MANUAL),
    "renamed": _rename,
    "tagged": _tag,
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_by_another_process_changes_the_next_answer(
    library: Mapping[str, int], runtime: Runtime, people: People, other: Database, name: str
) -> None:
    reader = people["pembaca"]
    before = answer(runtime, reader)
    assert answer(runtime, reader) == before
    changed = before.hits[0].row.id
    with other.write() as session:
        CHANGES[name](session, changed)
    after = answer(runtime, reader)
    assert after == anew(runtime, reader)
    assert after != before
    if name in {"withdrawn", "restricted", "unpublished"}:
        assert changed not in after.ids
        assert changed not in {hit.row.id for hit in after.hits}
        assert after.total == before.total - 1


def test_what_is_published_and_indexed_is_found_the_next_time(
    library: Mapping[str, int], runtime: Runtime, people: People, other: Database
) -> None:
    reader, request = people["pembaca"], replace(REQUEST, text="kuda lumping")
    assert answer(runtime, reader, request).total == 0
    with other.write() as session:
        fields = DocumentFields(title="Pedoman kuda lumping")
        documents.edit(session, SYSTEM, document_id=library["sop"], fields=fields)
    assert answer(runtime, reader, request).total == 0
    Indexer(other, runtime.generations).rebuild()
    assert answer(runtime, reader, request).ids == {library["sop"]}


def test_withdrawn_over_the_interface_and_restored(
    library: Mapping[str, int], runtime: Runtime, people: People, signed_in: SignedIn
) -> None:
    reader, curator = signed_in("pembaca"), signed_in("kurator")

    def found() -> list[int]:
        hits: list[dict[str, int]] = reader.get("/api/v1/search", params={"q": "pengetahuan"}).json()["hits"]
        return [hit["document_id"] for hit in hits]

    before = found()
    assert library["pedoman"] in before
    assert found() == before
    path = f"/api/v1/documents/{library['pedoman']}"
    assert curator.request("DELETE", path, json={"reason": "uji"}).is_success
    assert found() == [number for number in before if number != library["pedoman"]]
    with runtime.database.write() as session:
        documents.restore(session, people["kurator"], document_id=library["pedoman"])
    assert found() == before


def test_nothing_is_remembered_without_an_index_by_writers_or_where_it_is_switched_off(
    library: Mapping[str, int], runtime: Runtime, people: People, asked: list[str]
) -> None:
    reader, away = people["pembaca"], IndexUnavailable("away")

    def no_index() -> Any:
        raise away

    with runtime.database.read() as session:
        degraded = service.search(session, reader, no_index, REQUEST)
        assert service.search(session, reader, no_index, REQUEST).ids == degraded.ids
    assert degraded.is_degraded
    with runtime.database.write() as session:
        assert kept(session, RememberedAnswers) is None
        for _ in range(2):
            service.search(session, reader, runtime.generations.open_current, REQUEST)
    runtime.database.keep(RememberedAnswers(0))
    assert answer(runtime, reader) == answer(runtime, reader)
    assert asked == ["data"] * 6
