"""instruments check, carry: look at a file before it is uploaded, and at what would carry over into an instrument."""

from pathlib import Path
from typing import Annotated

import typer

from app.accounts.permissions import SYSTEM
from app.commands.output import AsJson, DataDir, fail, opened, show
from app.core.pagination import MAX_LIMIT, Slice
from app.instruments import loader
from app.instruments import service as instruments
from app.succession import service
from app.succession.representations import CandidateOut
from app.succession.schemas import CarryDecision

app = typer.Typer(no_args_is_help=True, help="Instrumen penilaian.")


@app.command()
def check(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]) -> None:
    """Periksa berkas instrumen: semua kekeliruan beserta nomor barisnya."""
    try:
        spec = loader.load_instrument(file)
    except loader.InstrumentInvalid as error:
        fail(str(error))
    typer.echo(f"Sah: {spec.short_citation}, {len(spec.aspects)} aspek, {len(spec.indicators)} indikator.")


@app.command()
def carry(
    data_dir: DataDir = None,
    instrument: Annotated[str, typer.Option(help="Instrumen tujuan; bawaannya instrumen utama.")] = "",
    propose: Annotated[bool, typer.Option("--propose", help="Jadikan usulan di antrean kurasi.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT)] = MAX_LIMIT,
    json: AsJson = False,
) -> None:
    """Daftar label yang dapat dialihkan dari instrumen terdahulu. Kurator tetap yang memutuskan."""
    with opened(data_dir) as parts:
        with parts.database.read() as session:
            chosen = instrument or instruments.default_id(session, parts.settings)
            found = service.candidates(session, SYSTEM, instrument_id=chosen, part=Slice(limit))
        done = 0
        if propose:
            with parts.database.write() as session:
                done = service.carry(session, SYSTEM, instrument_id=chosen, decision=CarryDecision.PROPOSE, chosen=None)
    rows = [CandidateOut.of(one) for one in found.items]
    result = {"total": found.total, "proposed": done, "items": [row.model_dump() for row in rows]}
    show(result, as_json=json, text=lambda: _as_text(rows, found.total, done))


def _as_text(rows: list[CandidateOut], total: int, done: int) -> str:
    lines = [f"{row.document_id}  {row.title} → {row.indicator}. {row.short_name}" for row in rows]
    return "\n".join([*lines, f"{total} label dapat dialihkan; {done} diusulkan."])
