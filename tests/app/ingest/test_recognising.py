"""Scans from upload to search: recognised page by page, marked on the picture, and what remains when one stops."""

from dataclasses import replace
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw, ImageFont
from sqlmodel import col, select

from app import composition
from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents.models import Page, ReadingState, Recognition, Revision
from app.documents.read_models import PageRaw, PageScan
from app.ingest import recognising
from app.jobs import queue
from app.jobs.models import Job
from app.jobs.worker import Worker
from indexer.extract.sandbox import Sandbox
from indexer.ocr import Recogniser
from tests.conftest import SignedIn, WorkQueue

pytestmark = pytest.mark.slow
FIRST = ("Laporan pengelolaan arsip kota", "disusun oleh dinas komunikasi", "untuk tahun anggaran berjalan")
SECOND = ("Rekapitulasi permohonan informasi", "dari warga selama bulan Maret", "dan jawaban yang diberikan")


def scan_of(*pages: tuple[str, ...]) -> bytes:
    """A TIFF of printed pages, 200 dots to the inch."""
    pictures = [_printed(lines) for lines in pages]
    stream = BytesIO()
    pictures[0].save(stream, "TIFF", save_all=True, append_images=pictures[1:], dpi=(200, 200), compression="tiff_lzw")
    return stream.getvalue()


