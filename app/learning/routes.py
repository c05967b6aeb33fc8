"""Learning over HTTP; the pages call the same functions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from app.accounts.access import ActorDep, require_header_token
from app.core.runtime import RuntimeDep, SessionDep
from app.instruments import service as instruments
from app.learning import service
from app.learning.representations import (
    ActivationIn,
    IndicatorWordsOut,
    InstrumentIn,
    LearningOut,
    VersionDetails,
    VersionOut,
)

router = APIRouter(prefix="/api/v1/learning", tags=["learning"], dependencies=[Depends(require_header_token)])

VersionId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("")
def show_learning(
    runtime: RuntimeDep, session: SessionDep, actor: ActorDep, instrument: str | None = None
) -> LearningOut:
    chosen = instrument or instruments.default_id(session, runtime.settings)
    versions = service.versions(session, actor, chosen)
    standing = service.standing(session, actor, chosen, threshold=runtime.settings.learn_after)
    return LearningOut.of(standing, versions)


@router.get("/{version_id}")
def show_version(session: SessionDep, actor: ActorDep, version_id: VersionId) -> VersionDetails:
    row = service.version(session, actor, version_id)
    words = [IndicatorWordsOut.of(one) for one in service.words(session, actor, version_id)]
    return VersionDetails(**VersionOut.of(row).model_dump(), words=words)


@router.post("/train", status_code=202)
def train(session: SessionDep, actor: ActorDep, body: InstrumentIn) -> None:
    service.request_training(session, actor, body.instrument)


@router.post("/off")
def switch_off(runtime: RuntimeDep, session: SessionDep, actor: ActorDep, body: InstrumentIn) -> LearningOut:
    service.switch_off(session, actor, body.instrument)
    session.flush()
    standing = service.standing(session, actor, body.instrument, threshold=runtime.settings.learn_after)
    return LearningOut.of(standing, service.versions(session, actor, body.instrument))


@router.post("/{version_id}/activate")
def activate(
    session: SessionDep, actor: ActorDep, version_id: VersionId, body: ActivationIn | None = None
) -> VersionOut:
    knowingly = body is not None and body.knowingly
    return VersionOut.of(service.activate(session, actor, version_id, knowingly=knowingly))
