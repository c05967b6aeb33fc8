"""Versions of what was learned: made from decisions, chosen when they prove themselves, switched by people.

Nothing changes in silence: every switch stands in the trail, tells the curators, and has the waiting suggestions
computed anew. What people have decided is never touched.
"""

from datetime import datetime

from sqlmodel import Session

from app.accounts.permissions import SYSTEM, Actor
from app.audit import service as audit
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.tables import saved_id
from app.instruments import service as instruments
from app.jobs import queue
from app.learning import queries, telling
from app.learning.models import LearnedVersion
from app.learning.rows import figures_of, objections, rows, words_of
from app.learning.schemas import Bar, LearnedWords, Standing, VersionRow
from indexer.tag_fitting import LEAST_CONFIRMED
from indexer.tag_learning import FORMAT, LearnedTags
from indexer.tag_measuring import LEAST_DECIDED, LEAST_PROVING, Comparison

LANE = "learning"
TRAIN, RECOMPUTE = "learn", "resuggest"
ENOUGH_DECISIONS = 20  # below this, held-back documents say nothing about the others
KEPT_WEIGHTS = 10
OVERRIDE = "system.manage"


def versions(session: Session, actor: Actor, instrument_id: str) -> list[VersionRow]:
    """The newest first."""
    actor.require("tag.decide")
    instruments.tree(session, instrument_id)
    return rows(session, queries.versions(session, instrument_id))


def version(session: Session, actor: Actor, version_id: int) -> VersionRow:
    actor.require("tag.decide")
    return rows(session, [_found(session, version_id)])[0]


def standing(session: Session, actor: Actor, instrument_id: str, *, threshold: int) -> Standing:
    actor.require("tag.decide")
    made = queries.versions(session, instrument_id)
    active = queries.active(session, instrument_id)
    shown = rows(session, [one for one in (active, *made[:1]) if one is not None])
    newest = shown[-1] if made else None
    count, _ = queries.decided_since(session, instrument_id, newest.trained_at if newest else None)
    return Standing(
        instrument_id=instrument_id,
        active=shown[0] if active else None,
        newest=newest,
        new_decisions=count,
        threshold=threshold,
        bar=_bar(session, instrument_id),
        is_training=queue.is_under_way(session, TRAIN, instrument_id),
        is_recomputing=bool(active) and queue.is_under_way(session, RECOMPUTE, _subject(shown[0].id)),
    )


def _bar(session: Session, instrument_id: str) -> Bar:
    done = queries.progress(session, instrument_id, often=LEAST_CONFIRMED)
    return Bar(done.decided, LEAST_DECIDED, done.proving, LEAST_PROVING, done.indicators, LEAST_CONFIRMED)


def words(session: Session, actor: Actor, version_id: int) -> list[LearnedWords]:
    """What a version learned, indicator by indicator; nothing where its weights are no longer kept."""
    actor.require("tag.decide")
    chosen = _found(session, version_id)
    if not chosen.weights or not chosen.is_of_today:
        return []
    learned = LearnedTags.from_json(chosen.weights)
    by_number: dict[int, list[tuple[str, float]]] = {}
    for term, weights in learned.weights.items():
        for number, weight in weights.items():
            by_number.setdefault(number, []).append((term, weight))
    names = {ref.number: ref.short_name for ref in instruments.references(session, chosen.instrument_id)}
    return [words_of(number, names[number], by_number[number]) for number in sorted(by_number) if number in names]


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
    is_current = bool(made) and made[0].is_of_today
    count, last = queries.decided_since(session, instrument_id, made[0].trained_at if is_current else None)
    is_enough = count >= (threshold if is_current else max(threshold, ENOUGH_DECISIONS))
    return is_enough and last is not None and last <= before


def keep(
    session: Session,
    actor: Actor,
    instrument_id: str,
    learned: LearnedTags,
    compared: Comparison,
    counts: tuple[int, int, int],
) -> LearnedVersion:
    """Store what was learned; it helps at once where nothing speaks against it and nobody chose otherwise.

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
        figures=figures_of(compared) | {"format": FORMAT},
        weights=learned.to_json(),
    )
    session.add(fresh)
    session.flush()
    after = {"version": fresh.number, "confirmations": confirmations, "rejections": rejections}
    audit.record(session, actor, "learning.version", "learning", fresh.id, after=after)
    if not compared.objections and _may_follow(queries.active(session, instrument_id), made):
        _switch(session, actor, fresh)
        telling.now_helps(session, rows(session, [fresh])[0])
    else:
        telling.stays_aside(session, rows(session, [fresh])[0])
    _forget_old_weights(queries.versions(session, instrument_id))
    return fresh


def activate(session: Session, actor: Actor, version_id: int, *, knowingly: bool = False) -> VersionRow:
    """Let this version help. Only an admin chooses one that something speaks against, and says to know it."""
    actor.require("tag.decide")
    chosen = _found(session, version_id)
    if not chosen.weights or not chosen.is_of_today:
        raise Conflict("Bobot versi ini sudah tidak disimpan. Pilih versi yang lebih baru.")
    _refuse_unproven(actor, chosen, knowingly=knowingly)
    if not chosen.is_active:
        _switch(session, actor, chosen)
        telling.was_chosen(session, actor, rows(session, [chosen])[0])
    return rows(session, [chosen])[0]


def _refuse_unproven(actor: Actor, chosen: LearnedVersion, *, knowingly: bool) -> None:
    against = objections(chosen)
    if not against or chosen.is_active:
        return
    why = "; ".join(against)
    if not actor.can(OVERRIDE):
        raise Forbidden(f"Versi ini belum memenuhi syarat: {why}. Hanya admin yang dapat memakainya.")
    if not knowingly:
        raise Conflict(f"Versi ini belum memenuhi syarat: {why}. Nyatakan bahwa Anda memakainya dengan mengetahui itu.")


def retire(session: Session) -> None:
    """Versions in use that were learned in a former way make room for the rules, until something new is learned."""
    for former in queries.of_former_ways(session):
        telling.was_retired(session, rows(session, [former])[0])
        _switch(session, SYSTEM, _off(session, former.instrument_id))


def switch_off(session: Session, actor: Actor, instrument_id: str) -> None:
    """The rules alone, until a person chooses otherwise; newer versions are made but wait."""
    actor.require("tag.decide")
    instruments.tree(session, instrument_id)
    off = _off(session, instrument_id)
    if not off.is_active or off.activated_by is None:
        _switch(session, actor, off)
        telling.was_switched_off(session, actor, off)


def _off(session: Session, instrument_id: str) -> LearnedVersion:
    off = queries.off(session, instrument_id)
    if off is None:
        off = LearnedVersion(instrument_id=instrument_id, number=0, confirmations=0, rejections=0, documents=0)
        session.add(off)
        session.flush()
    return off


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
