"""learn: train on curators' decisions now, instead of when the worker thinks it is time."""

from typing import Annotated

import typer

from app.accounts.permissions import SYSTEM
from app.commands.output import AsJson, DataDir, fail, opened, show
from app.instruments import service as instruments
from app.learning import service
from app.learning.handlers import train
from app.learning.representations import VersionOut


def learn(
    data_dir: DataDir = None,
    instrument: Annotated[str, typer.Option(help="Instrumen; bawaannya yang ditampilkan pertama.")] = "",
    json: AsJson = False,
) -> None:
    """Belajar dari label yang dipastikan dan ditolak kurator. Dipakai sendiri hanya bila memenuhi syarat."""
    with opened(data_dir) as parts:
        with parts.database.read() as session:
            chosen = instrument or instruments.default_id(session, parts.settings)
            instruments.tree(session, chosen)
        made = train(parts.database, chosen)
        if made is None or made.id is None:
            fail(f"Keputusan label belum cukup. Belajar memerlukan sedikitnya {service.ENOUGH_DECISIONS} keputusan.")
        with parts.database.read() as session:
            row = VersionOut.of(service.version(session, SYSTEM, made.id))
    show(row, as_json=json, text=lambda: _as_text(row))


def _as_text(row: VersionOut) -> str:
    lines = [
        f"Versi {row.version} dari {row.confirmations} label dipastikan dan {row.rejections} ditolak "
        f"pada {row.documents} dokumen.",
    ]
    if row.rules_alone and row.with_learning:
        lines += [
            f"Tiga teratas mengena: {row.with_learning.hit_3:.0%} (aturan saja {row.rules_alone.hit_3:.0%}).",
            f"Usulan bernilai 80% ke atas yang benar: {row.with_learning.sure_right} dari {row.with_learning.sure} "
            f"(aturan saja {row.rules_alone.sure_right} dari {row.rules_alone.sure}).",
            f"Galat per dokumen: {row.with_learning.brier:.2f} (aturan saja {row.rules_alone.brier:.2f}).",
        ]
    return "\n".join([*lines, *_whether_used(row)])


def _whether_used(row: VersionOut) -> list[str]:
    if row.is_active:
        return ["Dipakai; usulan yang belum diputuskan dihitung ulang oleh pekerja."]
    return ["Tidak dipakai.", *(f"- {why}" for why in row.objections)]
