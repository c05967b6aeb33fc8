# The vectorised paths, each checked against counting one by one.
from collections import ChainMap
from collections.abc import Mapping

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.entries import BODY, BODY_START, field_of, pack
from indexer.index.evidence import chain
from indexer.index.rows import NOWHERE, Row, by_field, from_keys, from_packed, joined, side_by_side

Placed = dict[int, list[int]]  # document → positions

_RANGE = BODY_START // BODY
_POSITIONS = st.lists(st.integers(0, 12) | st.integers(_RANGE, _RANGE + 5) | st.integers(BODY_START, BODY_START + 40))
_PLACED = st.dictionaries(st.integers(0, 20), _POSITIONS.filter(bool).map(lambda found: sorted(set(found))))
SIZE = 21


def _row(placed: Mapping[int, list[int]]) -> Row:
    documents = sorted(placed)
    return from_packed(documents, [pack(placed[document]) for document in documents])


def _placed(row: Row) -> Placed:
    return row.read(range(SIZE))


def _check(row: Row, placed: Placed) -> None:
    """Everything that a row says is what the positions say."""
    assert _placed(row) == placed
    assert row.documents.tolist() == sorted(placed)
    assert row.counts.tolist() == [len(placed[document]) for document in sorted(placed)]
    counted = [[field_of(place) for place in placed[document]] for document in sorted(placed)]
    assert row.body.tolist() == [fields.count(BODY) for fields in counted]
    assert by_field(row.heads).tolist() == [[fields.count(number) for number in range(BODY)] for fields in counted]


@given(_PLACED)
def test_a_row_holds_what_was_packed(placed: Placed) -> None:
    _check(_row(placed), placed)


@given(_PLACED)
def test_keys_lead_there_and_back(placed: Placed) -> None:
    _check(from_keys(_row(placed).keys()), placed)


@given(_PLACED, st.lists(st.integers(0, 30), unique=True).map(sorted))
def test_only_the_documents_asked_for_are_read(placed: Placed, asked: list[int]) -> None:
    row = _row(placed)
    assert row.read(asked) == {document: placed[document] for document in asked if document in placed}
    found = row.among(np.array(asked, np.int64))
    assert {document: placed[document] for document in asked if document in placed}.items() <= _placed(found).items()
    assert _placed(found).items() <= placed.items()


def test_of_a_common_word_only_few_documents_are_looked_at() -> None:
    row = _row({document: [BODY_START + document] for document in range(SIZE)})
    assert row.among(np.array([3, 7])).documents.tolist() == [3, 7]


@given(st.lists(_PLACED, max_size=4))
def test_segments_are_joined_behind_each_other(segments: list[Placed]) -> None:
    row = joined([(_row(placed), SIZE * number) for number, placed in enumerate(segments)])
    moved = [{SIZE * n + document: found for document, found in part.items()} for n, part in enumerate(segments)]
    expected = dict(ChainMap(*moved))
    assert row.read(range(SIZE * len(segments))) == expected
    assert row.documents.tolist() == sorted(expected)


@given(st.lists(_PLACED, min_size=2, max_size=4), st.integers(1, 4), st.sets(st.integers(0, SIZE - 1)))
def test_words_side_by_side_are_found_in_living_documents(rows: list[Placed], reach: int, dead: set[int]) -> None:
    live = np.array([document not in dead for document in range(SIZE)])
    shared = set(rows[0]).intersection(*rows) - dead
    found = {document: sorted(chain([row[document] for row in rows], reach)) for document in shared}
    _check(
        side_by_side([_row(row) for row in rows], reach, live),
        {document: positions for document, positions in found.items() if positions},
    )


def test_words_that_too_many_documents_share_are_not_looked_for() -> None:
    rows = [_row({document: [BODY_START + part] for document in range(SIZE)}) for part in range(2)]
    everywhere = np.ones(SIZE, np.bool_)
    assert len(side_by_side(rows, 1, everywhere, most=SIZE)) == SIZE
    assert side_by_side(rows, 1, everywhere, most=SIZE - 1) is NOWHERE


def test_a_head_counts_to_255() -> None:
    row = _row({0: [*range(300), BODY_START]})
    assert by_field(row.heads).tolist() == [[255, 0, 0, 0]]
    assert row.body.tolist() == [46]
    assert by_field(from_keys(row.keys()).heads).tolist() == [[255, 0, 0, 0]]
