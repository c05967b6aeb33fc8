"""What the pages of review dates show: what falls due, one document's plan and rounds, the intervals of kinds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.accounts.permissions import Actor
from app.core.pagination import Listing
from app.documents.labels import KIND_LABELS
from app.documents.models import Kind
from app.stewardship.schemas import DueFilter, DueRow, DueSort, ReviewState, Scope, When
from frontend.list_state import address

PLACE = "/jadwal-tinjau"
_SCOPES = {Scope.MINE: "Saya pemiliknya", Scope.AGENCY: "OPD saya", Scope.ALL: "Semua dokumen"}
_WHENS = {When.DUE: "Sudah waktunya", When.SOON: "Segera", When.EVERY: "Semua yang berjadwal"}
_SORTS = {DueSort.DATE: "Tanggal tinjau", DueSort.TITLE: "Judul", DueSort.AGENCY: "OPD"}


@dataclass(frozen=True, slots=True)
class DuePage:
    rows: Listing[DueRow]
    where: DueFilter
    scopes: tuple[Scope, ...]
    pages_href: str

    @property
    def tabs(self) -> list[tuple[str, str, None]]:
        return [(text, self._address(when=when), None) for when, text in _WHENS.items()]

    @property
    def current(self) -> str:
        return self._address(when=self.where.when)

    @property
    def csv_href(self) -> str:
        return address(f"{PLACE}.csv", values_of(self.where))

    @property
    def scope_choices(self) -> list[tuple[str, str]]:
        return [(scope.value, _SCOPES[scope]) for scope in self.scopes]

    @property
    def kind_choices(self) -> list[tuple[str, str]]:
        return [(kind.value, label) for kind, label in KIND_LABELS.items()]

    @property
    def sort_choices(self) -> list[tuple[str, str]]:
        return [(sort.value, label) for sort, label in _SORTS.items()]

    @property
    def kinds(self) -> Mapping[Kind, str]:
        return KIND_LABELS

    def _address(self, *, when: When) -> str:
        return address(PLACE, {**values_of(self.where), "keadaan": when.value})


def values_of(where: DueFilter) -> dict[str, str]:
    kind = where.kind.value if where.kind else ""
    return {"milik": where.scope.value, "keadaan": where.when.value, "jenis": kind, "urut": where.sort.value}


def scopes_of(actor: Actor) -> tuple[Scope, ...]:
    """What may be asked for, the widest first: a curator begins with everything, an operator with the agency's."""
    every = (Scope.ALL,) if actor.can("document.edit_any") else ()
    return (*every, *((Scope.AGENCY,) if actor.agency_id is not None else ()), Scope.MINE)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    state: ReviewState
    values: Mapping[str, str]
    people: Sequence[tuple[str, str]]
    agencies: Sequence[tuple[str, str]]
    errors: Mapping[str, str]

    @property
    def kind(self) -> str:
        return KIND_LABELS[self.state.kind]

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items())


@dataclass(frozen=True, slots=True)
class IntervalsPage:
    """(name of the field, label, months as typed) for each kind."""

    rows: Sequence[tuple[str, str, str]]
    errors: Mapping[str, str]

    @property
    def summary(self) -> list[tuple[str, str]]:
        return list(self.errors.items())
