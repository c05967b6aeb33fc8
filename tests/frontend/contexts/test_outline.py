"""Headings with their depth become a tree in which none is lost, whatever depths reading found."""

from hypothesis import given
from hypothesis import strategies as st

from app.documents.read_models import Section
from frontend.contexts.outline import Heading, outline_of


def section(position: int, level: int, page: int) -> Section:
    return Section(revision_id=1, position=position, kind="pasal", label=str(position), level=level, page=page)


def labels(headings: tuple[Heading, ...] | list[Heading]) -> list[str]:
    return [label for heading in headings for label in (heading.label, *labels(heading.parts))]


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 30)), max_size=40))
def test_reading_order_survives(found: list[tuple[int, int]]) -> None:
    rows = [section(position, level, page) for position, (level, page) in enumerate(found)]
    assert labels(outline_of(7, rows).headings) == [row.label for row in rows]


def test_the_branch_that_holds_the_page_stands_open() -> None:
    rows = [section(n, 1 + (n % 4 > 0), 1 + n) for n in range(16)]
    toc = outline_of(7, rows, here=6)
    assert [toc.is_open(index) for index in range(4)] == [False, True, False, False]
    assert toc.headings[1].parts[0].url == "/dokumen/7/baca?hal=6"
