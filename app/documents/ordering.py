"""Many documents in the order in which a list shows them: all are put in order once, of which a list is a part.

What only the database can compare, as titles, it puts in order; that is kept until a title changes.
"""

from collections.abc import Iterable

import numpy as np
from sqlmodel import Session

from app.accounts.permissions import Actor
from app.documents import changelog, queries
from app.documents.column_store import columns_of, visible_ids
from app.documents.columns import Columns, Places
from app.documents.schemas import Filters, Sort
from indexer.ids import IdArray, as_array

_FEW = 500  # so many a statement names one by one


def sorted_ids(session: Session, actor: Actor, ids: Iterable[int], order: Sort) -> IdArray:
    """The visible ones among the ids, in the order asked for."""
    wanted = as_array(ids)
    wanted = wanted[visible_ids(session, actor, Filters()).holds(wanted)]
    columns = columns_of(session)
    if len(wanted) <= _FEW and order not in columns.orders:
        return as_array(queries.ids_in_order(session, order, wanted.tolist()))
    places = _in_order(session, columns, order)
    chosen: IdArray = columns.rows["id"][places[columns.mask_of(wanted)[places]]]
    return chosen


def _in_order(session: Session, columns: Columns, order: Sort) -> Places:
    """All of them. Kept only where database and columns stand at the same change."""
    held = columns.orders.get(order)
    if held is not None:
        return held
    if order == "newest":
        places = np.argsort(columns.rows["created"], kind="stable")[::-1]
    else:
        places = columns.places_of(queries.ids_in_order(session, order))
        places = places[places >= 0]
    if order == "newest" or changelog.extent(session).newest == columns.position:
        columns.orders[order] = places
    return places
