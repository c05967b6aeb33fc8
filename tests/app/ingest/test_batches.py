"""Files that came in together: a row for each, filters, another try, mending many, and being told of the end once."""

import io
from collections.abc import Mapping

import pytest
from sqlmodel import select

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.models import Kind, ReadingState, Revision, Visibility
from app.documents.schemas import DocumentFields
from app.ingest import batches, service
from app.ingest.models import Batch, BatchSource, ItemOutcome
from app.ingest.schemas import BatchRow, ItemRow, ItemState, Taken
from app.ingest.taking import take
from app.jobs.models import Job
from app.notices import service as notices
from tests.conftest import WorkQueue
from tests.support.counting import count_queries
from tests.support.files import make_docx, make_locked_pdf, make_pdf
from tests.support.people import People

FILES: Mapping[str, bytes] = {
    "satu.txt": b"Satu dua tiga",
    "surat/dua.pdf": make_pdf(["Halaman pertama"]),
    "terkunci.pdf": make_locked_pdf(["rahasia"]),
    "lagi.txt": b"Satu dua tiga",
    "jahat.exe": b"MZ\x90\x00",
}


def send(
    runtime: Runtime, actor: Actor, files: Mapping[str, bytes], *, expected: int | None = None
) -> tuple[int, list[Taken]]:
    with runtime.database.write() as session:
        count = len(files) if expected is None else expected
        batch = batches.open_batch(session, actor, source=BatchSource.UPLOAD, name="Kiriman uji", expected=count)
        batch_id = saved_id(batch.id)
    return batch_id, [add(runtime, actor, batch_id, name, content) for name, content in files.items()]


def add(runtime: Runtime, actor: Actor, batch_id: int, name: str, content: bytes) -> Taken:
    return take(
        runtime,
        actor,
        batch_id=batch_id,
        stream=io.BytesIO(content),
        path=name,
        fields=DocumentFields(),
        priority=service.BULK,
    )


def seen(
    runtime: Runtime, actor: Actor, batch_id: int, state: ItemState | None = None
) -> tuple[BatchRow, list[ItemRow]]:
    with runtime.database.read() as session:
        row = batches.view(session, actor, batch_id=batch_id)
        return row, list(batches.items(session, actor, batch=row, state=state, part=Slice(100)).items)


def told(runtime: Runtime, actor: Actor) -> list[str]:
    with runtime.database.read() as session:
        return [notice.text for notice in notices.listing(session, actor, part=Slice(100)).items]


def test_every_file_has_a_row_also_the_refused(runtime: Runtime, people: People, work_queue: WorkQueue) -> None:
    batch_id, taken = send(runtime, people["operator"], FILES)
    assert [one.outcome.value for one in taken] == ["stored", "stored", "stored", "duplicate", "refused"]
    row, items = seen(runtime, people["operator"], batch_id)
    assert [item.file_name for item in items] == list(FILES)
    assert row.counts == {ItemState.WAITING: 3, ItemState.DUPLICATE: 1, ItemState.REFUSED: 1}
    assert not row.is_final
    assert "exe" in items[-1].reason
    work_queue()
    row, items = seen(runtime, people["operator"], batch_id)
    assert [item.state.value for item in items] == ["done", "done", "problem", "duplicate", "refused"]
    assert items[1].title is not None
    assert (items[1].page_total, items[1].reading) == (1, ReadingState.OK)
    assert row.is_final
    assert [item.file_name for item in seen(runtime, people["operator"], batch_id, ItemState.PROBLEM)[1]] == [
        "terkunci.pdf"
    ]


