"""The watched folder as files: what may be taken, who still has it open, and how it is put aside without loss."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from app.ingest.archives import is_clutter

DONE, FAILED = "selesai", "gagal"
_PARTIAL = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart", ".opdownload")


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


def open_without_links(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")


def free_name(folder: Path, path: Path) -> Path:
    """The name itself, or with a number before its extension: nothing that lies there is ever replaced."""
    number = 1
    while True:
        numbered = f"{path.stem} ({number}){path.suffix}"
        target = folder / (path.name if number == 1 else numbered)
        if not target.is_symlink() and (not target.exists() or target.samefile(path)):
            return target
        number += 1


def move(path: Path, target: Path) -> None:
    """A link and then an unlink cannot replace anything; where the file system has no links, a rename must do.

    A crash between the two leaves one file under both names, which `free_name` recognises.
    """
    try:
        if not target.exists():
            os.link(path, target, follow_symlinks=False)
    except OSError:
        path.rename(target)
    else:
        path.unlink()
