"""Numbers in addresses. What is no number names nothing, so it is not found; what the database cannot hold neither."""

from typing import Annotated

from fastapi import Depends

from app.core.errors import NotFound

_MOST_DIGITS = 9
_NOTHING_HERE = "Halaman ini tidak ada, sudah dipindahkan, atau tidak terbuka untuk Anda."


def number_in(text: str) -> int:
    """The number that a part of an address stands for; raises NotFound for anything else."""
    found = number_or_none(text)
    if found is None:
        raise NotFound(_NOTHING_HERE)
    return found


def number_or_none(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None


def _document_id(document_id: str) -> int:
    return number_in(document_id)


def _number(number: str) -> int:
    return number_in(number)


DocumentId = Annotated[int, Depends(_document_id)]
Number = Annotated[int, Depends(_number)]
