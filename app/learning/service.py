"""Versions of what was learned: made from decisions, chosen when they do no worse than the rules, switched by people.

Nothing changes in silence: every switch stands in the trail, tells the curators, and has the waiting suggestions
computed anew. What people have decided is never touched.
"""

from datetime import datetime

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.tables import saved_id
from app.instruments import service as instruments
from app.jobs import queue
from app.learning import queries, telling
from app.learning.models import LearnedVersion
from app.learning.schemas import LearnedWords, Measured, Standing, VersionRow
from indexer.tag_learning import LearnedTags
from indexer.tag_training import Comparison

LANE = "learning"
TRAIN, RECOMPUTE = "learn", "resuggest"
ENOUGH_DECISIONS = 20  # below this, held-back documents say nothing about the others
KEPT_WEIGHTS = 10
_MOST_WORDS, _MOST_AGAINST = 8, 5


def versions(session: Session, actor: Actor, instrument_id: str) -> list[VersionRow]:
    """The newest first."""
    actor.require("tag.decide")
    instruments.tree(session, instrument_id)
    return _rows(session, queries.versions(session, instrument_id))


def version(session: Session, actor: Actor, version_id: int) -> VersionRow:
    actor.require("tag.decide")
    return _rows(session, [_found(session, version_id)])[0]


def standing(session: Session, actor: Actor, instrument_id: str, *, threshold: int) -> Standing:
    actor.require("tag.decide")
    made = queries.versions(session, instrument_id)
    active = queries.active(session, instrument_id)
    rows = _rows(session, [one for one in (active, *made[:1]) if one is not None])
    newest = rows[-1] if made else None
    count, _ = queries.decided_since(session, instrument_id, newest.trained_at if newest else None)
    return Standing(
        instrument_id=instrument_id,
        active=rows[0] if active else None,
        newest=newest,
        new_decisions=count,
        threshold=threshold,
        is_training=queue.is_under_way(session, TRAIN, instrument_id),
        is_recomputing=bool(active) and queue.is_under_way(session, RECOMPUTE, _subject(rows[0].id)),
    )


def words(session: Session, actor: Actor, version_id: int) -> list[LearnedWords]:
    """What a version learned, indicator by indicator; nothing where its weights are no longer kept."""
    actor.require("tag.decide")
    chosen = _found(session, version_id)
    if not chosen.weights:
        return []
    learned = LearnedTags.from_json(chosen.weights)
    by_number: dict[int, list[tuple[str, float]]] = {}
    for term, weights in learned.weights.items():
        for number, weight in weights.items():
            by_number.setdefault(number, []).append((term, weight))
    names = {ref.number: ref.short_name for ref in instruments.references(session, chosen.instrument_id)}
    return [_words(number, names[number], by_number[number]) for number in sorted(by_number) if number in names]


def request_training(session: Session, actor: Actor, instrument_id: str) -> None:
    """In the background; what is already asked for is not asked for twice."""
    actor.require("tag.decide")
    instruments.tree(session, instrument_id)
    count, _ = queries.decided_since(session, instrument_id, None)
    if count < ENOUGH_DECISIONS:
        raise Conflict(
            f"Baru ada {count} keputusan label pada instrumen ini. Belajar memerlukan sedikitnya {ENOUGH_DECISIONS}."
        )
    audit.record(session, actor, "learning.train", "instrument", instrument_id)
    enqueue_training(session, instrument_id)


def enqueue_training(session: Session, instrument_id: str) -> None:
    queue.enqueue(session, TRAIN, lane=LANE, subject=instrument_id, payload={"instrument_id": instrument_id})


def enqueue_recomputing(session: Session, version_id: int, *, after: int) -> None:
    """The next batch of documents with suggestions that wait, for as long as this version is the chosen one."""
    payload = {"version_id": version_id, "after": after}
    queue.enqueue(session, RECOMPUTE, lane=LANE, subject=_subject(version_id), payload=payload)


def _subject(version_id: int) -> str:
    return f"{RECOMPUTE}-{version_id}"


def is_due(session: Session, instrument_id: str, *, threshold: int, before: datetime) -> bool:
    """Whether so much was decided since the last training that another is worth it, the last of it before then."""
    made = queries.versions(session, instrument_id)
    count, last = queries.decided_since(session, instrument_id, made[0].trained_at if made else None)
    is_enough = count >= (threshold if made else max(threshold, ENOUGH_DECISIONS))
    return is_enough and last is not None and last <= before


