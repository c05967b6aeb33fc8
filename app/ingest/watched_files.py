"""The watched folder as files: what may be taken, who still has it open, and how it is put aside without loss.

Whoever may write there may put links there, at any moment: folders are opened part by part without following any, and
all that is done to a file is done through the folders that were opened.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO

from app.ingest.archives import is_clutter

DONE, FAILED = "selesai", "gagal"
REASON_SUFFIX = ".alasan.txt"
_PARTIAL = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart", ".opdownload")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A pipe that took the place of a file must not hold up whoever opens it.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_AGAIN = os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
# In bytes, of a name and of an extension that is worth keeping when the name is cut.
_LONGEST_NAME, _LONGEST_SUFFIX = 255, 20

IsSame = Callable[[os.stat_result], bool]


class WayBlocked(Exception):
    """A link, or something else that is no folder, lies where a folder of the watched folder should be."""


class FileChanged(Exception):
    """Another file lies under the name than the one that was taken."""


def files(root: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Plain files that are meant to be taken; links are not followed, what was put aside is left alone."""
    for folder, below, names in os.walk(root, followlinks=False):
        here = Path(folder)
        below[:] = sorted(name for name in below if not _is_left_out(name) and not _is_aside(root, here, name))
        for name in sorted(names):
            if _is_left_out(name) or name.lower().endswith(_PARTIAL):
                continue
            with suppress(FileNotFoundError):
                info = (here / name).lstat()
                if stat.S_ISREG(info.st_mode):
                    yield here / name, info


def _is_left_out(name: str) -> bool:
    return name.startswith(".") or is_clutter(name)


def _is_aside(root: Path, folder: Path, name: str) -> bool:
    return folder == root and name in {DONE, FAILED}


def open_below(root: Path) -> frozenset[str]:
    """Files under the folder that a process of this machine has open, as far as it may be asked."""
    opened = set()
    for process in Path("/proc").glob("[0-9]*/fd"):
        with suppress(OSError):
            for entry in os.scandir(process):
                with suppress(OSError):
                    opened.add(str(Path(entry.path).readlink()))
    return frozenset(path for path in opened if path.startswith(f"{root}/"))


def open_without_links(root: Path, path: Path) -> BinaryIO:
    """A file below the root, reached through folders only. Raises WayBlocked and OSError."""
    with _folder(root, *path.relative_to(root).parent.parts) as folder:
        return os.fdopen(os.open(path.name, _READ, dir_fd=folder), "rb")


def put_aside(root: Path, path: Path, *, reason: str, is_same: IsSame) -> Path:
    """Into `selesai`, or `gagal` with the reason beside it, under a name where nothing lies; nothing is ever replaced.

    A link, the reason, and only then the unlink: a crash in between leaves one file under both names, which the next
    round recognises. Raises WayBlocked, FileChanged and OSError; the file is then where it was.
    """
    inside = path.relative_to(root).parent.parts
    area = FAILED if reason else DONE
    with _folder(root, *inside) as source, _folder(root, area, *inside, make=True) as target:
        for name in _names(path.name, beside=REASON_SUFFIX if reason else ""):
            if _moved((path.name, source), (name, target), reason, is_same):
                return root.joinpath(area, *inside, name)
    raise AssertionError("names do not end")


@contextmanager
def _folder(root: Path, *parts: str, make: bool = False) -> Iterator[int]:
    """The folder as a descriptor; with `make`, whatever is missing on the way is made."""
    here = os.open(root, _FOLDER)
    try:
        for part in parts:
            here, above = _folder_in(here, part, make), here
            os.close(above)
        yield here
    finally:
        os.close(here)


def _folder_in(folder: int, name: str, make: bool) -> int:
    if make:
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=folder)
    try:
        return os.open(name, _FOLDER, dir_fd=folder)
    except OSError as error:
        if error.errno not in {errno.ELOOP, errno.ENOTDIR}:
            raise
        raise WayBlocked(f"“{name}” bukan folder biasa (mungkin tautan). Ganti dengan folder biasa.") from error


def _names(name: str, *, beside: str) -> Iterator[str]:
    """The name itself, then with a number before its extension; cut so that it and what lies beside it fit a disk."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - names of bytes that are no text must stay as they are
    if len(os.fsencode(suffix)) > _LONGEST_SUFFIX:
        stem, suffix = name, ""
    for number in count(1):
        tail = f" ({number}){suffix}" if number > 1 else suffix
        yield _cut(stem, _LONGEST_NAME - len(os.fsencode(tail + beside))) + tail


def _cut(text: str, longest: int) -> str:
    while len(os.fsencode(text)) > longest:
        text = text[:-1]
    return text


_Place = tuple[str, int]


def _moved(source: _Place, target: _Place, reason: str, is_same: IsSame) -> bool:
    """Whether the name was free for the file and its reason, and both lie there now."""
    is_again = False
    try:
        os.link(source[0], target[0], src_dir_fd=source[1], dst_dir_fd=target[1], follow_symlinks=False)
    except FileExistsError:
        is_again = os.path.samestat(_look(source), _look(target))
        if not is_again:
            return False
    except OSError:
        return _renamed(source, target, reason, is_same)
    if not is_same(_look(target)):
        _remove(target)
        raise FileChanged("Berkas diganti saat dipindahkan; isinya dibaca lagi di putaran berikutnya.")
    if reason and not _explained(target, reason, is_again=is_again):
        _remove(target)
        return False
    _remove(source)
    return True


def _renamed(source: _Place, target: _Place, reason: str, is_same: IsSame) -> bool:
    """Where the file system has no links: an empty file of ours keeps the name until the rename takes it over."""
    if not is_same(_look(source)):
        raise FileChanged("Berkas diganti sebelum dipindahkan; isinya dibaca lagi di putaran berikutnya.")
    if not _made(target, b""):
        return False
    if reason and not _explained(target, reason, is_again=False):
        _remove(target)
        return False
    os.rename(source[0], target[0], src_dir_fd=source[1], dst_dir_fd=target[1])
    return True


def _explained(target: _Place, reason: str, *, is_again: bool) -> bool:
    """Whether the reason lies beside the file, and is this one; a kill may have left its beginning."""
    place, text = (f"{target[0]}{REASON_SUFFIX}", target[1]), f"{reason}\n".encode(errors="replace")
    return _made(place, text) or (is_again and _completed(place, text))


def _made(place: _Place, content: bytes) -> bool:
    try:
        handle = os.open(place[0], _NEW, 0o666, dir_fd=place[1])
    except FileExistsError:
        return False
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    return True


def _completed(place: _Place, content: bytes) -> bool:
    try:
        handle = os.open(place[0], _AGAIN, dir_fd=place[1])
    except OSError:
        return False
    info = os.fstat(handle)
    with os.fdopen(handle, "r+b", buffering=0) as stream:
        if not stat.S_ISREG(info.st_mode) or info.st_nlink > 1:
            return False
        found = stream.read(len(content) + 1)
        if not content.startswith(found):
            return False
        stream.write(content[len(found) :])
    return True


def _look(place: _Place) -> os.stat_result:
    return os.stat(place[0], dir_fd=place[1], follow_symlinks=False)


def _remove(place: _Place) -> None:
    os.unlink(place[0], dir_fd=place[1])
