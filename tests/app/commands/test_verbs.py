"""Every verb of the command line, as scripts use it: one JSON value on stdout, exit codes 0, 1 and 2."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from app.core.config import Settings
from app.core.runtime import Runtime
from tests.support.files import make_locked_pdf, make_pdf
from tests.support.library import SAMPLES

pytestmark = pytest.mark.slow

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on this test's data folder, with the same easy settings."""
    monkeypatch.setenv("PUSTAKA_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("PUSTAKA_MIN_FREE_BYTES", "0")
    monkeypatch.setenv("PUSTAKA_WORKER_POLL_SECONDS", "0.05")

    def invoke(*words: object, **more: Any) -> Result:
        return CliRunner().invoke(cli, [str(word) for word in words], **more)

    return invoke


def value(result: Result, code: int = 0) -> Any:
    """The one JSON value; nothing else may stand on stdout, and no traceback anywhere."""
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return json.loads(result.stdout)


def failed(result: Result, code: int) -> str:
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr
    return result.stderr


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "perwal.pdf"
    path.write_bytes(SAMPLES[0].content)
    return path


def test_init_says_whether_it_made_something(run: Run, tmp_path: Path) -> None:
    new = tmp_path / "baru"
    first = value(run("init", "--data-dir", new, "--json"))
    assert first["created"] is True
    assert value(run("init", "--data-dir", new, "--json")) == {"created": False, "schema": first["schema"]}
    assert "sudah siap" in run("init", "--data-dir", new).stdout


def test_a_strangers_folder_is_refused(run: Run, tmp_path: Path, file: Path) -> None:
    for verb in (["init"], ["import", str(file)]):
        assert "sudah berisi berkas lain" in failed(run(*verb, "--data-dir", tmp_path), 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "perwal.pdf"]


@pytest.mark.parametrize(
    "verb",
    [["worker", "--once"], ["search", "x"], ["doctor"], ["index", "status"], ["index", "rebuild"], ["users", "list"]],
)
def test_without_a_library_one_is_told_how_to_make_it(verb: list[str], run: Run, tmp_path: Path) -> None:
    assert "pustaka init" in failed(run(*verb, "--data-dir", tmp_path / "tidak-ada"), 1)
    assert not (tmp_path / "tidak-ada").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["tidak-ada"],
        ["search"],
        ["import"],
        ["import", "/tidak/ada.pdf"],
        ["extract", "/tidak/ada.pdf"],
        ["suggest"],
        ["search", "x", "--limit", "0"],
        ["users", "add", "budi", "--role", "raja"],
        ["score", "/tidak/ada.json"],
        ["init", "--tidak-dikenal"],
    ],
)
def test_wrong_usage_is_two(words: list[str], run: Run) -> None:
    failed(run(*words), 2)


def test_import_stores_finds_twins_and_refuses(run: Run, tmp_path: Path, file: Path) -> None:
    folder = tmp_path / "masuk" / "dalam"
    folder.mkdir(parents=True)
    shutil.copy(file, folder / "satu.pdf")
    shutil.copy(file, folder / "salinan.pdf")
    (folder / "program.exe").write_bytes(b"MZ")
    (folder / ".tersembunyi.pdf").write_bytes(make_pdf(["tersembunyi"]))
    (folder / "keluar.pdf").symlink_to("/etc/hostname")
    done = value(run("import", folder.parent, "--json"), code=1)
    assert (done["stored"], done["duplicates"]) == (1, 1)
    assert [row["file"].rpartition("/")[2] for row in done["refused"]] == ["program.exe"]
    assert done["refused"][0]["reason"]
    assert {row["state"] for row in done["documents"]} == {"queued"}
    again = value(run("import", folder.parent, "--json", "--visibility", "public"), code=1)
    assert (again["stored"], again["duplicates"]) == (0, 2)


def test_import_waits_until_everything_is_read(run: Run, file: Path) -> None:
    done = value(run("import", file, "--wait", "--json"))
    assert [(row["state"], row["outcome"]) for row in done["documents"]] == [("ok", "stored")]
    found = value(run("search", "manajemen pengetahuan", "--json"))
    assert found["hits"][0]["document_id"] == done["documents"][0]["id"]
    assert found["hits"][0]["pages"][0]["number"] == 3


def test_import_into_an_empty_folder_makes_the_library(run: Run, tmp_path: Path, file: Path) -> None:
    done = value(run("import", file, "--data-dir", tmp_path / "baru", "--json"))
    assert done["stored"] == 1