def keep(
    session: Session,
    actor: Actor,
    instrument_id: str,
    learned: LearnedTags,
    compared: Comparison,
    counts: tuple[int, int, int],
) -> LearnedVersion:
    """Store what was learned; it helps at once where it does no worse than the rules and nobody chose otherwise.

    `counts` are the confirmations, rejections and documents that it was learned from.
    """
    made = queries.versions(session, instrument_id)
    confirmations, rejections, documents = counts
    fresh = LearnedVersion(
        instrument_id=instrument_id,
        number=learned.version,
        confirmations=confirmations,
        rejections=rejections,
        documents=documents,
        figures={
            name: {"hit_1": one.hit_1, "hit_3": one.hit_3, "brier": one.brier}
            for name, one in (("rules", compared.rules), ("combined", compared.combined))
        },
        weights=learned.to_json(),
    )
    session.add(fresh)
    session.flush()
    after = {"version": fresh.number, "confirmations": confirmations, "rejections": rejections}
    audit.record(session, actor, "learning.version", "learning", fresh.id, after=after)
    if compared.is_not_worse and _may_follow(queries.active(session, instrument_id), made):
        _switch(session, actor, fresh)
        telling.now_helps(session, _rows(session, [fresh])[0])
    else:
        telling.stays_aside(session, _rows(session, [fresh])[0], is_worse=not compared.is_not_worse)
    _forget_old_weights(queries.versions(session, instrument_id))
    return fresh


def activate(session: Session, actor: Actor, version_id: int) -> VersionRow:
    """Let this version help. A person may choose one that did worse: the figures are shown beside the choice."""
    actor.require("tag.decide")
    chosen = _found(session, version_id)
    if not chosen.weights:
        raise Conflict("Bobot versi ini sudah tidak disimpan. Pilih versi yang lebih baru.")
    if not chosen.is_active:
        _switch(session, actor, chosen)
        telling.was_chosen(session, actor, _rows(session, [chosen])[0])
    return _rows(session, [chosen])[0]


def switch_off(session: Session, actor: Actor, instrument_id: str) -> None:
    """The rules alone, until a person chooses otherwise; newer versions are made but wait."""
    actor.require("tag.decide")
    instruments.tree(session, instrument_id)
    off = queries.off(session, instrument_id)
    if off is None:
        off = LearnedVersion(instrument_id=instrument_id, number=0, confirmations=0, rejections=0, documents=0)
        session.add(off)
        session.flush()
    if not off.is_active:
        _switch(session, actor, off)
        telling.was_switched_off(session, actor, off)


def next_number(session: Session, instrument_id: str) -> int:
    made = queries.versions(session, instrument_id)
    return made[0].number + 1 if made else 1


def _switch(session: Session, actor: Actor, chosen: LearnedVersion) -> None:
    former = queries.active(session, chosen.instrument_id)
    if former is not None:
        former.is_active = False
    chosen.is_active, chosen.activated_at, chosen.activated_by = True, now(), actor.user_id
    session.flush()
    before = {"version": former.number if former else 0}
    audit.record(
        session, actor, "learning.switch", "learning", chosen.id, before=before, after={"version": chosen.number}
    )
    enqueue_recomputing(session, saved_id(chosen.id), after=0)


def _may_follow(active: LearnedVersion | None, made: list[LearnedVersion]) -> bool:
    """What a person chose stays, unless it was the newest of its time: whoever chose that wants to go on."""
    return active is None or active.activated_by is None or (bool(made) and active.id == made[0].id)


def _forget_old_weights(made: list[LearnedVersion]) -> None:
    for old in made[KEPT_WEIGHTS:]:
        if not old.is_active:
            old.weights = None


def _found(session: Session, version_id: int) -> LearnedVersion:
    found = session.get(LearnedVersion, version_id)
    if found is None or found.number == 0:
        raise NotFound("Versi hasil belajar itu tidak ditemukan.")
    return found


def _rows(session: Session, found: list[LearnedVersion]) -> list[VersionRow]:
    names = queries.names(session, {one.activated_by for one in found})
    return [
        VersionRow(
            id=saved_id(one.id),
            instrument_id=one.instrument_id,
            number=one.number,
            trained_at=one.trained_at,
            confirmations=one.confirmations,
            rejections=one.rejections,
            documents=one.documents,
            rules=_measured(one, "rules"),
            combined=_measured(one, "combined"),
            has_weights=bool(one.weights),
            is_active=one.is_active,
            activated_at=one.activated_at,
            activated_by_name=names.get(one.activated_by) if one.activated_by else None,
        )
        for one in found
    ]


def _measured(one: LearnedVersion, name: str) -> Measured | None:
    figures = one.figures.get(name)
    return Measured(figures["hit_1"], figures["hit_3"], figures["brier"]) if figures else None


def _words(number: int, name: str, weighted: list[tuple[str, float]]) -> LearnedWords:
    ordered = sorted(weighted, key=lambda one: (-one[1], one[0]))
    speaking_for = _apart([one for one in ordered if one[1] > 0], _MOST_WORDS)
    against = _apart([one for one in reversed(ordered) if one[1] < 0], _MOST_AGAINST)
    return LearnedWords(number, name, speaking_for, against)


def _apart(ordered: list[tuple[str, float]], most: int) -> tuple[tuple[str, float], ...]:
    """The first ones that have no word in common: "pusat data" says what "pusat" and "data" would say again."""
    shown: list[tuple[str, float]] = []
    said: set[str] = set()
    for term, weight in ordered:
        if len(shown) < most and not said & set(term.split()):
            shown.append((term, weight))
            said |= set(term.split())
    return tuple(shown)
