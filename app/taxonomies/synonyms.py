"""Groups of synonyms: the built-in ones, and what people added, changed or switched off. No index is rebuilt."""

from collections.abc import Sequence

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.pagination import Listing, Slice
from app.taxonomies import checking, queries, spoken
from app.taxonomies.models import SynonymGroup
from app.taxonomies.schemas import Change, Deed, GroupRow, Origin
from indexer.synonyms import Vocabulary

RIGHT = "words.manage"


def listing(session: Session, actor: Actor, *, text: str = "", part: Slice) -> Listing[GroupRow]:
    """People's groups first, then the built-in ones in their order; `text` stands in one of the terms."""
    actor.require(RIGHT)
    sought = " ".join(text.casefold().split())
    rows = [row for row in _rows(session) if any(sought in term for term in (*row.terms, *row.builtin_terms))]
    return Listing(rows[part.offset : part.offset + part.limit], len(rows), part.limit, part.offset)


def find(session: Session, actor: Actor, *, group_id: int | None = None, builtin: str | None = None) -> GroupRow:
    actor.require(RIGHT)
    rows = _rows(session)
    same = (row for row in rows if (row.id == group_id if group_id is not None else row.builtin == builtin))
    found = next(same, None)
    if found is None:
        raise NotFound("Kelompok sinonim itu tidak ditemukan.")
    return found


def checked(session: Session, actor: Actor, change: Change) -> Change:
    """The change with clean terms, if it may be made; nothing is written."""
    actor.require(RIGHT)
    row = _target(session, actor, change)
    if change.deed is Deed.SAVE:
        terms = checking.terms_of(change.terms)
        checking.check(terms, _effective(session, _without(queries.synonym_groups(session), row, change)))
        if row is None and queries.group_count(session) >= checking.MOST_GROUPS:
            raise Conflict(f"Sudah ada {checking.MOST_GROUPS} kelompok buatan sendiri. Hapus yang tidak dipakai.")
        return Change(Deed.SAVE, change.id, row.builtin if row else None, terms)
    if change.deed is Deed.OFF and (row is None or row.builtin is None):
        raise Conflict("Hanya kelompok bawaan yang dapat dimatikan. Kelompok sendiri dapat dihapus.")
    if change.deed is Deed.REMOVE and (row is None or row.id is None):
        raise Conflict("Kelompok bawaan tidak dapat dihapus. Anda dapat mematikannya.")
    return Change(change.deed, row.id if row else None, row.builtin if row else None)


def after(session: Session, actor: Actor, change: Change) -> Vocabulary:
    """The words as they would be after a checked change: to try it out before it is made."""
    row = _target(session, actor, change)
    rows = _without(queries.synonym_groups(session), row, change)
    if change.deed is not Deed.REMOVE:
        builtin = row.builtin if row else None
        rows = [*rows, SynonymGroup(terms=list(change.terms), builtin=builtin)]
    elif row is not None and row.builtin:
        rows = [one for one in rows if one.builtin != row.builtin]
    return spoken.vocabulary_of(_effective(session, rows), key=f"trial {change!r}")


def apply(session: Session, actor: Actor, change: Change) -> GroupRow | None:
    """Make the change; all processes search by it from their next search on. None where the group is gone."""
    sure = checked(session, actor, change)
    row = _stored(session, sure) or SynonymGroup(builtin=sure.builtin)
    before, after_terms = {"terms": list(row.terms)}, {"terms": list(sure.terms)}
    if sure.deed is Deed.REMOVE:
        session.delete(row)
    else:
        row.terms, row.changed_by, row.changed_at = list(sure.terms), actor.user_id, now()
        session.add(row)
    session.flush()
    spoken.moved(session)
    name = sure.builtin or row.id
    audit.record(session, actor, f"synonym.{sure.deed.value}", "synonym", name, before=before, after=after_terms)
    if sure.deed is Deed.REMOVE:
        return find(session, actor, builtin=sure.builtin) if sure.builtin else None
    return find(session, actor, group_id=row.id)


def _effective(session: Session, rows: Sequence[SynonymGroup]) -> list[Sequence[str]]:
    return spoken.effective(rows, queries.topic_words(session))


def _stored(session: Session, change: Change) -> SynonymGroup | None:
    if change.id is not None:
        return session.get(SynonymGroup, change.id)
    return queries.group_of_builtin(session, change.builtin) if change.builtin else None


def _target(session: Session, actor: Actor, change: Change) -> GroupRow | None:
    if change.id is None and change.builtin is None:
        return None
    return find(session, actor, group_id=change.id, builtin=change.builtin)


def _without(rows: Sequence[SynonymGroup], row: GroupRow | None, change: Change) -> list[SynonymGroup]:
    """All other groups. The built-in one that is being replaced must not count as a neighbour of itself."""
    others = [one for one in rows if row is None or one.id is None or one.id != row.id]
    if row is not None and row.builtin is not None and change.deed is not Deed.REMOVE:
        others = [one for one in others if one.builtin != row.builtin]
        others.append(SynonymGroup(terms=[], builtin=row.builtin))
    return others


def _rows(session: Session) -> list[GroupRow]:
    stored = queries.synonym_groups(session)
    names = queries.names(session, {one.changed_by for one in stored})
    builtin = spoken.builtin_by_key()
    made = [
        GroupRow(
            id=one.id,
            builtin=one.builtin,
            terms=tuple(one.terms),
            builtin_terms=builtin.get(one.builtin or "", ()),
            origin=Origin.OWN if not one.builtin else Origin.CHANGED if one.terms else Origin.OFF,
            changed_at=one.changed_at,
            changed_by_name=names.get(one.changed_by) if one.changed_by else None,
        )
        for one in stored
    ]
    replaced = {one.builtin for one in stored}
    untouched = ((key, group) for key, group in builtin.items() if key not in replaced)
    return [*made, *(GroupRow(None, key, group, group, Origin.BUILTIN) for key, group in untouched)]