def test_a_manifest_describes_the_files(run: Run, tmp_path: Path, file: Path) -> None:
    manifest = tmp_path / "manifes.csv"
    manifest.write_text("file,title,kind,year\nperwal.pdf,Judul dari manifes,regulasi,2023\n", encoding="utf-8")
    done = value(run("import", file, "--manifest", manifest, "--json"))
    assert done["documents"][0]["title"] == "Judul dari manifes"
    manifest.write_text("file,kind\nperwal.pdf,puisi\n", encoding="utf-8")
    assert "baris 2" in failed(run("import", file, "--manifest", manifest, "--json"), 1)
    manifest.write_text("nama,kind\nperwal.pdf,sop\n", encoding="utf-8")
    assert "kolom" in failed(run("import", file, "--manifest", manifest, "--json"), 1)
    manifest.write_bytes(b"\xff\xfe\x00file")
    assert failed(run("import", file, "--manifest", manifest, "--json"), 1)


def test_worker_once_works_the_queue_off(run: Run, file: Path) -> None:
    run("import", file)
    tally = value(run("worker", "--once", "--json"))
    assert tally["done"] >= 2
    assert tally["failed"] == 0
    assert value(run("worker", "--once", "--json"))["failed"] == 0


def test_extract_reads_without_storing(run: Run, file: Path, tmp_path: Path, settings: Settings) -> None:
    read = value(run("extract", file, "--json"))
    assert (read["status"], read["media_type"], len(read["pages"])) == ("ok", "application/pdf", 4)
    assert read["pages"][2]["number"] == 3
    assert read["pages"][2]["source"] == "text"
    assert "manajemen pengetahuan" in read["pages"][2]["text"]
    assert "halaman 3" in run("extract", file).stdout
    locked = tmp_path / "terkunci.pdf"
    locked.write_bytes(make_locked_pdf(["rahasia"]))
    assert value(run("extract", locked, "--json"), code=1)["status"] == "locked"
    (tmp_path / "program.pdf").write_bytes(b"MZ\x00")
    assert value(run("extract", tmp_path / "program.pdf", "--json"), code=1)["status"] == "damaged"
    assert not list((settings.blob_dir / "blobs").rglob("*.*"))


def test_describe_reads_the_metadata(run: Run, file: Path) -> None:
    found = value(run("describe", file, "--json"))
    assert (found["kind_abbrev"], found["number"], found["year"]) == ("Perwali", "12", 2023)
    assert {"title", "issuer", "confidence", "evidence", "enacted_on", "signer"} <= set(found)
    assert run("describe", file).stdout


