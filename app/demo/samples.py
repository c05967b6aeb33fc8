"""The sources of the sample library: what each document of the fictional city is called, says and shall become."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

SOURCES = Path(__file__).parent / "sources"
FOOTER = "Dokumen contoh – Kota Tirta Kencana adalah kota rekaan"
MADE_ON = datetime(2025, 1, 2, 8, tzinfo=UTC)  # one fixed moment: the same source gives the same bytes
_LISTS = ("labels", "confirmed_indicators", "highlights")


@dataclass(frozen=True, kw_only=True)
class SampleSource:
    """One file. `revision_of` and `copy_of` name the slug of another source."""

    title: str
    slug: str
    kind: str
    agency: str
    author: str
    issuer: str
    description: str
    visibility: str
    legal_status: str
    output: str
    body: str
    year: int
    kind_abbrev: str | None = None
    number: str | None = None
    enacted_on: date | None = None
    promulgated_on: date | None = None
    labels: tuple[str, ...] = ()
    confirmed_indicators: tuple[int, ...] = ()
    revision_of: str | None = None
    note: str = ""  # why a revision was made
    copy_of: str | None = None  # the same words once more, as somebody's own copy
    highlights: tuple[str, ...] = ()  # sentences that the owner of the copy marked
    uploader: str = "kurator"
    is_checked: bool = True  # else it arrives without a word about it, and waits for a curator

    @property
    def is_official(self) -> bool:  # centred headings, the page number on top
        return self.kind in {"regulasi", "keputusan"}

    @property
    def is_scan(self) -> bool:
        return self.output.startswith("scan.")

    @property
    def file_name(self) -> str:
        return f"{self.slug}.{self.output.removeprefix('scan.')}"


def sources(folder: Path = SOURCES) -> list[SampleSource]:
    """In the order of their file names; a copy has the body of what it copies."""
    read = [_parts(path) for path in sorted(folder.glob("*.md"))]
    bodies = {fields["slug"]: body for fields, body in read}
    return [_source(fields, bodies[fields.get("copy_of") or fields["slug"]]) for fields, _ in read]


def read_source(path: Path) -> SampleSource:
    return _source(*_parts(path))


def _source(fields: dict[str, Any], body: str) -> SampleSource:
    for sentence in fields["highlights"]:
        body = body.replace(sentence, f"=={sentence}==")
    return SampleSource(body=body, **fields)


def _parts(path: Path) -> tuple[dict[str, Any], str]:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields: dict[str, Any] = yaml.safe_load(front)
    return fields | {name: tuple(fields.get(name, ())) for name in _LISTS}, body.strip()
