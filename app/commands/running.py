"""init, demo, serve, worker, watch, settings: bringing the library to life."""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
import uvicorn
from uvicorn.supervisors import Multiprocess

from app import composition
from app.commands.output import AsJson, DataDir, fail, opened, settings_for, show, told
from app.core import migrations
from app.core.config import Settings
from app.core.db import Database
from app.ingest.sidework import sidework
from app.ingest.watching import Watcher, watcher
from app.jobs.worker import Worker

_WORKER_NICENESS = 10
_NOT_STARTED = 3  # the exit code that uvicorn gives, too
# uvicorn ends a web process that is silent for so long, also while it begins: on a busy machine none would ever begin.
_WEB_PROCESS_SILENT = 120
Host = Annotated[str, typer.Option(help="Alamat yang didengarkan.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Porta.")]


def init(data_dir: DataDir = None, json: AsJson = False) -> None:
    """Siapkan atau mutakhirkan basis data, penyimpanan, dan instrumen. Aman diulang."""
    settings = settings_for(data_dir)
    with told():
        created = composition.initialise(settings)
    database = Database(settings.resolved_database_url)
    result = {"created": created, "schema": migrations.current(database)}
    database.dispose()
    show(result, as_json=json, text=lambda: f"Pustaka {'dibuat' if created else 'sudah siap'} di {settings.data_dir}.")


def serve(
    data_dir: DataDir = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Proses web.")] = 1,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Tanpa pekerja pembaca berkas.")] = False,
) -> None:
    """Layani situs, beserta pekerja pembaca berkas di sampingnya."""
    require_free(host, port)
    settings = settings_for(data_dir)
    with told():
        if not composition.is_initialised(settings):
            fail(f"{settings.data_dir} belum berisi pustaka. Jalankan `pustaka init` lebih dahulu.")
        composition.initialise(settings)
    run_site(settings, host=host, port=port, workers=workers, with_worker=not no_worker)


def worker(
    data_dir: DataDir = None,
    once: Annotated[bool, typer.Option("--once", help="Berhenti saat antrean kosong.")] = False,
    json: AsJson = False,
    until_eof: Annotated[bool, typer.Option("--until-eof", hidden=True)] = False,
) -> None:
    """Kerjakan antrean: membaca berkas dan menyusun indeks."""
    _give_way()
    with opened(data_dir) as parts, composition.worker(parts) as made:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: made.stop())
        if until_eof:
            threading.Thread(target=_stop_at_eof, args=(made,), name="parent-watch", daemon=True).start()
        if not once:
            with sidework(parts):
                made.run()
            return
        tally = made.run_until_empty()
    show(
        {"done": tally.done, "failed": tally.failed},
        as_json=json,
        text=lambda: f"{tally.done} pekerjaan selesai, {tally.failed} gagal.",
    )
    raise typer.Exit(1 if tally.failed else 0)


def watch(
    data_dir: DataDir = None,
    folder: Annotated[
        Path | None, typer.Option("--dir", file_okay=False, help="Folder; bawaannya PUSTAKA_WATCH_DIR.")
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Ambil yang sudah utuh sekarang, lalu berhenti.")] = False,
    json: AsJson = False,
) -> None:
    """Ambil berkas dari folder terpantau; yang diambil pindah ke selesai/, yang ditolak ke gagal/ dengan alasannya."""
    with opened(data_dir) as parts:
        watched = watcher(parts) if folder is None else Watcher(parts, folder)
        if not once:
            stop = threading.Event()
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stop.set())
            watched.run(stop)
            return
        moved = watched.once()
    rows = [{"file": one.name, "moved_to": str(one.target), "reason": one.reason} for one in moved]
    refused = sum(bool(one.reason) for one in moved)
    show(rows, as_json=json, text=lambda: f"{len(moved) - refused} berkas diambil, {refused} ditolak.")
    raise typer.Exit(1 if refused else 0)


