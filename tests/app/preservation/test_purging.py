"""Deleting for good takes everything but the stone, is refused where evidence rests, and forgets no table of today."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlmodel import SQLModel, col, func, select, update

from app.accounts.permissions import SYSTEM, VISITOR
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.runtime import Runtime
from app.doctoring import examine
from app.documents import service as documents
from app.documents.models import Document, Page, Revision, Visibility
from app.preservation import purging, released, wanted
from app.preservation.keeping import blobs_kept
from app.preservation.models import Tombstone
from app.preservation.purging import FATES, Fate
from app.preservation.tombstones import Gone
from tests.app.preservation.harm import age_all, path_of, sha256_of
from tests.conftest import SignedIn, WorkQueue
from tests.frontend.pages.visiting import HTML, see, send, words
from tests.support.files import make_pdf
from tests.support.library import add_document
from tests.support.people import People


def purge(runtime: Runtime, document_id: int, reason: str = "Memuat data pribadi") -> None:
    with runtime.database.write() as session:
        purging.purge(session, SYSTEM, document_id=document_id, reason=reason)


def trash(runtime: Runtime, document_id: int) -> None:
    with runtime.database.write() as session:
        documents.trash(session, SYSTEM, document_id=document_id, reason="Salah unggah")


def test_every_key_to_a_document_has_its_fate() -> None:
    """A new table that refers to documents or revisions fails here until somebody has decided what becomes of it."""
    keys = {
        (table.name, column.name)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in {"document", "revision"}
    }
    assert keys == set(FATES)
    for owner, name in (key for key, fate in FATES.items() if fate is Fate.CLEARED):
        assert SQLModel.metadata.tables[owner].c[name].nullable


def test_nothing_refers_to_what_is_deleted_on_the_way() -> None:
    """Rows that go with a document may themselves be referred to; then these keys would need a fate, too."""
    doomed = {owner for (owner, _), fate in FATES.items() if fate is Fate.DELETED} - {"revision"}
    referring = {
        (table.name, column.name)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in doomed
    }
    assert {owner for owner, _ in referring} <= doomed


def test_every_column_that_names_a_file_is_known() -> None:
    naming = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if "sha256" in column.name and table.name != "fixity_check"
    }
    assert naming == set(wanted.COLUMNS)


def test_everything_goes_but_the_stone_and_the_trail(
    library: Mapping[str, int], runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    document_id = library["buangan"]
    sha256 = sha256_of(runtime, document_id)
    purge(runtime, document_id)
    assert path_of(runtime, sha256).exists(), "the file goes only after the commit"
    assert released.let_go(runtime, idle_seconds=0) == 1
    assert not path_of(runtime, sha256).exists()
    with runtime.database.read() as session:
        assert session.get(Document, document_id) is None
        assert session.exec(select(Revision).where(Revision.document_id == document_id)).all() == []
        assert session.get_one(Tombstone, document_id).title == "Naskah Molibdenum Lama"
        verbs = [row.verb for row in audit.history(session, object_type="document", object_id=document_id)]
        assert verbs[0] == "document.purge"
        assert "document.add" in verbs
    work_queue()
    assert examine(runtime).findings == ()


def test_a_file_that_another_document_has_stays(library: Mapping[str, int], runtime: Runtime) -> None:
    sha256 = sha256_of(runtime, library["sop"])
    with runtime.database.write() as session:
        session.execute(
            update(Revision).where(col(Revision.document_id) == library["buangan"]).values(sha256=sha256, size=1)
        )
    purge(runtime, library["buangan"])
    assert released.let_go(runtime, idle_seconds=0) == 0
    assert runtime.store.stat(sha256) is not None


def test_a_file_that_has_just_come_in_again_stays_for_its_row(library: Mapping[str, int], runtime: Runtime) -> None:
    sha256 = sha256_of(runtime, library["buangan"])
    content = path_of(runtime, sha256).read_bytes()
    age_all(runtime)
    purge(runtime, library["buangan"])
    runtime.store.put([content])
    assert released.let_go(runtime) == 0
    assert runtime.store.stat(sha256) is not None


def test_no_file_goes_while_a_backup_runs(library: Mapping[str, int], runtime: Runtime) -> None:
    purge(runtime, library["buangan"])
    with blobs_kept(runtime.settings):
        assert released.let_go(runtime, idle_seconds=0) == 0
    assert [finding.code for finding in examine(runtime).findings] == ["blob_released"] or examine(runtime).ok
    assert released.let_go(runtime, idle_seconds=0) == 1


def test_what_evidence_rests_on_is_never_deleted(library: Mapping[str, int], runtime: Runtime, people: People) -> None:
    with runtime.database.write() as session:
        session.execute(
            update(Document)
            .where(col(Document.id) == library["perwal"])
            .values(lifecycle="trashed", trashed_at=now() - timedelta(days=90), trash_reason="Dipaksa")
        )
    with pytest.raises(Conflict):
        purge(runtime, library["perwal"])
    keen = Runtime(
        runtime.settings.model_copy(update={"trash_days": 30}), runtime.database, runtime.store, runtime.generations
    )
    assert purging.purge_expired(keen) == 0
    with runtime.database.read() as session:
        assert session.exec(select(func.count()).select_from(Page)).one() > 0
        assert session.get(Tombstone, library["perwal"]) is None


def test_the_trash_is_emptied_by_age_and_only_when_asked(library: Mapping[str, int], runtime: Runtime) -> None:
    with runtime.database.write() as session:
        session.execute(update(Document).values(trashed_at=now() - timedelta(days=31)))
    assert purging.purge_expired(runtime) == 0
    keen = Runtime(
        runtime.settings.model_copy(update={"trash_days": 30}), runtime.database, runtime.store, runtime.generations
    )
    assert purging.purge_expired(keen) == 1
    with runtime.database.read() as session:
        assert "30 hari" in session.get_one(Tombstone, library["buangan"]).reason


def test_only_the_trash_can_be_emptied_only_by_admins_and_with_a_reason(
    library: Mapping[str, int], runtime: Runtime, people: People
) -> None:
    with runtime.database.write() as session:
        with pytest.raises(NotFound):
            purging.purge(session, people["admin"], document_id=library["sop"], reason="x")
        with pytest.raises(Forbidden):
            purging.purge(session, people["kurator"], document_id=library["buangan"], reason="x")
        with pytest.raises(InvalidInput):
            purging.purge(session, people["admin"], document_id=library["buangan"], reason="  ")


def test_a_number_is_never_given_twice(runtime: Runtime) -> None:
    first = add_document(runtime, SYSTEM, make_pdf(["satu"]), "satu.pdf")
    trash(runtime, first)
    purge(runtime, first)
    second = add_document(runtime, SYSTEM, make_pdf(["dua"]), "dua.pdf")
    assert second > first


@pytest.mark.parametrize(
    ("visibility", "told", "not_told"),
    [
        (Visibility.PUBLIC, ("pengunjung", "pembaca", "operator2", "admin"), ()),
        (Visibility.INTERNAL, ("pembaca", "operator2", "admin"), ("pengunjung",)),
        (Visibility.RESTRICTED, ("operator2", "peninjau", "admin"), ("pengunjung", "pembaca", "operator")),
    ],
)
def test_only_those_who_could_see_it_are_told(
    visibility: Visibility,
    told: tuple[str, ...],
    not_told: tuple[str, ...],
    library: Mapping[str, int],
    runtime: Runtime,
    people: People,
) -> None:
    document_id = library["rahasia"]  # uploaded by operator2 for its agency
    with runtime.database.write() as session:
        session.execute(update(Document).where(col(Document.id) == document_id).values(visibility=visibility))
    trash(runtime, document_id)
    purge(runtime, document_id)
    with runtime.database.read() as session:
        for name in told:
            with pytest.raises(Gone):
                documents.get(session, people[name], document_id)
        for name in not_told:
            with pytest.raises(NotFound):
                documents.get(session, people[name], document_id)
        with pytest.raises(NotFound):
            documents.get(session, VISITOR, 999_999)


def test_the_page_asks_deletes_and_says_410_ever_after(
    library: Mapping[str, int], runtime: Runtime, signed_in: SignedIn
) -> None:
    admin, path = signed_in("admin"), f"/dokumen/{library['buangan']}"
    assert "Hapus tetap" in see(admin, "/sampah")
    assert "Hapus tetap" not in see(signed_in("kurator"), "/sampah")
    assert "tidak dapat dipulihkan" in words(see(admin, f"{path}/hapus-tetap"))
    silent = send(admin, f"{path}/hapus-tetap", {"reason": " "})
    assert silent.status_code == 422
    assert 'href="#reason"' in silent.text
    done = send(admin, f"{path}/hapus-tetap", {"reason": "Memuat data <pribadi>"})
    assert (done.status_code, done.headers["location"]) == (303, "/sampah")
    gone = admin.get(path, headers=HTML)
    assert gone.status_code == 410
    assert "Naskah Molibdenum Lama" in gone.text
    assert "Memuat data &lt;pribadi&gt;" in gone.text
    answer = signed_in("pengunjung").get(f"/api/v1/documents/{library['buangan']}")
    assert (answer.status_code, answer.json()["type"]) == (410, "/bantuan/galat#dihapus-tetap")
    assert send(admin, f"{path}/hapus-tetap", {"reason": "lagi"}).status_code == 404
