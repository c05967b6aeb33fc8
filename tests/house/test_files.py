"""Habits that a reader of the code can rely on: short files, a word on the place of each, nothing left lying about."""

import ast
import re
from pathlib import Path

from tests.house.reading import ROOT, files, tracked

LONGEST = 300
# A guide, not a corset: each exception says why it is better whole.
LONGER = {
    "alembic/versions/20261122_first_schema.py": "one migration makes the whole first schema",
}
SOURCES = files(
    ".py",
    ".html",
    ".css",
    ".js",
    ".mjs",
    below=("app", "frontend", "indexer", "storage", "benchmarks", "tests", "alembic"),
)
CODE = files(".py")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_files_stay_readable_in_one_go() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST and path not in LONGER} == {}


def test_the_exceptions_are_still_needed() -> None:
    unneeded = [path for path in LONGER if len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= LONGEST]
    assert unneeded == []


def test_each_module_says_its_place_in_the_flow() -> None:
    texts = {name(path): path.read_text(encoding="utf-8") for path in CODE}
    silent = [path for path, text in texts.items() if text.strip() and not _says_something(text)]
    assert silent == []


def _says_something(text: str) -> bool:
    return text.startswith("#") or ast.get_docstring(ast.parse(text)) is not None


def test_nothing_of_a_workplace_or_of_real_documents_is_kept() -> None:
    """Paths of the machine it was written on mean nothing to a reader, and may tell more than they should."""
    word = re.compile("|".join(("/" + "work/", "/" + "root/", "/" + "home/[a-z]+/", "/tmp" + "/[a-z_]*jobs")))
    found = [name(path) for path in tracked() if _text(path) and word.search(_text(path))]
    assert found == []


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_unfinished_business() -> None:
    words = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK")) + r")\b")
    found = [name(path) for path in SOURCES if words.search(path.read_text(encoding="utf-8"))]
    assert found == []
