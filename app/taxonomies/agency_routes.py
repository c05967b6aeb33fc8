"""Other names of agencies over HTTP; the page calls the same functions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from app.accounts.access import ActorDep, require_header_token
from app.core.pagination import ListOut, PartDep
from app.core.runtime import RuntimeDep, SessionDep
from app.taxonomies import agency_names
from app.taxonomies.agency_names import AgencyRow, AliasPreview

router = APIRouter(prefix="/api/v1/agency-names", tags=["agency-names"], dependencies=[Depends(require_header_token)])


class AgencyNamesOut(BaseModel):
    agency_id: int
    code: str
    name: str
    aliases: list[str]
    is_active: bool
    documents: int

    @classmethod
    def of(cls, row: AgencyRow) -> "AgencyNamesOut":
        return cls(
            agency_id=row.id,
            code=row.code,
            name=row.name,
            aliases=list(row.aliases),
            is_active=row.is_active,
            documents=row.documents,
        )


class AgencyNamesListOut(ListOut[AgencyNamesOut]):
    pass


class AliasesIn(BaseModel):
    """All other names that the agency shall have."""

    model_config = ConfigDict(extra="forbid")

    agency_id: int = Field(ge=1, le=2**31 - 1)
    aliases: list[Annotated[str, Field(max_length=200)]] = Field(default_factory=list, max_length=50)


class NameEffectOut(BaseModel):
    query: str
    before: int
    after: int


class WrittenOut(BaseModel):
    name: str
    documents: int


class LoggedOut(BaseModel):
    query: str
    sought: int


class AliasPreviewOut(BaseModel):
    """`written`: documents that a new name already finds as who issued them; `logged`: frequent searches it changes."""

    agency_id: int
    aliases: list[str]
    effects: list[NameEffectOut]
    written: list[WrittenOut]
    logged: list[LoggedOut]

    @classmethod
    def of(cls, found: AliasPreview) -> "AliasPreviewOut":
        return cls(
            agency_id=found.row.id,
            aliases=list(found.aliases),
            effects=[NameEffectOut(query=one.query, before=one.before, after=one.after) for one in found.effects],
            written=[WrittenOut(name=name, documents=count) for name, count in found.written],
            logged=[LoggedOut(query=query, sought=count) for query, count in found.logged],
        )


@router.get("")
def list_agency_names(
    session: SessionDep, actor: ActorDep, part: PartDep, q: Annotated[str, Query(max_length=200)] = ""
) -> AgencyNamesListOut:
    return AgencyNamesListOut.of(agency_names.listing(session, actor, text=q, part=part).map(AgencyNamesOut.of))


@router.post("")
def keep_aliases(session: SessionDep, actor: ActorDep, body: AliasesIn) -> AgencyNamesOut:
    return AgencyNamesOut.of(agency_names.keep(session, actor, body.agency_id, body.aliases))


@router.post("/preview")
def preview_aliases(runtime: RuntimeDep, actor: ActorDep, body: AliasesIn) -> AliasPreviewOut:
    """What the filters `opd:` and `instansi:` find before and after; nothing is changed."""
    with runtime.database.read() as session:
        found = agency_names.preview(session, actor, runtime.settings, body.agency_id, body.aliases)
    return AliasPreviewOut.of(found)
