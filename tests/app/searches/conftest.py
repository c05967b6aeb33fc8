"""What the tests of this slice share: searches noted and written at once, and documents that arrive later."""

from collections.abc import Callable

import pytest

from app.core.runtime import Runtime
from app.core.tables import saved_id
from app.documents.models import Kind, Visibility
from app.documents.schemas import DocumentFields, Filters
from app.search.schemas import SearchRequest
from app.searches import saved
from app.searches.logbook import SearchLog
from tests.conftest import WorkQueue
from tests.support.files import make_pdf
from tests.support.library import INSTRUMENT, add_document
from tests.support.people import People

Miss = Callable[..., None]
Arrive = Callable[..., int]
Keep = Callable[..., int]


@pytest.fixture
def miss(runtime: Runtime) -> Miss:
    """These words were searched so many times, and nothing was found."""

    def note(text: str, times: int = 1, *, found: int = 0) -> None:
        with SearchLog(runtime.database, runtime.settings) as log:
            for _ in range(times):
                log.note(text, found=found, is_missing=found == 0)

    return note


@pytest.fixture
def arrive(runtime: Runtime, people: People, work_queue: WorkQueue) -> Arrive:
    """A document comes into the library and is read."""

    def add(title: str, *, visibility: Visibility = Visibility.PUBLIC, kind: Kind = Kind.SOP) -> int:
        fields = DocumentFields(title=title, kind=kind, visibility=visibility)
        number = add_document(runtime, people["kurator"], make_pdf([f"{title} dan isinya."]), f"{title}.pdf", fields)
        work_queue()
        return number

    return add


@pytest.fixture
def keep(runtime: Runtime, people: People) -> Keep:
    """Save a search as somebody; answers with its number."""

    def save(text: str, username: str = "pembaca", *, name: str = "", **filters: object) -> int:
        request = SearchRequest(text, Filters(instrument_id=INSTRUMENT, **filters))  # type: ignore[arg-type]
        with runtime.database.read() as session:
            found = saved.found_ids(session, people[username], runtime.generations.open_current, request)
        with runtime.database.write() as session:
            made = saved.save(session, people[username], name=name or text, request=request, found=found)
            return saved_id(made.id)

    return save
