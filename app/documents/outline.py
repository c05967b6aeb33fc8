"""The structure of a revision, as reading found it: its table of contents, and the page where an article stands."""

from collections.abc import Sequence

from sqlalchemy import case, delete
from sqlmodel import Session, col, func, select

from app.documents.read_models import Section
from indexer import structure

# An article by this name may stand in the rule itself, in another rule that it quotes to amend it, in an annex, and
# in the elucidation. The kind of a stored section tells them apart, in the order in which a reader means them.
_ARTICLES = ("pasal", "amended", "annex", "elucidation")


def record(session: Session, revision_id: int, sections: Sequence[structure.Section]) -> None:
    """Replace the table of contents of the revision."""
    session.execute(delete(Section).where(col(Section.revision_id) == revision_id))
    session.add_all(_section(revision_id, place, section) for place, section in enumerate(sections))


def of(session: Session, revision_id: int) -> list[Section]:
    wanted = select(Section).where(Section.revision_id == revision_id).order_by(col(Section.position))
    return list(session.exec(wanted))


def page_of_article(session: Session, revision_id: int, article: str) -> int | None:
    """Where "Pasal 27" begins: in the body of the rule when it is there."""
    return pages_of_article(session, [revision_id], article).get(revision_id)


def pages_of_article(session: Session, revision_ids: Sequence[int], article: str) -> dict[int, int]:
    """The same for several revisions; those without the article are left out."""
    wanted = (
        select(Section.revision_id, Section.page)
        .where(col(Section.revision_id).in_(revision_ids), func.lower(Section.number) == article.lower())
        .where(col(Section.kind).in_(_ARTICLES))
        .order_by(case({kind: rank for rank, kind in enumerate(_ARTICLES)}, value=Section.kind), col(Section.position))
    )
    found: dict[int, int] = {}
    for revision_id, page in session.exec(wanted):
        found.setdefault(revision_id, page)
    return found


def is_article(section: Section) -> bool:
    return section.kind in _ARTICLES


def _section(revision_id: int, position: int, section: structure.Section) -> Section:
    is_elsewhere = section.kind == "pasal" and section.part != "body"
    return Section(
        revision_id=revision_id,
        position=position,
        kind=section.part if is_elsewhere else section.kind,
        label=section.label[:200],
        number=(section.number or "")[:60],
        title=section.title[:500],
        level=section.level,
        page=section.page,
        offset=section.offset,
    )
