"""Tags: suggestions come and go, decisions stay. Citations and relations: both directions, under one's rights."""

from collections.abc import Mapping

import pytest
from sqlmodel import Session, select

from app.core.db import Database
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.pagination import Slice
from app.documents import citing, relating, service, tagging
from app.documents.models import Document, LegalStatus, Mention, RelationType, TagState, Visibility
from app.documents.schemas import DocumentFields
from app.documents.tag_schemas import TagRow
from app.documents.tagging import SuggestedTag
from app.instruments import service as instruments
from indexer.citations import parse_citation
from tests.support.library import INSTRUMENT
from tests.support.people import People


def indicator(session: Session, number: int) -> int:
    return instruments.indicator_id(session, INSTRUMENT, number)


def tags(session: Session, people: People, document_id: int) -> dict[int, TagRow]:
    return {row.number: row for row in tagging.tags_of(session, people["kurator"], document_id)}


def suggest(session: Session, document_id: int, scores: Mapping[int, float]) -> None:
    found = [
        SuggestedTag(indicator(session, n), score, ({"phrase": "x", "page": 1, "count": 1},))
        for n, score in scores.items()
    ]
    tagging.replace_suggestions(session, session.get_one(Document, document_id), found)
    session.flush()


def decide(session: Session, people: People, document_id: int, number: int, state: TagState) -> None:
    indicator_id = indicator(session, number)
    tagging.decide(session, people["kurator"], document_id=document_id, indicator_id=indicator_id, state=state)