def test_describe_tells_relations_with_their_words(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "perwali.txt"
    path.write_text(
        "PERATURAN WALI KOTA SAGARA\nNOMOR 14 TAHUN 2023\nTENTANG\nDATA\nWALI KOTA SAGARA,\n"
        "Menimbang : a. bahwa data;\nMengingat : 1. Peraturan Presiden Nomor 95 Tahun 2018 tentang SPBE;\n"
        "MEMUTUSKAN:\nPasal 1\n"
        "Ketentuan Pasal 2 Peraturan Wali Kota Nomor 3 Tahun 2010 dicabut dan dinyatakan tidak berlaku.\n",
        encoding="utf-8",
    )
    revoked, based = value(run("describe", path, "--json"))["relations"]
    assert (revoked["type"], revoked["target"], revoked["in_part"]) == ("mencabut", "Perwali Sagara 3/2010", True)
    assert (based["type"], based["target"], based["page"]) == ("dasar", "Perpres 95/2018", 1)
    assert "dicabut" in revoked["words"]
    assert {"key", "confidence", "is_amender"} <= set(based)
    assert "mencabut: Perwali Sagara 3/2010 (hlm. 1) – sebagian" in run("describe", path, "--no-ocr").stdout


def test_suggest_names_indicators_with_reasons(run: Run, file: Path) -> None:
    rows = value(run("suggest", file, "--json", "--limit", 3))
    assert 1 <= len(rows) <= 3
    assert set(rows[0]) == {"indicator", "name", "level", "level_rule", "score", "reasons"}
    assert rows == sorted(rows, key=lambda row: -row["score"])
    by_title = value(run("suggest", "--title", "Kebijakan internal manajemen pengetahuan SPBE", "--json"))
    assert by_title[0]["reasons"]
    draft = run("suggest", "--title", "Draf Perwali Satu Data").stdout
    assert "“satu data” judul" in draft
    assert "tingkat 1: Masih rancangan" in draft
    assert "Tidak ada teks yang terbaca" in run("suggest", "--title", "Foto").stdout
    assert failed(run("suggest", "--title", "x", "--instrument", "tidak-ada"), 2)


def test_score_reads_levels(run: Run, tmp_path: Path) -> None:
    levels = tmp_path / "tingkat.json"
    levels.write_text(json.dumps({str(number): 3 for number in range(1, 48)}), encoding="utf-8")
    full = value(run("score", levels, "--json"))
    assert (full["index"], full["predicate"], full["missing"]) == (3.0, "Baik", [])
    assert set(full) >= {"index", "index_unrounded", "predicate", "domains", "aspects", "missing"}
    levels.write_text('{"1": 3}', encoding="utf-8")
    partial = value(run("score", levels, "--json"))
    assert partial["index"] is None
    assert len(partial["missing"]) == 46
    for text in ("[]", "{", '{"x": 1}', '{"1": "tinggi"}', '{"1": null}', '{"99": 3}', '{"1": 9}', ""):
        levels.write_text(text, encoding="utf-8")
        assert run("score", levels, "--json").exit_code in {1, 2}, text
        failed(run("score", levels, "--json"), run("score", levels, "--json").exit_code)
    levels.write_bytes(b"\xff\xfe")
    failed(run("score", levels), 2)


def test_search_acts_as_the_system_or_as_somebody(run: Run, library: Mapping[str, int]) -> None:
    secret = value(run("search", "zirkonium", "--json"))
    assert [hit["document_id"] for hit in secret["hits"]] == [library["rahasia"]]
    assert value(run("search", "zirkonium", "--as", "pembaca", "--json"), code=1)["total"] == 0
    assert value(run("search", "zirkonium", "--as", "operator2", "--json"))["total"] == 1
    assert "nobody" in failed(run("search", "x", "--as", "nobody", "--json"), 1)
    text = run("search", "pencadangan").stdout
    assert "SOP Pencadangan Data" in text
    page = value(run("search", "*", "--limit", 2, "--offset", 1, "--json"))
    assert len(page["hits"]) == 2


def test_index_is_rebuilt_and_described(run: Run, library: Mapping[str, int], runtime: Runtime) -> None:
    before = value(run("index", "status", "--json"))
    assert before["documents"] == 5
    rebuilt = value(run("index", "rebuild", "--json"))
    assert set(rebuilt) == {"generation", "documents", "pages", "bytes", "seconds"}
    assert rebuilt["generation"] != before["generation"]
    assert rebuilt["documents"] == 5
    shutil.rmtree(runtime.settings.index_dir)
    assert "pustaka index rebuild" in failed(run("index", "status", "--json"), 1)
    assert value(run("index", "rebuild", "--json"))["documents"] == 5


def test_users_are_added_listed_and_disabled(run: Run) -> None:
    password = {"env": {"PUSTAKA_PASSWORD": "sandi-cukup-panjang"}}
    made = value(run("users", "add", "Budi.S", "--role", "admin", "--name", "Budi", "--json", **password))
    assert (made["username"], made["role"]) == ("budi.s", "admin")
    assert "sudah dipakai" in failed(run("users", "add", "budi.s", **password), 1)
    assert "OPD" in failed(run("users", "add", "op", "--role", "operator", "--agency", "TIDAKADA", **password), 2)
    assert run("users", "add", "siti.o", "--role", "operator", "--agency", "dinkes", **password).exit_code == 0
    short = run("users", "add", "pendek", input="pendek\n")
    assert "paling sedikit" in failed(short, 1)
    listed = {row["username"]: row for row in value(run("users", "list", "--json"))}
    assert listed["siti.o"]["agency"] == "Dinas Kesehatan"
    assert run("users", "disable", "siti.o").exit_code == 0
    assert {row["username"]: row["active"] for row in value(run("users", "list", "--json"))}["siti.o"] is False
    assert "(nonaktif)" in run("users", "list").stdout
    assert run("users", "password", "budi.s", **password).exit_code == 0
    assert "nobody" in failed(run("users", "password", "nobody", **password), 1)
    for name in ("admin", "budi.s"):
        result = run("users", "disable", name)
    assert "admin aktif terakhir" in failed(result, 1)


def test_settings_that_are_wrong_are_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUSTAKA_LEASE_SECONDS", "sebentar")
    monkeypatch.setenv("PUSTAKA_TIME_ZONE", "Asia/Atlantis")
    told = failed(run("doctor", "--json"), 2)
    assert "PUSTAKA_LEASE_SECONDS" in told
    assert "PUSTAKA_TIME_ZONE" in told


def test_what_is_not_understood_is_said_in_one_sentence(run: Run) -> None:
    for words, told in (
        (("entah",), "Perintah “entah” tidak dikenal. Lihat `pustaka --help`."),
        (("index", "entah"), "Perintah “entah” tidak dikenal. Lihat `pustaka index --help`."),
        (("search",), "Isian query belum disebut. Lihat `pustaka search --help`."),
        (("serve", "--entah"), "Pilihan --entah tidak dikenal atau belum lengkap. Lihat `pustaka serve --help`."),
        (("serve", "--port", "abc"), "Isian --port tidak sesuai. Lihat `pustaka serve --help`."),
        (("extract", "tidak-ada.pdf"), "Isian file menyebut berkas yang tidak ada. Lihat `pustaka extract --help`."),
        (
            ("suggest", "tidak-ada.pdf"),
            "Berkas tidak-ada.pdf tidak ada. Untuk mengusulkan dari judul saja, pakai --title.",
        ),
    ):
        assert failed(run(*words), 2).strip() == told


def test_a_title_may_stand_where_a_file_does(run: Run) -> None:
    title = "SK Tim Koordinasi SPBE"
    assert value(run("suggest", title, "--json")) == value(run("suggest", "--title", title, "--json")) != []
