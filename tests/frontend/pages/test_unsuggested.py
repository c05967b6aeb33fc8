"""A document without suggestions says why; a label of another instrument than the one shown first names it."""

from collections.abc import Mapping

import pytest

from app.core.runtime import Runtime
from app.documents import tagging
from app.documents.models import Document, TagState
from app.documents.tagging import SuggestedTag
from app.instruments import service as instruments
from tests.conftest import SignedIn
from tests.frontend.pages.visiting import see, words
from tests.support.counting import count_queries
from tests.support.library import INSTRUMENT
from tests.support.people import People

OTHER = "permenpanrb-8-2026"


@pytest.fixture
def bare(library: Mapping[str, int], runtime: Runtime) -> Mapping[str, int]:
    with runtime.database.write() as session:
        for document_id in library.values():
            tagging.replace_suggestions(session, session.get_one(Document, document_id), [])
    return library


def test_the_curator_reads_why_nothing_is_suggested(bare: Mapping[str, int], signed_in: SignedIn) -> None:
    curator = signed_in("kurator")
    for path in (f"/kurasi/dokumen/{bare['pindaian']}", f"/kurasi?dokumen={bare['pindaian']}"):
        seen = words(see(curator, path))
        assert "Tidak ada usulan. Tidak ada teks yang terbaca, dan judulnya tidak menyebut" in seen
    answer = curator.get(f"/api/v1/documents/{bare['pindaian']}/unsuggested")
    assert answer.json()["none_because"].startswith("Tidak ada teks yang terbaca")


def test_what_has_been_corrected_since_is_told_as_it_is_now(
    bare: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    with runtime.database.write() as session:
        session.get_one(Document, bare["pindaian"]).title = "Notula Rapat Satu Data Kota Tirta Kencana"
    seen = words(see(signed_in("kurator"), f"/kurasi/dokumen/{bare['pindaian']}"))
    assert "sebelum keterangan atau instrumennya berubah" in seen
    assert "“23. Manajemen Data”" in seen


def test_what_is_suggested_or_decided_needs_no_reason(bare: Mapping[str, int], signed_in: SignedIn) -> None:
    curator = signed_in("kurator")
    assert curator.get(f"/api/v1/documents/{bare['perwal']}/unsuggested").json() == {"none_because": ""}
    assert "Tidak ada usulan." not in words(see(curator, f"/kurasi/dokumen/{bare['perwal']}"))


def test_asking_again_costs_the_database_little(bare: Mapping[str, int], runtime: Runtime, signed_in: SignedIn) -> None:
    curator, path = signed_in("kurator"), f"/api/v1/documents/{bare['sop']}/unsuggested"
    curator.get(path)
    with count_queries(runtime.database.engine) as asked:
        assert curator.get(path).json()["none_because"]
    assert len(asked) <= 16, asked


def test_labels_of_another_instrument_name_it(
    bare: Mapping[str, int], runtime: Runtime, people: People, signed_in: SignedIn
) -> None:
    with runtime.database.write() as session:
        ours, theirs = (instruments.indicator_id(session, of, 3) for of in (INSTRUMENT, OTHER))
        document = session.get_one(Document, bare["sop"])
        tagging.replace_suggestions(session, document, [SuggestedTag(ours, 0.7), SuggestedTag(theirs, 0.6)])
    curator = signed_in("kurator")
    for path in (f"/kurasi?dokumen={bare['sop']}", f"/kurasi/dokumen/{bare['sop']}", f"/dokumen/{bare['sop']}"):
        seen = words(see(curator, path))
        assert "3. Sumber Daya Manusia PermenPANRB 8/2026" in seen
        assert "PermenPANRB 59/2020" not in seen.split("Indikator yang didukung")[-1].split("Tambah")[0][:400]
    with runtime.database.write() as session:
        tagging.decide(
            session, people["kurator"], document_id=bare["sop"], indicator_id=theirs, state=TagState.REJECTED
        )
    assert "3. Sumber Daya Manusia (PermenPANRB 8/2026)" in words(see(curator, f"/dokumen/{bare['sop']}"))
