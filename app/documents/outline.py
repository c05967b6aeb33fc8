"""The structure of a revision, as reading found it: its table of contents, and the page where an article stands."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.documents.read_models import Section

_LONGEST = {"label": 200, "number": 60, "title": 500}


class Heading(Protocol):
    """What reading says of one heading; see `indexer/structure.py`."""

    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def number(self) -> str | None: ...
    @property
    def title(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def page(self) -> int: ...
    @property
    def offset(self) -> int: ...


def record(session: Session, revision_id: int, sections: Sequence[Heading]) -> None:
    """Replace the table of contents of the revision."""
    session.execute(delete(Section).where(col(Section.revision_id) == revision_id))
    session.add_all(_section(revision_id, place, section) for place, section in enumerate(sections))


def of(session: Session, revision_id: int) -> list[Section]:
    wanted = select(Section).where(Section.revision_id == revision_id).order_by(col(Section.position))
    return list(session.exec(wanted))


def page_of_article(session: Session, revision_id: int, article: str) -> int | None:
    """Where "Pasal 27" begins in the body of the rule; an annex or explanation that repeats it comes later."""
    wanted = (
        select(Section.page)
        .where(Section.revision_id == revision_id, Section.kind == "pasal", Section.number == article)
        .order_by(col(Section.position))
    )
    return session.exec(wanted).first()


def _section(revision_id: int, position: int, section: Heading) -> Section:
    texts = {name: (getattr(section, name) or "")[:longest] for name, longest in _LONGEST.items()}
    return Section(
        revision_id=revision_id,
        position=position,
        kind=section.kind,
        level=section.level,
        page=section.page,
        offset=section.offset,
        **texts,
    )
