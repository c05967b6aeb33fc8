# Segments from whole columns: the same postings as one document at a time, by one process or several; joined, they
# are what they were apart. Nothing of a write that ended badly is left.
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.index import helpers, whoosh_writer
from indexer.index.building import Collected, Words
from indexer.index.decoding import decode
from indexer.index.entries import BODY, BODY_START, RANGE, entry_of, unpack
from indexer.index.helpers import Alone, HelperGone, Helpers
from indexer.index.port import IndexDocument, IndexUnavailable
from indexer.index.postings import encode, encoded, moved
from indexer.index.rows import Row
from indexer.index.whoosh_codec import Run
from indexer.index.whoosh_index import WhooshIndex
from indexer.query import And, Phrase, Word
from tests.indexer.index.library import LIBRARY, fill

ROOT = Path(__file__).resolve().parents[3]
HARD = (
    "data",
    "Pengelolaan",
    "kota-kota",
    "95/2018",
    "penge-\nlolaan",
    "1,5",
    "PER-5/2018",
    "pe\u00adrangkat",
    "½",
    "-",
    "x" * 80,
)
texts = st.lists(st.sampled_from(HARD), max_size=12).map(" ".join)
Hits = dict[int, list[int]]


@st.composite
def documents(draw: st.DrawFn) -> list[IndexDocument]:
    rows = draw(st.lists(st.tuples(texts, st.lists(texts, max_size=2), texts, st.lists(texts, max_size=3)), max_size=5))
    return [
        IndexDocument(number, f"s{number}", title, tuple(cited), headings, "", list(enumerate(pages, start=1)))
        for number, (title, cited, headings, pages) in enumerate(rows, start=10)
    ]


def hits_of(row: Row) -> Hits:
    found: Hits = {}
    for number, place in zip(*(column.tolist() for column in row.hits()), strict=True):
        found.setdefault(number, []).append(place)
    return found


@settings(deadline=None, max_examples=60)
@given(documents())
def test_columns_say_what_documents_say_one_by_one(some: list[IndexDocument]) -> None:
    collected = Collected(Words())
    for document in some:
        collected.add(document)
    columns = collected.columns()
    entries = [entry_of(document) for document in some]
    expected: dict[tuple[str, str], Hits] = {}
    for number, entry in enumerate(entries):
        for field, found in (("exact", entry.exact), ("base", entry.base)):
            for term, packed in found.items():
                expected.setdefault((field, term), {})[number] = unpack(packed)
    terms = [(field, term, count, decode(blob)) for field, term, count, blob in columns.terms()]
    assert {(field, term): hits_of(row) for field, term, _, row in terms} == expected
    assert [(field, term.encode()) for field, term, *_ in terms] == sorted((f, t.encode()) for f, t in expected)
    assert all(count == len(row) for _, _, count, row in terms)
    assert columns.table().layouts == tuple(entry.layout.to_bytes() for entry in entries)


places = st.one_of(
    st.integers(0, BODY * RANGE - 1), st.integers(BODY_START, BODY_START + 800), st.integers(BODY_START, (1 << 32) - 1)
)
rows = st.dictionaries(st.integers(0, 1 << 20), st.sets(places, min_size=1, max_size=9), min_size=1, max_size=9)


@settings(deadline=None)
@given(st.lists(rows, min_size=1, max_size=3), st.integers(0, 1 << 20))
def test_postings_come_back_as_they_went_in(terms: list[dict[int, set[int]]], offset: int) -> None:
    hits = np.array(
        [(n, number, place) for n, row in enumerate(terms) for number in sorted(row) for place in sorted(row[number])]
    )
    found = list(encode(hits[:, 0], hits[:, 1], hits[:, 2].astype(np.uint32)))
    assert [count for _, count, _ in found] == [len(row) for row in terms]
    for (_, _, blob), row in zip(found, terms, strict=True):
        expected = {number: sorted(row[number]) for number in row}
        assert hits_of(decode(blob)) == expected
        assert encoded(decode(blob)) == blob
        further = moved(blob, (1 << 20) + 1 + offset)
        both = {number + (1 << 20) + 1 + offset: places for number, places in expected.items()} | expected
        assert hits_of(decode(blob + further)) == both


def test_a_word_that_stands_a_thousand_times_in_one_document() -> None:
    many = np.arange(BODY_START, BODY_START + 1_000, dtype=np.uint32)
    numbers = np.repeat(np.arange(6), [1_000, 0, 1, 1, 1, 1])
    positions = np.concatenate([many, np.full(4, BODY_START, np.uint32)])
    ((_, count, blob),) = encode(np.zeros(1_004, np.int64), numbers, positions)
    assert count == 5
    assert hits_of(decode(blob))[0] == many.tolist()


