"""Contexts that several pages use."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorContext:
    status: int
    title: str
    detail: str
    request_id: str | None
    actions: tuple[tuple[str, str], ...] = ()
    restore: str | None = None


@dataclass(frozen=True, slots=True)
class ResendContext:
    """A form that could not be taken yet: its fields wait here until the person sends it again."""

    action: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool
    detail: str
