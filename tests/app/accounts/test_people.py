"""The rules for people and agencies: who may be what, and that a library never loses its last admin."""

import pytest
from sqlmodel import Session

from app.accounts import queries, service
from app.accounts.models import Role
from app.accounts.permissions import PERMISSIONS, SYSTEM, VISITOR, Actor
from app.accounts.schemas import PersonInput
from app.audit import service as audit
from app.core.db import Database
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound, SignInRequired
from app.core.pagination import Slice
from tests.support.people import PASSWORD, People

GOOD = PersonInput("budi.s", "Budi Santoso", Role.READER, password="sandi-cukup-panjang")


def fields_refused(database: Database, given: PersonInput) -> set[str]:
    with database.write() as session, pytest.raises(InvalidInput) as refused:
        service.add_person(session, SYSTEM, given)
    return {problem.field for problem in refused.value.errors}


def changed(**values: object) -> PersonInput:
    return PersonInput(**{**{name: getattr(GOOD, name) for name in GOOD.__slots__}, **values})


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (changed(username="ab"), "username"),
        (changed(username="dengan spasi"), "username"),
        (changed(username="a" * 61), "username"),
        (changed(username="-awal"), "username"),
        (changed(username="PEMBACA"), "username"),
        (changed(full_name="   "), "full_name"),
        (changed(role=Role.OPERATOR), "agency_id"),
        (changed(agency_id=99999), "agency_id"),
        (changed(password="pendek"), "password"),
        (changed(password=None), "password"),
        (changed(password="x" * 501), "password"),
        (changed(password="rahasia-BUDI.S-2026"), "password"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(given: PersonInput, field: str, database: Database) -> None:
    assert fields_refused(database, given) == {field}


def test_a_person_is_added_once_and_written_down(database: Database) -> None:
    with database.write() as session:
        user = service.add_person(session, SYSTEM, changed(username="  Budi.S "))
        assert user.username == "budi.s"
        assert GOOD.password is not None
        assert GOOD.password not in user.password_hash
        entry = audit.history(session, object_type="user", object_id=user.id)[0]
    assert (entry.verb, entry.actor_name) == ("person.add", "Sistem")
    assert "password" not in str(entry.after)
    assert fields_refused(database, GOOD) == {"username"}


def as_input(session: Session, username: str, **values: object) -> tuple[int, PersonInput]:
    user = queries.by_username(session, username)
    assert user is not None
    assert user.id is not None
    kept = {"username": user.username, "full_name": user.full_name, "role": user.role, "agency_id": user.agency_id}
    return user.id, PersonInput(**{**kept, **values})  # type: ignore[arg-type]


@pytest.mark.parametrize("values", [{"role": Role.CURATOR}, {"is_active": False}])
def test_the_last_admin_stays(values: dict[str, object], database: Database) -> None:
    with database.write() as session:
        user_id, given = as_input(session, "admin", **values)
        with pytest.raises(Conflict, match="admin aktif terakhir"):
            service.edit_person(session, SYSTEM, user_id=user_id, given=given)
    with database.write() as session, pytest.raises(Conflict):
        service.disable(session, SYSTEM, username="admin")


def test_with_a_second_admin_the_first_may_go(database: Database) -> None:
    with database.write() as session:
        service.add_person(session, SYSTEM, changed(role=Role.ADMIN))
        service.disable(session, SYSTEM, username="admin")
        user = queries.by_username(session, "admin")
        assert user is not None
        assert user.is_active is False
    with database.write() as session, pytest.raises(Conflict):
        service.disable(session, SYSTEM, username="budi.s")


def test_an_admin_who_was_disabled_does_not_count(database: Database) -> None:
    with database.write() as session:
        service.add_person(session, SYSTEM, changed(role=Role.ADMIN))
        service.disable(session, SYSTEM, username="budi.s")
    with database.write() as session, pytest.raises(Conflict):
        service.disable(session, SYSTEM, username="admin")


def test_only_admins_manage_people_and_agencies(database: Database, people: People) -> None:
    with database.write() as session:
        for username in ("pembaca", "operator", "peninjau", "kurator"):
            with pytest.raises(Forbidden):
                service.add_person(session, people[username], GOOD)
            with pytest.raises(Forbidden):
                service.people(session, people[username], part=Slice())
            with pytest.raises(Forbidden):
                service.save_agency(session, people[username], agency_id=None, code="BARU", name="Baru")
        with pytest.raises(SignInRequired):
            service.add_person(session, VISITOR, GOOD)


def test_ones_own_password_needs_the_old_one(database: Database, people: People) -> None:
    with database.write() as session:
        with pytest.raises(InvalidInput) as refused:
            service.change_own_password(session, people["pembaca"], current="bukan itu", new="sandi-baru-panjang")
        assert refused.value.errors[0].field == "current"
        with pytest.raises(InvalidInput):
            service.change_own_password(session, people["pembaca"], current=PASSWORD, new="pendek")
        service.change_own_password(session, people["pembaca"], current=PASSWORD, new="sandi-baru-panjang")


@pytest.mark.parametrize("text", ["%", "_", "p%a", "\\"])
def test_looking_for_people_takes_signs_as_they_are(text: str, database: Database, people: People) -> None:
    with database.read() as session:
        assert service.people(session, people["admin"], text=text, part=Slice()).total == 0
        assert service.people(session, people["admin"], text="PEMBACA", part=Slice()).total == 1


@pytest.mark.parametrize(
    ("code", "name", "field"),
    [("d", "Dinas", "code"), ("DIN AS", "Dinas", "code"), ("dinkes", "Lain", "code"), ("BARU", "  ", "name")],
)
def test_agencies_have_a_short_code_of_their_own(code: str, name: str, field: str, database: Database) -> None:
    with database.write() as session, pytest.raises(InvalidInput) as refused:
        service.save_agency(session, SYSTEM, agency_id=None, code=code, name=name)
    assert {problem.field for problem in refused.value.errors} == {field}


def test_an_agency_may_be_renamed_under_its_own_code(database: Database, people: People) -> None:
    with database.write() as session:
        row = service.save_agency(
            session, SYSTEM, agency_id=people.agencies["DINKES"], code="dinkes", name="Dinas  Kesehatan Kota"
        )
        assert (row.code, row.name) == ("DINKES", "Dinas Kesehatan Kota")


def test_nobody_is_found_under_the_name_of_somebody_disabled(database: Database) -> None:
    with database.write() as session:
        service.disable(session, SYSTEM, username="pembaca")
    with database.read() as session, pytest.raises(NotFound):
        service.actor_named(session, "pembaca")


def test_the_table_of_permissions_is_complete_and_visitors_have_none() -> None:
    for permission, roles in PERMISSIONS.items():
        assert roles, permission
        assert Role.ADMIN in roles, permission
        assert VISITOR.can(permission) is False
        assert SYSTEM.can(permission) is True
        for role in Role:
            assert Actor(user_id=1, role=role).can(permission) is (role in roles)


def test_other_names_of_an_agency_are_cleaned_kept_and_bounded(database: Database) -> None:
    with database.write() as session:
        row = service.save_agency(
            session,
            SYSTEM,
            agency_id=None,
            code="DISHUB",
            name="Dinas Perhubungan",
            aliases=[" Hubdat\x00 ", "", "Hubdat"],
        )
        assert row.aliases == ["Hubdat"]
        service.save_agency(session, SYSTEM, agency_id=row.id, code="DISHUB", name="Dinas Perhubungan Kota")
        assert row.aliases == ["Hubdat"], "who says nothing of them leaves them"
        for aliases in (["x"], ["a" * 81], [f"nama {number}" for number in range(11)]):
            with pytest.raises(InvalidInput) as refused:
                service.save_agency(
                    session, SYSTEM, agency_id=row.id, code="DISHUB", name="Dinas Perhubungan", aliases=aliases
                )
            assert [problem.field for problem in refused.value.errors] == ["aliases"]


def test_an_agency_takes_no_name_that_leads_to_another(database: Database) -> None:
    with database.write() as session:
        service.save_agency(session, SYSTEM, agency_id=None, code="BAKEU", name="Badan Keuangan", aliases=["Keuangan"])
        row = service.save_agency(session, SYSTEM, agency_id=None, code="HUKUM", name="Bagian Hukum")
        for alias in ("bakeu", "BADAN KEUANGAN", "keuangan"):
            with pytest.raises(InvalidInput) as refused:
                service.save_agency(
                    session, SYSTEM, agency_id=row.id, code="HUKUM", name="Bagian Hukum", aliases=["Hukum", alias]
                )
            assert refused.value.errors[0].message == f"“{alias}” sudah menjadi sebutan Badan Keuangan."
        service.save_agency(session, SYSTEM, agency_id=row.id, code="HUKUM", name="Bagian Hukum", aliases=["hukum"])
        assert row.aliases == ["hukum"], "its own names are its own"
