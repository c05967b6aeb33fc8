"""Backup and restore over the sample library: the same rows and bytes, found again. Hostile archives leave nothing."""

import io
import json
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from sqlmodel import select, update
from typer.testing import CliRunner

from app import composition
from app.accounts.permissions import SYSTEM
from app.cli import cli
from app.core.pagination import Slice
from app.core.runtime import Runtime
from app.doctoring import examine
from app.ingest import service as ingest
from app.jobs.models import Job, JobState
from app.preservation import backing_up, restoring
from app.preservation.models import BackupRecord
from app.search import service as search
from app.search.schemas import SearchRequest
from indexer.extract.sandbox import Sandbox
from storage.backup import PARTIAL_SUFFIX
from storage.members import ArchiveProblem
from tests.app.preservation.harm import change_a_byte, everything, path_of, sha256_of
from tests.conftest import SignedIn, settings_in
from tests.frontend.pages.visiting import see, words
from tests.support.files import make_pdf
from tests.support.library import add_document

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "backup-format-1.tar"
Rewrite = Callable[[list[tuple[tarfile.TarInfo, bytes]]], list[tuple[tarfile.TarInfo, bytes]]]


@pytest.fixture
def archive(library: Mapping[str, int], runtime: Runtime, tmp_path: Path) -> Path:
    return backing_up.back_up(runtime, tmp_path / "cadangan.tar").path


def run(*given: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, list(given))
    return done.exit_code, done.stdout + done.stderr


def is_untouched(folder: Path) -> bool:
    return not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.slow
def test_there_and_back_again(library: Mapping[str, int], runtime: Runtime, tmp_path: Path, sandbox: Sandbox) -> None:
    with runtime.database.write() as session:
        newer = ingest.store_file(
            runtime.store, runtime.settings, stream=io.BytesIO(make_pdf(["baru"])), file_name="b.pdf"
        )
        ingest.add_revision(session, SYSTEM, document_id=library["sop"], stored=newer)
    composition.worker_with(runtime, sandbox).run_until_empty()
    archive = backing_up.back_up(runtime, tmp_path / "dua-revisi.tar").path
    before = everything(runtime)
    target = settings_in(tmp_path / "pulih")
    code, said = run("restore", str(archive), "--data-dir", str(target.data_dir), "--json")
    assert code == 0, said
    with composition.runtime(target) as parts:
        assert everything(parts) == before
        assert examine(parts).ok
        assert composition.worker_with(parts, sandbox).run_until_empty().failed == 0
        assert [finding.severity for finding in examine(parts).findings if finding.severity != "info"] == []
        with parts.database.read() as session:
            request = SearchRequest("manajemen pengetahuan", part=Slice(limit=10))
            found = search.search(session, SYSTEM, parts.generations.open_current, request)
            assert not found.is_degraded
            assert found.hits
        again = backing_up.back_up(parts, tmp_path / "lagi.tar")
    assert again.blobs == len(before["files"])  # type: ignore[arg-type]


def test_the_backup_is_noted_and_overdue_after_a_week(runtime: Runtime, archive: Path) -> None:
    with runtime.database.write() as session:
        record = backing_up.last(session)
        assert record is not None
        assert (record.file_name, record.documents, record.size) == ("cadangan.tar", 6, archive.stat().st_size)
        assert not backing_up.is_overdue(record)
        session.execute(update(BackupRecord).values(finished_at=record.finished_at - 2 * backing_up.OLD_AFTER))
    with runtime.database.read() as session:
        assert backing_up.is_overdue(backing_up.last(session))


def test_a_backup_of_a_damaged_library_says_what_it_lacks(
    runtime: Runtime, library: Mapping[str, int], tmp_path: Path, signed_in: SignedIn
) -> None:
    change_a_byte(runtime, sha256_of(runtime, library["sop"]))
    made = backing_up.back_up(runtime, tmp_path / "kurang.tar")
    assert len(made.lacking) == 1
    page = words(see(signed_in("admin"), "/admin"))
    assert "Cadangan terakhir kekurangan 1 berkas" in page
    assert "1 berkas yang hilang atau rusak tidak ada di dalamnya" in page
    assert "backup_lacking" in {finding.code for finding in examine(runtime).findings}


def test_nobodys_session_and_no_work_that_is_done_goes_along(archive: Path) -> None:
    with tarfile.open(archive) as opened:
        names = opened.getnames()
        assert not [name for name in names if "login_" in name or "fixity" in name or "index" in name.split("/")[0]]
        jobs = [name for name in names if name.startswith("database/job/")]
        assert not jobs
        assert names[0] == "PUSTAKA-CADANGAN.json"
        assert names[-2:] == ["manifest.json", "manifest.sha256"]


