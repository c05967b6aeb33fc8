"""What is wrong with stored files, which documents it touches, and what to do about it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from app.core.clock import now
from app.core.db import Database
from app.documents.models import Document, Lifecycle, Revision
from app.documents.serving import FileDamaged
from app.preservation.models import FixityCheck

ORPHAN = "orphan"
DAMAGE = ("missing", "altered", "unreadable")
KINDS = (*DAMAGE, ORPHAN)
_TEXTS = {
    "missing": "hilang dari tempat penyimpanan",
    "altered": "isinya berubah sejak disimpan",
    "unreadable": "tidak dapat dibaca dari media penyimpanan",
    ORPHAN: "tidak dimiliki dokumen mana pun",
}
_SEEN_BY_READERS = {
    "missing": "Berkas ini hilang dari tempat penyimpanan.",
    "altered": "Isi berkas ini tidak lagi sama dengan saat disimpan.",
    "unreadable": "Berkas ini tidak dapat dibaca dari media penyimpanan.",
}
_FROM_BACKUP = ("Ambil kembali dari cadangan:", "pustaka fixity --all --from CADANGAN")
_DISCARD = ("Bila memang tidak diperlukan:", "pustaka fixity --discard-orphans")


@dataclass(frozen=True, slots=True)
class Touched:
    """A document that has the file; the trash is where to look for one that was put aside."""

    id: int
    title: str
    file_name: str
    is_trashed: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    sha256: str
    problem: str
    since: datetime
    checked_at: datetime
    documents: tuple[Touched, ...]

    @property
    def what(self) -> str:
        return _TEXTS[self.problem]

    @property
    def remedy(self) -> tuple[str, str]:
        """In words, and the command."""
        return _remedy_of(self.problem)

    @property
    def text(self) -> str:
        names = ", ".join(f"dokumen {touched.id} “{touched.title}”" for touched in self.documents[:3])
        where = f" ({names})" if names else ""
        return f"Berkas {self.sha256[:12]}… {self.what}{where}. {remedy_text(self.problem)}"


def remedy_text(problem: str) -> str:
    """The same words wherever somebody is told what to do: admin page, `pustaka fixity`, `pustaka doctor`."""
    words, command = _remedy_of(problem)
    return f"{words} `{command}`."


def count(session: Session) -> dict[str, int]:
    """By kind; a kind without alarms is left out."""
    wanted = select(FixityCheck.problem, func.count()).where(_is_raised()).group_by(col(FixityCheck.problem))
    return dict(session.execute(wanted).all())


def standing(database: Database) -> int:
    """How many, for the head of an administrator's pages."""
    with database.read() as session:
        return session.exec(select(func.count()).select_from(FixityCheck).where(_is_raised())).one()


def listing(session: Session, *, limit: int | None = None) -> list[Alarm]:
    """The oldest first."""
    wanted = select(FixityCheck).where(_is_raised()).order_by(col(FixityCheck.since), col(FixityCheck.sha256))
    rows = session.exec(wanted.limit(limit) if limit else wanted).all()
    touched = _documents_with(session, [row.sha256 for row in rows])
    return [
        Alarm(row.sha256, row.problem, row.since or row.checked_at, row.checked_at, tuple(touched[row.sha256]))
        for row in rows
    ]


def note(session: Session, sha256: str, problem: str) -> bool:
    """Write down what a look at a file has found; returns whether this is a new alarm."""
    known = session.get(FixityCheck, sha256) or FixityCheck(sha256=sha256)
    is_new = bool(problem) and known.problem != problem
    if is_new or not problem:
        known.since = now() if problem else None
    known.problem, known.checked_at = problem, now()
    session.add(known)
    return is_new


def refuse_damaged(session: Session, sha256: str) -> None:
    """Raises FileDamaged while the alarm of this file rings."""
    known = session.get(FixityCheck, sha256)
    if known is not None and known.problem in DAMAGE:
        raise FileDamaged(
            f"{_SEEN_BY_READERS[known.problem]} Karena itu berkas tidak dapat dibuka atau diunduh. Hubungi admin "
            "pustaka agar berkasnya diambil kembali dari cadangan, dan jangan mengandalkan salinan yang baru diunduh."
        )


def _remedy_of(problem: str) -> tuple[str, str]:
    return _DISCARD if problem == ORPHAN else _FROM_BACKUP


def _is_raised() -> ColumnElement[bool]:
    return col(FixityCheck.problem).in_(KINDS)


def _documents_with(session: Session, names: Sequence[str]) -> dict[str, list[Touched]]:
    wanted = (
        sql_select(
            col(Revision.sha256),
            col(Document.id),
            col(Document.title),
            col(Revision.file_name),
            col(Document.lifecycle),
        )
        .join(Document, col(Document.id) == col(Revision.document_id))
        .where(col(Revision.sha256).in_(names))
        .order_by(col(Document.id))
    )
    found: dict[str, list[Touched]] = defaultdict(list)
    for sha256, document_id, title, file_name, lifecycle in session.execute(wanted):
        found[sha256].append(Touched(document_id, title, file_name, lifecycle is Lifecycle.TRASHED))
    return found
