"""Describing documents: provenance decides who may overwrite whom; trash and restore; the trail of it all."""

from collections.abc import Mapping
from datetime import date

import pytest
from sqlmodel import Session, col, select

from app.audit import service as audit
from app.core.db import Database
from app.core.errors import Forbidden, InvalidInput, NotFound, SignInRequired
from app.core.pagination import Slice
from app.documents import service
from app.documents.models import Document, Kind, LegalStatus
from app.documents.schemas import DocumentFields, Filters, Sort, fields_from_form
from app.jobs.models import Job, JobState
from tests.support.counting import count_queries
from tests.support.people import People


def edit(session: Session, people: People, document_id: int, username: str = "kurator", **values: object) -> Document:
    fields = DocumentFields.model_validate(values)
    return service.edit(session, people[username], document_id=document_id, fields=fields)


def index_jobs(session: Session) -> int:
    return len(session.exec(select(Job).where(Job.kind == "index", col(Job.state) == JobState.QUEUED)).all())


def test_a_change_is_written_down_and_sent_to_the_index(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    with database.write() as session:
        before = session.get_one(Document, library["sop"]).version
        document = edit(session, people, library["sop"], title="SOP Cadangan", year=2024, number="7")
        assert document.version == before + 1
        assert index_jobs(session) == 1
        entry = audit.history(session, object_type="document", object_id=library["sop"])[0]
        assert entry.before == {"title": "SOP Pencadangan Data", "number": None}
        assert entry.after == {"title": "SOP Cadangan", "number": "7"}


def test_no_change_leaves_no_trace(library: Mapping[str, int], database: Database, people: People) -> None:
    with database.write() as session:
        document = session.get_one(Document, library["sop"])
        version, entries = document.version, len(audit.history(session, object_type="document", object_id=document.id))
        edit(session, people, library["sop"], title=document.title, kind=Kind.SOP)
        assert document.version == version
        assert len(audit.history(session, object_type="document", object_id=document.id)) == entries


def test_reading_never_overwrites_what_a_person_wrote(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    with database.write() as session:
        document = edit(session, people, library["sop"], title="Judul dari orang", signer=None)
        filled = service.set_missing(
            document,
            {"title": "Judul dari berkas", "signer": "Kepala Dinas", "year": 1999, "gazette": ""},
            by="document",
        )
        assert document.title == "Judul dari orang"
        assert (document.signer, document.year, document.gazette) == (None, 2024, None)
        assert filled == []
        service.set_missing(document, {"issuer": "Dinas"}, by="document")
        assert service.set_missing(document, {"issuer": "Dinas Kominfo"}, by="document") == ["issuer"]
        assert document.provenance["issuer"] == "document"


def test_the_citation_follows_its_fields(library: Mapping[str, int], database: Database, people: People) -> None:
    with database.write() as session:
        document = session.get_one(Document, library["perwal"])
        assert document.citation_key == "perwali:12:2023"
        edit(session, people, library["perwal"], number="13")
        assert document.citation_key == "perwali:13:2023"
        edit(session, people, library["perwal"], number=None)
        assert document.citation_key is None


def test_who_may_not_change_is_told_why(library: Mapping[str, int], database: Database, people: People) -> None:
    with database.write() as session:
        with pytest.raises(SignInRequired):
            edit(session, people, library["sop"], "pengunjung", title="x")
        for username in ("pembaca", "peninjau", "operator"):
            with pytest.raises(Forbidden):
                edit(session, people, library["sop"], username, title="x")
        with pytest.raises(NotFound):
            edit(session, people, library["rahasia"], "operator", title="x")
        edit(session, people, library["pedoman"], "operator", description="Milik sendiri")


def test_a_document_is_given_to_ones_own_agency_only(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    with database.write() as session:
        with pytest.raises(InvalidInput) as refused:
            edit(session, people, library["pedoman"], "operator", agency_id=people.agencies["DINKES"])
        assert refused.value.errors[0].field == "agency_id"
        edit(session, people, library["pedoman"], "kurator", agency_id=people.agencies["DINKES"])
        with pytest.raises(InvalidInput):
            edit(session, people, library["pedoman"], "kurator", agency_id=12345)


def test_trash_needs_a_reason_and_restore_brings_everything_back(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    sop, curator = library["sop"], people["kurator"]
    with database.write() as session:
        with pytest.raises(InvalidInput):
            service.trash(session, curator, document_id=sop, reason="  ")
        before = service.view(session, curator, sop)
        service.trash(session, curator, document_id=sop, reason="Salah unggah")
        with pytest.raises(NotFound):
            service.view(session, curator, sop)
        listed = service.trash_listing(session, curator, part=Slice())
        assert sop in [row.id for row in listed.items]
        service.restore(session, curator, document_id=sop)
        after = service.view(session, curator, sop)
    assert (after.row.title, after.revisions, after.tags) == (before.row.title, before.revisions, before.tags)
    assert after.row.lifecycle == before.row.lifecycle


def test_restoring_what_is_not_ones_own_or_not_there(
    library: Mapping[str, int], database: Database, people: People
) -> None:
    with database.write() as session:
        for username in ("operator", "peninjau", "pembaca"):
            with pytest.raises(NotFound):
                service.restore(session, people[username], document_id=library["buangan"])
        with pytest.raises(NotFound):
            service.restore(session, people["kurator"], document_id=library["sop"])


def test_a_document_that_proves_something_stays(library: Mapping[str, int], database: Database, people: People) -> None:
    with database.write() as session, pytest.raises(Exception, match="bukti") as refused:
        service.trash(session, people["kurator"], document_id=library["perwal"], reason="Sudah lama")
    assert getattr(refused.value, "status", None) == 409


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"year": "dua ribu"}, "year"),
        ({"year": "1200"}, "year"),
        ({"enacted_on": "22-11-2026"}, "enacted_on"),
        ({"title": ""}, None),
        ({"title": "x" * 1001}, "title"),
        ({"kind": "puisi"}, "kind"),
        ({"visibility": "dunia"}, "visibility"),
        ({"agency_id": "1.5"}, "agency_id"),
    ],
)
def test_forms_are_checked_field_by_field(form: dict[str, str], field: str | None) -> None:
    if field is None:
        assert fields_from_form(form).given() == {}
        return
    with pytest.raises(InvalidInput) as refused:
        fields_from_form(form)
    assert [problem.field for problem in refused.value.errors] == [field]
    assert refused.value.errors[0].message.endswith((".", "2026-11-22."))


