"""Rows by their ids, by statements that are made once: with so many places, of which some may stay over.

A list that SQLAlchemy expands is written into the statement anew with every question, at the price of answering it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam
from sqlalchemy.orm import Mapped

_SIZES = (10, 20, 50, 100)


def size_for(ids: Sequence[int]) -> int:
    """How many places a statement for these has; few sizes, so that few statements are made."""
    fitting = next((size for size in _SIZES if len(ids) <= size), 0)
    return fitting or 1 << (len(ids) - 1).bit_length()


def is_among(column: Mapped[Any], size: int) -> ColumnElement[bool]:
    return column.in_([bindparam(f"place_{at}", type_=BigInteger) for at in range(size)])


def filled(ids: Sequence[int], size: int) -> dict[str, int]:
    """What is left of the places is filled with the first id. Not for no ids at all."""
    return {f"place_{at}": int(ids[at] if at < len(ids) else ids[0]) for at in range(size)}
