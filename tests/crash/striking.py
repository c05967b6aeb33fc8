"""Something happens at a named step of the work: a death, a full disk, a locked database, an index that vanishes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Literal

from whoosh.index import TOC

from app.ingest import batches, clearing, conclusion, pipeline, recognising
from app.ingest.clearing import Clearing
from app.ingest.pictures import Pictures
from app.ingest.pipeline import Pipeline
from app.ingest.recognising import Recognition
from app.search.indexing import Indexer
from indexer.index.generations import Generations
from indexer.index.whoosh_index import WhooshIndex
from indexer.ocr import Recogniser
from storage.derived import DerivedStore

Moment = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Step:
    """The `turn`-th call of a function of the product; "after" is when it has done its work and not returned yet."""

    name: str
    owner: Any
    function: str
    moment: Moment
    turn: int = 1
    is_inside: bool = False  # a transaction that writes: nobody else can lock the database meanwhile

    def __str__(self) -> str:
        return self.name


# In the order of the work, so that one worker after the other may die at them.
READING = (
    Step("reading-begins", Pipeline, "_begin", "before"),
    Step("reading-begun", Pipeline, "_begin", "after"),
    Step("first-page-not-saved", Pipeline, "_save", "before"),
    Step("second-page-saved", Pipeline, "_save", "after", 2),
    Step("all-pages-saved", Pipeline, "_note_reading", "before"),
    Step("reading-noted", Pipeline, "_note_reading", "after"),
    Step("findings-computed", conclusion, "find", "after"),
    Step("text-repaired", conclusion, "_note_findings", "before", is_inside=True),
    Step("findings-written", conclusion, "_note_findings", "after", is_inside=True),
    Step("reading-concluded", pipeline, "conclude", "after"),
)
RECOGNISING = (
    Step("recognition-begun", Recognition, "_begin", "after"),
    Step("page-drawn", Recogniser, "recognise", "before"),
    Step("page-recognised", Recogniser, "recognise", "after"),
    Step("first-scan-saved", Recognition, "_save", "after"),
    Step("last-scan-saved", Recognition, "_save", "after"),
    Step("recognition-weighed", Recognition, "_outcome", "after"),
    Step("owner-told", batches, "tell_if_done", "after", is_inside=True),
    Step("recognition-concluded", recognising, "conclude", "after"),
)
DRAWING = (
    Step("thumbnail-not-kept", DerivedStore, "put", "before"),
    Step("picture-half-kept", Path, "replace", "before", 2),
    Step("second-picture-kept", DerivedStore, "put", "after", 2),
    Step("pictures-kept", Pictures, "_draw", "after"),
)
INDEXING = (
    Step("index-not-written", Indexer, "_write", "before"),
    Step("index-filled", TOC, "write", "before"),
    Step("index-table-written", TOC, "write", "after"),
    Step("index-committed", Indexer, "_complete", "before"),
    Step("index-job-done", Indexer, "_complete", "after"),
)
REBUILDING = (
    Step("generation-created", WhooshIndex, "write", "before"),
    Step("generation-built", Generations, "_build", "after"),
    Step("generation-named", Generations, "_named", "after"),
    Step("generation-serving", Generations, "_swap", "after"),
)
CLEARING = (
    Step("verdict-heard", Clearing, "_verdict", "after"),
    Step("verdict-noted", clearing, "note_verdict", "after", is_inside=True),
    Step("verdict-written", Clearing, "run", "after"),
)


@contextmanager
def struck(step: Step, blow: Callable[[], object]) -> Iterator[threading.Event]:
    """The blow falls once, while the block runs; the event says whether it has."""
    real, has_fallen, turns = getattr(step.owner, step.function), threading.Event(), iter(range(1, step.turn))

    def strike() -> None:
        if next(turns, None) is None and not has_fallen.is_set():
            has_fallen.set()
            blow()

    @wraps(real)
    def wrapped(*given: Any, **named: Any) -> Any:
        if step.moment == "before":
            strike()
        result = real(*given, **named)
        if step.moment == "after":
            strike()
        return result

    setattr(step.owner, step.function, wrapped)
    try:
        yield has_fallen
    finally:
        setattr(step.owner, step.function, real)
