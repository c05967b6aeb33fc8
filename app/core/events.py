"""Typed events inside a transaction: a lower slice tells, a higher one answers, without importing upwards."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from sqlmodel import Session

E = TypeVar("E")
Handler = Callable[[Session, Any], None]
_handlers: dict[type, list[Handler]] = defaultdict(list)


def on(event_type: type[E], handler: Callable[[Session, E], None]) -> None:
    """Register once; the composition calls this for web, worker and command line alike."""
    if handler not in _handlers[event_type]:
        _handlers[event_type].append(handler)


def emit(session: Session, event: object) -> None:
    """Run the handlers in the emitter's transaction; one that raises undoes it."""
    for handler in _handlers[type(event)]:
        handler(session, event)