def test_waiting_work_goes_on_where_it_is_restored(runtime: Runtime, tmp_path: Path) -> None:
    add_document(runtime, SYSTEM, make_pdf(["menunggu"]), "menunggu.pdf")
    with runtime.database.write() as session:
        session.execute(update(Job).values(state=JobState.RUNNING, worker="lain:1:x"))
    made = backing_up.back_up(runtime, tmp_path)
    target = settings_in(tmp_path / "pulih")
    restoring.restore(made.path, target)
    with composition.runtime(target) as parts, parts.database.read() as session:
        assert {job.state for job in session.exec(select(Job))} == {JobState.QUEUED}


def test_an_interrupted_one_in_a_folder_is_carried_on(
    library: Mapping[str, int], runtime: Runtime, tmp_path: Path
) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    whole = backing_up.back_up(runtime, folder)
    partial = whole.path.with_name(whole.path.name + PARTIAL_SUFFIX)
    partial.write_bytes(whole.path.read_bytes()[: whole.path.stat().st_size // 8])
    whole.path.unlink()
    again = backing_up.back_up(runtime, folder)
    assert again.path == whole.path
    assert 0 < again.taken_over <= again.blobs == whole.blobs
    assert not partial.exists()
    assert restoring.check(again.path).blobs == whole.blobs


def test_a_damaged_file_is_left_out_and_said(library: Mapping[str, int], runtime: Runtime, tmp_path: Path) -> None:
    sha256 = sha256_of(runtime, library["sop"])
    change_a_byte(runtime, sha256)
    code, said = run("backup", str(tmp_path / "a.tar"), "--data-dir", str(runtime.settings.data_dir))
    assert code == 1
    assert "1 berkas sudah hilang atau rusak" in said
    restored = restoring.restore(tmp_path / "a.tar", settings_in(tmp_path / "pulih"))
    assert restored.lacking == (sha256,)


def test_a_damaged_file_comes_back_out_of_a_backup(library: Mapping[str, int], runtime: Runtime, archive: Path) -> None:
    changed, lost = sha256_of(runtime, library["sop"]), sha256_of(runtime, library["perwal"])
    content = change_a_byte(runtime, changed)
    path_of(runtime, lost).unlink()
    code, said = run("fixity", "--all", "--from", str(archive), "--data-dir", str(runtime.settings.data_dir))
    assert code == 0, said
    assert path_of(runtime, changed).read_bytes() == content
    assert examine(runtime).findings == ()


def test_only_into_an_empty_place(library: Mapping[str, int], runtime: Runtime, archive: Path, tmp_path: Path) -> None:
    with pytest.raises(restoring.PlaceNotEmpty):
        restoring.restore(archive, runtime.settings)
    (tmp_path / "isi").mkdir()
    (tmp_path / "isi" / "foto.jpg").touch()
    with pytest.raises(restoring.PlaceNotEmpty):
        restoring.restore(archive, settings_in(tmp_path / "isi"))
    assert [path.name for path in (tmp_path / "isi").iterdir()] == ["foto.jpg"]


def test_an_archive_is_never_overwritten(runtime: Runtime, archive: Path) -> None:
    with pytest.raises(ArchiveProblem, match="sudah ada"):
        backing_up.back_up(runtime, archive)


def test_verify_says_what_is_inside_and_restores_nothing(archive: Path, tmp_path: Path) -> None:
    code, said = run("backup", str(archive), "--verify", "--json")
    assert code == 0, said
    assert json.loads(said)["blobs"] == 6
    archive.write_bytes(archive.read_bytes()[:-3000])
    assert run("backup", str(archive), "--verify")[0] == 1


@pytest.mark.slow
@pytest.mark.parametrize("part", range(12))
def test_a_cut_anywhere_is_noticed(part: int, archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    cut = tmp_path / "potong.tar"
    cut.write_bytes(whole[: len(whole) * part // 12])
    with pytest.raises(ArchiveProblem):
        restoring.restore(cut, settings_in(tmp_path / "pulih"))
    assert is_untouched(tmp_path / "pulih")


@pytest.mark.slow
def test_a_changed_bit_anywhere_is_noticed(archive: Path, tmp_path: Path) -> None:
    """Every 997th byte of what carries meaning; the rest of a header's block is covered by its own sum."""
    whole = bytearray(archive.read_bytes())
    changed = tmp_path / "ubah.tar"
    for place in range(0, len(whole) - 1024, 9973):
        whole[place] ^= 1
        changed.write_bytes(whole)
        whole[place] ^= 1
        with pytest.raises(ArchiveProblem):
            restoring.check(changed)


def rewritten(archive: Path, target: Path, rewrite: Rewrite) -> Path:
    with tarfile.open(archive) as opened:
        members = [(info, (opened.extractfile(info) or io.BytesIO()).read()) for info in opened.getmembers()]
    with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as made:
        for info, data in rewrite(members):
            info.size = len(data)
            made.addfile(info, io.BytesIO(data))
    return target


def extra(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> Rewrite:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return lambda members: [members[0], (info, b"" if kind != tarfile.REGTYPE else b"jahat"), *members[1:]]


def without(part: str) -> Rewrite:
    return lambda members: [(info, data) for info, data in members if part not in info.name]


HOSTILE: Mapping[str, Rewrite] = {
    "climbing": extra("../../etc/passwd"),
    "absolute": extra("/etc/passwd"),
    "climbing among blobs": extra("blobs/aa/bb/../../../x"),
    "link": extra("blobs/tautan", tarfile.SYMTYPE, "/etc/passwd"),
    "hard link": extra("blobs/tautan", tarfile.LNKTYPE, "PUSTAKA-CADANGAN.json"),
    "device": extra("blobs/alat", tarfile.CHRTYPE),
    "folder": extra("blobs", tarfile.DIRTYPE),
    "false blob": extra("blobs/aa/aa/" + "a" * 64),
    "unknown table": extra("database/entah/000001.jsonl"),
    "no blobs": without("blobs/"),
    "no documents": without("database/document/"),
    "no schema": without("schema.json"),
    "no manifest": without("manifest.json"),
    "no seal": without("manifest.sha256"),
    "no header": lambda members: members[1:],
    "only a header": lambda members: members[:1],
    "turned around": lambda members: [members[0], *reversed(members[1:])],
    "twice": lambda members: [*members[:2], members[1], *members[2:]],
}


@pytest.mark.slow
@pytest.mark.parametrize("how", HOSTILE)
def test_hostile_archives_leave_nothing_behind(how: str, archive: Path, tmp_path: Path) -> None:
    hostile = rewritten(archive, tmp_path / "jahat.tar", HOSTILE[how])
    with pytest.raises(ArchiveProblem):
        restoring.restore(hostile, settings_in(tmp_path / "pulih"))
    assert is_untouched(tmp_path / "pulih")
    code, said = run("restore", str(hostile), "--data-dir", str(tmp_path / "pulih"))
    assert code == 1
    assert "Traceback" not in said
    assert not composition.is_initialised(settings_in(tmp_path / "pulih"))


@pytest.mark.parametrize("content", [b"", b"bukan arsip", b"\0" * 5000, b"PK\x03\x04" + b"x" * 3000])
def test_what_is_no_archive_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "apa.tar").write_bytes(content)
    with pytest.raises(ArchiveProblem):
        restoring.check(tmp_path / "apa.tar")
    with pytest.raises(ArchiveProblem):
        restoring.check(tmp_path / "tidak-ada.tar")


@pytest.mark.slow
def test_an_interrupted_restore_is_begun_anew(archive: Path, tmp_path: Path) -> None:
    target = settings_in(tmp_path / "pulih")
    stage = target.data_dir / restoring.STAGE
    (stage / "blobs").mkdir(parents=True)
    (stage / "blobs" / "separuh").write_bytes(b"x")
    (target.data_dir / "pustaka.db").write_bytes(b"separuh")
    assert not composition.is_initialised(target)
    with pytest.raises(composition.DataFolderRefused):
        composition.initialise(target)
    assert restoring.restore(archive, target).documents == 6
    assert composition.is_initialised(target)


@pytest.mark.slow
def test_the_archive_of_format_1_can_always_be_restored(tmp_path: Path, sandbox: Sandbox) -> None:
    """Made on 22 November 2026. This file stays for ever: whatever comes later has to read it."""
    target = settings_in(tmp_path / "pulih")
    code, said = run("restore", str(FIXTURE), "--data-dir", str(target.data_dir), "--json")
    assert code == 0, said
    assert (json.loads(said)["documents"], json.loads(said)["blobs"]) == (3, 3)
    with composition.runtime(target) as parts:
        composition.worker_with(parts, sandbox).run_until_empty()
        assert examine(parts).ok, examine(parts).findings
        with parts.database.read() as session:
            request = SearchRequest("molibdenum", part=Slice(limit=10))
            assert search.search(session, SYSTEM, parts.generations.open_current, request).hits
