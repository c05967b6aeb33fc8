"""How commands speak: for people by default, one JSON value on stdout with --json, everything else on stderr."""

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import OperationalError

from app.composition import initialise, is_initialised, runtime
from app.core.config import Settings
from app.core.errors import PustakaError
from app.core.logs import configure_logs
from app.core.runtime import Runtime
from storage.blobs import StorageError
from storage.sniff import TypeRefused

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder data; bawaannya PUSTAKA_DATA_DIR atau ./data.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Cetak satu nilai JSON di stdout.")]


def settings_for(data_dir: Path | None, **changes: Any) -> Settings:
    given: dict[str, Any] = {"data_dir": data_dir} if data_dir is not None else {}
    try:
        settings = Settings(**given, **changes)
    except ValidationError as error:
        names = ", ".join(f"PUSTAKA_{str(problem['loc'][0]).upper()}" for problem in error.errors())
        fail(f"Pengaturan keliru: {names}. Lihat `pustaka settings`.", code=2)
    configure_logs(settings)
    return settings


@contextmanager
def opened(data_dir: Path | None, *, create: bool = False) -> Iterator[Runtime]:
    """The installation behind a command; with `create`, an empty folder becomes one first."""
    settings = settings_for(data_dir)
    with told():
        if not is_initialised(settings) and not create:
            fail(f"{settings.data_dir} belum berisi pustaka. Jalankan `pustaka init` lebih dahulu.")
        if create:
            initialise(settings)
        with runtime(settings) as parts:
            yield parts


@contextmanager
def told() -> Iterator[None]:
    """Expected failures are said in one sentence, without a traceback."""
    try:
        yield
    except PustakaError as error:
        details = "".join(f"\n  {problem.field}: {problem.message}" for problem in error.errors)
        fail(f"{error}{details}")
    except (StorageError, TypeRefused) as error:
        fail(str(error))
    except OperationalError:
        fail("Basis data tidak terjangkau atau sedang sibuk. Coba lagi sebentar lagi.")


def fail(message: str, *, code: int = 1) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def show(value: object, *, as_json: bool, text: Callable[[], str]) -> None:
    typer.echo(json.dumps(plain(value), ensure_ascii=False) if as_json else text())


def plain(value: Any) -> Any:
    """Dataclasses, models, dates and decimals as JSON knows them."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value
