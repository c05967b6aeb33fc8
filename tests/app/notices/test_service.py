"""One's own notices: folded when many, named only while one may see, silent where unwanted, gone after their time."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from app.accounts.permissions import Actor
from app.core.clock import now
from app.core.db import Database
from app.core.errors import InvalidInput, NotFound
from app.core.pagination import Slice
from app.documents.models import Document, Visibility
from app.notices import service
from app.notices.models import Notice
from app.notices.schemas import NoticeRow
from app.notices.topics import BY_KEY, OTHER, topic_of
from tests.conftest import SignedIn
from tests.support.counting import count_queries
from tests.support.people import People

KIND = "evidence.lapsed"


def tell(session: Session, actor: Actor, count: int = 1, *, kind: str = KIND, document_id: int | None = None) -> None:
    text = "{dokumen} mendapat revisi baru." if document_id else "Bukti dukung perlu diperbarui."
    for number in range(count):
        link = f"/bukti/{number + 1}"
        service.tell(session, [actor.user_id], kind=kind, text=text, link=link, document_id=document_id)


def rows(database: Database, actor: Actor, **asked: object) -> list[NoticeRow]:
    with database.read() as session:
        return list(service.listing(session, actor, part=Slice(), **asked).items)  # type: ignore[arg-type]


def test_a_few_stay_apart_and_many_become_one(database: Database, people: People) -> None:
    operator = people["operator"]
    with database.write() as session:
        tell(session, operator, 3)
    assert [row.count for row in rows(database, operator)] == [1, 1, 1]
    with database.write() as session:
        tell(session, operator, 27)
        tell(session, operator, kind="batch")
    assert [(row.topic.key, row.count) for row in rows(database, operator)] == [("unggahan", 1), ("bukti", 30)]
    folded = rows(database, operator)[1]
    assert folded.text == "30 kabar tentang bukti dukung"
    with database.read() as session:
        assert service.unread_count(session, operator) == 2
        every = service.folded(session, operator, notice_id=folded.id, part=Slice(limit=100))
    assert (every.total, every.items[0].link, every.items[-1].link) == (30, "/bukti/27", "/bukti/1")


def test_opening_a_group_reads_all_of_it_and_news_begin_anew(database: Database, people: People) -> None:
    operator = people["operator"]
    with database.write() as session:
        tell(session, operator, 5)
    with database.write() as session:
        service.open_one(session, operator, notice_id=rows(database, operator)[0].id)
        tell(session, operator)
    assert [(row.count, row.read_at is None) for row in rows(database, operator)] == [(1, True), (5, False)]
    assert [row.count for row in rows(database, operator, is_read=False)] == [1]
    assert [row.count for row in rows(database, operator, is_read=True)] == [5]


def test_what_came_after_the_page_was_drawn_stays_unread(database: Database, people: People) -> None:
    operator = people["operator"]
    with database.write() as session:
        tell(session, operator, 2)
    drawn = max(row.id for row in rows(database, operator))
    with database.write() as session:
        tell(session, operator)
        service.mark_read(session, operator, up_to=drawn)
    assert [row.read_at is None for row in rows(database, operator)] == [True, False, False]


def test_a_title_goes_with_the_right_to_see_it(
    library: Mapping[str, int], database: Database, people: People, signed_in: SignedIn
) -> None:
    operator = people["operator2"]
    with database.write() as session:
        tell(session, operator, document_id=library["sop"])
    assert rows(database, operator)[0].text == "“SOP Pencadangan Data” mendapat revisi baru."
    with database.write() as session:
        session.get_one(Document, library["sop"]).visibility = Visibility.RESTRICTED
    assert rows(database, operator)[0].text == f"Dokumen nomor {library['sop']} mendapat revisi baru."
    client = signed_in("operator2")
    assert "Pencadangan" not in client.get("/pemberitahuan", headers={"Accept": "text/html"}).text
    assert "Pencadangan" not in client.get("/api/v1/notices").text


def test_who_does_not_want_to_hear_does_not_but_alarms_come_always(database: Database, people: People) -> None:
    operator = people["operator"]
    with database.write() as session:
        service.choose(session, operator, wanted=["unggahan"])
    with database.write() as session:
        tell(session, operator)
        tell(session, operator, kind="batch")
        tell(session, operator, kind="alarm.document")
        chosen = {topic.key: wanted for topic, wanted in service.choices(session, operator)}
    assert [row.kind for row in rows(database, operator)] == ["alarm.document", "batch"]
    assert (chosen["bukti"], chosen["unggahan"], chosen["bahaya"]) == (False, True, True)
    with database.write() as session, pytest.raises(InvalidInput):
        service.choose(session, operator, wanted=["entah"])


def test_nobody_opens_the_notice_of_another(database: Database, people: People) -> None:
    with database.write() as session:
        tell(session, people["operator"])
        (notice,) = session.exec(select(Notice)).all()
        with pytest.raises(NotFound):
            service.open_one(session, people["kurator"], notice_id=notice.id or 0)


def test_read_ones_go_after_their_time_and_unread_ones_stay(database: Database, people: People) -> None:
    operator = people["operator"]
    with database.write() as session:
        tell(session, operator, 2)
        first, second = session.exec(select(Notice)).all()
        first.read_at, second.created_at = now() - timedelta(days=91), now() - timedelta(days=400)
    with database.write() as session:
        assert service.forget_old(session, 90) == 1
    assert [row.id for row in rows(database, operator)] == [second.id]


def test_topics_narrow_the_list(database: Database, people: People) -> None:
    operator = people["operator"]
    with database.write() as session:
        tell(session, operator)
        tell(session, operator, kind="entah.apa")
    assert [row.kind for row in rows(database, operator, topic=BY_KEY["bukti"])] == [KIND]
    assert [row.kind for row in rows(database, operator, topic=OTHER)] == ["entah.apa"]
    assert topic_of("review.due").key == "tinjauan"


def test_the_list_asks_the_same_however_long_it_is(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    operator = people["operator"]

    def asked() -> int:
        with count_queries(database.engine) as queries:
            rows(database, operator)
        return len(queries)

    with database.write() as session:
        tell(session, operator, document_id=library["sop"])
    few = asked()
    with database.write() as session:
        for number in range(15):
            tell(session, operator, kind=f"rule.{number}", document_id=library["sop"])
    assert asked() == few <= 4


def test_choices_and_reading_over_http(database: Database, people: People, signed_in: SignedIn) -> None:
    client: TestClient = signed_in("operator")
    with database.write() as session:
        tell(session, people["operator"])
    notice = client.get("/api/v1/notices?state=unread&topic=bukti").json()["items"][0]
    assert client.post(f"/api/v1/notices/{notice['id']}/read").status_code == 204
    assert client.get("/api/v1/notices?state=unread").json()["items"] == []
    assert client.get(f"/api/v1/notices/{notice['id']}").json()[0]["count"] == 1
    answer = client.put("/api/v1/notices/choices", json={"wanted": []}).json()
    assert {row["topic"]: row["is_wanted"] for row in answer}["bahaya"] is True


def test_the_page_opens_what_it_names_and_marks_it(database: Database, people: People, signed_in: SignedIn) -> None:
    client: TestClient = signed_in("operator")
    with database.write() as session:
        tell(session, people["operator"], 5)
        tell(session, people["operator"], kind="batch")
    page = client.get("/pemberitahuan", headers={"Accept": "text/html"}).text
    single, group = (row.id for row in rows(database, people["operator"]))
    assert f'href="/pemberitahuan/{single}/buka"' in page
    assert client.get(f"/pemberitahuan/{single}/buka").headers["location"] == "/bukti/1"
    assert client.get(f"/pemberitahuan/{group}/buka").headers["location"] == f"/pemberitahuan/{group}"
    shown = client.get(f"/pemberitahuan/{group}", headers={"Accept": "text/html"}).text
    assert shown.count('class="told__item') == 5
    left = client.get("/pemberitahuan?status=belum", headers={"Accept": "text/html"}).text
    assert "Tidak ada pemberitahuan di sini" in left
