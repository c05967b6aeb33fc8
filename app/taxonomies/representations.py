"""The library's own words as JSON."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.core.pagination import ListOut
from app.taxonomies.schemas import Change, Deed, Effect, GroupRow, Origin, Placed, Preview


class GroupOut(BaseModel):
    """`builtin` names the built-in group that this is, replaces or switches off; `origin` says which."""

    id: int | None
    builtin: str | None
    terms: list[str]
    builtin_terms: list[str]
    origin: Origin
    changed_at: datetime | None
    changed_by: str | None

    @classmethod
    def of(cls, row: GroupRow) -> "GroupOut":
        return cls(
            id=row.id,
            builtin=row.builtin,
            terms=list(row.terms),
            builtin_terms=list(row.builtin_terms),
            origin=row.origin,
            changed_at=row.changed_at,
            changed_by=row.changed_by_name,
        )


class GroupsOut(ListOut[GroupOut]):
    pass


class ChangeIn(BaseModel):
    """A group by its `id` or as built-in; neither makes a new one."""

    model_config = ConfigDict(extra="forbid")

    deed: Deed = Deed.SAVE
    id: int | None = Field(default=None, ge=1, le=2**31 - 1)
    builtin: str | None = Field(default=None, max_length=200)
    terms: list[str] = Field(default_factory=list, max_length=50)

    def change(self) -> Change:
        return Change(self.deed, self.id, self.builtin, tuple(self.terms))


class PreviewIn(ChangeIn):
    queries: list[str] = Field(default_factory=list, max_length=20)


class PlacedOut(BaseModel):
    document_id: int
    title: str
    before: int | None
    after: int | None
    mark: str

    @classmethod
    def of(cls, placed: Placed) -> "PlacedOut":
        return cls(
            document_id=placed.row.id,
            title=placed.row.title,
            before=placed.before,
            after=placed.after,
            mark=placed.mark,
        )


class EffectOut(BaseModel):
    query: str
    sought: int
    total_before: int
    total_after: int
    before: list[PlacedOut]
    after: list[PlacedOut]

    @classmethod
    def of(cls, effect: Effect) -> "EffectOut":
        return cls(
            query=effect.query,
            sought=effect.sought,
            total_before=effect.total_before,
            total_after=effect.total_after,
            before=[PlacedOut.of(one) for one in effect.before],
            after=[PlacedOut.of(one) for one in effect.after],
        )


class PreviewOut(BaseModel):
    """`logged` frequent searches were looked at, the words of `affected` of them have other names after the change."""

    terms: list[str]
    logged: int
    affected: int
    effects: list[EffectOut]

    @classmethod
    def of(cls, change: Change, preview: Preview) -> "PreviewOut":
        return cls(
            terms=list(change.terms),
            logged=preview.logged,
            affected=preview.affected,
            effects=[EffectOut.of(one) for one in preview.effects],
        )
