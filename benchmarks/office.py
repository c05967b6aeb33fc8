"""The text of Office files as we read it beside what LibreOffice exports of the same files: token recall, file by file.

`python benchmarks/office.py DIR [--json] [--missing]`. Reads every DOCX, XLSX, PPTX, ODT, ODS, ODP, DOC, XLS, PPT and
RTF under DIR. LibreOffice's reference: text documents as text, every sheet as CSV with cells as shown, slides as PDF
through pdftotext. A token is a run of letters or digits; recall counts repeats.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from indexer.extract.legacy import extract_with
from indexer.extract.media import media_type_of
from indexer.extract.model import Limits
from indexer.extract.sandbox import Sandbox

TEXT, SHEET, SLIDES = (
    "txt:Text (encoded):UTF8",
    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1",
    "pdf",
)
EXPORTS = {
    **dict.fromkeys(("docx", "docm", "odt", "doc", "rtf"), TEXT),
    **dict.fromkeys(("xlsx", "xlsm", "ods", "xls"), SHEET),
    **dict.fromkeys(("pptx", "pptm", "odp", "ppt"), SLIDES),
}
AIM = 0.97
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Row:
    file: str
    status: str
    pages: int
    reference: int
    ours: int
    recall: float
    seconds: float
    missing: dict[str, int]


def tokens(texts: Iterator[str]) -> Counter[str]:
    return Counter(word for text in texts for word in WORD.findall(text.lower()))


def exported(paths: list[Path]) -> dict[Path, Counter[str]]:
    """What LibreOffice makes of them, all of one kind in one run, in a folder that goes at once."""
    found: dict[Path, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, path in enumerate(paths):
            copy = folder / EXPORTS[path.suffix.lower().lstrip(".")][:3] / f"{number}{path.suffix.lower()}"
            copy.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, copy)
        for export in (TEXT, SHEET, SLIDES):
            _export(folder, sorted((folder / export[:3]).glob("*")), export)
        for number, path in enumerate(paths):
            found[path] = tokens(_texts((folder / "out").glob(f"{number}[.-]*")))
    return found


def _export(folder: Path, sources: list[Path], export: str) -> None:
    convert = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        export,
    ]
    if sources:
        command = [*convert, "--outdir", str(folder / "out"), *map(str, sources)]
        subprocess.run(command, check=True, capture_output=True, timeout=1800)


def _texts(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        if path.suffix == ".pdf":
            yield subprocess.run(
                ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
            ).stdout
        else:
            yield path.read_text(encoding="utf-8-sig", errors="replace")


def measure(folder: Path) -> Iterator[Row]:
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix.lower().lstrip(".") in EXPORTS]
    references = exported(paths)
    with Sandbox() as sandbox:
        for path in paths:
            found = extract_with(sandbox.extract, path, media_type_of(path), Limits())
            reference = references[path]
            ours = tokens(page.text for page in found.pages)
            missing, total = reference - ours, reference.total()
            yield Row(
                file=str(path.relative_to(folder)),
                status=found.status,
                pages=found.pages_read,
                reference=total,
                ours=ours.total(),
                recall=1 - missing.total() / total if total else 1.0,
                seconds=found.seconds,
                missing=dict(missing),
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--missing", action="store_true", help="list the words that only LibreOffice has")
    arguments = parser.parse_args()
    rows = []
    for row in measure(arguments.folder):
        rows.append(row)
        if not arguments.json:
            counts = f"{row.pages:6}{row.reference:9}{row.ours:9}{row.recall:9.4f}{row.seconds:8.2f} s"
            print(
                f"{row.file[-60:]:60} {row.status:12}{counts}",
                *([row.missing] if arguments.missing else []),
                flush=True,
            )
    reached = sum(row.recall >= AIM for row in rows)
    if arguments.json:
        print(json.dumps({"files": [asdict(row) for row in rows], "reached": reached}, ensure_ascii=False))
    else:
        print(f"{'file':60} {'status':12} pages  tokens     ours   recall  our time")
        lowest = min((row.recall for row in rows), default=1.0)
        print(f"{reached} of {len(rows)} files at {AIM} or more; lowest {lowest:.4f}")


if __name__ == "__main__":
    main()
