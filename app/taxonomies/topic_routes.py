"""Topics over HTTP; the page calls the same functions."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import ListOut, PartDep
from app.core.runtime import RuntimeDep, SessionDep
from app.taxonomies import topic_words, topics
from app.taxonomies.previewing import tried
from app.taxonomies.representations import EffectOut
from app.taxonomies.schemas import Effect
from app.taxonomies.topic_words import TopicMeaning
from app.taxonomies.topics import TopicChange, TopicRow

router = APIRouter(prefix="/api/v1/topics", tags=["topics"], dependencies=[Depends(require_header_token)])


class TopicOut(BaseModel):
    name: str
    documents: int

    @classmethod
    def of(cls, row: TopicRow) -> "TopicOut":
        return cls(name=row.name, documents=row.documents)


class TopicsOut(ListOut[TopicOut]):
    pass


class OfferedOut(BaseModel):
    """Names for a form that asks for labels, the most used of late first."""

    items: list[str]


class TopicChangeIn(BaseModel):
    """An empty `name` takes the topic away; one that is in use merges both."""

    model_config = ConfigDict(extra="forbid")

    topic: str = Field(max_length=200)
    name: str = Field(default="", max_length=200)


class TopicChangeOut(BaseModel):
    topic: str
    name: str
    documents: int
    carrying_already: int
    is_merge: bool

    @classmethod
    def of(cls, change: TopicChange) -> "TopicChangeOut":
        return cls(
            topic=change.old,
            name=change.name,
            documents=len(change.documents),
            carrying_already=change.carrying,
            is_merge=change.is_merge,
        )


@router.get("")
def list_topics(
    session: SessionDep, actor: ActorDep, part: PartDep, q: Annotated[str, Query(max_length=200)] = ""
) -> TopicsOut:
    return TopicsOut.of(topics.listing(session, actor, text=q, part=part).map(TopicOut.of))


@router.get("/offered")
def offered_topics(session: SessionDep, actor: ActorDep) -> OfferedOut:
    return OfferedOut(items=topics.offered(session, actor))


class TopicMeaningIn(BaseModel):
    """`terms` are other names that find the documents of the topic; `queries` are tried out in a preview."""

    model_config = ConfigDict(extra="forbid")

    topic: str = Field(max_length=200)
    description: str = Field(default="", max_length=1000)
    terms: list[str] = Field(default_factory=list, max_length=50)
    queries: list[str] = Field(default_factory=list, max_length=20)


class TopicMeaningOut(BaseModel):
    topic: str
    description: str
    terms: list[str]
    effects: list[EffectOut] = []

    @classmethod
    def of(cls, meaning: TopicMeaning, effects: Sequence[Effect] = ()) -> "TopicMeaningOut":
        return cls(
            topic=meaning.name,
            description=meaning.description,
            terms=list(meaning.terms),
            effects=[EffectOut.of(one) for one in effects],
        )


@router.post("/words")
def keep_words(session: SessionDep, actor: ActorDep, body: TopicMeaningIn) -> TopicMeaningOut:
    meaning = topic_words.keep(session, actor, name=body.topic, description=body.description, terms=body.terms)
    return TopicMeaningOut.of(meaning)


@router.post("/words/preview")
def preview_words(runtime: RuntimeDep, actor: ActorDep, body: TopicMeaningIn) -> TopicMeaningOut:
    """The topic and its other names, and the queries given, before and after; nothing is changed."""
    with runtime.database.read() as session:
        meaning = topic_words.checked(session, actor, name=body.topic, description=body.description, terms=body.terms)
        future = topic_words.after(session, meaning)
        asked = [*body.queries, *meaning.terms]
        found = tried(session, actor, runtime.generations.open_current, runtime.settings, future, asked)
    return TopicMeaningOut.of(meaning, found.effects)


@router.post("/preview")
def preview_change(runtime: RuntimeDep, actor: ActorDep, body: TopicChangeIn) -> TopicChangeOut:
    with runtime.database.read() as session:
        return TopicChangeOut.of(topics.looked_at(session, actor, old=body.topic, name=body.name))


@router.post("")
def change_topic(session: SessionDep, actor: ActorDep, body: TopicChangeIn) -> TopicChangeOut:
    return TopicChangeOut.of(topics.change(session, actor, old=body.topic, name=body.name))
