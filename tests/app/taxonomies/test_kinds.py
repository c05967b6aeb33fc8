"""Kinds of documents in the library's own words: called so everywhere at once, in every process, and never lost."""

import pytest
from fastapi.testclient import TestClient

from app.accounts.permissions import VISITOR
from app.core.db import Database
from app.core.errors import Conflict, Forbidden, InvalidInput, SignInRequired
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.coverage import exporting
from app.coverage import service as coverage
from app.documents import kinds as words
from app.documents import service as documents
from app.documents.labels import KIND_LABELS
from app.documents.models import Kind
from app.documents.schemas import DocumentFields, Filters
from app.searches import atom, feeds
from app.taxonomies import kind_preview, kinds
from app.taxonomies.kind_schemas import KindChange, KindDeed, KindRow
from app.taxonomies.kinds_now import KindsNow
from tests.app.taxonomies.test_synonyms import found
from tests.conftest import SignedIn, WorkQueue
from tests.support.library import INSTRUMENT, add_document
from tests.support.people import People

REPORT = "Berita acara rapat evaluasi"


def make(runtime: Runtime, people: People, **given: object) -> KindRow | None:
    change = KindChange(**({"deed": KindDeed.SAVE} | given))  # type: ignore[arg-type]
    with runtime.database.write() as session:
        return kinds.apply(session, people["kurator"], change)


def minutes(runtime: Runtime, people: People) -> Kind:
    row = make(runtime, people, label="Berita Acara", words=["bap"], taken_for=Kind.REPORT, after="laporan")
    assert row is not None
    renewed(runtime)
    return row.word.kind


def renewed(runtime: Runtime) -> None:
    now = runtime.database.held(KindsNow)
    assert now is not None
    now.bring()


def document(runtime: Runtime, people: People, kind: Kind, title: str = REPORT) -> int:
    fields = DocumentFields(title=title, kind=kind)
    return add_document(runtime, people["kurator"], f"{title} tahun ini.".encode(), f"{title}.txt", fields)


