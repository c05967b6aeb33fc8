"""Reads the project's own source for the house tests: files, modules and what imports what."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "frontend", "indexer", "storage")


@dataclass(frozen=True, slots=True)
class Import:
    """`importer` needs `imported`; names taken from a package count as modules where they are modules."""

    importer: str
    imported: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


def files(*suffixes: str, below: tuple[str, ...] = PACKAGES) -> list[Path]:
    """Files of ours with these endings; what the asset build fetches is not ours."""
    found = (path for folder in below for path in sorted((ROOT / folder).rglob("*")) if path.suffix in suffixes)
    return [path for path in found if "vendor" not in path.parts and "__pycache__" not in path.parts]


def tracked() -> list[Path]:
    """Every file under version control that is there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> frozenset[str]:
    return frozenset(module_of(path) for path in files(".py"))


@cache
def imports() -> tuple[Import, ...]:
    """Every import between our own modules, also those inside functions."""
    return tuple(found for path in files(".py") for found in _imports_of(path))


def _imports_of(path: Path) -> Iterator[Import]:
    importer = module_of(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [_as_module(node.module, alias.name) for alias in node.names]
        else:
            continue
        yield from (Import(importer, name, node.lineno) for name in names if name.split(".")[0] in PACKAGES)


def _as_module(package: str, name: str) -> str:
    return f"{package}.{name}" if f"{package}.{name}" in modules() else package