def test_the_owner_is_told_the_end_once_and_nobody_else(
    runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    batch_id, _ = send(runtime, people["operator"], FILES)
    assert told(runtime, people["operator"]) == []
    work_queue()
    assert told(runtime, people["operator"]) == [
        "Kiriman “Kiriman uji” selesai: 2 terbaca, 1 sudah ada di pustaka, 1 perlu perhatian, 1 ditolak."
    ]
    assert told(runtime, people["kurator"]) == []
    with runtime.database.write() as session:
        batches.tell_if_ended(session, batch_id)
    assert len(told(runtime, people["operator"])) == 1


def test_a_batch_waits_for_what_was_announced_until_its_sender_leaves(
    runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    batch_id, _ = send(runtime, people["operator"], {"satu.txt": b"Satu"}, expected=3)
    work_queue()
    row, _ = seen(runtime, people["operator"], batch_id)
    assert (row.unfinished, row.missing, row.is_final) == (0, 2, False)
    assert told(runtime, people["operator"]) == []
    with runtime.database.write() as session, pytest.raises(NotFound):
        batches.close(session, people["kurator"], batch_id=batch_id)
    with runtime.database.write() as session:
        batches.close(session, people["operator"], batch_id=batch_id)
    assert told(runtime, people["operator"]) == ["Kiriman “Kiriman uji” selesai: 1 terbaca."]


def test_a_batch_that_a_dead_browser_left_open_is_closed_later(
    runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    batch_id, _ = send(runtime, people["operator"], {"satu.txt": b"Satu"}, expected=3)
    work_queue()
    with runtime.database.write() as session:
        batches.close_abandoned(session)
    assert told(runtime, people["operator"]) == [], "it may still be sending"
    with runtime.database.write() as session:
        session.get_one(Batch, batch_id).created_at -= batches.ABANDONED_AFTER * 2
        session.flush()
        batches.close_abandoned(session)
    assert told(runtime, people["operator"]) == ["Kiriman “Kiriman uji” selesai: 1 terbaca."]


def test_a_document_that_went_to_the_trash_is_not_waited_for(
    runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    batch_id, taken = send(runtime, people["operator"], {"satu.txt": b"Satu", "dua.txt": b"Dua"})
    with runtime.database.write() as session:
        documents.trash(session, people["operator"], document_id=taken[0].document_id or 0, reason="Keliru")
    work_queue()
    assert len(told(runtime, people["operator"])) == 1
    _, items = seen(runtime, people["operator"], batch_id)
    assert (items[0].document_id, items[0].title, items[0].state) == (None, None, ItemState.DONE)


def test_owners_see_their_own_and_keepers_all(runtime: Runtime, people: People) -> None:
    batch_id, _ = send(runtime, people["operator"], {"satu.txt": b"Satu"})
    for username, count in (("operator", 1), ("operator2", 0), ("kurator", 1)):
        with runtime.database.read() as session:
            assert batches.listing(session, people[username], part=Slice()).total == count
    with runtime.database.read() as session, pytest.raises(NotFound):
        batches.view(session, people["operator2"], batch_id=batch_id)


def test_what_a_viewer_may_not_see_any_more_shows_no_title(runtime: Runtime, people: People) -> None:
    """The row of a twin names the document of somebody else, which may have been closed since."""
    content = {"satu.txt": b"Satu dua tiga"}
    _, taken = send(runtime, people["operator2"], content)
    batch_id, again = send(runtime, people["operator"], content)
    assert again[0].outcome is ItemOutcome.DUPLICATE
    with runtime.database.write() as session:
        restricted = DocumentFields(visibility=Visibility.RESTRICTED)
        documents.edit(session, people["kurator"], document_id=taken[0].document_id or 0, fields=restricted)
    _, items = seen(runtime, people["operator"], batch_id)
    assert (items[0].title, items[0].document_id, items[0].state) == (None, None, ItemState.DUPLICATE)


def test_failed_readings_are_tried_again_and_told_again(
    runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    """A locked file stays locked: only what may read better is tried with all."""
    batch_id, taken = send(runtime, people["operator"], {**FILES, "kosong.docx": make_docx([])})
    work_queue()
    row, items = seen(runtime, people["operator"], batch_id)
    assert (row.count(ItemState.PROBLEM), row.rereadable) == (2, 1)
    assert [item.file_name for item in items if item.may_reread] == ["kosong.docx"]
    with runtime.database.write() as session:
        assert batches.retry(session, people["operator"], batch_id=batch_id) == 1
    _, items = seen(runtime, people["operator"], batch_id)
    assert [items[2].state, items[5].state] == [ItemState.PROBLEM, ItemState.WAITING]
    work_queue()
    assert len(told(runtime, people["operator"])) == 2
    with runtime.database.write() as session:
        assert batches.retry(session, people["operator"], batch_id=batch_id, item_id=taken[2].item_id) == 1
    other, _ = send(runtime, people["operator"], {"satu.txt": b"Satu dua tiga"})
    with runtime.database.write() as session, pytest.raises(Conflict):
        batches.retry(session, people["operator"], batch_id=other, item_id=taken[2].item_id)


def test_many_are_mended_at_once_and_only_what_was_given(
    runtime: Runtime, people: People, work_queue: WorkQueue
) -> None:
    batch_id, taken = send(runtime, people["operator"], FILES)
    work_queue()
    with runtime.database.write() as session:
        first = DocumentFields(title="Judul tetap", labels=["lama"])
        documents.edit(session, people["operator"], document_id=taken[0].document_id or 0, fields=first)
    fields = DocumentFields(kind=Kind.SOP, year=2024, labels=["layanan"], issuer="Dinas Komunikasi")
    chosen = [one.item_id for one in taken]
    with runtime.database.write() as session:
        done = batches.correct(session, people["operator"], batch_id=batch_id, item_ids=chosen, fields=fields)
    assert (done.changed, list(done.skipped)) == (3, [])
    with runtime.database.read() as session:
        seen_one = documents.view(session, people["operator"], taken[0].document_id or 0)
        entries = audit.history(session, object_type="document", object_id=taken[1].document_id)
        whole = audit.history(session, object_type="batch", object_id=batch_id)
    assert (seen_one.row.title, seen_one.row.kind, seen_one.row.year) == ("Judul tetap", Kind.SOP, 2024)
    assert seen_one.labels == ("lama", "layanan")
    assert "document.edit" in [entry.verb for entry in entries]
    assert whole[0].after is not None
    assert whole[0].after["documents"] == 3


def test_mending_checks_every_row_as_if_it_stood_alone(runtime: Runtime, people: People) -> None:
    """A twin that belongs to another agency stays as it is and is named; ids of other batches name nothing."""
    _, foreign = send(runtime, people["operator2"], {"asing.txt": b"Milik dinas lain"})
    batch_id, taken = send(
        runtime, people["operator"], {"asing.txt": b"Milik dinas lain", "sendiri.txt": b"Milik kami"}
    )
    operator, fields = people["operator"], DocumentFields(year=2024)
    with runtime.database.write() as session:
        done = batches.correct(
            session, operator, batch_id=batch_id, item_ids=[one.item_id for one in taken], fields=fields
        )
    assert done.changed == 1
    assert [title for title, _ in done.skipped] == ["Asing"]
    with runtime.database.read() as session:
        assert documents.row(session, operator, foreign[0].document_id or 0).year is None
    for chosen, given in (([foreign[0].item_id], fields), ([], fields), ([taken[1].item_id], DocumentFields())):
        with runtime.database.write() as session, pytest.raises(InvalidInput):
            batches.correct(session, operator, batch_id=batch_id, item_ids=chosen, fields=given)
    abroad = DocumentFields(agency_id=people.agencies["DINKES"])
    with runtime.database.write() as session, pytest.raises(InvalidInput):
        batches.correct(session, operator, batch_id=batch_id, item_ids=[taken[1].item_id], fields=abroad)


def test_a_few_files_are_read_before_bulk(runtime: Runtime, people: People) -> None:
    assert batches.priority_of(1) == batches.priority_of(batches.FEW) == service.SINGLE
    assert batches.priority_of(batches.FEW + 1) == service.BULK
    send(runtime, people["operator"], {"satu.txt": b"Satu"})
    with runtime.database.read() as session:
        assert session.exec(select(Job.priority).where(Job.kind == "read")).one() == service.BULK


def test_the_end_is_looked_for_with_few_queries_however_large_the_batch(runtime: Runtime, people: People) -> None:
    """The last hook of every reading: at most four statements, and one for documents of nobody's batch."""
    many = {f"berkas-{number}.txt": f"Isi nomor {number}".encode() for number in range(40)}
    _, taken = send(runtime, people["operator"], many)
    with runtime.database.write() as session, count_queries(runtime.database.engine) as queries:
        batches.tell_if_done(session, taken[0].document_id or 0)
    assert len(queries) <= 3
    with runtime.database.write() as session, count_queries(runtime.database.engine) as queries:
        batches.tell_if_done(session, 999_999)
    assert len(queries) == 1


def test_lists_cost_the_same_however_long_they_are(runtime: Runtime, people: People) -> None:
    counts = []
    for number in (1, 12):
        for turn in range(number):
            send(
                runtime,
                people["operator"],
                {f"{number}-{turn}-{at}.txt": f"{number} {turn} {at}".encode() for at in range(3)},
            )
        with runtime.database.read() as session, count_queries(runtime.database.engine) as queries:
            rows = batches.listing(session, people["operator"], part=Slice(100))
            batches.items(session, people["operator"], batch=rows.items[0], part=Slice(100))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


def test_a_deleted_document_leaves_its_row(runtime: Runtime, people: People) -> None:
    """Retention deletes documents for good; the batch still says that the file came in."""
    batch_id, taken = send(runtime, people["operator"], {"satu.txt": b"Satu"})
    with runtime.database.write() as session:
        document = documents.get(session, people["operator"], taken[0].document_id or 0)
        for revision in session.exec(select(Revision).where(Revision.document_id == document.id)):
            session.delete(revision)
        session.flush()
        session.delete(document)
    _, items = seen(runtime, people["operator"], batch_id)
    assert (items[0].file_name, items[0].document_id, items[0].state) == ("satu.txt", None, ItemState.DONE)
