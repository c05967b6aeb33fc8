"""What reaches a browser: nothing from another host, nothing unescaped, no inline script or style."""

import re
from pathlib import Path

import pytest

from tests.house.reading import ROOT, files

HOST = re.compile(r"""(?:https?:)?//(?!\s)[a-z0-9.-]+\.[a-z]{2,}[^\s"'`)>]*""", re.IGNORECASE)
# Names that are never fetched: XML namespaces and the machine itself.
NAMES = (
    "http://www.w3.org/",
    "http://schemas.openxmlformats.org/",
    "http://purl.oclc.org/ooxml/",
    "http://purl.org/dc/",
    "http://openoffice.org/2001/registry",
    "http://127.0.0.1",
)
UNESCAPED = re.compile(
    r"\|\s*safe\b|autoescape\s+false|Markup\(\s*f?[\"'][^\"']*\{[^}]*\}[^\"']*[\"']\s*(?:\+|%)|Markup\([a-z_]"
)
# Markup made of anything but a literal, each looked at by a person: what goes in is escaped there already.
REVIEWED = {
    "frontend/contexts/cards.py": "Markup(page.snippet): the indexer escapes everything but its own <mark>",
}
TEMPLATES = files(".html", below=("frontend/templates",))
BROWSER_FILES = files(".html", ".css", ".js", ".mjs", ".svg", below=("frontend",))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_nothing_is_fetched_from_another_host() -> None:
    read = [path for path in (*BROWSER_FILES, *files(".py")) if path != ROOT / "frontend/build.mjs"]
    found = {name(path): HOST.findall(_without_comments(path)) for path in read}
    foreign = {path: [url for url in urls if not url.startswith(NAMES)] for path, urls in found.items()}
    assert {path: urls for path, urls in foreign.items() if urls} == {}


def _without_comments(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix in {".js", ".mjs"}:
        text = re.sub(r"(?m)^\s*//.*$", "", text)
    return re.sub(r"(?s)/\*.*?\*/", "", text) if path.suffix in {".js", ".mjs", ".css"} else text


@pytest.mark.parametrize("line", ['<script src="https://cdn.contoh.net/a.js">', "@import url(//fonts.contoh.com/x)"])
def test_the_look_for_hosts_finds_them(line: str) -> None:
    assert HOST.search(line)


def test_nothing_is_put_out_unescaped() -> None:
    read = (*TEMPLATES, *files(".py", below=("frontend", "app")))
    found = [name(path) for path in read if UNESCAPED.search(path.read_text(encoding="utf-8"))]
    assert set(found) - set(REVIEWED) == set()


def test_reviewed_exceptions_still_exist() -> None:
    unused = [path for path in REVIEWED if not UNESCAPED.search((ROOT / path).read_text(encoding="utf-8"))]
    assert unused == []


@pytest.mark.parametrize(
    "line", ["{{ judul|safe }}", "{{ x | safe }}", "Markup(teks)", "{% autoescape false %}", "Markup(f'<b>{x}')"]
)
def test_the_look_for_unescaped_output_finds_it(line: str) -> None:
    assert UNESCAPED.search(line)


def test_templates_hold_no_inline_script_style_or_handler() -> None:
    """The security policy would block them; a page must not depend on what is blocked."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:")
    assert [name(path) for path in TEMPLATES if inline.search(path.read_text(encoding="utf-8"))] == []
