"""DOC, XLS, PPT and RTF by way of LibreOffice: converted in a confined process, then read like their successors.

`with readable(path, media_type) as (path, media_type): …` passes every other type through. Whoever extracts goes
through here first.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from math import ceil
from pathlib import Path

from indexer.extract.media import BY_EXTENSION, LEGACY_TYPES
from indexer.extract.model import MIB, Extraction, Limits

REMEDY = (
    "Berkas format lama baru dapat dibaca bila LibreOffice terpasang di peladen. Minta pengelola memasangnya, "
    "atau simpan berkas sebagai DOCX, XLSX, PPTX, atau PDF lalu unggah kembali."
)
_TARGETS = {
    LEGACY_TYPES["doc"]: "docx",
    LEGACY_TYPES["rtf"]: "docx",
    LEGACY_TYPES["xls"]: "xlsx",
    LEGACY_TYPES["ppt"]: "pptx",
}
_FILTERS = {
    "docx": "docx:MS Word 2007 XML",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "pptx": "pptx:Impress MS PowerPoint 2007 XML",
}
_QUIET = ("--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nolockcheck")
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}
_ROOT = Path(__file__).resolve().parents[2]
_BOOT = "import sys; sys.path[:0] = [sys.argv[1]]; from indexer.extract.legacy_launch import main; main(sys.argv[2])"
_PLACES = ("/usr/bin", "/usr/local/bin", "/opt/libreoffice/program", "/usr/lib/libreoffice/program")
_MEMORY = 4096 * MIB  # of addresses, of which the program reserves far more than it uses
_OUTPUT = 256 * MIB
_HEAD = 64 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = (b"<html", b"<!doctype html", b"<meta", b"<table", b"<head", b"<body")
# No macro runs, nothing active wakes, no link of an untrusted document is followed.
_SECURITY = {"MacroSecurityLevel": "3", "DisableMacrosExecution": "true", "DisableActiveContent": "true",
             "BlockUntrustedRefererLinks": "true"}  # fmt: skip


class ConversionFailed(Exception):
    """LibreOffice made nothing of it: damaged, locked with a password, or no such document."""


class ConversionTimedOut(Exception):
    """It took longer than it may and was ended."""


class ConverterMissing(Exception):
    """No LibreOffice on this machine."""


@cache
def _program() -> str | None:
    return shutil.which("soffice", path=os.pathsep.join(_PLACES))


def is_available() -> bool:
    return _program() is not None


def is_legacy(media_type: str) -> bool:
    return media_type in _TARGETS


@contextmanager
def readable(
    path: Path,
    media_type: str,
    *,
    limits: Limits = Limits(),  # noqa: B008
    scratch: Path | None = None,
) -> Iterator[tuple[Path, str]]:
    """The file itself, or for a legacy type what the extractors can read in its place while the block lasts.

    What is made on the way lies below `scratch`, or where the system keeps temporary files.
    Raises ConverterMissing, ConversionFailed or ConversionTimedOut.
    """
    if not is_legacy(media_type):
        yield path, media_type
    elif _bytes_say(path) == "html":
        yield path, BY_EXTENSION["html"]
    else:
        with converted(path, media_type, wall_seconds=limits.wall_seconds, scratch=scratch) as successor:
            yield successor


@contextmanager
def converted(
    path: Path, media_type: str, *, wall_seconds: float = 120.0, scratch: Path | None = None
) -> Iterator[tuple[Path, str]]:
    """The successor of a legacy file in a private folder that goes with the block."""
    target = _TARGETS[media_type]
    program = _program()
    if program is None:
        raise ConverterMissing
    with tempfile.TemporaryDirectory(prefix="pustaka-ubah-", dir=scratch, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / f"masuk.{_extension(path, media_type)}"
        _prepare(folder, path, source)
        _run([program, *_arguments(folder, source, target)], folder, wall_seconds)
        made = folder / "hasil" / f"masuk.{target}"
        if not made.is_file() or not made.stat().st_size:
            raise ConversionFailed
        yield made, BY_EXTENSION[target]


def extract_with(read: Callable[[Path, str], Extraction], path: Path, media_type: str, limits: Limits) -> Extraction:
    """Read through the given reader whatever the type; every way to end is a named state."""
    try:
        with readable(path, media_type, limits=limits) as (successor, successor_type):
            return replace(read(successor, successor_type), media_type=media_type)
    except ConverterMissing:
        return Extraction("unsupported", media_type, warnings=(REMEDY,))
    except ConversionTimedOut:
        return Extraction("timeout", media_type)
    except ConversionFailed:
        return Extraction("damaged", media_type)


def _bytes_say(path: Path) -> str:
    """What the bytes are, whatever the name: LibreOffice would read anything as text, also noise.

    Web applications often send a page of HTML, or rich text, under the name of a Word file, and Office opens both.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(_OLE):
        return "ole"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    return "html" if head.lstrip(b"\xef\xbb\xbf\r\n\t ").lower().startswith(_HTML) else ""


def _extension(path: Path, media_type: str) -> str:
    match _bytes_say(path):
        case "ole":
            return next(extension for extension, name in LEGACY_TYPES.items() if name == media_type)
        case "rtf" if _TARGETS[media_type] == "docx":
            return "rtf"
        case _:
            raise ConversionFailed


def _prepare(folder: Path, path: Path, source: Path) -> None:
    profile = folder / "profil" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
    (folder / "hasil").mkdir()
    shutil.copyfile(path, source)


def _settings() -> str:
    items = "".join(
        '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for name, value in _SECURITY.items()
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def _arguments(folder: Path, source: Path, target: str) -> list[str]:
    quiet = [
        "--headless",
        "--invisible",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nolockcheck",
        "--nofirststartwizard",
    ]
    profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
    return [profile, *quiet, "--convert-to", _FILTERS[target], "--outdir", str(folder / "hasil"), str(source)]


def _run(command: list[str], folder: Path, wall_seconds: float) -> None:
    order = json.dumps({
        "command": command, "parent": os.getpid(), "folder": str(folder),
        "environment": _ENVIRONMENT,
        "limits": {"RLIMIT_CPU": ceil(wall_seconds) + 1, "RLIMIT_AS": _MEMORY, "RLIMIT_FSIZE": _OUTPUT},
    })  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", _BOOT, str(_ROOT), order],
        env={},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = process.wait(timeout=wall_seconds)
    except subprocess.TimeoutExpired:
        raise ConversionTimedOut from None
    finally:
        _end_group(process)
    if code in {-signal.SIGXCPU, 128 + signal.SIGXCPU}:
        raise ConversionTimedOut
    if code:
        raise ConversionFailed


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    """What it started goes with it, also when it has ended itself."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
