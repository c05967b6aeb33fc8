"""Why a document has no suggestion of the instrument shown first: asked when a curator looks, and kept nowhere.

The answer costs a few milliseconds for each page and is always that of the instrument, the title and what was learned
as they are now, so that it never contradicts what the curator sees beside it.
"""

from pathlib import Path

from sqlmodel import Session

from app.accounts.permissions import Actor
from app.core.clock import now
from app.core.config import Settings
from app.core.tables import saved_id
from app.documents import service as documents
from app.documents.models import Revision
from app.ingest.suggesting import made_on, tagger_of
from app.instruments import service as instruments
from app.learning import active as learning
from indexer.tagger import Dates, Tagger

MOST_PAGES = 200  # read for the answer; longer documents are judged by their beginning
STILL_READING = "Isi berkasnya belum selesai dibaca, jadi usulannya belum dihitung."
CHANGED_SINCE = (
    "Usulannya dihitung sebelum keterangan atau instrumennya berubah. Menurut keadaan sekarang yang paling dekat "
    "“{number}. {name}”."
)
_kept: dict[tuple[str, str, tuple[int, ...]], Tagger] = {}


def none_because(session: Session, settings: Settings, actor: Actor, document_id: int) -> str:
    """One Indonesian sentence. `NotFound` for documents that the actor does not see."""
    document = documents.get(session, actor, document_id)
    revision = documents.revision(session, actor, document_id)
    if not revision.state.is_final:
        return STILL_READING
    instrument_id = instruments.default_id(session, settings)
    judged = _tagger(session, settings, instrument_id).judge(
        _pages(session, revision),
        title=document.title,
        kind=document.kind.value,
        limit=1,
        file_name=Path(revision.file_name).stem,
        dates=Dates(made_on(document.enacted_on, document.year), now().date()),
    )
    if not judged.suggestions:
        return judged.none_because
    best = instruments.spec_of(session, instrument_id).indicator(judged.suggestions[0].number)
    return CHANGED_SINCE.format(number=best.number, name=best.short_name) if best else ""


def _pages(session: Session, revision: Revision) -> list[tuple[int, str]]:
    own = saved_id(revision.id)
    last = min(revision.page_total or 0, MOST_PAGES)
    texts = documents.page_texts(session, [(own, number) for number in range(1, last + 1)])
    return sorted((number, text) for (_, number), text in texts.items())


def _tagger(session: Session, settings: Settings, instrument_id: str) -> Tagger:
    """Built once for each edition and choice of what was learned; only the newest is kept."""
    editions = dict(instruments.suggested_editions(session, settings))
    key = (instrument_id, editions.get(instrument_id, ""), learning.stamp(session))
    tagger = _kept.get(key)
    if tagger is None:
        tagger = tagger_of(instruments.spec_of(session, instrument_id), learning.learned(session, instrument_id))
        _kept.clear()
        _kept[key] = tagger
    return tagger
