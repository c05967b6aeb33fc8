# The build between npm and the web server: what it vendors, its hashes, and that it is repeatable and fails whole.
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "frontend/static"


def _build(root: Path) -> subprocess.CompletedProcess[str]:
    command = ["node", str(ROOT / "frontend/build.mjs"), str(root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A project of its own with the real packages, so that the test may spoil it."""
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)
    shutil.copytree(ROOT / "frontend/templates", tmp_path / "frontend/templates")
    shutil.copytree(STATIC, tmp_path / "frontend/static", ignore=shutil.ignore_patterns("vendor"))
    return tmp_path


def _manifest(root: Path) -> dict[str, str]:
    manifest: dict[str, str] = json.loads((root / "frontend/static/vendor/manifest.json").read_text())
    return manifest


def test_a_second_build_changes_nothing(copy: Path) -> None:
    first, second = _build(copy), _build(copy)
    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert " 0 changed" not in first.stdout
    assert " 0 changed" in second.stdout


def test_the_manifest_names_every_own_file_with_the_hash_of_its_bytes(copy: Path) -> None:
    _build(copy)
    manifest = _manifest(copy)
    static = copy / "frontend/static"
    own = {
        path.relative_to(static).as_posix()
        for path in static.rglob("*")
        if path.is_file() and "vendor" not in path.parts
    }
    assert own <= manifest.keys()
    for name, hashed in manifest.items():
        digest = hashlib.sha256((static / name).read_bytes()).hexdigest()[:12]
        assert hashed == f"{name}?v={digest}"


def test_a_changed_style_gets_a_new_address_and_a_stray_file_goes(copy: Path) -> None:
    _build(copy)
    before = _manifest(copy)
    (copy / "frontend/static/css/base.css").write_text("body { color: red }")
    stray = copy / "frontend/static/vendor/pdfjs/old/worker.mjs"
    stray.parent.mkdir()
    stray.write_text("old")
    assert _build(copy).returncode == 0
    after = _manifest(copy)
    assert {name for name in after if after[name] != before[name]} == {"css/base.css"}
    assert not stray.parent.exists()


def test_an_unknown_icon_stops_the_build_before_anything_is_written(copy: Path) -> None:
    (copy / "frontend/templates/salah.html").write_text('{{ icon("tidak-ada-ikon-ini") }}')
    result = _build(copy)
    assert result.returncode == 1
    assert 'Icon "tidak-ada-ikon-ini"' in result.stderr
    assert not (copy / "frontend/static/vendor").exists()


def test_an_icon_that_a_template_names_reaches_the_sprite(copy: Path) -> None:
    (copy / "frontend/templates/baru.html").write_text('{{ button("Terbang", icon="plane") }}')
    _build(copy)
    assert '<symbol id="plane"' in (copy / "frontend/static/vendor/icons.svg").read_text()


def test_without_packages_the_build_says_what_to_run(tmp_path: Path) -> None:
    result = _build(tmp_path)
    assert result.returncode == 1
    assert "npm ci" in result.stderr


def test_the_reader_has_all_it_loads_and_every_license_is_there(copy: Path) -> None:
    _build(copy)
    vendor = copy / "frontend/static/vendor"
    for name in (
        "pdfjs/build/pdf.min.mjs",
        "pdfjs/build/pdf.worker.min.mjs",
        "pdfjs/web/pdf_viewer.mjs",
        "pdfjs/web/pdf_viewer.css",
        "pdfjs/cmaps/UniGB-UCS2-H.bcmap",
        "pdfjs/standard_fonts/LiberationSans-Regular.ttf",
        "pdfjs/wasm/openjpeg.wasm",
        "pdfjs/wasm/openjpeg_nowasm_fallback.js",
        "pdfjs/wasm/jbig2_nowasm_fallback.js",
        "fonts/inter-latin-wght-normal.woff2",
        "fonts/inter-latin-ext-wght-normal.woff2",
        "htmx/htmx.min.js",
    ):
        assert (vendor / name).stat().st_size > 0, name
    text = (vendor / "LICENSES.txt").read_text()
    for words in (
        "Zero-Clause BSD",
        "SIL OPEN FONT LICENSE",
        "Apache License",
        "Tabler",
        "OPENJPEG",
        "LIBERATION",
        "cmaps/LICENSE",
    ):
        assert words in text, words


def test_packages_are_pinned_exactly_and_the_lock_names_no_download_address() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    wanted = package["dependencies"] | package["devDependencies"]
    for name, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        entry = lock[f"node_modules/{name}"]
        assert entry["version"] == version
        assert entry["integrity"].startswith("sha512-")
    assert wanted["htmx.org"].startswith("2.0.")
    assert not [name for name, entry in lock.items() if "resolved" in entry]


def test_our_own_files_ask_no_other_host() -> None:
    files = [
        path
        for folder in (STATIC, ROOT / "frontend/templates")
        for path in folder.rglob("*")
        if path.is_file() and "vendor" not in path.parts
    ]
    assert len(files) > 20
    for path in files:
        hosts = set(re.findall(r"(?:https?:)?//([a-z0-9.-]+\.[a-z]{2,})", path.read_text()))
        assert hosts <= {"www.w3.org"}, path
