"""`pustaka import` and `pustaka watch`: zips, manifests whose mistakes are named, progress beside one value."""

import json
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from app import composition
from app.accounts.permissions import SYSTEM
from app.cli import cli
from app.core.config import Settings
from app.core.pagination import Slice
from app.documents.models import Document
from app.ingest import batches
from app.ingest.models import BatchSource
from tests.support.zips import make_zip


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "berkas"
    (folder / "surat").mkdir(parents=True)
    (folder / "satu.txt").write_text("Satu dua tiga")
    (folder / "surat/dua.txt").write_text("Dua tiga empat")
    (folder / "jahat.exe").write_bytes(b"MZ\x90\x00")
    (folder / "isi.zip").write_bytes(make_zip({"tiga.txt": b"Tiga empat", "map/empat.txt": b"Empat lima"}))
    return folder


def run(settings: Settings, *words: object, code: int = 0) -> Result:
    environment = {"PUSTAKA_DATA_DIR": str(settings.data_dir), "PUSTAKA_MIN_FREE_BYTES": "0"}
    result = CliRunner().invoke(cli, [str(word) for word in words], env=environment)
    assert result.exit_code == code, result.output
    return result


def test_a_folder_with_a_zip_is_one_batch_and_a_second_run_adds_nothing(settings: Settings, files: Path) -> None:
    first = run(settings, "import", files, "--json", code=1)
    done = json.loads(first.stdout)
    assert (done["stored"], done["duplicates"]) == (4, 0)
    assert [row["file"] for row in done["refused"]] == [str(files / "jahat.exe")]
    assert str(files / "isi.zip/map/empat.txt") in [row["file"] for row in done["documents"]]
    assert "4 dari 4 berkas diperiksa." in first.stderr
    again = json.loads(run(settings, "import", files, "--json", code=1).stdout)
    assert (again["stored"], again["duplicates"]) == (0, 4)
    with composition.runtime(settings) as parts, parts.database.read() as session:
        rows = batches.listing(session, SYSTEM, part=Slice()).items
    assert [(row.source, row.name, row.total) for row in rows] == [(BatchSource.FOLDER, "berkas", 5)] * 2


def test_a_manifest_reaches_into_zips_and_names_what_is_not_there(
    settings: Settings, files: Path, tmp_path: Path
) -> None:
    manifest = tmp_path / "daftar.csv"
    lines = ("file,title,year", "surat/dua.txt,Surat Kedua,2023", "empat.txt,Dari Zip,2024", "hilang.txt,Tak Ada,2020")
    manifest.write_text("\n".join(lines), encoding="utf-8")
    done = json.loads(run(settings, "import", files, "--manifest", manifest, "--json", code=1).stdout)
    titles = {Path(row["file"]).name: row["title"] for row in done["documents"]}
    assert (titles["dua.txt"], titles["empat.txt"]) == ("Surat Kedua", "Dari Zip")
    missing = {row["file"]: row["reason"] for row in done["refused"]}["hilang.txt"]
    assert "baris 4" in missing


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("file,judul,year\na.txt,x,2020\n", "“judul”"),
        ("file,year\na.txt,2020\na.txt,2021\n", "baris 3"),
        ("file,year\n,2020\n", "baris 2"),
        ("file,year\na.txt,2020,lebih\n", "baris 2"),
    ],
)
def test_a_mistaken_manifest_stores_nothing(settings: Settings, files: Path, text: str, said: str) -> None:
    manifest = files.parent / "daftar.csv"
    manifest.write_text(text, encoding="utf-8")
    assert said in run(settings, "import", files, "--manifest", manifest, code=1).stderr
    with composition.runtime(settings) as parts, parts.database.read() as session:
        assert session.exec(select(Document)).all() == []


def test_watch_once_takes_what_is_whole_and_says_it(
    settings: Settings, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUSTAKA_WATCH_SETTLE_SECONDS", "0.1")
    rows = json.loads(run(settings, "watch", "--once", "--dir", files, "--json", code=1).stdout)
    assert {row["file"]: bool(row["reason"]) for row in rows} == {
        "isi.zip": False,
        "jahat.exe": True,
        "satu.txt": False,
        "surat/dua.txt": False,
    }
    assert (files / "gagal/jahat.exe.alasan.txt").is_file()
    assert "PUSTAKA_WATCH_DIR" in run(settings, "watch", "--once", code=1).stderr
