"""The legal life of a rule: who stands where, two steps deep, and never a hidden document."""

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.db import Database
from app.documents.legal_life import LegalLife, Side, legal_life
from app.documents.models import Document, LegalStatus, Lifecycle, Relation, RelationType, Revision, Visibility
from tests.conftest import SignedIn
from tests.support.counting import count_queries
from tests.support.people import People


def rule(session: Session, number: str, year: int, visibility: Visibility = Visibility.PUBLIC) -> int:
    made = Document(
        title=f"Peraturan {number}",
        kind_abbrev="Perwali Kota Tirta Kencana",
        number=number,
        year=year,
        citation_key=f"perwali:{number}:{year}",
        visibility=visibility,
        lifecycle=Lifecycle.PUBLISHED,
        legal_status=LegalStatus.IN_FORCE,
    )
    session.add(made)
    session.flush()
    file = Revision(document_id=made.id or 0, sha256="0" * 64, size=1, media_type="application/pdf", file_name="a.pdf")
    session.add(file)
    session.flush()
    made.current_revision_id = file.id
    session.flush()
    return made.id or 0


def relate(session: Session, one: int, type_: RelationType, other: int | str) -> None:
    held = session.get(Document, other) if isinstance(other, int) else None
    name = f"Perwali Tirta Kencana {held.number}/{held.year}" if held else str(other)
    session.add(Relation(document_id=one, type=type_, target=name, target_document_id=held.id if held else None))
    session.flush()


def names(life: LegalLife, side: Side, step: int = 1) -> list[str]:
    return [place.node.name.rpartition(" ")[2] for place in life.places if (place.side, place.step) == (side, step)]


@pytest.fixture
def small_world(database: Database) -> Mapping[str, int]:
    """A rule with its basis, an elder that it ended, one that changed it, and what builds on it."""
    with database.write() as session:
        made = {name: rule(session, name, year) for name, year in YEARS.items()}
        hidden = made["90"] = rule(session, "90", 2024, Visibility.RESTRICTED)
        relate(session, made["12"], RelationType.IMPLEMENTS, "Perpres 95/2018")
        relate(session, made["12"], RelationType.BASED_ON, made["3"])
        relate(session, made["12"], RelationType.REVOKES, made["5"])
        relate(session, made["5"], RelationType.REVOKES, made["1"])
        relate(session, made["12"], RelationType.AMENDED_BY, made["34"])
        relate(session, made["34"], RelationType.BASED_ON, made["12"])
        relate(session, made["21"], RelationType.IMPLEMENTS, made["12"])
        relate(session, made["21"], RelationType.BASED_ON, made["12"])
        relate(session, made["22"], RelationType.IMPLEMENTS, made["21"])
        relate(session, made["40"], RelationType.REVOKES, made["21"])
        relate(session, made["41"], RelationType.BASED_ON, made["3"])
        relate(session, hidden, RelationType.IMPLEMENTS, made["12"])
        relate(session, hidden, RelationType.REVOKES, made["12"])
    return made


YEARS = {"1": 2010, "3": 2016, "5": 2019, "12": 2023, "21": 2024, "22": 2025, "34": 2025, "40": 2026, "41": 2021}


def life_of(database: Database, actor: Actor, document_id: int) -> LegalLife:
    with database.read() as session:
        return legal_life(session, actor, document_id)


def test_each_rule_stands_where_its_relation_puts_it(
    small_world: Mapping[str, int], database: Database, people: People
) -> None:
    life = life_of(database, people["pengunjung"], small_world["12"])
    assert names(life, Side.ABOVE) == ["3/2016", "95/2018"]
    assert names(life, Side.BEFORE) == ["5/2019"]
    assert names(life, Side.BEFORE, 2) == ["1/2010"]
    assert names(life, Side.AFTER) == ["34/2025"]
    assert names(life, Side.BELOW) == ["21/2024"]
    assert names(life, Side.BELOW, 2) == ["22/2025", "40/2026"], "what builds on it and what ended it, no siblings"
    assert names(life, Side.ABOVE, 2) == [], "who else builds on the same basis is another story"