def test_new_suggestions_replace_undecided_ones_and_keep_decisions(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    sop = library["sop"]
    with database.write() as session:
        suggest(session, sop, {1: 0.9, 2: 0.8, 3: 0.7, 4: 0.6})
        decide(session, people, sop, 2, TagState.CONFIRMED)
        decide(session, people, sop, 3, TagState.REJECTED)
        suggest(session, sop, {3: 0.5, 4: 0.4, 5: 0.3})
        found = tags(session, people, sop)
    states = {number: row.state for number, row in found.items()}
    assert states == {
        2: TagState.CONFIRMED,
        3: TagState.REJECTED,
        4: TagState.SUGGESTED,
        5: TagState.SUGGESTED,
    }
    assert (found[2].score, found[3].score, found[4].score) == (0.8, 0.5, 0.4)
    assert found[2].decided_by_name == people["kurator"].name


def test_a_decision_can_be_taken_back(library: Mapping[str, int], database: Database, people: People) -> None:
    with database.write() as session:
        suggest(session, library["sop"], {1: 0.9})
        decide(session, people, library["sop"], 1, TagState.REJECTED)
        decide(session, people, library["sop"], 1, TagState.SUGGESTED)
        row = tags(session, people, library["sop"])[1]
        assert (row.state, row.decided_by_name, row.decided_at) == (TagState.SUGGESTED, None, None)


def test_tags_are_for_curators_and_existing_indicators(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    with database.write() as session:
        one = indicator(session, 40)
        for username in ("operator", "peninjau", "pembaca"):
            with pytest.raises(Forbidden):
                tagging.decide(
                    session, people[username], document_id=library["sop"], indicator_id=one, state=TagState.CONFIRMED
                )
        with pytest.raises(NotFound):
            tagging.decide(
                session, people["kurator"], document_id=library["sop"], indicator_id=99999, state=TagState.CONFIRMED
            )
        with pytest.raises(InvalidInput):
            decide(session, people, library["pindaian"], 40, TagState.REJECTED)
        decide(session, people, library["pindaian"], 40, TagState.CONFIRMED)
        assert tags(session, people, library["pindaian"])[40].source.value == "manual"


def test_coverage_and_lists_count_confirmed_visible_documents(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    with database.read() as session:
        ids = indicator(session, 26)
        for username, expected in {"pengunjung": ["perwal"], "pembaca": ["perwal", "pedoman"]}.items():
            found = tagging.documents_with(session, people[username], ids, part=Slice())
            assert {row.id for row in found.items} == {library[key] for key in expected}
            assert found.total == len(expected)
            coverage = tagging.coverage(session, people[username], INSTRUMENT)
            assert coverage.indicators[26] == len(expected)
            assert sum(coverage.domains.values()) >= len(expected)


def test_who_writes_no_place_means_the_rule_that_is_held(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    elsewhere = parse_citation("Perwali Surabaya 12/2023")
    never_held = parse_citation("Perwali Surabaya 77/2023")
    assert elsewhere
    assert never_held
    with database.write() as session:
        for mention in session.exec(select(Mention).where(Mention.number == "12", Mention.year == 2023)):
            mention.place = ""
        session.add(
            Mention(
                document_id=library["sop"],
                citation_key=never_held.key,
                kind="Perwali",
                number="77",
                year=2023,
                place="",
                short="Perwali 77/2023",
                first_page=1,
                count=1,
            )
        )
        session.flush()
        reader = people["pembaca"]
        perwal = session.get_one(Document, library["perwal"])
        assert citing.mentions_of(session, reader, elsewhere) == []
        assert [row.id for _, row in citing.citing_documents(session, reader, perwal)] == [library["pedoman"]]
        assert [row.id for _, row in citing.mentions_of(session, reader, never_held)] == [library["sop"]]


def test_a_citation_finds_the_rule_and_who_cites_it(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    held = parse_citation("Perwali Kota Tirta Kencana Nomor 12 Tahun 2023")
    elsewhere = parse_citation("Perwali Kota Lain Nomor 12 Tahun 2023")
    absent = parse_citation("Perpres 95/2018")
    assert held
    assert elsewhere
    assert absent
    with database.read() as session:
        curator, reader = people["kurator"], people["pembaca"]
        assert [row.id for row in citing.documents_cited_as(session, reader, held)] == [library["perwal"]]
        assert citing.documents_cited_as(session, reader, elsewhere) == []
        assert citing.documents_cited_as(session, reader, absent) == []
        perwal = session.get_one(Document, library["perwal"])
        citing_for = {
            name: {row.id for _, row in citing.citing_documents(session, actor, perwal)}
            for name, actor in (("pembaca", reader), ("kurator", curator))
        }
        assert citing_for == {
            "pembaca": {library["pedoman"]},
            "kurator": {library["pedoman"], library["rahasia"]},
        }
        mentions = citing.mention_rows(session, reader, library["pedoman"])
        by_name = {row.short: row.document_id for row in mentions}
        assert by_name["Perpres 95/2018"] is None
        assert library["perwal"] in by_name.values()
        assert {document.id for _, document in citing.mentions_of(session, reader, absent)} == {
            library["perwal"],
            library["pedoman"],
        }


def test_a_mention_links_only_to_what_the_viewer_may_see(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    with database.write() as session:
        fields = DocumentFields(visibility=Visibility.RESTRICTED, agency_id=people.agencies["DINKES"])
        service.edit(session, people["kurator"], document_id=library["perwal"], fields=fields)
    with database.read() as session:
        rows = citing.mention_rows(session, people["operator"], library["pedoman"])
        assert library["perwal"] not in [row.document_id for row in rows]
        rows = citing.mention_rows(session, people["kurator"], library["pedoman"])
        assert library["perwal"] in [row.document_id for row in rows]


def test_relations_show_from_both_ends(library: Mapping[str, int], database: Database, people: People) -> None:
    curator, target = people["kurator"], "Perwali Kota Tirta Kencana 12/2023"
    with database.write() as session:
        made = relating.add(
            session, curator, document_id=library["pedoman"], type_=RelationType.IMPLEMENTS, target=target
        )
        assert made.target_document_id == library["perwal"]
        with pytest.raises(Conflict):
            relating.add(session, curator, document_id=library["pedoman"], type_=RelationType.IMPLEMENTS, target=target)
        with pytest.raises(InvalidInput):
            relating.add(
                session, curator, document_id=library["pedoman"], type_=RelationType.AMENDS, target="aturan itu"
            )
        session.flush()
        outgoing = service.view(session, curator, library["pedoman"]).relations
        incoming = service.view(session, curator, library["perwal"]).relations
        assert [(row.document_id, row.is_inverse) for row in outgoing] == [(library["perwal"], False)]
        assert [(row.document_id, row.is_inverse) for row in incoming] == [(library["pedoman"], True)]
        assert service.view(session, people["pengunjung"], library["perwal"]).relations == ()
        with pytest.raises(NotFound):
            relating.remove(session, curator, document_id=library["sop"], relation_id=made.id or 0)
        relating.remove(session, curator, document_id=library["pedoman"], relation_id=made.id or 0)
        session.flush()
        assert service.view(session, curator, library["perwal"]).relations == ()


def test_a_target_that_arrives_later_is_linked_by_its_citation(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    """The relation is entered before the library holds the rule; then a document gets that citation."""
    curator = people["kurator"]
    with database.write() as session:
        relating.add(
            session, curator, document_id=library["perwal"], type_=RelationType.REVOKES,
            target="Perwali Kota Tirta Kencana 5/2019",
        )  # fmt: skip
        assert service.view(session, curator, library["perwal"]).relations[0].document_id is None
        fields = DocumentFields(kind_abbrev="Perwali Kota Tirta Kencana", number="5", year=2019)
        service.edit(session, curator, document_id=library["sop"], fields=fields)
        session.flush()
        assert service.view(session, curator, library["perwal"]).relations[0].document_id == library["sop"]
        assert service.view(session, curator, library["sop"]).relations[0].is_inverse is True
        assert session.get_one(Document, library["sop"]).legal_status is LegalStatus.REVOKED
        service.edit(session, curator, document_id=library["sop"], fields=DocumentFields(number="6"))
        session.flush()
        assert service.view(session, curator, library["perwal"]).relations[0].document_id is None
        assert session.get_one(Document, library["sop"]).legal_status is LegalStatus.UNKNOWN, "it is another rule now"
