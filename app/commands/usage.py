"""What the command line says to words that it does not understand: one sentence on stderr, exit code 2."""

import re
import sys
from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperGroup
from typer.exceptions import TyperException

_COMMAND = re.compile(r"No such command '(.*)'\.")
rich_utils.OPTIONS_PANEL_TITLE, rich_utils.ARGUMENTS_PANEL_TITLE = "Pilihan", "Isian"
rich_utils.COMMANDS_PANEL_TITLE, rich_utils.REQUIRED_LONG_STRING = "Perintah", "[wajib]"
rich_utils.DEFAULT_STRING = "[bawaan: {}]"


class SpokenGroup(TyperGroup):
    """All commands: their mistakes of usage are said like every other mistake."""

    def main(self, *given: Any, **how: Any) -> Any:
        is_alone = how.pop("standalone_mode", True)
        try:
            code = super().main(*given, **{**how, "prog_name": "pustaka", "standalone_mode": False})
        except TyperException as error:
            if not is_alone:
                raise
            typer.echo(said(error), err=True)
            sys.exit(error.exit_code)
        except typer.Abort:
            typer.echo("Dibatalkan.", err=True)
            sys.exit(1)
        if not is_alone:
            return code
        sys.exit(code if isinstance(code, int) else 0)


def said(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "pustaka"
    return f"{_problem(error)} Lihat `{path} --help`." if error.message or _parameter(error) else ""


def _problem(error: TyperException) -> str:
    if option := getattr(error, "option_name", None):
        return f"Pilihan {option} tidak dikenal atau belum lengkap."
    if unknown := _COMMAND.fullmatch(error.message):
        return f"Perintah “{unknown.group(1)}” tidak dikenal."
    if name := _parameter(error):
        if not error.message:
            return f"Isian {name} belum disebut."
        if "does not exist" in error.message:
            return f"Isian {name} menyebut berkas yang tidak ada."
        return f"Isian {name} tidak sesuai."
    return "Perintah ini belum lengkap." if error.message == "Missing command." else "Perintah ini keliru ditulis."


def _parameter(error: TyperException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return ""
    return str(max(parameter.opts, key=len)) if parameter.param_type_name == "option" else str(parameter.name)