def test_passive_relations_are_turned_and_weaker_ones_left_out(
    small_world: Mapping[str, int], database: Database, people: People
) -> None:
    life = life_of(database, people["pengunjung"], small_world["12"])
    middle, amender, child = (f"d{small_world[name]}" for name in ("12", "34", "21"))
    assert [(one.source, one.type) for one in life.between(middle, amender)] == [(amender, RelationType.AMENDS)]
    assert [(one.source, one.type) for one in life.between(middle, child)] == [(child, RelationType.IMPLEMENTS)]
    assert [(one.label, one.node and one.node.key, one.year) for one in life.story] == [
        ("Ditetapkan", None, 2023),
        ("Mencabut", life.beside(Side.BEFORE)[0].key, 2023),
        ("Diubah dengan", amender, 2025),
    ]


def test_what_the_library_does_not_hold_is_there_by_name(
    small_world: Mapping[str, int], database: Database, people: People
) -> None:
    life = life_of(database, people["pengunjung"], small_world["12"])
    missing = next(place.node for place in life.places if place.node.document_id is None)
    assert (missing.name, missing.year, missing.status) == ("Perpres 95/2018", 2018, None)


def test_a_hidden_rule_is_not_there_not_even_as_a_number(
    small_world: Mapping[str, int], database: Database, people: People, signed_in: SignedIn, client: TestClient
) -> None:
    seen = life_of(database, people["kurator"], small_world["12"])
    assert "90/2024" in names(seen, Side.AFTER)
    place = f"/api/v1/documents/{small_world['12']}/legal-life"
    for username in ("pengunjung", "pembaca", "operator"):
        found = life_of(database, people[username], small_world["12"])
        assert not any("90" in place.node.name for place in found.places)
        assert len(found.places) == len(seen.places) - 1
        page = signed_in(username).get(f"/dokumen/{small_world['12']}/hubungan", headers={"Accept": "text/html"}).text
        assert "90/2024" not in page
    assert "90/2024" not in client.get(place).text
    assert client.get(f"/api/v1/documents/{small_world['90']}/legal-life").status_code == 404


def test_relations_of_a_document_in_the_trash_are_gone(
    small_world: Mapping[str, int], database: Database, people: People
) -> None:
    with database.write() as session:
        session.get_one(Document, small_world["34"]).lifecycle = Lifecycle.TRASHED
    life = life_of(database, people["pengunjung"], small_world["12"])
    assert [place.node.document_id for place in life.places if place.side is Side.AFTER] == [None]


def test_the_questions_do_not_grow_with_the_rules(
    small_world: Mapping[str, int], database: Database, people: People
) -> None:
    def asked() -> int:
        with count_queries(database.engine) as queries:
            life_of(database, people["operator"], small_world["12"])
        return len(queries)

    few = asked()
    with database.write() as session:
        for number in range(100, 130):
            relate(session, rule(session, str(number), 2024), RelationType.IMPLEMENTS, small_world["12"])
    assert asked() == few <= 6


def test_nodes_and_edges_over_http(small_world: Mapping[str, int], client: TestClient) -> None:
    found = client.get(f"/api/v1/documents/{small_world['12']}/legal-life").json()
    keys = {node["key"] for node in found["nodes"]}
    assert found["nodes"][0]["side"] is None
    assert all({edge["source"], edge["target"]} <= keys for edge in found["edges"])
    assert [line["label"] for line in found["timeline"]] == ["Ditetapkan", "Mencabut", "Diubah dengan"]


def test_a_rule_that_names_itself_does_not_go_round(database: Database, people: People) -> None:
    with database.write() as session:
        one, other = rule(session, "70", 2020), rule(session, "71", 2021)
        for pair in ((one, one), (one, other), (other, one)):
            relate(session, pair[0], RelationType.IMPLEMENTS, pair[1])
    life = life_of(database, people["pengunjung"], one)
    assert [place.node.document_id for place in life.places] == [other]