def _printed(lines: tuple[str, ...]) -> Image.Image:
    picture = Image.new("L", (1654, 1000), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(44)
    for row, line in enumerate(lines):
        pen.text((150, 150 + 90 * row), line, fill=0, font=font)
    return picture


def add(client: TestClient, content: bytes, name: str = "pindaian.tiff") -> int:
    response = client.post("/api/v1/documents", files={"file": (name, content)})
    assert response.status_code == 201, response.text
    return int(response.json()["id"])


def revision_of(runtime: Runtime, document_id: int) -> Revision:
    with runtime.database.read() as session:
        return session.exec(select(Revision).where(Revision.document_id == document_id)).one()


@pytest.fixture
def curator(signed_in: SignedIn) -> TestClient:
    return signed_in("kurator")


def test_a_scan_becomes_searchable_and_its_words_are_marked(
    runtime: Runtime, curator: TestClient, work_queue: WorkQueue
) -> None:
    document_id = add(curator, scan_of(FIRST, SECOND))
    work_queue()
    revision = revision_of(runtime, document_id)
    assert (revision.state, revision.scan_pages, revision.scans_read) == (ReadingState.OK, [1, 2], 2)
    hit = curator.get("/api/v1/search", params={"q": "permohonan informasi"}).json()["hits"][0]
    assert (hit["document_id"], hit["pages"][0]["number"]) == (document_id, 2)
    marked = curator.get(f"/api/v1/documents/{document_id}/pages/2/marks", params={"q": "memohon warga"}).json()
    assert [mark["text"].lower() for mark in marked["marks"]] == ["permohonan", "warga"]
    line, below = (mark["top"] * 1000 for mark in marked["marks"])
    assert 140 < line < 200, "where it was printed"
    assert 230 < below < 290
    assert curator.get(f"/api/v1/documents/{document_id}/pages/1/marks", params={"q": "warga"}).json()["marks"] == []


def test_a_recognised_page_says_so(runtime: Runtime, curator: TestClient, work_queue: WorkQueue) -> None:
    document_id = add(curator, scan_of(FIRST))
    work_queue()
    with runtime.database.read() as session:
        page = session.exec(select(Page)).one()
        scan = session.exec(select(PageScan)).one()
    assert page.source == "ocr"
    assert scan.confidence > 0.7
    assert curator.get(f"/api/v1/documents/{document_id}/pages/1").json()["source"] == "ocr"


def test_without_a_recogniser_the_state_says_what_to_do(
    runtime: Runtime, sandbox: Sandbox, curator: TestClient, work_queue: WorkQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id = add(curator, scan_of(FIRST))
    monkeypatch.setattr(composition, "Recogniser", lambda: Recogniser("tesseract-yang-tidak-ada"))
    work_queue()
    revision = revision_of(runtime, document_id)
    assert revision.state is ReadingState.NO_OCR
    assert "tesseract-ocr" in revision.state_detail
    monkeypatch.undo()
    assert curator.post(f"/api/v1/documents/{document_id}/read-again").status_code == 202
    work_queue()
    assert revision_of(runtime, document_id).state is ReadingState.OK


def test_recognition_is_switched_off_for_a_file_or_for_all(
    runtime: Runtime, sandbox: Sandbox, curator: TestClient, work_queue: WorkQueue
) -> None:
    document_id = add(curator, scan_of(FIRST))
    off = replace(runtime, settings=runtime.settings.model_copy(update={"ocr": "off"}))
    composition.worker_with(off, sandbox).run_until_empty()
    assert revision_of(runtime, document_id).state is ReadingState.NO_TEXT
    again = f"/api/v1/documents/{document_id}/read-again"
    assert curator.post(again, params={"recognition": "off"}).status_code == 202
    work_queue()
    assert revision_of(runtime, document_id).state is ReadingState.NO_TEXT
    assert curator.post(again, params={"recognition": "mungkin"}).status_code == 422
    assert curator.post(again, params={"recognition": "forced"}).status_code == 202
    work_queue()
    revision = revision_of(runtime, document_id)
    assert (revision.state, revision.recognition) == (ReadingState.OK, Recognition.FORCED)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn is over after every page."""
    monkeypatch.setattr(recognising, "SLICE_SECONDS", 0.0)


@pytest.mark.usefixtures("impatient")
def test_a_long_scan_gives_its_turn_away_and_goes_on_where_it_was(
    runtime: Runtime, sandbox: Sandbox, curator: TestClient, work_queue: WorkQueue
) -> None:
    document_id = add(curator, scan_of(FIRST, SECOND, FIRST))
    worker = composition.worker_with(runtime, sandbox)
    _take(runtime, worker, "ingest", "read")
    assert revision_of(runtime, document_id).state is ReadingState.RECOGNISING
    for done in (1, 2):
        _take(runtime, worker, "ocr", "recognise")
        revision = revision_of(runtime, document_id)
        assert (revision.state, revision.scans_read) == (ReadingState.RECOGNISING, done)
    with runtime.database.read() as session:
        numbers = session.exec(select(PageScan.number).order_by(col(PageScan.number))).all()
        assert list(numbers) == [1, 2]
        attempts = session.exec(select(Job.attempts).where(Job.kind == "recognise")).one()
    assert attempts == 0, "a turn given away is no failure"
    work_queue()
    assert revision_of(runtime, document_id).state is ReadingState.OK


def _take(runtime: Runtime, worker: Worker, lane: str, kind: str) -> None:
    with runtime.database.write() as session:
        leases = queue.lease(session, worker="uji", lane=lane, seconds=60, kind=kind)
    assert leases
    worker._handle(kind, leases)


def test_a_single_page_comes_before_the_rest_of_a_bulk_scan(runtime: Runtime) -> None:
    with runtime.database.write() as session:
        queue.enqueue(session, "recognise", lane="ocr", payload={"of": "bulk"}, priority=0)
        queue.enqueue(session, "recognise", lane="ocr", payload={"of": "single"}, priority=10)
        taken = queue.lease(session, worker="uji", lane="ocr", seconds=60)
    assert taken[0].payload == {"of": "single"}


def test_recognised_words_replace_a_rubbish_text_layer_and_what_was_kept_of_it(
    runtime: Runtime, sandbox: Sandbox, curator: TestClient, work_queue: WorkQueue
) -> None:
    document_id = add(curator, scan_of(FIRST))
    _take(runtime, composition.worker_with(runtime, sandbox), "ingest", "read")
    revision_id = saved_id(revision_of(runtime, document_id).id)
    with runtime.database.write() as session:
        session.get_one(Page, (revision_id, 1)).text = "sampah"
        session.add(PageRaw(revision_id=revision_id, number=1, text="s a m p a h"))
    work_queue()
    with runtime.database.read() as session:
        assert "arsip kota" in session.get_one(Page, (revision_id, 1)).text
        assert session.get(PageRaw, (revision_id, 1)) is None