@pytest.fixture(params=["alone", "helpers"])
def in_runs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every write puts runs aside, in this process or in two others."""
    monkeypatch.setattr(whoosh_writer, "_RUN_CHARACTERS", 100)
    monkeypatch.setattr(helpers, "cores", lambda: 2 if request.param == "helpers" else 1)
    return str(request.param)


def many() -> list[IndexDocument]:
    pages = ((1, "Tim koordinasi menyusun arsitektur layanan."), (2, "Pengelolaan data kota-kota tahun 2024."))
    return [IndexDocument(n, "1", f"Laporan {n}", (f"Perwali {n}/2024",), pages=pages) for n in range(1, 41)]


def test_runs_answer_as_one_piece_does(in_runs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parted = WhooshIndex.create(tmp_path / "parted")
    fill(parted, many())
    monkeypatch.setattr(whoosh_writer, "_RUN_CHARACTERS", 1_000_000)
    whole = WhooshIndex.create(tmp_path / "whole")
    fill(whole, many())
    for node in (Word("kelola"), Phrase("tim koordinasi"), And((Word("data"), Word("17/2024"))), Word("kota")):
        expected, found = (index.search(node, allowed=None) for index in (whole, parted))
        assert expected.total > 0
        assert (found.total, found.hits, list(found.matching)) == (
            expected.total,
            expected.hits,
            list(expected.matching),
        )
    assert parted.stamps() == whole.stamps()
    assert [path.suffix for path in parted.folder.glob("MAIN_*.*")] == [".seg"]
    parted.close()
    whole.close()


def test_what_is_put_twice_over_several_runs_is_there_once(in_runs: str, tmp_path: Path) -> None:
    index = WhooshIndex.create(tmp_path / "index")
    fill(index, [*many(), IndexDocument(7, "2", "Judul baru"), *many()[20:]])
    assert index.stamps() == {document.id: "2" if document.id == 7 else "1" for document in many()}
    assert list(index.search(Word("baru"), allowed=None).matching) == [7]
    index.close()


def test_an_error_among_the_runs_comes_out_and_leaves_nothing(in_runs: str, tmp_path: Path) -> None:
    index = WhooshIndex.create(tmp_path / "index")
    fill(index, LIBRARY)
    before = sorted(path.name for path in index.folder.iterdir())
    broken = IndexDocument(99, "1", 99, pages=((1, "kata " * 50),))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        fill(index, [*many(), broken, *many()])
    assert sorted(path.name for path in index.folder.iterdir()) == before
    assert index.stamps() == {document.id: document.stamp for document in LIBRARY}
    fill(index, many())
    index.close()


def test_documents_deleted_since_do_not_come_back_when_segments_are_joined(tmp_path: Path) -> None:
    index = WhooshIndex.create(tmp_path / "index")
    fill(index, many())
    with index.write() as writer:
        for number in range(1, 40):
            writer.delete(number)
    fill(index, LIBRARY)
    assert len(list(index.folder.glob("*.seg"))) == 1
    assert index.stamps() == {document.id: document.stamp for document in LIBRARY} | {40: "1"}
    assert list(index.search(Phrase("tim koordinasi"), allowed={40}).matching) == [40]
    assert index.search(Word("39/2024"), allowed=None).total == 0
    index.close()


def test_a_writer_that_cannot_begin_lets_the_lock_go(tmp_path: Path) -> None:
    index = WhooshIndex.create(tmp_path / "index")
    (contents,) = index.folder.glob("*.toc")
    whole = contents.read_bytes()
    contents.write_bytes(b"broken")
    with pytest.raises(IndexUnavailable):
        fill(index, LIBRARY)
    contents.write_bytes(whole)
    fill(index, LIBRARY)
    assert len(index.stamps()) == len(LIBRARY)
    index.close()


def give_often(runs: Helpers) -> None:
    for _ in range(8):
        runs.give(many(), 0)


def test_a_killed_helper_is_told(tmp_path: Path) -> None:
    two = Helpers(tmp_path, 2)
    try:
        for process in two._processes:
            os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(HelperGone):
            give_often(two)
    finally:
        two.close()


def test_runs_come_in_the_order_in_which_they_were_given(tmp_path: Path) -> None:
    batches = [many()[start : start + 1 + start % 5] for start in range(0, 40, 4)]
    made: list[list[Run]] = []
    for runs in (Alone(tmp_path), Helpers(tmp_path, 3)):
        for first, batch in enumerate(batches):
            runs.give(batch, first)
        made.append(runs.runs())
        runs.close()
    tables = [[run.table for run in some] for some in made]
    assert tables[0] == tables[1]
    assert [list(run.terms()) for run in made[0]] == [list(run.terms()) for run in made[1]]


_ASKING = """
import sys, time
from pathlib import Path
from indexer.index.helpers import Helpers
helpers = Helpers(Path(sys.argv[1]), 2)
print(*(process.pid for process in helpers._processes), flush=True)
time.sleep(60)
"""


def test_helpers_end_with_the_one_who_asked(tmp_path: Path) -> None:
    asker = subprocess.Popen(
        [sys.executable, "-c", _ASKING, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert asker.stdout is not None
    pids = [int(pid) for pid in asker.stdout.readline().split()]
    asker.stdout.close()
    asker.kill()
    asker.wait()
    assert len(pids) == 2
    for _ in range(200):
        if not any(_is_alive(pid) for pid in pids):
            return
        signal.sigtimedwait([], 0.05)
    raise AssertionError("helpers outlived the process that asked")


def _is_alive(pid: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False
