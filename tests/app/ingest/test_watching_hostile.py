"""The watched folder when whoever may write there means harm, or only has odd names: no link out, nothing replaced."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from app.core.runtime import Runtime
from app.documents.models import Revision
from app.ingest import watched_files
from app.ingest.models import BatchItem, ItemOutcome
from app.ingest.watched_files import DONE, FAILED, REASON_SUFFIX, FileChanged, put_aside
from app.ingest.watching import Watcher

PROGRAM = b"MZ\x90\x00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "masuk"
    made.mkdir()
    return made


@pytest.fixture
def watching(runtime: Runtime, folder: Path) -> Watcher:
    runtime.settings.watch_settle_seconds = 0
    return Watcher(runtime, folder)


def any_file(_: os.stat_result) -> bool:
    return True


def below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() or path.is_symlink())


def outcomes(runtime: Runtime) -> list[ItemOutcome]:
    with runtime.database.read() as session:
        return [item.outcome for item in session.exec(select(BatchItem))]


@pytest.mark.parametrize("is_link", [True, False])
def test_a_reason_never_writes_through_a_link_nor_over_another(
    is_link: bool, folder: Path, watching: Watcher, tmp_path: Path
) -> None:
    victim, reason = tmp_path / "korban.txt", folder / f"gagal/a.pdf{REASON_SUFFIX}"
    victim.write_text("penting")
    reason.parent.mkdir()
    if is_link:
        reason.symlink_to(victim)
    else:
        reason.write_text("penting")
    (folder / "a.pdf").write_bytes(PROGRAM)
    assert len(watching.sweep()) == 1
    assert victim.read_text() == reason.read_text() == "penting"
    assert below(folder / "gagal") == ["a (2).pdf", f"a (2).pdf{REASON_SUFFIX}", reason.name]


@pytest.mark.parametrize("inside", ["", "surat"])
@pytest.mark.parametrize(("area", "content"), [(DONE, b"Satu dua tiga"), (FAILED, PROGRAM)])
def test_nothing_is_put_where_a_link_leads(
    area: str, content: bytes, inside: str, runtime: Runtime, folder: Path, watching: Watcher, tmp_path: Path
) -> None:
    outside, link, file = tmp_path / "luar", folder / area / inside, folder / inside / "satu.txt"
    outside.mkdir()
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(outside, target_is_directory=True)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)
    for _ in range(3):
        assert watching.sweep() == []
    assert file.read_bytes() == content
    assert list(outside.iterdir()) == []
    assert len(outcomes(runtime)) == 1, "it does not come again every round"
    link.unlink()
    os.utime(file)
    assert len(watching.sweep()) == 1


def test_a_file_behind_a_folder_that_became_a_link_is_not_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "luar").mkdir()
    (tmp_path / "luar/rahasia.txt").write_text("rahasia")
    (folder / "surat").symlink_to(tmp_path / "luar")
    with pytest.raises(watched_files.WayBlocked, match="surat"):
        watched_files.open_without_links(folder, folder / "surat/rahasia.txt")


@pytest.mark.parametrize("letter", ["a", "é"])
@pytest.mark.parametrize("content", [b"Isi yang sama", PROGRAM])
def test_names_as_long_as_a_disk_allows_settle(
    content: bytes, letter: str, runtime: Runtime, folder: Path, watching: Watcher
) -> None:
    lengths = (200, 241, 242, 249, 251, 252, 255)
    for _ in range(2):
        for length in lengths:
            (folder / _name_of(length, letter)).write_bytes(content)
        assert len(watching.sweep()) == len(lengths)
    assert watching.sweep() == []
    assert len(outcomes(runtime)) == 2 * len(lengths)
    lying = below(folder)
    assert len(lying) == 2 * len(lengths) * (2 if content == PROGRAM else 1)
    assert all(path.endswith((".txt", f".txt{REASON_SUFFIX}")) for path in lying)


def _name_of(length: int, letter: str) -> str:
    """So many bytes, a number first, so that no two are the same when they are cut."""
    room = length - len("123.txt")
    stem = letter * (room // len(letter.encode()))
    return f"{length}{stem}{'x' * (room - len(stem.encode()))}.txt"


def test_a_name_that_is_no_text_is_taken_and_read_by_people(runtime: Runtime, folder: Path, watching: Watcher) -> None:
    for name in (b"\xff\xfe.txt", b"r\xe9sum\xe9.exe"):
        (folder / os.fsdecode(name)).write_bytes(b"Satu dua tiga")
    moved = watching.sweep()
    assert sorted((one.name, bool(one.reason)) for one in moved) == [("résumé.exe", True), ("ÿþ.txt", False)]
    assert str(moved[0].target).isprintable()
    with runtime.database.read() as session:
        assert session.exec(select(Revision.file_name)).one() == "ÿþ.txt"
    assert [os.fsencode(path.name) for path in (folder / "selesai").iterdir()] == [b"\xff\xfe.txt"]


@pytest.mark.parametrize("has_links", [True, False])
@pytest.mark.parametrize("reason", ["", "Ditolak."])
def test_a_name_that_is_taken_at_the_last_moment_costs_neither_file(
    reason: str, has_links: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's file appears after the name was found free, as another scanner's would."""
    link, area = os.link, folder / (FAILED if reason else DONE)
    (folder / "a.pdf").write_text("milik kami")

    def late(*given: str, **named: int) -> None:
        if given[1] == "a.pdf":
            (area / "a.pdf").write_text("milik orang lain")
        if not has_links:
            raise PermissionError(errno.EPERM, "no links here")
        link(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "link", late)
    target = put_aside(folder, folder / "a.pdf", reason=reason, is_same=any_file)
    assert target == area / "a (2).pdf"
    assert (target.read_text(), (area / "a.pdf").read_text()) == ("milik kami", "milik orang lain")
    assert not (folder / "a.pdf").exists()
    assert (area / f"a (2).pdf{REASON_SUFFIX}").exists() == bool(reason)
    assert not (area / f"a.pdf{REASON_SUFFIX}").exists()


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_that_was_exchanged_after_it_was_stored_stays(
    has_links: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.txt").write_text("yang baru")
    if not has_links:
        monkeypatch.setattr(os, "link", _refuses_links)
    with pytest.raises(FileChanged):
        put_aside(folder, folder / "a.txt", reason="", is_same=lambda _: False)
    assert below(folder) == ["a.txt"]


def _refuses_links(*_: str, **__: int) -> None:
    raise PermissionError(errno.EPERM, "no links here")


@pytest.mark.parametrize("written", [None, "", "Ditol", "Ditolak.\n"])
def test_what_a_kill_left_half_done_is_ended(written: str | None, folder: Path) -> None:
    """Killed between the link and the unlink: the reason is missing, begun or whole."""
    file, area = folder / "a.pdf", folder / FAILED
    file.write_bytes(PROGRAM)
    area.mkdir()
    (area / "a.pdf").hardlink_to(file)
    if written is not None:
        (area / f"a.pdf{REASON_SUFFIX}").write_text(written)
    put_aside(folder, file, reason="Ditolak.", is_same=any_file)
    assert below(folder) == ["gagal/a.pdf", f"gagal/a.pdf{REASON_SUFFIX}"]
    assert (area / f"a.pdf{REASON_SUFFIX}").read_text() == "Ditolak.\n"


def _foreign(place: Path, victim: Path) -> None:
    place.write_text("Lain.")


def _linked(place: Path, victim: Path) -> None:
    place.symlink_to(victim)


def _hard(place: Path, victim: Path) -> None:
    place.hardlink_to(victim)


def _pipe(place: Path, _: Path) -> None:
    os.mkfifo(place)


@pytest.mark.parametrize("plant", [_foreign, _linked, _hard, _pipe])
def test_a_half_done_pair_is_not_ended_in_what_is_not_ours(
    plant: Callable[[Path, Path], None], folder: Path, tmp_path: Path
) -> None:
    file, area, victim = folder / "a.pdf", folder / FAILED, tmp_path / "korban.txt"
    file.write_bytes(PROGRAM)
    victim.write_text("")
    area.mkdir()
    (area / "a.pdf").hardlink_to(file)
    plant(area / f"a.pdf{REASON_SUFFIX}", victim)
    target = put_aside(folder, file, reason="Ditolak.", is_same=any_file)
    assert target.name == "a (2).pdf"
    assert target.read_bytes() == PROGRAM
    assert victim.read_text() == ""