def test_forms_become_fields() -> None:
    form = {
        "title": " Judul ",
        "labels": "data, aplikasi;\nkeamanan",
        "year": "2024",
        "signer": "",
        "enacted_on": "2024-02-29",
        "lain": "x",
    }
    fields = fields_from_form(form)
    assert fields.title == "Judul"
    assert fields.labels == ["data", "aplikasi", "keamanan"]
    assert fields.enacted_on == date(2024, 2, 29)
    assert "signer" in fields.given()
    assert fields.given()["signer"] is None


def test_lists_filter_and_sort(library: Mapping[str, int], database: Database, people: People) -> None:
    with database.read() as session:

        def listed(sort: Sort = "newest", **filters: object) -> list[int]:
            wanted = Filters(**filters)  # type: ignore[arg-type]
            found = service.listing(session, people["kurator"], filters=wanted, sort=sort, part=Slice())
            return [row.id for row in found.items]

        assert listed(kinds=(Kind.SOP, Kind.REPORT)) == [library["rahasia"], library["sop"]]
        assert listed(statuses=(LegalStatus.IN_FORCE,)) == [library["perwal"]]
        assert listed(years=(2024,)) == [library["sop"], library["pedoman"]]
        assert listed(agencies=(people.agencies["DINKES"],)) == [library["rahasia"]]
        assert listed(instrument_id="permenpanrb-59-2020", indicators=(26,), domains=(2,)) == []
        assert listed("title")[0] == library["pindaian"]
        assert listed("oldest") == list(reversed(listed("newest")))
        assert listed("year")[0] == library["rahasia"]


def test_a_list_and_a_page_cost_few_queries(library: Mapping[str, int], database: Database, people: People) -> None:
    with database.read() as session, count_queries(database.engine) as queries:
        service.listing(session, people["pembaca"], part=Slice())
        assert len(queries) == 2
    with database.read() as session, count_queries(database.engine) as queries:
        service.view(session, people["pembaca"], library["perwal"])
        assert len(queries) <= 12, queries.statements
