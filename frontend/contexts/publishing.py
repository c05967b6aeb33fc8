"""What the pages about publishing show: how a document stands, what waits, the administrator's choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.pagination import Listing
from app.documents.models import Lifecycle
from app.publishing.models import Move
from app.publishing.schemas import Publishing, WaitingForPublication
from frontend.list_state import pages_address

WAITING = "/kurasi/terbit"
BUTTONS: Mapping[Move, str] = {
    Move.SUBMIT: "Ajukan untuk diterbitkan",
    Move.TAKE_BACK: "Tarik kembali menjadi draf",
    Move.RETURN: "Kembalikan dengan catatan",
    Move.PUBLISH: "Terbitkan",
    Move.WITHDRAW: "Tarik dari terbitan",
}
DONE: Mapping[Move, str] = {
    Move.SUBMIT: "Diajukan. Kurator sudah diberi tahu.",
    Move.TAKE_BACK: "Menjadi draf lagi; tidak ada yang menunggunya.",
    Move.RETURN: "Dikembalikan kepada penyusunnya dengan catatan Anda.",
    Move.PUBLISH: "Dokumen diterbitkan.",
    Move.WITHDRAW: "Dokumen ditarik dari terbitan dan menjadi draf.",
}
STEPS: Mapping[Move, str] = {
    Move.SUBMIT: "Diajukan",
    Move.TAKE_BACK: "Ditarik kembali",
    Move.RETURN: "Dikembalikan",
    Move.PUBLISH: "Diterbitkan",
    Move.WITHDRAW: "Ditarik dari terbitan",
}
_ICONS: Mapping[Move, str] = {
    Move.SUBMIT: "send",
    Move.TAKE_BACK: "arrow-left",
    Move.RETURN: "arrow-left",
    Move.PUBLISH: "circle-check",
    Move.WITHDRAW: "eye",
}
_SEEN_BY: Mapping[Lifecycle, str] = {
    Lifecycle.DRAFT: "Draf: hanya penyusunnya dan kurator yang melihatnya. Pencarian orang lain tidak menemukannya.",
    Lifecycle.IN_REVIEW: "Menunggu diterbitkan: hanya penyusunnya dan kurator yang melihatnya.",
    Lifecycle.PUBLISHED: "Terbit: terlihat oleh semua yang boleh melihatnya.",
}


@dataclass(frozen=True, slots=True)
class PublishingPage:
    document_id: int
    heading: str
    found: Publishing
    note: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> str:
        return _SEEN_BY.get(self.found.state, "")

    @property
    def buttons(self) -> list[tuple[str, str, str, str]]:
        """Move, words, icon, kind: what leads on stands first."""
        order = (Move.PUBLISH, Move.SUBMIT, Move.RETURN, Move.TAKE_BACK, Move.WITHDRAW)
        moves = [one for one in order if one in self.found.moves]
        return [
            (one.value, BUTTONS[one], _ICONS[one], "primary" if number == 0 else "secondary")
            for number, one in enumerate(moves)
        ]

    @property
    def steps(self) -> list[tuple[str, str, object, str]]:
        return [(STEPS[step.move], step.by_name or "Sistem", step.at, step.note) for step in self.found.steps]

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items())


@dataclass(frozen=True, slots=True)
class WaitingPage:
    tabs: Sequence[tuple[str, str, int | None]]
    rows: Listing[WaitingForPublication]
    has_four_eyes: bool

    @property
    def pages_href(self) -> str:
        return pages_address(WAITING)


@dataclass(frozen=True, slots=True)
class PolicyPage:
    has_four_eyes: bool
