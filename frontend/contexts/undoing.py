"""What taking back a decision says beforehand: which one, on which document, how long ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.clock import now
from app.curation.schemas import Undoable, UndoLine
from app.documents.models import TagState

UNDO = "/kurasi/urungkan"
_BACK_TO = {
    TagState.SUGGESTED: "kembali menjadi usulan",
    TagState.CONFIRMED: "kembali dipastikan",
    TagState.REJECTED: "kembali ditolak",
}
_MOST_TITLES = 50


@dataclass(frozen=True, slots=True)
class UndoPage:
    """`back` is where one came from; `found` is None when nothing of one's own can be taken back."""

    back: str
    found: Undoable | None = None
    lines: Sequence[UndoLine] = ()

    @property
    def groups(self) -> list[tuple[int, str, list[UndoLine]]]:
        """By document, the first ones of many."""
        titles = self.found.titles if self.found else {}
        shown = list(titles.items())[:_MOST_TITLES]
        return [(number, title, [line for line in self.lines if line.document_id == number]) for number, title in shown]

    @property
    def rest(self) -> int:
        """Documents that are not named: too many, or out of the viewer's sight."""
        return self.found.documents - len(self.groups) if self.found else 0

    def becomes(self, line: UndoLine) -> str:
        return _BACK_TO[line.before] if line.before else "dilepas lagi"


def told(found: Undoable) -> str:
    """In one line: its age, the decision, its document."""
    return f"{ago(found.at)}: {found.said} – {place_of(found)}"


def place_of(found: Undoable) -> str:
    if found.documents > 1:
        return f"{found.documents} dokumen"
    return next((f"“{title}”" for title in found.titles.values()), "dokumen yang tidak terbuka lagi bagi Anda")


def ago(moment: datetime) -> str:
    """How long ago, as people say it."""
    age = max(now() - moment, timedelta())
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "baru saja"
    if minutes < 60:
        return f"{minutes} menit lalu"
    return f"{minutes // 60} jam lalu" if age.days < 1 else f"{age.days} hari lalu"
