"""What an actor sees, against a simple model of the rule written down a second time."""

from dataclasses import dataclass
from itertools import product

from sqlmodel import Session, select

from app.accounts.permissions import SYSTEM, Actor
from app.core.db import Database
from app.documents import column_store, queries, service
from app.documents.access import is_visible_to, may_edit, may_trash, trash_visible_to, visible_to
from app.documents.models import Document, Lifecycle, Visibility
from app.documents.schemas import Filters
from tests.support.people import People

KEEPERS = {"kurator", "admin"}
SEE_RESTRICTED = {"peninjau", "kurator", "admin"}
CONTRIBUTORS = {"operator", "operator2", "kurator", "admin"}


@dataclass(frozen=True)
class Case:
    """A document by what the rule looks at; owner and agency by name."""

    visibility: Visibility
    lifecycle: Lifecycle
    agency: str | None
    owner: str | None


CASES = [
    Case(*values)
    for values in product(
        Visibility, Lifecycle, (None, "DISKOMINFO", "DINKES"), (None, "pembaca", "operator", "operator2")
    )
]
AGENCY_OF = {"pembaca": "DISKOMINFO", "operator": "DISKOMINFO", "operator2": "DINKES"}


def is_seen(username: str, case: Case) -> bool:
    """The rule in plain words, for people: not for the system."""
    if case.lifecycle is Lifecycle.TRASHED:
        return False
    if username == "pengunjung":
        return case.lifecycle is Lifecycle.PUBLISHED and case.visibility is Visibility.PUBLIC
    if case.owner == username:
        return True
    if case.lifecycle is not Lifecycle.PUBLISHED and username not in KEEPERS:
        return False
    if case.visibility is not Visibility.RESTRICTED or username in SEE_RESTRICTED:
        return True
    return case.agency is not None and AGENCY_OF.get(username) == case.agency


def is_edited(username: str, case: Case) -> bool:
    if username in KEEPERS:
        return True
    own = case.owner == username or (case.agency is not None and AGENCY_OF.get(username) == case.agency)
    return username in CONTRIBUTORS and own


def fill(session: Session, people: People) -> dict[int, Case]:
    made: dict[int, Case] = {}
    for number, case in enumerate(CASES, start=1):
        document = Document(
            title=f"Dokumen {number}",
            visibility=case.visibility,
            lifecycle=case.lifecycle,
            agency_id=people.agencies[case.agency] if case.agency else None,
            created_by=people[case.owner].user_id if case.owner else None,
        )
        session.add(document)
        session.flush()
        made[document.id or 0] = case
    return made


def ids(session: Session, actor: Actor) -> set[int]:
    return {document.id or 0 for document in session.exec(visible_to(actor))}


def test_everybody_sees_what_the_rule_says_and_nothing_else(database: Database, people: People) -> None:
    with database.write() as session:
        made = fill(session, people)
        for username in ("pengunjung", *people.usernames):
            actor = people[username]
            expected = {number for number, case in made.items() if is_seen(username, case)}
            assert ids(session, actor) == expected, username
            assert set(column_store.visible_ids(session, actor, Filters())) == expected
            few = list(made)[::9]
            assert [n for n in few if queries.visible(session, actor, n)] == [n for n in few if n in expected]
            joined = select(Document.id).where(is_visible_to(actor))
            assert set(session.exec(joined)) == expected
        assert ids(session, SYSTEM) == {n for n, case in made.items() if case.lifecycle is not Lifecycle.TRASHED}


def test_who_may_change_and_throw_away(database: Database, people: People) -> None:
    with database.write() as session:
        for number, case in fill(session, people).items():
            document = session.get_one(Document, number)
            for username in ("pengunjung", *people.usernames):
                assert may_edit(people[username], document) is is_edited(username, case), (username, case)
                trashes = username in KEEPERS or (username in CONTRIBUTORS and case.owner == username)
                assert may_trash(people[username], document) is trashes, (username, case)


def test_the_trash_shows_ones_own_and_everything_to_keepers(database: Database, people: People) -> None:
    with database.write() as session:
        made = fill(session, people)
        trashed = {number for number, case in made.items() if case.lifecycle is Lifecycle.TRASHED}
        for username in ("pengunjung", *people.usernames):
            own = {number for number in trashed if made[number].owner == username}
            expected = trashed if username in KEEPERS else own
            assert {row.id for row in session.exec(trash_visible_to(people[username]))} == expected, username


def test_counts_follow_the_same_rule(database: Database, people: People) -> None:
    with database.write() as session:
        made = fill(session, people)
        for username in ("pengunjung", *people.usernames):
            seen = sum(is_seen(username, case) for case in made.values())
            assert sum(service.count_by_kind(session, people[username]).values()) == seen
