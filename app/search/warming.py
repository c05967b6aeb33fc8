"""Reads what searches need before anybody waits for it: once a web process begins, and after each change.

Columns, visible ids, the titles for completions and a new generation of the index take a large library a second or
more. A thread of its own searches as a visitor would; whoever comes meanwhile shares what is being read already.
"""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.permissions import VISITOR
from app.core.runtime import Runtime
from app.documents import changelog
from app.documents.schemas import Filters
from app.instruments import service as instruments
from app.search import service, suggesting
from app.search.schemas import SearchRequest
from indexer.index.port import IndexProblem

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 2.0
_WORD = "data"  # as good as any that stands in many documents


class Warmer:
    def __init__(self, parts: Runtime) -> None:
        self.parts = parts
        self._seen: Hashable = None

    def warm(self) -> bool:
        """Whether anything had changed. Without an index there is nothing to get ready: the database searches."""
        generations, database = self.parts.generations, self.parts.database
        try:
            with database.read() as session:
                state = generations.open_current().state(), changelog.extent(session).newest
                if state == self._seen:
                    return False
                instrument_id = instruments.default_id(session, self.parts.settings)
                wanted = SearchRequest(_WORD, Filters(instrument_id=instrument_id))
                service.search(session, VISITOR, generations.open_current, wanted)
                suggesting.complete(session, VISITOR, generations.open_current, text=_WORD, instrument_id=instrument_id)
        except IndexProblem:
            return False
        except SQLAlchemyError as error:
            log.warning("searches are not read ahead", cause=type(error).__name__)
            return False
        self._seen = state
        return True

    def run(self, stop: threading.Event) -> None:
        while True:
            self.warm()
            if stop.wait(LOOK_EVERY_SECONDS):
                return


@contextmanager
def kept_warm(parts: Runtime) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=Warmer(parts).run, args=(stop,), name="search-warmer", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
