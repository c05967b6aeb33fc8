"""demo: the sample library with demo accounts, served on this machine."""

from pathlib import Path
from typing import Annotated

import typer

from app import composition
from app.commands.output import settings_for, told
from app.commands.running import Port, require_free, run_site
from app.demo.people import PASSWORD, PEOPLE

_HOST = "127.0.0.1"


def demo(
    port: Port = 8000,
    data_dir: Annotated[Path, typer.Option("--data-dir", help="Folder data pustaka contoh.")] = Path("var/demo"),
    prepare_only: Annotated[bool, typer.Option("--prepare-only", help="Siapkan tanpa melayani.")] = False,
) -> None:
    """Siapkan pustaka contoh beserta akunnya, lalu layani."""
    from app.demo import library  # typesetting is heavy, and every other command starts without it

    if not prepare_only:
        require_free(_HOST, port)
    settings = settings_for(data_dir, demo=True, secure_cookies=False)
    with told():
        composition.initialise(settings)
        with composition.runtime(settings) as parts:
            with parts.database.read() as session:
                is_ready = library.is_loaded(session)
            if not is_ready:
                typer.echo("Menyiapkan pustaka contoh …", err=True)
                library.load(parts)
                if prepare_only:
                    library.finish(parts)
    if prepare_only:
        return
    typer.echo(_welcome(port))
    run_site(settings, host=_HOST, port=port)


def _welcome(port: int) -> str:
    people = [f"  {person.username:<10} {PASSWORD}   {person.full_name}" for person in PEOPLE]
    lines = [
        "",
        f"Pustaka SPBE siap di http://127.0.0.1:{port}",
        "",
        "Akun contoh (nama pengguna, kata sandi):",
        *people,
    ]
    return "\n".join([*lines, "", "Ctrl+C untuk berhenti.", ""])
