"""Kinds of documents in the library's own words: built-in ones called otherwise, and kinds of one's own.

Codes never change, so documents, links and rules go on meaning the same. What is no longer given stays on the
documents that have it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, InvalidInput, NotFound
from app.documents.kinds import BUILTIN_WORDS, KindWord, plain
from app.documents.models import OWN_KIND, Kind
from app.taxonomies import kind_checks, queries, spoken
from app.taxonomies.kind_schemas import KindChange, KindDeed, KindRow
from app.taxonomies.kind_words import place_after, placed
from app.taxonomies.models import KindWordRow
from storage.names import clean_line

RIGHT = "words.manage"
_LONGEST_CODE = 32


def listing(session: Session, actor: Actor) -> list[KindRow]:
    """In the order in which lists and forms show them."""
    actor.require(RIGHT)
    rows = queries.kind_rows(session)
    written = {row.code: row for row in rows}
    names = queries.names(session, {row.changed_by for row in rows})
    carried = queries.carrying_kind(session, actor)
    return [
        KindRow(
            word,
            place,
            carried.get(word.kind, 0),
            row.changed_at if (row := written.get(word.kind)) else None,
            names.get(row.changed_by) if row else None,
        )
        for place, (_, word) in enumerate(placed(rows), start=1)
    ]


def find(session: Session, actor: Actor, code: str) -> KindRow:
    found = next((row for row in listing(session, actor) if row.word.kind == code), None)
    if found is None:
        raise NotFound("Jenis dokumen itu tidak ditemukan.")
    return found


def checked(session: Session, actor: Actor, change: KindChange) -> KindChange:
    """The change with clean words, if it may be made; nothing is written."""
    actor.require(RIGHT)
    held = find(session, actor, change.kind) if change.kind is not None else None
    if change.deed is not KindDeed.SAVE:
        _refuse_deed(change.deed, held)
        return KindChange(change.deed, change.kind)
    clean = _clean(change)
    others = [word for _, word in placed(queries.kind_rows(session)) if word.kind != change.kind]
    problems = kind_checks.problems(clean, others)
    if problems:
        raise InvalidInput("Perbaiki isian yang ditandai, lalu kirim lagi.", errors=problems)
    if held is None and sum(word.kind.is_own for word in others) >= kind_checks.MOST_OWN:
        raise Conflict(f"Sudah ada {kind_checks.MOST_OWN} jenis buatan sendiri. Akhiri yang tidak dipakai.")
    return clean


def after(session: Session, change: KindChange) -> KindWord | None:
    """What a checked change makes of the kind; None where it is gone."""
    row = _row(session, change.kind) if change.kind else None
    held = next((word for _, word in placed(queries.kind_rows(session)) if word.kind == change.kind), None)
    if change.deed is KindDeed.SAVE:
        kind = change.kind or _code(session, change.label)
        taken_for = change.taken_for if kind.is_own else BUILTIN_WORDS[kind].like
        is_retired = row is not None and row.retired_at is not None
        words = tuple(change.words)
        return KindWord(kind, change.label, change.description, words, change.is_offered, is_retired, taken_for)
    if change.deed is KindDeed.RESET:
        return BUILTIN_WORDS[change.kind] if change.kind else None
    if held is None or (change.deed is KindDeed.RETIRE and not queries.is_carried(session, held.kind)):
        return None
    return replace(held, is_retired=change.deed is KindDeed.RETIRE)


def apply(session: Session, actor: Actor, change: KindChange) -> KindRow | None:
    """Make the change; all processes call the kind so within a second. None where an own one is gone."""
    sure = checked(session, actor, change)
    made = after(session, sure)
    row = _row(session, sure.kind) if sure.kind else None
    before = next((_facts(word) for _, word in placed(queries.kind_rows(session)) if word.kind == sure.kind), {})
    if made is None or sure.deed is KindDeed.RESET:
        session.delete(row)
    else:
        place = place_after(placed(queries.kind_rows(session)), sure.after, moving=sure.kind)
        row = _written(row or KindWordRow(code=made.kind, label="", place=0, taken_for=""), made, place)
        row.changed_by, row.changed_at = actor.user_id, now()
        session.add(row)
    session.flush()
    spoken.moved(session)
    old, new = audit.changed(before, _facts(made) if made else {})
    name = made.kind if made else sure.kind
    audit.record(session, actor, f"kind.{sure.deed.value}", "kind", name, before=old, after=new)
    return find(session, actor, made.kind) if made else None


def _clean(change: KindChange) -> KindChange:
    """Other names one a line or between commas; the label itself need not be among them."""
    label = clean_line(change.label)
    lines = (clean_line(part) for given in change.words for part in given.replace(",", "\n").splitlines())
    words = {plain(line): line for line in lines if line and plain(line) != plain(label)}
    description = clean_line(change.description)
    return replace(change, label=label, description=description, words=tuple(words.values()))


def _refuse_deed(deed: KindDeed, held: KindRow | None) -> None:
    is_own = held is not None and held.word.kind.is_own
    if deed is KindDeed.RESET and (held is None or is_own or not held.is_changed):
        raise Conflict("Hanya jenis bawaan yang sudah diubah yang dapat dikembalikan.")
    if deed is KindDeed.RETIRE and (held is None or not is_own or held.word.is_retired):
        raise Conflict("Hanya jenis buatan sendiri yang masih dipakai yang dapat diakhiri.")
    if deed is KindDeed.REVIVE and (held is None or not held.word.is_retired):
        raise Conflict("Jenis ini masih dipakai.")


def _code(session: Session, label: str) -> Kind:
    """Said by the label as it is now, and never changed again."""
    slug = re.sub(r"[^a-z0-9]+", "-", plain(label)).strip("-") or "jenis"
    taken = {row.code for row in queries.kind_rows(session)}
    codes = (f"{OWN_KIND}{slug[: _LONGEST_CODE - len(OWN_KIND) - len(end)]}{end}" for end in _endings())
    return Kind(next(code for code in codes if code not in taken))


def _endings() -> Sequence[str]:
    return ["", *(f"-{number}" for number in range(2, kind_checks.MOST_OWN + 3))]


def _row(session: Session, kind: Kind | None) -> KindWordRow | None:
    return session.get(KindWordRow, kind.value) if kind is not None else None


def _written(row: KindWordRow, word: KindWord, place: float) -> KindWordRow:
    row.label, row.description, row.words = word.label, word.description, list(word.words)
    row.place, row.is_offered, row.taken_for = place, word.is_offered, word.like.value
    row.retired_at = (row.retired_at or now()) if word.is_retired else None
    return row


def _facts(word: KindWord) -> dict[str, object]:
    return {
        "label": word.label,
        "description": word.description,
        "words": list(word.words),
        "is_offered": word.is_offered,
        "taken_for": word.like.value,
        "is_retired": word.is_retired,
    }
