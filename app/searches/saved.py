"""Searches with a name: kept by their owner, run anew under the owner's rights whenever somebody looks."""

from collections.abc import Collection

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.clock import now
from app.core.errors import Conflict, FieldError, InvalidInput
from app.core.pagination import Listing, Slice
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.schemas import DocumentRow, Filters
from app.search import service as search
from app.search.schemas import Order, SearchRequest
from app.search.service import OpenIndex
from app.searches import queries, seen
from app.searches.access import own_saved, owner_id
from app.searches.models import SavedSearch
from app.searches.schemas import SavedRow
from storage.names import clean_line

LONGEST_NAME, LONGEST_TEXT = 120, 500
_ONE = Slice(limit=1)
_filters: TypeAdapter[Filters] = TypeAdapter(Filters)
_order: TypeAdapter[Order] = TypeAdapter(Order)
_FIX = "Perbaiki isian yang ditandai, lalu kirim lagi."
_UNREADABLE = "Saringan pencarian ini berasal dari versi lain dan tidak dikenal lagi. Hapus, lalu simpan ulang."


def save(session: Session, actor: Actor, *, name: str, request: SearchRequest, found: Collection[int]) -> SavedSearch:
    """`found` is what it finds now, by `found_ids`: looked up before anybody waits for this transaction."""
    owner, text = owner_id(actor), clean_line(request.text)
    if len(text) > LONGEST_TEXT:
        raise _invalid(f"Pencarian yang disimpan paling banyak {LONGEST_TEXT} huruf. Persingkat dahulu kata-katanya.")
    made = SavedSearch(
        user_id=owner,
        name=_free_name(session, owner, name),
        text=text,
        filters=_filters.dump_python(request.filters, mode="json", exclude_defaults=True),
        sort=request.order,
        seen=seen.pack(found),
    )
    session.add(made)
    session.flush()
    return made


def found_ids(session: Session, actor: Actor, open_index: OpenIndex, request: SearchRequest) -> frozenset[int]:
    """Everything that fits for this person at this moment. What only resembles it is no news for anybody."""
    one = SearchRequest(request.text, request.filters, request.order, _ONE, is_exact=True)
    found = search.search(session, actor, open_index, one)
    return frozenset() if found.is_partial else frozenset(found.ids)


def listing(session: Session, actor: Actor, open_index: OpenIndex, *, part: Slice) -> Listing[SavedRow]:
    found, total = queries.saved(session, owner_id(actor), part)
    rows = [_row(session, actor, open_index, saved)[0] for saved in found]
    return Listing(rows, total, part.limit, part.offset)


def view(
    session: Session, actor: Actor, open_index: OpenIndex, saved_search_id: int, *, part: Slice
) -> tuple[SavedRow, Listing[DocumentRow]]:
    """One of them, and the documents that have come since its owner last looked, the newest first."""
    row, fresh = _row(session, actor, open_index, own_saved(session, actor, saved_search_id))
    ordered = documents.sorted_ids(session, actor, list(fresh), "newest") if fresh else []
    shown = ordered[part.offset : part.offset + part.limit]
    rows = documents.rows_by_ids(session, actor, shown)
    return row, Listing([rows[key] for key in shown if key in rows], len(ordered), part.limit, part.offset)


def request_of(session: Session, actor: Actor, saved_search_id: int) -> SearchRequest:
    """What is searched; raises Conflict where its filters mean nothing any more."""
    request = readable(own_saved(session, actor, saved_search_id))
    if request is None:
        raise Conflict(_UNREADABLE)
    return request


def look(session: Session, actor: Actor, *, saved_search_id: int, found: Collection[int]) -> None:
    """The owner has seen these: from now on only what comes beside them is new."""
    saved = own_saved(session, actor, saved_search_id)
    saved.seen, saved.seen_at = seen.pack(found), now()


def rename(session: Session, actor: Actor, *, saved_search_id: int, name: str) -> SavedSearch:
    saved = own_saved(session, actor, saved_search_id)
    saved.name = _free_name(session, saved.user_id, name, but=saved)
    return saved


def delete(session: Session, actor: Actor, *, saved_search_id: int) -> None:
    """With it goes its feed."""
    session.delete(own_saved(session, actor, saved_search_id))


def readable(saved: SavedSearch) -> SearchRequest | None:
    """None where the row comes from a version that knew other filters."""
    try:
        return SearchRequest(saved.text, _filters.validate_python(saved.filters), _order.validate_python(saved.sort))
    except ValidationError:
        return None


def _row(session: Session, actor: Actor, open_index: OpenIndex, saved: SavedSearch) -> tuple[SavedRow, frozenset[int]]:
    request = readable(saved)
    found = None if request is None else found_ids(session, actor, open_index, request)
    fresh = frozenset[int]() if found is None else seen.unseen(found, saved.seen)
    row = SavedRow(
        id=saved_id(saved.id),
        name=saved.name,
        text=saved.text,
        filters=request.filters if request else Filters(),
        order=request.order if request else "relevance",
        total=None if found is None else len(found),
        fresh=None if found is None else len(fresh),
        seen_at=saved.seen_at,
        created_at=saved.created_at,
        feed_made_at=saved.feed_made_at,
    )
    return row, fresh


def _free_name(session: Session, owner: int, name: str, *, but: SavedSearch | None = None) -> str:
    given = clean_line(name)
    if not given:
        raise _invalid("Beri nama pencarian ini.")
    if len(given) > LONGEST_NAME:
        raise _invalid(f"Nama paling banyak {LONGEST_NAME} huruf.")
    holder = queries.saved_named(session, owner, given)
    if holder is not None and holder is not but:
        raise _invalid("Anda sudah punya pencarian dengan nama ini. Pilih nama lain.")
    return given


def _invalid(message: str) -> InvalidInput:
    return InvalidInput(_FIX, errors=[FieldError("name", message)])
