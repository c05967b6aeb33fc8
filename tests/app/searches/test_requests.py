"""Requests for documents and the searches that found nothing: from a question to an answer somebody is told of."""

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound, SignInRequired
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.notices import service as notices
from app.notices.schemas import NoticeRow
from app.preservation import purging
from app.searches import requests, unanswered
from app.searches.models import DocumentRequest, RequestState
from app.searches.schemas import MissedRow, RequestRow
from tests.app.searches.conftest import Miss
from tests.conftest import SignedIn
from tests.support.people import People

ALL = Slice(limit=50)


@pytest.fixture
def asked(library: Mapping[str, int], runtime: Runtime, people: People) -> int:
    """The reader asks for a plan."""
    with runtime.database.write() as session:
        made = requests.ask(session, people["pembaca"], query="Peta Jalan 2030", note=" Untuk rapat.\nSegera. ")
        return saved_id(made.id)


def told(runtime: Runtime, people: People, username: str) -> list[tuple[str, str, str]]:
    with runtime.database.read() as session:
        rows: list[NoticeRow] = list(notices.listing(session, people[username], part=ALL).items)
    return [(row.kind, row.text, row.link) for row in rows]


def shown(runtime: Runtime, people: People, number: int, username: str = "pembaca") -> RequestRow:
    with runtime.database.read() as session:
        return requests.get(session, people[username], number)


def missed(runtime: Runtime, people: People, *, is_handled: bool = False) -> list[MissedRow]:
    with runtime.database.read() as session:
        found = unanswered.listing(session, people["kurator"], runtime.settings, part=ALL, is_handled=is_handled)
    return list(found.items)


def test_the_words_and_the_note_are_kept_for_those_who_answer(asked: int, runtime: Runtime, people: People) -> None:
    with runtime.database.read() as session:
        (row,) = requests.listing(session, people["kurator"], part=ALL).items
        assert requests.waiting(session, people["kurator"]) == 1
        assert requests.waiting(session, people["operator"]) == 0
        assert requests.own(session, people["operator"], part=ALL).total == 0
    assert (row.query, row.note, row.asked_by) == ("Peta Jalan 2030", "Untuk rapat.\nSegera.", "Pembaca Uji")


def test_fulfilled_with_a_document_the_requester_is_told_with_the_way_to_it(
    asked: int, library: Mapping[str, int], runtime: Runtime, people: People, miss: Miss
) -> None:
    miss("peta jalan 2030", 3)
    with runtime.database.write() as session:
        requests.fulfil(session, people["kurator"], request_id=asked, document_id=library["sop"], answer="Silakan.")
    row = shown(runtime, people, asked)
    assert (row.state, row.answer, row.decided_by) == (RequestState.FULFILLED, "Silakan.", "Kurator Uji")
    assert row.document is not None
    ((kind, text, link),) = told(runtime, people, "pembaca")
    assert (kind, link) == ("request.fulfilled", "/permintaan")
    assert "sudah ada" in text
    assert "SOP Pencadangan Data" not in text, "a notice stays, and the document may be hidden one day"
    assert missed(runtime, people) == [], "what was asked for is dealt with among the missed searches, too"


