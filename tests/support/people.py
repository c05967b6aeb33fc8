"""One person of each role and two agencies, added through the real service."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.accounts import service
from app.accounts.models import Role
from app.accounts.permissions import SYSTEM, VISITOR, Actor
from app.accounts.schemas import PersonInput
from app.core.tables import saved_id

PASSWORD = "sandi-uji-yang-panjang"
AGENCIES = {"DISKOMINFO": "Dinas Komunikasi dan Informatika", "DINKES": "Dinas Kesehatan"}
ROLES: Mapping[str, tuple[Role, str | None]] = {
    "pembaca": (Role.READER, "DISKOMINFO"),
    "operator": (Role.OPERATOR, "DISKOMINFO"),
    "operator2": (Role.OPERATOR, "DINKES"),
    "peninjau": (Role.REVIEWER, None),
    "kurator": (Role.CURATOR, None),
    "admin": (Role.ADMIN, None),
}


@dataclass(frozen=True, slots=True)
class People:
    """Actors by user name, with "pengunjung" for a visitor; agencies by code."""

    actors: Mapping[str, Actor]
    agencies: Mapping[str, int]

    def __getitem__(self, username: str) -> Actor:
        return self.actors[username]

    @property
    def usernames(self) -> tuple[str, ...]:
        """Everyone with an account."""
        return tuple(ROLES)


def add_people(session: Session) -> None:
    agencies = {
        code: service.save_agency(session, SYSTEM, agency_id=None, code=code, name=name).id
        for code, name in AGENCIES.items()
    }
    for username, (role, code) in ROLES.items():
        agency_id = agencies[code] if code else None
        given = PersonInput(username, f"{username.title()} Uji", role, agency_id, password=PASSWORD)
        service.add_person(session, SYSTEM, given)


def find_people(session: Session) -> People:
    actors = {username: service.actor_named(session, username) for username in ROLES}
    agencies = {row.code: saved_id(row.id) for row in service.agencies(session)}
    return People({**actors, "pengunjung": VISITOR}, agencies)
