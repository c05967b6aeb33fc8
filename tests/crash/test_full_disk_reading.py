"""A disk that fills up at every step from the upload to the index: said clearly, nothing lost, carried on with room."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.crash.processes import ROOT

pytestmark = pytest.mark.slow
PREAMBLE = """
import io, json, shutil, subprocess, sys, threading, time
from contextlib import ExitStack
from pathlib import Path
from app import composition
from app.jobs import worker as working
from indexer.extract.sandbox import Sandbox
from storage.derived import DerivedStore
from tests.crash import shelf, striking

source, disk = Path(sys.argv[1]), Path(sys.argv[2])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "none", disk], check=True)
settings = shelf.copied(source, disk / "data")
DerivedStore._has_room = lambda store, size: True  # its reserve is larger than this whole disk
alone = threading.Lock()

def fill():
    # Until not a byte fits.
    with alone, (disk / f"penuh-{time.monotonic_ns()}").open("wb", buffering=0) as filler:
        for size in (65536, 4096, 1):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError:
                pass

def empty():
    with alone:
        for filler in disk.glob("penuh-*"):
            filler.unlink()
"""
READING = """
from app.documents.models import Revision
from app.ingest import pictures
from sqlmodel import select

STEPS = (*striking.READING, *striking.RECOGNISING, *striking.DRAWING, *striking.INDEXING)
working.MISHAP_PAUSE = working.UNREACHABLE_PAUSE = 0.1
waited = []
real = working.is_mishap
working.is_mishap = lambda error: waited.append(error) or real(error)

def fill_for_a_while():
    fill()
    threading.Timer(0.5, empty).start()

with Sandbox() as sandbox:
    with ExitStack() as stack:
        fallen = {step: stack.enter_context(striking.struck(step, fill_for_a_while)) for step in STEPS}
        shelf.carry_on(settings, sandbox)
    unstruck = [str(step) for step, has_fallen in fallen.items() if not has_fallen.is_set()]
    time.sleep(0.6)
    empty()
    with composition.runtime(settings) as parts, parts.database.write() as session:
        for revision in session.exec(select(Revision)):
            pictures.request(session, revision)  # as whoever looks for one that was not kept
    shelf.carry_on(settings, sandbox)
print(json.dumps([unstruck, len(waited), shelf.account(settings), [f.what for f in shelf.ailments(settings)]]))
"""
UPLOADING = """
from fastapi.testclient import TestClient
from app.ingest import service
from app.main import create_app
from storage.local import LocalBlobStore
from tests.conftest import give_session
from tests.support.files import make_pdf

HOLDS = (
    striking.Step("nothing-stored", service, "store_file", "before"),
    striking.Step("half-stored", LocalBlobStore, "_copy", "before"),
    striking.Step("written", LocalBlobStore, "_finish", "before"),
    striking.Step("stored", service, "store_file", "after"),
    striking.Step("in-the-transaction", service, "receive", "after"),
)
answers = []
with TestClient(create_app(settings)) as client:
    give_session(client, "kurator")
    for step in HOLDS:
        # More than the database could still put into room of its own.
        file = {"file": (f"{step}.pdf", make_pdf([f"Isi {step}"]) + bytes(200_000))}
        with striking.struck(step, fill):
            first = client.post("/api/v1/documents", files=file)
        fine = client.get("/healthz").status_code
        empty()
        again = client.post("/api/v1/documents", files=file)
        answers.append([first.status_code, first.json().get("detail", ""), fine, again.status_code])
with Sandbox() as sandbox:
    shelf.carry_on(settings, sandbox)
names = [row for row in shelf.account(settings)["revision"] if "half-stored" in row or "written" in row]
print(json.dumps([answers, len(names), [f.what for f in shelf.ailments(settings)]]))
"""


def on_a_small_disk(script: str, source: Path, tmp_path: Path) -> list[object]:
    (tmp_path / "disk").mkdir()
    (tmp_path / "script.py").write_text(PREAMBLE + script)
    user = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    done = subprocess.run(
        ["unshare", "--mount", *user, sys.executable, tmp_path / "script.py", source, tmp_path / "disk"],
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    said: list[object] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_reading_waits_for_room_at_every_step(
    shelf_data: Path, undisturbed: Mapping[str, list[str]], tmp_path: Path
) -> None:
    unstruck, waited, made, ailing = on_a_small_disk(READING, shelf_data, tmp_path)
    assert unstruck == []
    assert isinstance(waited, int)
    assert waited > 5, "the disk was really full"
    assert isinstance(made, dict)
    assert {name: rows for name, rows in made.items() if rows != undisturbed[name]} == {}
    assert ailing == []


def test_an_upload_is_refused_in_words_or_kept_whole(blank_data: Path, tmp_path: Path) -> None:
    answers, kept, ailing = on_a_small_disk(UPLOADING, blank_data, tmp_path)
    assert isinstance(answers, list)
    for first, said, health, again in answers:
        assert (first, again) in {(201, 409), (507, 201), (503, 201)}, (first, said, again)
        assert first == 201 or "Ruang" in said or "Basis data" in said
        assert health in {200, 503}
    assert {first for first, *_ in answers} & {503, 507}
    assert kept == 2
    assert ailing == []