def test_a_kind_of_ones_own_is_given_filtered_counted_and_read_back(
    runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    own = minutes(runtime, people)
    assert own == "lokal-berita-acara"
    document_id = document(runtime, people, own)
    document(runtime, people, Kind.REPORT, "Laporan evaluasi")
    assert work_queue().failed == 0
    for typed in ('jenis:"berita acara"', "jenis:bap", "jenis:berita-acara", "evaluasi jenis:bap"):
        assert found(runtime, people, typed) == [REPORT], typed
    assert found(runtime, people, "evaluasi -jenis:bap") == ["Laporan evaluasi"]
    with runtime.database.read() as session:
        assert documents.get(session, people["kurator"], document_id).kind == own
        assert documents.count_by_kind(session, people["kurator"]) == {own: 1, Kind.REPORT: 1}
        rows = documents.listing(session, people["kurator"], filters=Filters(kinds=(own,)), part=Slice()).items
    assert [KIND_LABELS[row.kind] for row in rows] == ["Berita Acara"]
    order = list(KIND_LABELS)
    assert order.index(own) == order.index(Kind.REPORT) + 1
    assert words.taken_for(own.value) == "laporan", "suggestions know what to take it for"


def test_a_new_name_of_a_builtin_kind_is_read_everywhere(
    runtime: Runtime, people: People, work_queue: WorkQueue, signed_in: SignedIn
) -> None:
    document(runtime, people, Kind.REPORT)
    assert work_queue().failed == 0
    curator = signed_in("kurator")
    address = "/api/v1/search?q=evaluasi"
    assert [one["label"] for one in curator.get(address).json()["facets"]["kind"]] == ["Laporan"]
    make(runtime, people, kind=Kind.REPORT, label="Laporan kinerja", description="Hasil kerja.", words=["lakip"])
    assert [one["label"] for one in curator.get(address).json()["facets"]["kind"]] == ["Laporan kinerja"], "not kept"
    for path in ("/", "/cari?q=evaluasi", "/dokumen", "/jenis/laporan", "/unggah", "/bantuan/pencarian"):
        assert "aporan kinerja" in curator.get(path, headers={"Accept": "text/html"}).text, path
    listed = {one["code"]: one for one in curator.get("/api/v1/kinds").json()["items"]}
    assert (listed["laporan"]["label"], listed["laporan"]["words"]) == ("Laporan kinerja", ["lakip"])
    assert [found(runtime, people, typed) for typed in ("jenis:lakip", "jenis:laporan")] == [[REPORT], [REPORT]]
    with runtime.database.read() as session:
        head = exporting.coverage_table(
            coverage.read(session, people["kurator"], runtime.settings, INSTRUMENT)
        ).splitlines()[0]
        row = documents.listing(session, people["kurator"], filters=Filters(), part=Slice()).items[0]
    assert "Laporan kinerja" in head
    feed = feeds.Feed(1, "evaluasi", "evaluasi", row.updated_at, 1, (row,))
    written = atom.render(
        feed, base="https://pustaka.contoh", address="https://pustaka.contoh/umpan", institution="Kota"
    )
    assert b'<category term="laporan" label="Laporan kinerja"' in written


def test_another_process_hears_of_it(runtime: Runtime, people: People) -> None:
    elsewhere = Database(runtime.database.url)
    try:
        other = KindsNow(elsewhere)
        other.bring()
        own = minutes(runtime, people)
        words.use(words.USUAL)
        assert KIND_LABELS[own] == "Berita acara", "by its code until it is heard of"
        other._heard = (other._heard[0], 0.0)  # a second later
        other.bring()
        assert KIND_LABELS[own] == "Berita Acara"
    finally:
        elsewhere.dispose()


def test_an_ended_kind_stays_on_its_documents_and_is_given_no_more(runtime: Runtime, people: People) -> None:
    own = minutes(runtime, people)
    held = document(runtime, people, own)
    make(runtime, people, deed=KindDeed.RETIRE, kind=own)
    renewed(runtime)
    assert own.value not in dict(words.current().offered())
    assert own.value in dict(words.current().offered(kept=own))
    with runtime.database.write() as session:
        same = DocumentFields(title="Judul lain", kind=own)
        assert documents.edit(session, people["kurator"], document_id=held, fields=same).kind == own
    for refused in (own, Kind("lokal-tidak-ada")):
        with pytest.raises(InvalidInput, match="Perbaiki") as error:
            document(runtime, people, refused, f"Lain {refused}")
        assert "tidak dipakai" in error.value.errors[0].message
    make(runtime, people, deed=KindDeed.REVIVE, kind=own)
    renewed(runtime)
    assert own.value in dict(words.current().offered())


def test_one_that_no_document_has_goes_and_a_builtin_one_comes_back(runtime: Runtime, people: People) -> None:
    own = minutes(runtime, people)
    assert make(runtime, people, deed=KindDeed.RETIRE, kind=own) is None
    make(runtime, people, kind=Kind.SOP, label="Prosedur", after="")
    renewed(runtime)
    assert next(iter(KIND_LABELS.items())) == (Kind.SOP, "Prosedur")
    make(runtime, people, deed=KindDeed.RESET, kind=Kind.SOP)
    renewed(runtime)
    assert list(KIND_LABELS.items()) == [(word.kind, word.label) for word in words.BUILTIN]


def test_the_preview_tells_names_documents_and_candidates(
    runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    document(runtime, people, Kind.REPORT)
    document(runtime, people, Kind.REPORT, "Laporan lain")
    assert work_queue().failed == 0
    asked = (
        KindChange(KindDeed.SAVE, label="Berita Acara", words=("bap",)),
        KindChange(KindDeed.SAVE, Kind.REPORT, label="Laporan kinerja", words=("lakip",), after="regulasi"),
    )
    with runtime.database.read() as session:
        new, renamed = (
            kind_preview.preview(
                session,
                people["kurator"],
                runtime.generations.open_current,
                kinds.checked(session, people["kurator"], one),
            )
            for one in asked
        )
    assert (new.documents, [row.title for row in new.candidates], new.gained) == (0, [REPORT], ("bap", "berita acara"))
    assert (renamed.documents, renamed.place, renamed.gained, renamed.lost) == (2, 2, ("lakip", "laporan kinerja"), ())


def test_names_that_would_mix_kinds_up_are_refused(runtime: Runtime, people: People) -> None:
    minutes(runtime, people)
    for given, field, told in (
        ({"label": ""}, "label", "Isi nama"),
        ({"label": "SK"}, "label", "sudah menjadi sebutan jenis Keputusan"),
        ({"label": "Nota", "words": ["berita_acara"]}, "words", "sudah menjadi sebutan jenis Berita Acara"),
        ({"label": "Perpres"}, "label", "jenis peraturan"),
        ({"label": "a:b"}, "label", "tanda pencarian"),
        ({"label": "???"}, "label", "tidak memuat kata"),
        ({"label": "x" * 61}, "label", "paling banyak"),
        ({"label": "Nota", "after": "entah"}, "after", "tidak ada"),
        ({"label": "Nota", "taken_for": Kind("lokal-lain")}, "taken_for", "bawaan"),
        ({"label": "Nota", "words": [f"kata{n}" for n in range(13)]}, "words", "paling banyak"),
    ):
        with pytest.raises(InvalidInput) as error:
            make(runtime, people, **given)
        assert [(one.field, told in one.message) for one in error.value.errors] == [(field, True)], given
    for deed, kind in (
        (KindDeed.RETIRE, Kind.SOP),
        (KindDeed.RESET, Kind.SOP),
        (KindDeed.REVIVE, Kind.SOP),
        (KindDeed.RETIRE, None),
    ):
        with pytest.raises(Conflict):
            make(runtime, people, deed=deed, kind=kind)


def test_only_curators_change_kinds(runtime: Runtime, people: People, client: TestClient) -> None:
    with runtime.database.write() as session:
        for actor, error in (
            (people["operator"], Forbidden),
            (people["peninjau"], Forbidden),
            (VISITOR, SignInRequired),
        ):
            with pytest.raises(error):
                kinds.apply(session, actor, KindChange(KindDeed.SAVE, label="Nota"))
    assert client.get("/api/v1/kinds").status_code == 200, "what lists show everybody may know"
