"""What the documents slice exchanges with routes, pages and other slices."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from app.core.errors import FieldError, InvalidInput, field_message
from app.documents.models import (
    Kind,
    LegalStatus,
    Lifecycle,
    ReadingState,
    RelationType,
    Visibility,
)
from app.documents.read_models import ProposalState
from app.documents.tag_schemas import TagRow
from storage.names import clean_line, clean_text

Sort = Literal["newest", "title", "oldest", "year"]


class DocumentFields(BaseModel):
    """What a person may fill in. Fields that were not sent stay as they are."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: str | None = Field(default=None, min_length=1, max_length=1000)
    kind: Kind | None = None
    kind_abbrev: str | None = Field(default=None, max_length=60)
    number: str | None = Field(default=None, max_length=120)
    year: int | None = Field(default=None, ge=1900, le=2200)
    author: str | None = Field(default=None, max_length=300)
    issuer: str | None = Field(default=None, max_length=300)
    description: str | None = Field(default=None, max_length=10_000)
    scope: str | None = Field(default=None, max_length=300)
    labels: list[str] | None = Field(default=None, max_length=50)
    contributors: list[str] | None = Field(default=None, max_length=50)
    source: str | None = Field(default=None, max_length=500)
    enacted_on: date | None = None
    enacted_place: str | None = Field(default=None, max_length=200)
    promulgated_on: date | None = None
    gazette: str | None = Field(default=None, max_length=200)
    signer: str | None = Field(default=None, max_length=200)
    legal_status: LegalStatus | None = None
    visibility: Visibility | None = None
    agency_id: int | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _keep_what_is_seen(cls, value: Any, info: ValidationInfo) -> Any:
        """Control characters no database shows alike, and marks that turn the reading direction disguise a title."""
        clean = clean_text if info.field_name == "description" else clean_line
        if isinstance(value, list):
            return [clean(part) if isinstance(part, str) else part for part in value]
        return clean(value) if isinstance(value, str) else value

    def given(self) -> dict[str, Any]:
        """Only what was sent; a required field sent empty means "no change"."""
        values = self.model_dump(exclude_unset=True)
        return {key: value for key, value in values.items() if value is not None or key not in _NEVER_EMPTY}


_NEVER_EMPTY = frozenset(
    {"title", "kind", "description", "scope", "labels", "contributors", "legal_status", "visibility"}
)


_LISTS = frozenset({"labels", "contributors"})


def fields_from_form(form: Mapping[str, str]) -> DocumentFields:
    """An HTML form's texts as fields. What the form does not hold stays out; an emptied field becomes None.

    Raises InvalidInput with a message for each field that does not fit.
    """
    given = {name: form[name].strip() for name in DocumentFields.model_fields if name in form}
    values = {name: _from_text(name, text) for name, text in given.items()}
    try:
        return DocumentFields.model_validate(values)
    except ValidationError as error:
        problems = [(str(problem["loc"][0]), problem["type"]) for problem in error.errors()]
        raise _invalid_fields(problems) from None


def _invalid_fields(problems: Sequence[tuple[str, str]]) -> InvalidInput:
    """(field, pydantic's name of the fault) pairs as one error in Indonesian."""
    errors = [FieldError(name, field_message(fault, _limits(name))) for name, fault in problems]
    return InvalidInput("Perbaiki isian yang ditandai, lalu kirim lagi.", errors=errors)


def _limits(name: str) -> dict[str, object]:
    """Both ends of the range that the field's declaration names, where it names any."""
    declared = DocumentFields.model_fields[name].metadata
    ends = ((end, getattr(limit, end, None)) for limit in declared for end in ("ge", "le"))
    return {end: value for end, value in ends if value is not None}


def _from_text(name: str, text: str) -> str | list[str] | None:
    if name in _LISTS:
        return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    return text or (None if name not in {"description", "scope"} else "")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as a list shows it; never its text."""

    id: int
    title: str
    citation: str | None
    kind: Kind
    year: int | None
    legal_status: LegalStatus
    visibility: Visibility
    lifecycle: Lifecycle
    agency_id: int | None
    agency_name: str | None
    description: str
    created_at: datetime
    updated_at: datetime
    revision_id: int
    media_type: str
    size: int
    state: ReadingState
    page_total: int | None
    pages_read: int
    file_name: str
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class RevisionRow:
    id: int
    document_id: int
    ordinal: int
    sha256: str
    size: int
    media_type: str
    file_name: str
    note: str
    state: ReadingState
    state_detail: str
    warnings: tuple[str, ...]
    page_total: int | None
    pages_read: int
    scan_pages: tuple[int, ...]
    scans_read: int
    created_at: datetime
    created_by_name: str | None


@dataclass(frozen=True, slots=True)
class RelationRow:
    """`is_inverse` tells that the other document is the one that amends, revokes or builds on this one."""

    id: int
    type: RelationType
    target: str
    document_id: int | None
    document_title: str | None
    is_inverse: bool
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class ChangedBy:
    """What changes or ends a rule, for lists: "Dicabut dengan" and its name, with a link where it may be seen."""

    label: str
    name: str
    document_id: int | None


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A relation that the document's words state. `document_id` is the rule meant, when the actor may see it."""

    id: int
    type: RelationType
    target: str
    is_partial: bool
    confidence: float
    page: int | None
    words: str
    state: ProposalState
    decided_by_name: str | None
    decided_at: datetime | None
    document_id: int | None
    may_decide: bool


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Everything a document page shows, as far as the actor may see it."""

    row: DocumentRow
    kind_abbrev: str | None
    number: str | None
    author: str | None
    issuer: str | None
    scope: str
    labels: tuple[str, ...]
    contributors: tuple[str, ...]
    source: str | None
    enacted_on: date | None
    enacted_place: str | None
    promulgated_on: date | None
    gazette: str | None
    signer: str | None
    created_by_name: str | None
    provenance: Mapping[str, str]
    revisions: tuple[RevisionRow, ...]
    tags: tuple[TagRow, ...]
    relations: tuple[RelationRow, ...]
    cited_by: int
    mentions: tuple["MentionRow", ...]
    may_edit: bool
    may_trash: bool
    may_decide_tags: bool

    @property
    def current(self) -> RevisionRow:
        return self.revisions[0]


@dataclass(frozen=True, slots=True)
class MentionRow:
    """A rule that the document cites; `document_id` when the library holds it and the actor may see it."""

    short: str
    first_page: int
    count: int
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """The facets of lists and search. Empty means everything; several values of one facet mean "any of them".

    `kind_names` are kinds of rules ("Perwali"), wanted beside `kinds`. `within` must hold too, `but` must not.
    """

    kinds: tuple[Kind, ...] = ()
    instrument_id: str | None = None
    domains: tuple[int, ...] = ()
    aspects: tuple[int, ...] = ()
    indicators: tuple[int, ...] = ()
    years: tuple[int, ...] = ()
    statuses: tuple[LegalStatus, ...] = ()
    agencies: tuple[int, ...] = ()
    formats: tuple[str, ...] = ()
    kind_names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    agency_names: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    states: tuple[ReadingState, ...] = ()
    mine: bool = False
    within: tuple["Filters", ...] = ()
    but: tuple["Filters", ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == Filters(instrument_id=self.instrument_id)


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What extraction or the sample library knows of a new document; `by` names the source for provenance."""

    values: Mapping[str, Any] = field(default_factory=dict)
    by: str = "document"
