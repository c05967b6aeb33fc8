"""One shape for pages of a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, Self, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field

T = TypeVar("T")
U = TypeVar("U")

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a list is asked for; out-of-range values are pulled inside instead of failing."""

    limit: int = DEFAULT_LIMIT
    offset: int = 0

    @classmethod
    def of_page(cls, page: int, *, size: int = DEFAULT_LIMIT) -> "Slice":
        return cls(limit=size, offset=(max(1, min(page, 100_000)) - 1) * size)


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A page of items with the total under the viewer's permissions."""

    items: Sequence[T]
    total: int
    limit: int
    offset: int

    @property
    def page(self) -> int:
        return self.offset // self.limit + 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.limit))

    @property
    def next_offset(self) -> int | None:
        following = self.offset + self.limit
        return following if following < self.total else None

    def map(self, convert: Callable[[T], U]) -> "Listing[U]":
        return Listing([convert(item) for item in self.items], self.total, self.limit, self.offset)


class ListOut(BaseModel, Generic[T]):
    """A page of a list as the API answers it."""

    items: list[T]
    total: int
    next: int | None = Field(description="offset of the following page, or null")

    @classmethod
    def of(cls, rows: Listing[T]) -> Self:
        return cls(items=list(rows.items), total=rows.total, next=rows.next_offset)


def part_of(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> Slice:
    return Slice(limit, offset)


PartDep = Annotated[Slice, Depends(part_of)]
