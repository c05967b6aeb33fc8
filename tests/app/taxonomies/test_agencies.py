"""Other names of an agency: documents are found by them at once, also where the answer was remembered."""

import pytest

from app.accounts import service as accounts
from app.accounts.permissions import SYSTEM, VISITOR
from app.core.clock import now
from app.core.errors import Forbidden, InvalidInput, NotFound, SignInRequired
from app.core.runtime import Runtime
from app.documents.models import Kind
from app.documents.schemas import DocumentFields
from app.search import service as search
from app.search.schemas import SearchRequest
from app.searches.models import SearchTally
from app.taxonomies import agency_names, kinds
from app.taxonomies.kind_schemas import KindChange, KindDeed
from tests.conftest import SignedIn, WorkQueue
from tests.frontend.pages.test_learning import HTML, post
from tests.support.counting import count_queries
from tests.support.library import add_document
from tests.support.people import People

PATH = "/kurasi/kosakata/opd"


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


def test_a_look_says_what_filters_find_afterwards_and_what_they_find_then_is_that(
    runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    curator, agency_id = people["kurator"], people.agencies["DINKES"]
    for title, owner, issuer in (
        ("Laporan puskesmas", agency_id, None),
        ("Pedoman klinik", agency_id, "Sehatkota"),
        ("Salinan edaran", None, "Sehatkota Raya"),
    ):
        fields = DocumentFields(title=title, agency_id=owner, issuer=issuer)
        add_document(runtime, curator, f"{title} tahun ini.".encode(), f"{title}.txt", fields)
    assert work_queue().failed == 0

    def looked(*aliases: str) -> agency_names.AliasPreview:
        with runtime.database.read() as session:
            return agency_names.preview(session, curator, runtime.settings, agency_id, aliases)

    def totals(*queries: str) -> list[int]:
        with runtime.database.read() as session:
            opened = runtime.generations.open_current
            return [search.search(session, curator, opened, SearchRequest(query)).total for query in queries]

    with runtime.database.write() as session:
        session.add(SearchTally(query="laporan opd:sehatko", day=now().date(), sought=3))
    assert looked().is_without_effect
    for before, after in ((), ("SehatKota",)), (("SehatKota",), ()):
        with runtime.database.write() as session:
            agency_names.keep(session, curator, agency_id, before)
        preview = looked(*after)
        asked = [one.query for one in preview.effects]
        assert asked == ["opd:SehatKota", "instansi:SehatKota"]
        assert [one.before for one in preview.effects] == totals(*asked)
        assert preview.logged == (("laporan opd:sehatko", 3),)
        with runtime.database.write() as session:
            agency_names.keep(session, curator, agency_id, after)
        assert [one.after for one in preview.effects] == totals(*asked)
    assert looked("SehatKota").written == (("SehatKota", 2),)
    assert [(one.before, one.after) for one in looked("SehatKota").effects] == [(0, 2), (2, 3)]
    assert looked("Dinas").is_without_effect, "a part of its name finds it already"


def test_names_of_agencies_are_kept_by_curators_alone(runtime: Runtime, people: People) -> None:
    agency_id = people.agencies["DINKES"]
    with runtime.database.write() as session:
        kept = agency_names.keep(session, people["kurator"], agency_id, ["Dinkes lama", " "])
        assert kept.aliases == ("Dinkes lama",)
        with pytest.raises(InvalidInput):
            agency_names.keep(session, people["kurator"], people.agencies["DISKOMINFO"], ["dinkes LAMA"])
        with pytest.raises(NotFound):
            agency_names.keep(session, people["kurator"], 4040, ["Lama"])
        with pytest.raises(Forbidden):
            accounts.save_agency(session, people["kurator"], agency_id=agency_id, code="DINKES", name="Lain")
    for actor in (people["operator"], people["peninjau"], VISITOR):
        with runtime.database.read() as session, pytest.raises((Forbidden, SignInRequired)):
            agency_names.preview(session, actor, runtime.settings, agency_id, ["Lama"])


def test_the_desk_shows_the_change_before_it_is_kept(runtime: Runtime, people: People, signed_in: SignedIn) -> None:
    curator, agency_id = signed_in("kurator"), people.agencies["DINKES"]
    form = f"{PATH}/ubah"
    status, looked = post(curator, form, opd=str(agency_id), aliases="Kesehatan Kota", langkah="lihat")
    assert status == 200
    assert "Belum ada yang disimpan" in looked
    assert "opd:&#34;Kesehatan Kota&#34;" in looked
    assert "Tidak ada pencarian yang berubah" in looked, "it has no documents yet"
    assert "Kesehatan Kota" not in curator.get(PATH, headers=HTML).text
    assert post(curator, form, opd=str(agency_id), aliases="Kesehatan Kota", langkah="simpan")[0] == 303
    assert "Kesehatan Kota" in curator.get(f"{PATH}?q=kesehatan%20kota", headers=HTML).text
    status, refused = post(curator, form, opd=str(agency_id), aliases="DISKOMINFO\n<b>", langkah="simpan")
    assert status == 422
    assert "sudah menjadi sebutan" in refused
    assert "&lt;b&gt;" in refused
    assert curator.get(f"{form}?opd=entah", headers=HTML).status_code == 404
    assert "mengubah sebutan lain OPD" in signed_in("admin").get("/admin/jejak", headers=HTML).text


def test_the_lists_of_words_ask_the_same_few_questions_however_long_they_are(
    runtime: Runtime, people: People, signed_in: SignedIn
) -> None:
    curator = signed_in("kurator")
    for number in range(6):
        fields = DocumentFields(title=f"Catatan {number}", agency_id=people.agencies["DINKES"], kind=list(Kind)[number])
        add_document(runtime, people["kurator"], f"Catatan {number}.".encode(), f"{number}.txt", fields)
    paths = (PATH, "/kurasi/kosakata/jenis", "/api/v1/agency-names")

    def asked() -> list[int]:
        counts = []
        for path in paths:
            with count_queries(runtime.database.engine) as queries:
                assert curator.get(path, headers=HTML).status_code == 200
            counts.append(len(queries))
        return counts

    asked()  # what a process asks once
    first = asked()
    for number in range(8):
        with runtime.database.write() as session:
            accounts.save_agency(session, SYSTEM, agency_id=None, code=f"OPD{number}", name=f"Badan {number}")
            kinds.apply(session, people["kurator"], KindChange(KindDeed.SAVE, label=f"Nota {number}a"))
    asked()
    assert asked() == first
