"""Page ranges, whatever numbers are sent."""

from hypothesis import given
from hypothesis import strategies as st

from app.documents.models import Document, Revision
from app.evidence.checks import item_errors, tidy
from app.evidence.schemas import ItemInput

numbers = st.none() | st.integers(-3, 15) | st.integers()


@given(numbers, numbers, st.none() | st.integers(1, 12))
def test_a_range_without_fault_lies_within_the_file(
    page_from: int | None, page_to: int | None, total: int | None
) -> None:
    revision = Revision(id=1, document_id=1, sha256="", size=1, media_type="", file_name="a.pdf", page_total=total)
    errors = item_errors([ItemInput(1, page_from, page_to)], {1: (revision, Document(id=1, title="A"))})
    first = 1 if page_from is None else page_from
    last = first if page_to is None else page_to
    is_whole = page_from is None and page_to is None
    fits = page_from is not None and 1 <= first <= last <= (total or 2**31 - 1)
    assert (not errors) == (is_whole or fits)


@given(st.text())
def test_tidying_keeps_what_can_be_read_and_is_done_once(text: str) -> None:
    clean = tidy(text)
    assert tidy(clean) == clean
    assert "\x00" not in clean
    clean.encode()
