# Counting by passage, checked against counting one by one.
from bisect import bisect_right
from collections import Counter

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
    subject = (Part(2.0, (10,)), Part(1.0, (11,)))
    assert answered(subject, (12,)) == {12: 1.0}
    assert answered(subject, (17,)) == {17: 0.5}
    assert answered(subject, (9, 40)) == {}
    assert answered((subject[0], Part(1.0, (30,))), (12,)) == {12: 2 / 3}


def test_the_sooner_the_better() -> None:
    assert promptness(5, 5) == 1.0
    assert 0 < promptness(400, 5) < promptness(15, 5) < 1
