# What is kept of a segment: everything that is asked for, but not every answer.
from pathlib import Path

import pytest

from indexer.index import whoosh_segment
from indexer.index.port import IndexDocument
from indexer.index.whoosh_index import WhooshIndex
from indexer.index.whoosh_store import Kept, Snapshot


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    index = WhooshIndex.create(tmp_path / "index")
    for first in (1, 5):
        with index.write() as writer:
            for number in range(first, first + 4):
                pages = tuple((page, f"halaman {page}") for page in range(1, number + 1))
                writer.put(IndexDocument(number, f"{number}", f"Dokumen {number}", pages=pages))
    with index.write() as writer:
        writer.delete(8)
    return Snapshot(tmp_path / "index", Kept())


def test_the_layout_of_any_document_is_told_though_few_are_kept(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whoosh_segment, "_MOST_OPENED", 2)
    for number, document in enumerate(snapshot.documents.ids.tolist()):
        assert snapshot.layout(number).page_numbers == tuple(range(1, document + 1))
    assert all(len(segment.table.opened) <= 2 for segment in snapshot.segments)


def test_pages_are_counted_in_the_documents_that_are_there(snapshot: Snapshot) -> None:
    assert snapshot.page_count() == sum(range(1, 8))
    assert snapshot.stamps() == {number: str(number) for number in range(1, 8)}
