"""The state of a list lives in its address: read leniently, because people edit it, and written without empty parts."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from fastapi import Request

from app.core.pagination import DEFAULT_LIMIT, Slice
from frontend.addresses import number_or_none

E = TypeVar("E", bound=StrEnum)
PAGE = "hal"


def asked_number(request: Request, name: str) -> int | None:
    """A whole number from the address, or None for anything else."""
    return number_or_none(request.query_params.get(name, "").strip())


def asked_choice(request: Request, name: str, choices: type[E]) -> E | None:
    try:
        return choices(request.query_params.get(name, ""))
    except ValueError:
        return None


def asked_part(request: Request, *, size: int = DEFAULT_LIMIT) -> Slice:
    return Slice.of_page(asked_number(request, PAGE) or 1, size=size)


def address(path: str, values: Mapping[str, object] | None = None) -> str:
    given = {name: value for name, value in (values or {}).items() if value is not None and value != ""}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def pages_address(path: str, values: Mapping[str, object] | None = None) -> str:
    """For the pagination macro, which puts the number in the place of {page}."""
    base = address(path, values)
    return f"{base}{'&' if '?' in base else '?'}{PAGE}={{page}}"
