"""Who looks after a document and when: laid down, done, reminded of once a step, and listed under one's permissions."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from app.accounts.models import User
from app.accounts.permissions import Actor
from app.core.config import Settings
from app.core.db import Database
from app.core.errors import Forbidden, InvalidInput, NotFound
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.documents import service as documents
from app.documents.models import Document, Kind, LegalStatus
from app.documents.schemas import DocumentFields
from app.notices import service as notices
from app.notices.models import Notice
from app.stewardship import reminding, service
from app.stewardship.models import Stewardship
from app.stewardship.schemas import DueFilter, Plan, Scope, When
from tests.conftest import SignedIn
from tests.support.counting import count_queries
from tests.support.people import People


def due_on(
    session: Session, document_id: int, day: date, *, user_id: int | None = None, agency_id: int | None = None
) -> None:
    """Straight into the rows: a plan may not begin in the past."""
    session.get_one(Document, document_id).review_on = day
    session.merge(Stewardship(document_id=document_id, user_id=user_id, agency_id=agency_id))
    session.flush()


def told(session: Session) -> list[tuple[str, str, int | None]]:
    """(who, kind, document) of every notice about reviews."""
    wanted = select(User.username, Notice).where(User.id == Notice.user_id).order_by(Notice.id)  # type: ignore[arg-type]
    return [(name, one.kind, one.document_id) for name, one in session.exec(wanted) if one.kind.startswith("review.")]


def listed(database: Database, settings: Settings, actor: Actor, **asked: object) -> list[int]:
    where = DueFilter(**asked)  # type: ignore[arg-type]
    with database.read() as session:
        found = service.listing(session, actor, settings, where=where, part=Slice())
    return [row.document_id for row in found.items]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 22), 24, date(2028, 11, 22)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert service.later(day, months) == expected


def test_a_plan_names_owner_and_day_and_is_done_with_a_note(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    curator, operator, sop, settings = people["kurator"], people["operator"], library["sop"], runtime.settings
    day = service.today(settings)
    with runtime.database.write() as session:
        plan = Plan(user_id=operator.user_id, months=6)
        service.plan(session, curator, settings, document_id=sop, given=plan)
        found = service.state(session, operator, settings, sop)
    assert (found.review_on, found.owner.user_name) == (service.later(day, 6), "Operator Uji")
    assert (found.may_plan, found.may_review) == (False, True), "the owner need not be an editor"
    with runtime.database.write() as session:
        service.done(session, operator, settings, document_id=sop, note="Langkah 3 dicoba lagi.")
        session.flush()
        found = service.state(session, curator, settings, sop)
    assert [(row.by_name, row.note, row.next_on) for row in found.rounds] == [
        ("Operator Uji", "Langkah 3 dicoba lagi.", service.later(day, 6))
    ]


def test_who_may_not_see_it_cannot_look_after_it(library: Mapping[str, int], runtime: Runtime, people: People) -> None:
    curator, settings = people["kurator"], runtime.settings
    with runtime.database.write() as session:
        for wrong in (
            Plan(user_id=people["operator"].user_id),
            Plan(user_id=9999),
            Plan(agency_id=9999),
            Plan(months=0),
            Plan(review_on=date(2020, 1, 1)),
        ):
            with pytest.raises(InvalidInput):
                service.plan(session, curator, settings, document_id=library["rahasia"], given=wrong)
        with pytest.raises(NotFound):
            service.plan(session, people["operator"], settings, document_id=library["rahasia"], given=Plan())
        with pytest.raises(Forbidden):
            service.done(session, people["pembaca"], settings, document_id=library["sop"], note="")


def test_each_step_is_told_once_and_curators_join_when_it_is_long_overdue(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    settings, sop = runtime.settings, library["sop"]
    day = service.today(settings)
    with runtime.database.write() as session:
        due_on(session, sop, day + timedelta(days=10), user_id=people["operator"].user_id)
        for later in (0, 1, 10, 11, 39, 40, 41):
            reminding.remind(session, settings, day + timedelta(days=later))
            session.flush()
        assert told(session) == [
            ("operator", "review.soon", sop),
            ("operator", "review.due", sop),
            ("operator", "review.overdue", sop),
            ("kurator", "review.overdue", sop),
        ]
        service.done(session, people["kurator"], settings, document_id=sop, note="")
        session.flush()
        reminding.remind(session, settings, service.later(day, 12))
        assert told(session)[4:] == [("operator", "review.due", sop)], "a new day is told of anew"


def test_the_agency_hears_for_who_has_left_and_curators_for_an_empty_agency(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    settings, sop = runtime.settings, library["sop"]
    day = service.today(settings)
    with runtime.database.write() as session:
        session.get_one(User, people["operator"].user_id).is_active = False
        due_on(session, sop, day, user_id=people["operator"].user_id, agency_id=people.agencies["DINKES"])
        due_on(session, library["perwal"], day, agency_id=people.agencies["DISKOMINFO"])
        reminding.remind(session, settings, day)
        assert sorted(told(session)) == [
            ("kurator", "review.due", library["perwal"]),
            ("operator2", "review.due", sop),
        ]


def test_nobody_is_told_of_what_they_may_not_see_and_many_are_one_sentence(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    settings = runtime.settings
    day = service.today(settings)
    with runtime.database.write() as session:
        for key in ("sop", "perwal", "rahasia"):
            due_on(session, library[key], day, user_id=people["operator"].user_id)
        due_on(session, library["buangan"], day, user_id=people["operator"].user_id)
        reminding.remind(session, settings, day)
        (notice,) = session.exec(select(Notice).where(Notice.user_id == people["operator"].user_id)).all()
        assert (notice.text, notice.link) == ("2 dokumen sudah waktunya ditinjau ulang.", "/jadwal-tinjau")


def test_kinds_with_an_interval_get_a_first_day_that_leaves_time(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    settings = runtime.settings
    with runtime.database.write() as session:
        with pytest.raises(InvalidInput):
            service.set_months(session, people["admin"], {Kind.SOP: 121})
        service.set_months(session, people["admin"], {Kind.SOP: 12, Kind.GUIDELINE: 0, Kind.REGULATION: 1})
    with runtime.database.write() as session:
        day = service.today(settings)
        reminding.lay_down_missing(session, settings, day + timedelta(days=700))
        sop, guideline = (session.get_one(Document, library[key]) for key in ("sop", "pedoman"))
        assert (sop.review_on, guideline.review_on) == (day + timedelta(days=715), None)
        sop.review_on = None
        reminding.lay_down_missing(session, settings, day)
        assert sop.review_on is None, "a date that somebody took away stays away"


def test_each_sees_their_own_list_and_nothing_hidden(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    settings, database = runtime.settings, runtime.database
    day = service.today(settings)
    with database.write() as session:
        due_on(session, library["sop"], day, user_id=people["operator"].user_id)
        due_on(session, library["pedoman"], day + timedelta(days=5), agency_id=people.agencies["DISKOMINFO"])
        due_on(session, library["rahasia"], day - timedelta(days=3), agency_id=people.agencies["DISKOMINFO"])
        due_on(session, library["perwal"], day + timedelta(days=300))
    operator, curator = people["operator"], people["kurator"]
    assert listed(database, settings, operator) == [library["sop"]]
    assert listed(database, settings, operator, scope=Scope.AGENCY) == [], "the hidden one is not even counted"
    assert listed(database, settings, operator, scope=Scope.AGENCY, when=When.SOON) == [library["pedoman"]]
    assert listed(database, settings, curator, scope=Scope.ALL) == [library["rahasia"], library["sop"]]
    assert len(listed(database, settings, curator, scope=Scope.ALL, when=When.EVERY)) == 4
    assert listed(database, settings, curator, scope=Scope.ALL, when=When.EVERY, kind=Kind.SOP) == [library["sop"]]
    with pytest.raises(Forbidden):
        listed(database, settings, operator, scope=Scope.ALL)
    with count_queries(database.engine) as queries:
        listed(database, settings, operator, scope=Scope.AGENCY, when=When.EVERY)
    assert len(queries) <= 2


def test_marked_listed_exported_and_done_on_pages(
    library: Mapping[str, int], runtime: Runtime, people: People, signed_in: SignedIn
) -> None:
    client, sop, html = signed_in("kurator"), library["sop"], {"Accept": "text/html"}
    with runtime.database.write() as session:
        due_on(session, sop, service.today(runtime.settings) - timedelta(days=2))
        session.get_one(Document, sop).title = "=SOP Pencadangan"
    for place in (f"/dokumen/{sop}", "/jenis/sop", "/cari?q=pencadangan"):
        assert "Perlu ditinjau</span>" in signed_in("pengunjung").get(place, headers=html).text, place
    assert "Lewat 2 hari" in client.get("/jadwal-tinjau", headers=html).text
    assert "'=SOP Pencadangan" in client.get("/jadwal-tinjau.csv?milik=semua").text
    token = {"csrf_token": client.headers["X-CSRF-Token"]}
    wrong = client.post(f"/dokumen/{sop}/tinjau/selesai", data={**token, "note": "Dicoba", "next_on": "kapan-kapan"})
    assert (wrong.status_code, "Dicoba" in wrong.text, "Tulis tanggal" in wrong.text) == (422, True, True)
    assert client.post(f"/dokumen/{sop}/tinjau/selesai", data={**token, "note": "Dicoba"}).status_code == 303
    page = client.get(f"/dokumen/{sop}/tinjau", headers=html).text
    assert "Dicoba" in page
    assert "Perlu ditinjau</span>" not in client.get(f"/dokumen/{sop}", headers=html).text
    assert "Menandai sudah ditinjau" in client.get(f"/dokumen/{sop}/riwayat", headers=html).text
    kept = client.post(f"/dokumen/{sop}/tinjau", data={**token, "months": "abc", "review_on": "2090-01-01"})
    assert (kept.status_code, 'value="abc"' in kept.text) == (422, True)


def test_whoever_looks_after_a_rule_hears_that_it_was_changed_or_ended(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    sop = library["sop"]
    with runtime.database.write() as session:
        due_on(session, sop, date(2030, 1, 1), user_id=people["operator"].user_id)
        for status in (LegalStatus.AMENDED, LegalStatus.REVOKED, LegalStatus.IN_FORCE):
            documents.edit(session, people["kurator"], document_id=sop, fields=DocumentFields(legal_status=status))
        found = notices.listing(session, people["operator"], part=Slice()).items
        own = [row for row in found if row.kind.startswith("rule.steward_")]
    assert [row.kind for row in own] == ["rule.steward_restored", "rule.steward_revoked", "rule.steward_amended"]
    assert "yang Anda rawat, ditandai diubah" in own[-1].text
    assert own[-1].link == f"/dokumen/{sop}/tinjau"


def test_an_owner_who_may_not_see_the_rule_any_more_hears_nothing_of_it(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    hidden = library["rahasia"]
    with runtime.database.write() as session:
        due_on(session, hidden, date(2030, 1, 1), user_id=people["operator"].user_id)
        fields = DocumentFields(legal_status=LegalStatus.REVOKED)
        documents.edit(session, people["kurator"], document_id=hidden, fields=fields)
        assert notices.listing(session, people["operator"], part=Slice()).items == []
