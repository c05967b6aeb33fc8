"""Archives that were changed and sealed anew: every checksum is right, and what they say is still not believed."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.preservation import restoring
from storage.backup import MANIFEST, SCHEMA, SEAL
from storage.members import ArchiveProblem
from tests.conftest import settings_in

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "backup-format-1.tar"
Content = dict[str, bytes]
Change = Callable[[Content, dict[str, Any]], None]
CLIMBING = "../../../../etc/passwd"


def resealed(target: Path, change: Change) -> Path:
    """The archive with something else in it, and a manifest and a seal that agree with that."""
    content, manifest = taken_apart()
    change(content, manifest)
    for part in manifest["parts"]:
        data = content[part["name"]]
        part |= {"rows": data.count(b"\n"), "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    manifest["schema"] = json.loads(content[SCHEMA])["schema"]
    content[MANIFEST] = json.dumps(manifest).encode()
    content[SEAL] = f"{hashlib.sha256(content[MANIFEST]).hexdigest()}  {MANIFEST}\n".encode()
    with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as made:
        for name, data in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            made.addfile(info, io.BytesIO(data))
    return target


def taken_apart() -> tuple[Content, dict[str, Any]]:
    with tarfile.open(FIXTURE) as opened:
        content = {info.name: (opened.extractfile(info) or io.BytesIO()).read() for info in opened.getmembers()}
    return content, json.loads(content[MANIFEST])


def in_row(table: str, **values: object) -> Change:
    """The first row of a table says something else."""

    def change(content: Content, manifest: dict[str, Any]) -> None:
        name = next(name for name in content if name.startswith(f"database/{table}/"))
        first, *others = content[name].splitlines()
        content[name] = b"".join(line + b"\n" for line in (json.dumps(json.loads(first) | values).encode(), *others))

    return change


def in_manifest(**values: object) -> Change:
    return lambda content, manifest: manifest.update(values)


def with_schema(name: str) -> Change:
    return lambda content, manifest: content.update({SCHEMA: json.dumps({"schema": name}).encode()})


def lost(digest: str) -> Change:
    """The digest is in a row and, so that its file is not asked for, among those that were lost."""

    def change(content: Content, manifest: dict[str, Any]) -> None:
        in_row("revision", sha256=digest)(content, manifest)
        manifest["lacking"] = [digest]

    return change


REFUSED: Mapping[str, Change] = {
    "climbing digest": lost(CLIMBING),
    "climbing digest of which nothing is said": in_row("revision", sha256=CLIMBING),
    "capital digest": lost("A" * 64),
    "short digest": lost("a" * 63),
    "digest with an end of line": lost("a" * 64 + "\n"),
    "lost ones that are no list": in_manifest(lacking="abc"),
    "lost ones that are no names": in_manifest(lacking=[1, None, {}]),
    "lost ones that are nothing": in_manifest(lacking=None),
    "version that is no word": in_manifest(version={"x": 1}),
    "time that is no word": in_manifest(created_at=5),
    "counts that are no numbers": in_manifest(blobs="1"),
    "word that is none of the choice": in_row("document", visibility="SANGAT"),
    "half a character": in_row("document", title="\ud83d"),
    **{f"schema {name}": with_schema(name) for name in ("head", "heads", "base", "head-1", "base:head", "+1", "-1")},
}


def test_the_archive_resealed_as_it_is_comes_back(tmp_path: Path) -> None:
    """Otherwise the refusals below would prove nothing."""
    whole = resealed(tmp_path / "utuh.tar", in_manifest())
    assert restoring.restore(whole, settings_in(tmp_path / "pulih")).documents > 0


@pytest.mark.parametrize("how", REFUSED)
def test_what_cannot_be_meant_is_refused_and_leaves_nothing(how: str, tmp_path: Path) -> None:
    hostile = resealed(tmp_path / "jahat.tar", REFUSED[how])
    with pytest.raises(ArchiveProblem):
        restoring.restore(hostile, settings_in(tmp_path / "pulih"))
    assert list((tmp_path / "pulih").iterdir()) == []
