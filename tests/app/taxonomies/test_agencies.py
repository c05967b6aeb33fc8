"""Other names of an agency: documents are found by them at once, also where the answer was remembered."""

from app.accounts import service as accounts
from app.accounts.permissions import SYSTEM
from app.core.runtime import Runtime
from app.documents.schemas import DocumentFields
from app.search import service as search
from app.search.schemas import SearchRequest
from tests.conftest import WorkQueue
from tests.support.library import add_document
from tests.support.people import People


def test_documents_are_found_by_another_name_of_their_agency(
    runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    agency_id = people.agencies["DINKES"]
    fields = DocumentFields(title="Laporan puskesmas", agency_id=agency_id)
    add_document(runtime, people["kurator"], b"Laporan puskesmas tahun ini.", "laporan.txt", fields)
    assert work_queue().failed == 0

    def found(query: str) -> list[str]:
        with runtime.database.read() as session:
            page = search.search(session, people["kurator"], runtime.generations.open_current, SearchRequest(query))
            return [hit.row.title for hit in page.hits]

    asked = ("laporan opd:sehatkota", "laporan instansi:sehatkota", "opd:sehatkota")
    assert [found(query) for query in asked] == [[], [], []]
    with runtime.database.write() as session:
        accounts.save_agency(
            session, SYSTEM, agency_id=agency_id, code="DINKES", name="Dinas Kesehatan", aliases=["SehatKota"]
        )
    assert [found(query) for query in asked] == [["Laporan puskesmas"]] * 3