def _give_way() -> None:
    """Whoever searches goes first: reading, recognising and drawing take what the web processes leave of the cores."""
    with suppress(OSError):
        os.nice(_WORKER_NICENESS)


def _stop_at_eof(made: Worker) -> None:
    """The pipe from `serve` closes when it ends, however it ends: a worker never outlives the site it belongs to."""
    while os.read(sys.stdin.fileno(), 4096):  # not through `sys.stdin`, whose lock would be held while Python ends
        pass
    made.stop()


def list_settings(json: AsJson = False) -> None:
    """Sebutkan semua pengaturan PUSTAKA_… dengan nilainya sekarang."""
    settings = settings_for(None)
    rows = [
        {"name": f"PUSTAKA_{name.upper()}", "value": str(getattr(settings, name)), "help": field.description or ""}
        for name, field in Settings.model_fields.items()
    ]
    show(rows, as_json=json, text=lambda: "\n".join(f"{row['name']}={row['value']}\n    {row['help']}" for row in rows))


def require_free(host: str, port: int) -> None:
    """Asked before anything is set up: the web server would find out last, and say it in English."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        is_taken = error.errno == errno.EADDRINUSE
        reason = "sudah dipakai program lain" if is_taken else f"tidak dapat dipakai ({error.strerror})"
        fail(f"Alamat {host} porta {port} {reason}. Pilih porta lain, misalnya --port {port % 65535 + 1}.")


def run_site(settings: Settings, *, host: str, port: int, workers: int = 1, with_worker: bool = True) -> None:
    """Web processes in front, a worker process beside them that is started again when it dies."""
    environment = environment_of(settings)
    os.environ.update(environment)
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(stop,), name="worker-keeper")
    if with_worker:
        keeper.start()
    signal.signal(signal.SIGTERM, _leave)  # uvicorn hands the signal on when it has closed down: then clean up, too
    config = uvicorn.Config(
        "app.main:site",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="app.core.sharing:SharingLoop" if workers > 1 else "auto",
        timeout_worker_healthcheck=_WEB_PROCESS_SILENT,
        log_level="warning",
        access_log=False,
        server_header=False,
    )
    try:
        with suppress(KeyboardInterrupt):
            _serve(config)
    finally:
        stop.set()
        if with_worker:
            keeper.join()


def _serve(config: uvicorn.Config) -> None:
    if config.workers > 1:
        Multiprocess(config, [listening(config)]).run()
        return
    server = uvicorn.Server(config)
    server.run()
    if not server.started:
        raise SystemExit(_NOT_STARTED)


def listening(config: uvicorn.Config) -> socket.socket:
    """The socket that several web processes share. What is accepted from it answers without delay.

    asyncio sees to that only for sockets that name their protocol, which this one does not: on a connection that is
    kept open the last part of an answer would wait 40 ms for the client to acknowledge the first.
    """
    shared = config.bind_socket()
    shared.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return shared


def _leave(*_: object) -> NoReturn:
    raise SystemExit(0)


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as a child process reads them."""
    changed: dict[str, Any] = settings.model_dump(mode="json", exclude_unset=True)
    values = {name: value for name, value in changed.items() if isinstance(value, str | int | float | bool)}
    return {f"PUSTAKA_{name.upper()}": str(value) for name, value in values.items()} | {
        "PUSTAKA_DATA_DIR": str(settings.data_dir.resolve())
    }


def _keep_worker(stop: threading.Event) -> None:
    """Restart pauses grow when the worker dies at once, so that a broken installation does not spin."""
    pause = 0.5
    while not stop.is_set():
        command = [sys.executable, "-m", "app.cli", "worker", "--until-eof"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE)
        while process.poll() is None and not stop.wait(0.2):
            pass
        if stop.is_set():
            _end(process)
            return
        typer.echo(f"Pekerja berhenti (kode {process.returncode}); dimulai lagi.", err=True)
        stop.wait(pause)
        pause = min(30.0, pause * 2)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
