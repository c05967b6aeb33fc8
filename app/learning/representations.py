"""Learning as JSON."""

from dataclasses import asdict
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from app.learning.schemas import LearnedWords, Measured, Standing, VersionRow


class MeasuredOut(BaseModel):
    """Shares of held-back documents with a confirmed indicator first or among the first three; errors.

    `sure` suggestions scored 0.8 or more, `sure_right` of them were confirmed; `false_suggestions` are those shown for
    each document that nothing was confirmed for. Null: versions of former days were not measured by it.
    """

    hit_1: float
    hit_3: float
    brier: float
    log_loss: float | None
    sure: int | None
    sure_right: int | None
    false_suggestions: float | None

    @classmethod
    def of(cls, measured: Measured | None) -> "MeasuredOut | None":
        return cls(**asdict(measured)) if measured else None


class VersionOut(BaseModel):
    id: int
    instrument: str
    version: int
    trained_at: datetime
    confirmations: int
    rejections: int
    documents: int
    rules_alone: MeasuredOut | None
    with_learning: MeasuredOut | None
    objections: list[str]
    may_be_chosen: bool
    is_retired: bool
    is_active: bool
    activated_at: datetime | None
    activated_by: str | None

    @classmethod
    def of(cls, row: VersionRow) -> "VersionOut":
        return cls(
            id=row.id,
            instrument=row.instrument_id,
            version=row.number,
            trained_at=row.trained_at,
            confirmations=row.confirmations,
            rejections=row.rejections,
            documents=row.documents,
            rules_alone=MeasuredOut.of(row.rules),
            with_learning=MeasuredOut.of(row.combined),
            objections=list(row.objections),
            may_be_chosen=row.has_weights,
            is_retired=row.is_retired,
            is_active=row.is_active,
            activated_at=row.activated_at,
            activated_by=row.activated_by_name,
        )


class BarOut(BaseModel):
    """What has been decided, and what it takes before learning may help by itself."""

    decided: int
    least_decided: int
    proving: int
    least_proving: int
    indicators: int
    least_confirmed: int


class LearningOut(BaseModel):
    """`is_off` says that a person chose the rules alone."""

    instrument: str
    is_off: bool
    new_decisions: int
    bar: BarOut
    is_training: bool
    is_recomputing: bool
    versions: list[VersionOut]

    @classmethod
    def of(cls, standing: Standing, versions: list[VersionRow]) -> "LearningOut":
        return cls(
            instrument=standing.instrument_id,
            is_off=standing.active is not None and standing.active.is_off,
            new_decisions=standing.new_decisions,
            bar=BarOut(**asdict(standing.bar)),
            is_training=standing.is_training,
            is_recomputing=standing.is_recomputing,
            versions=[VersionOut.of(row) for row in versions],
        )


class WeightOut(BaseModel):
    word: str
    weight: float


class IndicatorWordsOut(BaseModel):
    indicator: int
    name: str
    speaking_for: list[WeightOut]
    speaking_against: list[WeightOut]

    @classmethod
    def of(cls, learned: LearnedWords) -> "IndicatorWordsOut":
        return cls(
            indicator=learned.number,
            name=learned.name,
            speaking_for=[WeightOut(word=word, weight=weight) for word, weight in learned.speaking_for],
            speaking_against=[WeightOut(word=word, weight=weight) for word, weight in learned.speaking_against],
        )


class VersionDetails(VersionOut):
    words: list[IndicatorWordsOut]


class ActivationIn(BaseModel):
    """`knowingly` is asked of an admin who chooses a version that something speaks against."""

    model_config = ConfigDict(extra="forbid")

    knowingly: bool = False


class InstrumentIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    instrument: str
