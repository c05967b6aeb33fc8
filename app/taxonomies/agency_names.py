"""What else agencies are called: kept by curators after a look at the searches that it changes.

Only the filters `opd:` and `instansi:` read these names. So what a change does is counted by the very conditions of
those filters, once as they are and once with this agency among those meant or not; nothing is written to try it out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.accounts import service as accounts
from app.accounts.models import Agency
from app.accounts.permissions import Actor
from app.core.config import Settings
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.documents.schemas import Filters
from app.search.grammar import parse
from app.searches import frequent
from app.taxonomies import queries

RIGHT = "words.manage"
_FILTERS = ("opd", "instansi")
_LOOKED_AT, _MOST_LOGGED = 300, 10


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency with how many documents of those that the actor sees are its own."""

    id: int
    code: str
    name: str
    aliases: tuple[str, ...]
    is_active: bool
    documents: int


@dataclass(frozen=True, slots=True)
class NameEffect:
    """How many documents one filter finds before and after, as the actor would see it."""

    query: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class AliasPreview:
    """`written` tells, of each new name, how many documents already name who issued them so.

    `logged` are frequent searches with such a filter that find more or fewer documents afterwards, with how often they
    were made.
    """

    row: AgencyRow
    aliases: tuple[str, ...]
    effects: tuple[NameEffect, ...] = ()
    written: tuple[tuple[str, int], ...] = ()
    logged: tuple[tuple[str, int], ...] = ()

    @property
    def is_without_effect(self) -> bool:
        return not self.logged and all(one.before == one.after for one in self.effects)


def listing(session: Session, actor: Actor, *, text: str = "", part: Slice) -> Listing[AgencyRow]:
    """By name; the text is looked for in all names."""
    actor.require(RIGHT)
    owned = queries.owned(session, actor)
    agencies = accounts.agencies(session, is_active_only=False)
    rows = [_row(one, owned) for one in agencies if _is_called(one, one.aliases, text)]
    return Listing(rows[part.offset : part.offset + part.limit], len(rows), part.limit, part.offset)


def find(session: Session, actor: Actor, agency_id: int) -> AgencyRow:
    actor.require(RIGHT)
    return _row(accounts.agency(session, agency_id), queries.owned(session, actor))


def keep(session: Session, actor: Actor, agency_id: int, aliases: Iterable[str]) -> AgencyRow:
    accounts.save_aliases(session, actor, agency_id=agency_id, aliases=aliases)
    return find(session, actor, agency_id)


def preview(session: Session, actor: Actor, settings: Settings, agency_id: int, aliases: Iterable[str]) -> AliasPreview:
    """Of names that may be kept; nothing is written."""
    row = find(session, actor, agency_id)
    wanted = tuple(accounts.checked_aliases(session, agency_id, aliases))
    agency = accounts.agency(session, agency_id)
    changed = [name for name in dict.fromkeys((*row.aliases, *wanted)) if (name in row.aliases) != (name in wanted)]
    added = [name for name in changed if name in wanted]
    return AliasPreview(
        row,
        wanted,
        tuple(_effect(session, actor, agency, wanted, name, kind) for name in changed for kind in _FILTERS),
        tuple((name, queries.matching(session, actor, Filters(issuers=(name,)))) for name in added),
        tuple(_touched(frequent.queries_of_log(session, settings, limit=_LOOKED_AT), agency, wanted)),
    )


def _effect(session: Session, actor: Actor, agency: Agency, wanted: Sequence[str], name: str, kind: str) -> NameEffect:
    asked = Filters(agency_names=(name,)) if kind == "opd" else Filters(issuers=(name,))
    agency_id = saved_id(agency.id)
    own = Filters(agencies=(agency_id,))
    elsewhere = queries.matching(session, actor, replace(asked, but=(own,)))
    if _is_called(agency, wanted, name):
        mine = queries.matching(session, actor, own)
    else:
        mine = queries.owned_and_written(session, actor, agency_id, name) if kind == "instansi" else 0
    shown = f'"{name}"' if " " in name or "," in name else name
    return NameEffect(f"{kind}:{shown}", queries.matching(session, actor, asked), elsewhere + mine)


def _touched(logged: Iterable[tuple[str, int]], agency: Agency, wanted: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Searches of which a filter means this agency either before or after, not both."""
    found = 0
    for query, count in logged:
        values = [value for one in parse(query).filters if one.name in _FILTERS for value in one.values]
        if any(_is_called(agency, agency.aliases, value) != _is_called(agency, wanted, value) for value in values):
            yield query, count
            found += 1
        if found == _MOST_LOGGED:
            return


def _is_called(agency: Agency, aliases: Iterable[str], text: str) -> bool:
    """As the filters read it: anywhere in any of its names."""
    sought = " ".join(text.casefold().split())
    return any(sought in name.casefold() for name in (agency.name, agency.code, *aliases))


def _row(agency: Agency, owned: dict[int, int]) -> AgencyRow:
    agency_id = saved_id(agency.id)
    return AgencyRow(
        agency_id, agency.code, agency.name, tuple(agency.aliases), agency.is_active, owned.get(agency_id, 0)
    )
