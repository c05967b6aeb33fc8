"""doctor: is everything where it should be?"""

from typing import Annotated

import typer

from app import doctoring
from app.commands.output import AsJson, DataDir, opened, show
from app.doctoring import Diagnosis

_MARKS = {"error": "GALAT", "warning": "AWAS ", "info": "info "}


def doctor(
    data_dir: DataDir = None,
    fix: Annotated[bool, typer.Option("--fix", help="Perbaiki yang dapat diperbaiki dengan aman.")] = False,
    json: AsJson = False,
) -> None:
    """Periksa basis data, berkas, indeks, dan antrean."""
    with opened(data_dir) as parts:
        if fix:
            doctoring.mend(parts)
        diagnosis = doctoring.examine(parts)
    result = {"ok": diagnosis.ok, "findings": diagnosis.findings}
    show(result, as_json=json, text=lambda: _as_text(diagnosis))
    raise typer.Exit(0 if diagnosis.ok else 1)


def _as_text(diagnosis: Diagnosis) -> str:
    lines = [f"{_MARKS[item.severity]} {item.code}: {item.what} → {item.remedy}" for item in diagnosis.findings]
    verdict = "Semua baik." if diagnosis.ok else "Ada yang perlu ditangani."
    return "\n".join([*lines, verdict])
