# Counting by passage, checked against counting one by one.
from bisect import bisect_right
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.entries import BODY_START, PASSAGE, Layout
from indexer.index.evidence import chain
from indexer.index.passages import Part, answered, promptness, scores, spread

ROWS = st.lists(st.integers(0, 60), unique=True).map(sorted)


@given(ROWS, ROWS)
def test_spread_counts_what_stands_in_each_passage(positions: list[int], later: list[int]) -> None:
    starts = [0, *(start for start in later if start)]
    assert spread(positions, starts) == Counter(bisect_right(starts, position) for position in positions)


@given(st.lists(ROWS, min_size=1, max_size=4), st.integers(1, 4))
def test_a_chain_steps_from_row_to_row(rows: list[list[int]], reach: int) -> None:
    def leads_on(place: int, following: list[list[int]]) -> bool:
        return not following or any(
            leads_on(place + step, following[1:]) for step in range(1, reach + 1) if place + step in following[0]
        )

    assert sorted(chain(rows, reach)) == [place for place in rows[0] if leads_on(place, rows[1:])]


@given(st.lists(st.integers(0, 4 * PASSAGE), max_size=6))
def test_every_page_begins_a_passage_and_none_is_much_longer_than_the_others(lengths: list[int]) -> None:
    starts = [BODY_START + sum(lengths[:number]) for number in range(len(lengths))]
    layout = Layout((0, 0, 0, 0, sum(lengths)), tuple(range(1, len(lengths) + 1)), tuple(starts))
    found = layout.passages
    assert set(starts) <= set(found)
    assert list(found) == sorted(found)
    borders = (*found, layout.body_end)
    assert all(after - before <= 1.5 * PASSAGE for before, after in zip(found, borders[1:], strict=True))


def test_the_passage_with_both_words_is_best_and_longer_ones_count_less() -> None:
    parts = (Part(2.0, (1, 55)), Part(1.0, (3, 120)))
    found = scores(parts, (0, 50, 100), 150, 50.0, 0.5)
    assert max(found, key=found.__getitem__) == 1
    assert scores((Part(1.0, (1,)),), (0,), 100, 50.0, 0.5)[1] < scores((Part(1.0, (1,)),), (0,), 50, 50.0, 0.5)[1]
    assert scores((Part(1.0, (1,), (1,)),), (0,), 50, 50.0, 0.5)[1] > scores((Part(1.0, (1,)),), (0,), 50, 50.0, 0.5)[1]


def test_an_answer_follows_its_subject() -> None:
    subject = (Part(2.0, (10,), (10,)), Part(1.0, (11,), (11,)))
    assert answered(subject, {12: 1.0}) == {12: pytest.approx(1.0)}
    assert answered(subject, {9: 1.0, 40: 1.0}) == {}
    assert answered((subject[0], Part(1.0, (30,), (30,))), {11: 1.0})[11] == pytest.approx(2 / 3)


def test_an_answer_right_behind_its_subject_is_better_than_one_apart_and_a_sure_word_than_an_unsure_one() -> None:
    subject = (Part(2.0, (10,), (10,)), Part(1.0, (11,), (11,)))
    near, apart = answered(subject, {12: 1.0})[12], answered(subject, {18: 1.0})[18]
    assert near > apart > 0
    assert answered(subject, {12: 0.5})[12] == pytest.approx(near / 2)


def test_the_words_of_a_long_subject_do_not_put_its_first_word_apart() -> None:
    name = tuple(Part(1.0, (place,), (place,)) for place in range(1, 13))
    assert answered(name, {13: 1.0})[13] == pytest.approx(1.0)
    assert answered(name, {21: 1.0})[21] == answered(name, {15: 1.0})[15] > 0


def test_a_subject_as_typed_is_better_than_in_another_form() -> None:
    as_typed, inflected = Part(1.0, (10,), (10,)), Part(1.0, (10,), ())
    assert answered((as_typed,), {11: 1.0})[11] > answered((inflected,), {11: 1.0})[11] > 0


def test_the_sooner_the_better() -> None:
    assert promptness(5, 5) == 1.0
    assert 0 < promptness(400, 5) < promptness(15, 5) < 1
