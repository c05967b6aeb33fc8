"""The page that asks before something is done that cannot simply be taken back; dialogs ask the same on the spot."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConfirmContext:
    title: str
    text: str
    confirm_label: str
    action: str
    cancel_href: str
    crumbs: tuple[tuple[str, str | None], ...] = ()
    kind: str = "danger"
