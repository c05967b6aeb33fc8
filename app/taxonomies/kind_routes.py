"""Kinds of documents over HTTP; the pages call the same functions. Their names are everybody's: lists show them."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from app.accounts.access import ActorDep, require_header_token
from app.core.runtime import RuntimeDep, SessionDep
from app.documents import kinds as words
from app.documents.kinds import KindWord
from app.documents.models import Kind
from app.taxonomies import kinds
from app.taxonomies.kind_preview import preview
from app.taxonomies.kind_schemas import KindChange, KindDeed, KindPreview

router = APIRouter(prefix="/api/v1/kinds", tags=["kinds"], dependencies=[Depends(require_header_token)])
_Line = Annotated[str, Field(max_length=200)]


class KindOut(BaseModel):
    """`words` are other names that the filter `jenis:` understands; `taken_for` is what suggestions treat it as."""

    code: str
    label: str
    description: str
    words: list[str]
    is_own: bool
    is_offered: bool
    is_retired: bool
    taken_for: Kind

    @classmethod
    def of(cls, word: KindWord) -> "KindOut":
        return cls(
            code=word.kind.value,
            label=word.label,
            description=word.description,
            words=list(word.words),
            is_own=word.kind.is_own,
            is_offered=word.is_offered,
            is_retired=word.is_retired,
            taken_for=word.like,
        )


class KindsOut(BaseModel):
    items: list[KindOut]


class KindChangeIn(BaseModel):
    """Without `code` a new kind. `after` is the code of the one that comes before it, empty for the first place."""

    model_config = ConfigDict(extra="forbid")

    deed: KindDeed = KindDeed.SAVE
    code: Kind | None = None
    label: str = Field(default="", max_length=200)
    description: str = Field(default="", max_length=1000)
    words: list[_Line] = Field(default_factory=list, max_length=50)
    is_offered: bool = True
    taken_for: Kind = Kind.OTHER
    after: str | None = Field(default=None, max_length=32)

    def change(self) -> KindChange:
        return KindChange(
            self.deed,
            self.code,
            self.label,
            self.description,
            tuple(self.words),
            self.is_offered,
            self.taken_for,
            self.after,
        )


class CandidateOut(BaseModel):
    document_id: int
    title: str


class KindPreviewOut(BaseModel):
    before: KindOut | None
    after: KindOut | None
    documents: int
    place: int | None
    gained: list[str]
    lost: list[str]
    candidates: list[CandidateOut]
    candidates_total: int

    @classmethod
    def of(cls, found: KindPreview) -> "KindPreviewOut":
        return cls(
            before=KindOut.of(found.before) if found.before else None,
            after=KindOut.of(found.after) if found.after else None,
            documents=found.documents,
            place=found.place,
            gained=list(found.gained),
            lost=list(found.lost),
            candidates=[CandidateOut(document_id=row.id, title=row.title) for row in found.candidates],
            candidates_total=found.candidates_total,
        )


@router.get("")
def list_kinds() -> KindsOut:
    """In the order in which lists and forms show them."""
    return KindsOut(items=[KindOut.of(word) for word in words.current().words.values()])


@router.post("")
def change_kind(session: SessionDep, actor: ActorDep, body: KindChangeIn) -> KindOut | None:
    """Saves a kind, brings a built-in one back, ends an own one or takes it up again; null where it is gone."""
    row = kinds.apply(session, actor, body.change())
    return KindOut.of(row.word) if row else None


@router.post("/preview")
def preview_change(runtime: RuntimeDep, actor: ActorDep, body: KindChangeIn) -> KindPreviewOut:
    """What it would do, as the caller would see it; nothing is changed."""
    with runtime.database.read() as session:
        change = kinds.checked(session, actor, body.change())
        return KindPreviewOut.of(preview(session, actor, runtime.generations.open_current, change))
