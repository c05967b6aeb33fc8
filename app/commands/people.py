"""users: people from the command line; the first admin is made here."""

import getpass
import os
import sys
from typing import Annotated

import typer

from app.accounts import service
from app.accounts.models import Agency, Role
from app.accounts.permissions import SYSTEM
from app.accounts.schemas import PersonInput, PersonRow
from app.commands.output import AsJson, DataDir, fail, opened, show
from app.core.pagination import Slice

app = typer.Typer(no_args_is_help=True, help="Orang dan peran.")
Username = Annotated[str, typer.Argument(help="Nama pengguna.")]


@app.command("add")
def add(
    username: Username,
    role: Annotated[Role, typer.Option(help="Peran.")] = Role.READER,
    name: Annotated[str, typer.Option(help="Nama lengkap.")] = "",
    agency: Annotated[str, typer.Option(help="Kode OPD.")] = "",
    data_dir: DataDir = None,
    json: AsJson = False,
) -> None:
    """Tambah pengguna. Kata sandi diminta, atau dibaca dari PUSTAKA_PASSWORD."""
    password = _password()
    with opened(data_dir) as parts, parts.database.write() as session:
        agencies: dict[str, Agency] = {row.code: row for row in service.agencies(session)}
        if agency and agency.upper() not in agencies:
            fail(f"OPD berkode “{agency}” tidak ada. Yang ada: {', '.join(agencies) or 'belum ada'}.", code=2)
        agency_id = agencies[agency.upper()].id if agency else None
        given = PersonInput(username, name or username, role, agency_id, password=password)
        user = service.add_person(session, SYSTEM, given)
        result = {"id": user.id, "username": user.username, "role": user.role.value}
    show(result, as_json=json, text=lambda: f"Pengguna {username} ditambahkan.")


@app.command("list")
def list_(data_dir: DataDir = None, json: AsJson = False) -> None:
    """Sebutkan semua pengguna."""
    with opened(data_dir) as parts, parts.database.read() as session:
        found = service.people(session, SYSTEM, part=Slice(limit=100_000)).items
    rows = [
        {
            "username": person.username,
            "name": person.full_name,
            "role": person.role.value,
            "agency": person.agency_name,
            "active": person.is_active,
        }
        for person in found
    ]
    show(rows, as_json=json, text=lambda: "\n".join(_line(person) for person in found))


def _line(person: PersonRow) -> str:
    inactive = "" if person.is_active else "(nonaktif) "
    return f"{person.username:<24} {person.role.value:<9} {inactive}{person.full_name}"


@app.command("disable")
def disable(username: Username, data_dir: DataDir = None) -> None:
    """Nonaktifkan pengguna dan akhiri semua sesinya."""
    with opened(data_dir) as parts, parts.database.write() as session:
        service.disable(session, SYSTEM, username=username)
    typer.echo(f"Pengguna {username} dinonaktifkan.")


@app.command("password")
def password(username: Username, data_dir: DataDir = None) -> None:
    """Ganti kata sandi pengguna dan akhiri semua sesinya."""
    new = _password()
    with opened(data_dir) as parts, parts.database.write() as session:
        service.set_password(session, SYSTEM, username=username, password=new)
    typer.echo(f"Kata sandi {username} diganti.")


def _password() -> str:
    """Never an argument: those stand in the process list and the shell's history."""
    given = os.environ.get("PUSTAKA_PASSWORD")
    if given:
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Kata sandi: ")
    if first != getpass.getpass("Ulangi kata sandi: "):
        fail("Kedua kata sandi tidak sama. Ulangi.", code=2)
    return first