def test_declined_with_a_reason_the_requester_is_told_why(asked: int, runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session, pytest.raises(InvalidInput):
        requests.decline(session, people["kurator"], request_id=asked, reason="  ")
    with runtime.database.write() as session:
        requests.decline(session, people["kurator"], request_id=asked, reason="Terbitan kementerian.")
    assert shown(runtime, people, asked).state is RequestState.DECLINED
    ((kind, text, link),) = told(runtime, people, "pembaca")
    assert (kind, link) == ("request.declined", "/permintaan")
    assert "Terbitan kementerian." in text


def test_nobody_is_sent_to_a_document_that_is_closed_to_them(
    asked: int, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    for key, refusal in (("rahasia", InvalidInput), ("buangan", NotFound)):
        with runtime.database.write() as session, pytest.raises(refusal):
            requests.fulfil(session, people["kurator"], request_id=asked, document_id=library[key])
    assert shown(runtime, people, asked).state is RequestState.OPEN
    assert told(runtime, people, "pembaca") == []


def test_what_has_ended_stays_as_it_was_told(
    asked: int, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        requests.withdraw(session, people["pembaca"], request_id=asked)
    with runtime.database.write() as session:
        with pytest.raises(Conflict):
            requests.withdraw(session, people["pembaca"], request_id=asked)
        with pytest.raises(Conflict):
            requests.decline(session, people["kurator"], request_id=asked, reason="Tidak")
    with runtime.database.write() as session, pytest.raises(Conflict):
        requests.fulfil(session, people["kurator"], request_id=asked, document_id=library["sop"])
    row = shown(runtime, people, asked)
    assert (row.state, row.document) == (RequestState.WITHDRAWN, None)


def test_who_may_ask_read_answer_and_withdraw(
    asked: int, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        with pytest.raises(SignInRequired):
            requests.ask(session, people["pengunjung"], query="apa saja")
        with pytest.raises(NotFound):
            requests.get(session, people["operator"], asked)
        with pytest.raises(Forbidden):
            requests.decline(session, people["operator"], request_id=asked, reason="x")
        with pytest.raises(Forbidden):
            requests.withdraw(session, people["kurator"], request_id=asked)
        with pytest.raises(Forbidden):
            requests.listing(session, people["peninjau"], part=ALL)
        assert requests.get(session, people["admin"], asked).id == asked


def test_asking_twice_is_pointed_out_until_it_is_answered(asked: int, runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session, pytest.raises(Conflict):
        requests.ask(session, people["pembaca"], query="  peta   jalan 2030")
    with runtime.database.write() as session:
        requests.ask(session, people["operator"], query="peta jalan 2030")
        requests.decline(session, people["kurator"], request_id=asked, reason="Belum ada.")
        session.flush()
        requests.ask(session, people["pembaca"], query="peta jalan 2030")


@pytest.mark.parametrize(("query", "note"), [("", ""), (" \x00 ", ""), ("data", "n" * 1001)])
def test_what_cannot_be_asked(query: str, note: str, runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session, pytest.raises(InvalidInput):
        requests.ask(session, people["pembaca"], query=query, note=note)


def test_the_longest_words_still_fit_the_notice(asked: int, runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session:
        made = requests.ask(session, people["pembaca"], query="k" * 900)
        requests.decline(session, people["kurator"], request_id=saved_id(made.id), reason="r" * 500)
    assert len(told(runtime, people, "pembaca")[0][1]) == 500


def test_a_document_deleted_for_good_leaves_the_answer(
    asked: int, library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        requests.fulfil(session, people["kurator"], request_id=asked, document_id=library["sop"])
        session.flush()
        request = session.exec(select(DocumentRequest)).one()
        request.document_id = library["buangan"]  # as if that one had been given, and thrown away since
    with runtime.database.write() as session:
        purging.purge(session, people["admin"], document_id=library["buangan"], reason="Uji")
    row = shown(runtime, people, asked)
    assert (row.state, row.document) == (RequestState.FULFILLED, None)


def test_misses_are_shown_the_most_missed_first_until_they_are_dealt_with(
    runtime: Runtime, people: People, miss: Miss
) -> None:
    miss("zat ajaib", 2)
    miss("kuantum")
    miss("arsitektur", 5, found=3)
    assert [(row.query, row.missed) for row in missed(runtime, people)] == [("zat ajaib", 2), ("kuantum", 1)]
    with runtime.database.write() as session:
        unanswered.settle(session, people["kurator"], query="zat ajaib")
    assert [row.query for row in missed(runtime, people)] == ["kuantum"]
    assert [row.query for row in missed(runtime, people, is_handled=True)] == ["zat ajaib"]
    miss("Zat  Ajaib")
    (again, _) = sorted(missed(runtime, people), key=lambda row: row.query, reverse=True)
    assert (again.query, again.missed, again.sought, again.was_handled) == ("zat ajaib", 1, 3, True)
    with runtime.database.write() as session:
        unanswered.settle(session, people["kurator"], query="zat ajaib", is_handled=False)
    assert missed(runtime, people)[0].missed == 3
    with runtime.database.write() as session, pytest.raises(NotFound):
        unanswered.settle(session, people["kurator"], query="arsitektur")


def note_of(runtime: Runtime, client: TestClient, people: People, **params: object) -> list[str]:
    """What the queue of misses holds after this search over HTTP."""
    assert client.get("/api/v1/search", params=params).status_code == 200  # type: ignore[arg-type]
    runtime.search_log.flush()  # type: ignore[attr-defined]
    return [row.query for row in missed(runtime, people)]


@pytest.mark.parametrize("query", ["molibdenum", "perpres 95/2018", "arsitektur kuantum"])
def test_a_search_that_missed_is_noted(
    query: str, library: Mapping[str, int], runtime: Runtime, people: People, client: TestClient
) -> None:
    """Nothing found, a rule that is not held though others cite it, and documents with some of the words only."""
    assert note_of(runtime, client, people, q=query) == [query]


@pytest.mark.parametrize(
    "params",
    [
        {"q": "pencadangan"},
        {"q": "perwali 12/2023"},
        {"q": "molibdenum", "year": 2020},
        {"q": "molibdenum", "offset": 10},
        {"q": "molibdenum", "sort": "newest"},
        {"q": "pencadangan tahun:1999"},
        {"q": "*"},
        {"q": ""},
    ],
)
def test_what_was_found_or_hidden_by_a_filter_is_no_miss(
    params: Mapping[str, object], library: Mapping[str, int], runtime: Runtime, people: People, client: TestClient
) -> None:
    assert note_of(runtime, client, people, **params) == []


def test_the_whole_way_over_the_api(library: Mapping[str, int], signed_in: SignedIn) -> None:
    reader, curator = signed_in("pembaca"), signed_in("kurator")
    made = reader.post("/api/v1/requests", json={"query": "peta jalan", "note": "segera"}).json()
    assert (made["state"], made["document"]) == ("open", None)
    assert [row["id"] for row in curator.get("/api/v1/requests/waiting").json()["items"]] == [made["id"]]
    place = f"/api/v1/requests/{made['id']}"
    refused = curator.post(f"{place}/fulfil", json={"document": library["rahasia"]})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "document")
    assert curator.post(f"{place}/fulfil", json={"document": library["perwal"]}).json()["state"] == "fulfilled"
    assert reader.get(place).json()["document"] == library["perwal"]
    assert curator.get("/api/v1/requests/waiting").json()["total"] == 0
    assert curator.get("/api/v1/requests/waiting", params={"ended": True}).json()["total"] == 1
    assert reader.request("DELETE", place).status_code == 409
