"""backup, restore, fixity: that nothing is ever lost, and proof of it."""

import time
from pathlib import Path
from typing import Annotated

import typer

from app import composition
from app.commands.output import AsJson, DataDir, opened, settings_for, show, told
from app.preservation import alarms, backing_up, mending, restoring, rounds
from app.preservation.alarms import Alarm
from app.preservation.backing_up import Made, Progress
from app.preservation.restoring import Checked, Restored

_EVERY_SECONDS = 2.0
_NONE_DUE = "Belum ada berkas yang jatuh tempo dibaca ulang; gunakan `pustaka fixity --all` untuk membaca semuanya."


def backup(
    target: Annotated[Path, typer.Argument(help="Berkas baru, atau folder untuk berkas bernama waktu.")],
    data_dir: DataDir = None,
    verify: Annotated[bool, typer.Option("--verify", help="Periksa cadangan yang ada tanpa memulihkannya.")] = False,
    json: AsJson = False,
) -> None:
    """Buat satu cadangan lengkap selagi pustaka berjalan; yang terputus dilanjutkan dengan perintah yang sama."""
    if verify:
        settings_for(data_dir)
        with told():
            checked = restoring.check(target)
        show(checked, as_json=json, text=lambda: _checked_as_text(target, checked))
        return
    with opened(data_dir) as parts:
        made = backing_up.back_up(parts, target, tell=_progress())
    show(made, as_json=json, text=lambda: _made_as_text(made))
    raise typer.Exit(1 if made.lacking else 0)


def restore(
    archive: Annotated[Path, typer.Argument(help="Berkas cadangan.")], data_dir: DataDir = None, json: AsJson = False
) -> None:
    """Pulihkan cadangan ke folder data yang kosong, periksa semuanya, lalu mutakhirkan skemanya."""
    settings = settings_for(data_dir)
    with told():
        restored = restoring.restore(archive, settings)
        composition.initialise(settings)
    show(restored, as_json=json, text=lambda: _restored_as_text(settings.data_dir, restored))
    raise typer.Exit(1 if restored.lacking else 0)


def fixity(
    data_dir: DataDir = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Baca ulang semua berkas sekarang, tanpa menunggu giliran.")
    ] = False,
    discard_orphans: Annotated[
        bool, typer.Option("--discard-orphans", help="Hapus berkas tanpa dokumen yang sudah lama tidak dipakai.")
    ] = False,
    from_: Annotated[
        Path | None, typer.Option("--from", help="Cadangan tempat mengambil kembali berkas yang rusak atau hilang.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Baca ulang berkas tersimpan dan laporkan alarm. Kode keluar 1 bila ada alarm."""
    with opened(data_dir) as parts:
        read = rounds.read_everything(parts) if all_ else rounds.read_due(parts)
        mended = mending.mend_from(parts, from_) if from_ else 0
        rounds.look_for_orphans(parts)
        discarded = rounds.discard_orphans(parts) if discard_orphans else 0
        with parts.database.read() as session:
            raised = alarms.listing(session)
    result = {
        "ok": not raised,
        "read": read.blobs,
        "bytes": read.size,
        "mended": mended,
        "discarded": discarded,
        "alarms": raised,
    }
    show(result, as_json=json, text=lambda: _fixity_as_text(read.blobs, mended, discarded, raised, is_all=all_))
    raise typer.Exit(1 if raised else 0)


def _fixity_as_text(read: int, mended: int, discarded: int, raised: list[Alarm], *, is_all: bool) -> str:
    lines = [f"{read} berkas dibaca ulang, {len(raised)} alarm."]
    if not read and not is_all:
        lines = [f"{_NONE_DUE} {len(raised)} alarm tercatat."]
    lines += [f"{mended} berkas diambil kembali dari cadangan."] if mended else []
    lines += [f"{discarded} berkas tanpa dokumen dihapus."] if discarded else []
    return "\n".join([*lines, *(f"  {alarm.text}" for alarm in raised)])


def _progress() -> Progress:
    last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _EVERY_SECONDS:
            last = time.monotonic()
            typer.echo(f"{done} dari {total} berkas …", err=True)

    return tell


def _made_as_text(made: Made) -> str:
    taken = f" ({made.taken_over} berkas dilanjutkan dari cadangan yang terputus)" if made.taken_over else ""
    lines = [
        f"Cadangan selesai: {made.path}",
        f"{made.documents} dokumen, {made.blobs} berkas{taken}, {made.size} bita.",
        f"Sidik jari: {made.fingerprint}",
    ]
    return "\n".join(lines + _lacking_as_text(made.lacking))


def _checked_as_text(archive: Path, checked: Checked) -> str:
    lines = [
        f"{archive} utuh: {checked.blobs} berkas dan {checked.rows} baris data, dibuat {checked.created_at}.",
        f"Sidik jari: {checked.fingerprint}",
    ]
    return "\n".join(lines + _lacking_as_text(checked.lacking))


def _restored_as_text(where: Path, restored: Restored) -> str:
    lines = [
        f"Dipulihkan ke {where}: {restored.documents} dokumen, {restored.blobs} berkas, semuanya terperiksa.",
        "Jalankan `pustaka serve`; indeks pencarian disusun sendiri.",
    ]
    return "\n".join(lines + _lacking_as_text(restored.lacking))


def _lacking_as_text(lacking: tuple[str, ...]) -> list[str]:
    if not lacking:
        return []
    return [f"AWAS: {len(lacking)} berkas sudah hilang atau rusak saat dicadangkan. Lihat `pustaka doctor`."]
