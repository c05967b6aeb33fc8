"""What changed a moment ago is not in the index yet: a search says so, and counts nothing as missing for it."""

from collections.abc import Mapping
from typing import Any

from fastapi.testclient import TestClient

from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.models import Document
from app.search import inside, service, waiting
from app.search.schemas import SearchRequest
from app.searches import unanswered
from app.searches.logbook import SearchLog
from tests.conftest import SignedIn, WorkQueue
from tests.support.counting import count_queries
from tests.support.people import People

ONE_WAITS = "1 dokumen baru atau berubah sedang dimasukkan ke indeks"


def rename(runtime: Runtime, document_id: int, title: str) -> None:
    with runtime.database.write() as session:
        document = session.get_one(Document, document_id)
        document.title = title
        documents.touch(session, document)


def notices(client: TestClient, query: str) -> list[str]:
    found: Any = client.get("/api/v1/search", params={"q": query})
    said: list[str] = found.json()["notices"]
    return said


def missed(runtime: Runtime, people: People) -> list[str]:
    assert isinstance(runtime.search_log, SearchLog)
    runtime.search_log.flush()
    with runtime.database.read() as session:
        listed = unanswered.listing(session, people["kurator"], runtime.settings, part=Slice())
    return [row.query for row in listed.items]


def test_a_search_says_what_waits_for_the_index(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn, work_queue: WorkQueue
) -> None:
    reader = signed_in("pembaca")
    assert not any("ke indeks" in said for said in notices(reader, "zirkonium"))
    rename(runtime, library["sop"], "Zirkonium Berlapis")
    assert any(said.startswith(ONE_WAITS) for said in notices(reader, "zirkonium"))
    work_queue()
    assert not any("ke indeks" in said for said in notices(reader, "zirkonium"))


def test_what_somebody_may_not_see_waits_unsaid(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    rename(runtime, library["pedoman"], "Zirkonium Berlapis")
    assert not any("ke indeks" in said for said in notices(signed_in("pengunjung"), "zirkonium"))


def test_browsing_needs_no_index_and_says_nothing_of_it(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    rename(runtime, library["sop"], "Zirkonium Berlapis")
    assert not any("ke indeks" in said for said in notices(signed_in("pembaca"), ""))


def test_what_may_be_among_those_that_wait_is_no_miss(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn, people: People, work_queue: WorkQueue
) -> None:
    reader = signed_in("pembaca")
    rename(runtime, library["sop"], "Zirkonium Berlapis")
    notices(reader, "zirkonium")
    notices(reader, "UU 99/1999")
    assert missed(runtime, people) == ["uu 99/1999"], "which rules there are is known without the index"
    work_queue()
    notices(reader, "molibdenum")
    assert sorted(missed(runtime, people)) == ["molibdenum", "uu 99/1999"]


def test_between_changes_the_queue_is_asked_nothing(
    library: Mapping[str, int], runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    def asked_of_the_queue() -> bool:
        with runtime.database.read() as session, count_queries(runtime.database.engine) as queries:
            service.search(session, people["pembaca"], runtime.generations.open_current, SearchRequest("data"))
        return any("FROM job" in statement for statement in queries.statements)

    assert [asked_of_the_queue(), asked_of_the_queue()] == [True, False]
    rename(runtime, library["sop"], "Zirkonium Berlapis")
    assert [asked_of_the_queue(), asked_of_the_queue()] == [True, True]
    work_queue()
    assert [asked_of_the_queue(), asked_of_the_queue()] == [True, False]


def test_those_who_may_write_learn_it_from_the_queue(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    rename(runtime, library["pedoman"], "Zirkonium Berlapis")
    with runtime.database.write() as session:
        assert waiting.count(session, people["pembaca"]) == 1
        assert waiting.count(session, people["pengunjung"]) == 0


def test_inside_a_document_that_waits_its_pages_are_read(
    library: Mapping[str, int], runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    """The index knows the words of the former file only."""
    with runtime.database.write() as session:
        document = session.get_one(Document, library["perwal"])
        page = documents.revision_pages(session, document.current_revision_id or 0)[3]
        page.text = "Pasal 28\nTentang zirkonium."
        documents.touch(session, document)
    with runtime.database.read() as session:
        found = inside.find_inside(
            session,
            people["pembaca"],
            runtime.generations.open_current,
            document_id=library["perwal"],
            ordinal=None,
            text="zirkonium",
        )
    assert [page.number for page in found.pages] == [4]
