"""Versions as they are read: figures, objections in plain words, and the words that were learned."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session

from app.core.tables import saved_id
from app.learning import queries
from app.learning.models import LearnedVersion
from app.learning.schemas import LearnedWords, Measured, VersionRow
from indexer.tag_learning import KIND
from indexer.tag_measuring import LEAST_DECIDED, LEAST_PROVING, Comparison, Figures, Objection

_MOST_WORDS, _MOST_AGAINST = 8, 5
_SAID: Final[Mapping[Objection, str]] = {
    "cases": (
        "dokumen yang diputuskan masih terlalu sedikit untuk menilainya: {decided} dokumen, {proving} di antaranya "
        f"dengan label yang dipastikan; perlu sedikitnya {LEAST_DECIDED} dan {LEAST_PROVING}"
    ),
    "hits": "tiga usulan teratas lebih jarang mengena daripada dengan aturan saja",
    "error": "nilainya lebih sering meleset daripada nilai dari aturan saja",
    "sure": "usulan yang bernilai 80% ke atas lebih sering keliru daripada dengan aturan saja",
}


def figures_of(compared: Comparison) -> dict[str, Any]:
    """As they are kept; `rows` reads them."""
    return {
        "rules": _kept(compared.rules),
        "combined": _kept(compared.combined),
        "decided": compared.decided,
        "proving": compared.proving,
        "objections": list(compared.objections),
    }


def rows(session: Session, found: Sequence[LearnedVersion]) -> list[VersionRow]:
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
            objections=objections(one),
            has_weights=bool(one.weights) and one.is_of_today,
            is_retired=one.number > 0 and not one.is_of_today,
            is_active=one.is_active,
            activated_at=one.activated_at,
            activated_by_name=names.get(one.activated_by) if one.activated_by else None,
        )
        for one in found
    ]


def objections(one: LearnedVersion) -> tuple[str, ...]:
    counts = {"decided": one.figures.get("decided", 0), "proving": one.figures.get("proving", 0)}
    raised = one.figures.get("objections", ())
    return tuple(said.format(**counts) for objection, said in _SAID.items() if objection in raised)


def words_of(number: int, name: str, weighted: Sequence[tuple[str, float]]) -> LearnedWords:
    ordered = sorted(weighted, key=lambda one: (-one[1], one[0]))
    speaking_for = _apart([one for one in ordered if one[1] > 0], _MOST_WORDS)
    against = _apart([one for one in reversed(ordered) if one[1] < 0], _MOST_AGAINST)
    return LearnedWords(number, name, speaking_for, against)


def _apart(ordered: Sequence[tuple[str, float]], most: int) -> tuple[tuple[str, float], ...]:
    """The first ones that have no word in common: "pusat data" says what "pusat" and "data" would say again."""
    shown: list[tuple[str, float]] = []
    said: set[str] = set()
    for term, weight in ordered:
        if len(shown) < most and not said & set(term.split()):
            shown.append((_readable(term), weight))
            said |= set(term.split())
    return tuple(shown)


def _readable(term: str) -> str:
    return f"jenis dokumen {term.removeprefix(KIND).replace('_', ' ')}" if term.startswith(KIND) else term


def _kept(one: Figures) -> dict[str, float]:
    return {
        "hit_1": one.hit_1,
        "hit_3": one.hit_3,
        "brier": one.brier,
        "log_loss": one.log_loss,
        "sure": one.sure,
        "sure_right": one.sure_right,
        "false_suggestions": one.false_suggestions,
    }


def _measured(one: LearnedVersion, name: str) -> Measured | None:
    figures = one.figures.get(name)
    return Measured(**figures) if figures else None
