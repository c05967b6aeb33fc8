"""From tesseract's table to words, places and text: what is proper is understood, what is not is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.ocr_tsv import (
    Rotation,
    Row,
    Word,
    mean_confidence,
    read_rotation,
    read_rows,
    text_of,
    tilted_back,
    turned_back,
)

HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
WIDTH, HEIGHT = 2480, 3508
LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=12)
ROTATIONS: tuple[Rotation, ...] = (0, 90, 180, 270)


def line(*fields: object) -> str:
    return "\t".join(map(str, fields)) + "\n"


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[tuple[tuple[int, int, int], str, int]]]:
    """A page as tesseract writes it, and the words on it with their places."""
    text = HEADER + line(1, 1, 0, 0, 0, 0, 0, 0, WIDTH, HEIGHT, -1, "")
    words = []
    for block in range(1, draw(st.integers(1, 3)) + 1):
        text += line(2, 1, block, 0, 0, 0, 10, 10, 90, 90, -1, "")
        for paragraph in range(1, draw(st.integers(1, 2)) + 1):
            for row in range(1, draw(st.integers(1, 3)) + 1):
                text += line(4, 1, block, paragraph, row, 0, 10, 10, 90, 20, -1, "")
                for number, letters in enumerate(draw(st.lists(LETTERS, max_size=4)), start=1):
                    left, top = draw(st.integers(0, WIDTH - 60)), draw(st.integers(0, HEIGHT - 30))
                    text += line(5, 1, block, paragraph, row, number, left, top, 50, 20, "91.500000", letters)
                    words.append(((block, paragraph, row), letters, left))
    return text, words


@given(tables())
def test_every_word_is_found_in_its_place(table: tuple[str, list[tuple[tuple[int, int, int], str, int]]]) -> None:
    text, words = table
    rows = read_rows(text, WIDTH, HEIGHT)
    assert [(row.place, row.word.text, round(row.word.left * WIDTH)) for row in rows] == words
    assert text_of(rows).split() == [letters for _, letters, _ in words]
    assert text_of(rows).count("\n\n") == max(0, len({place[:2] for place, _, _ in words}) - 1)
    assert mean_confidence(rows) == (pytest.approx(0.915) if words else 0.0)


@given(st.text() | st.lists(st.text(max_size=9), min_size=12, max_size=12).map("\t".join))
def test_rubbish_gives_no_word_or_one_that_lies_on_the_page(text: str) -> None:
    for row in read_rows(text, WIDTH, HEIGHT):
        word = row.word
        assert word.text.strip()
        assert 0 <= word.left < word.left + word.width <= 1.000001
        assert 0 <= word.top < word.top + word.height <= 1.000001
        assert 0 <= word.confidence <= 1


@pytest.mark.parametrize(
    "fields",
    [
        (5, 1, 1, 1, 1, 1, 10, 10, 50, 20, -1, "kata"), (5, 1, 1, 1, 1, 1, 10, 10, 50, 20, 90, "  "),
        (5, 1, 1, 1, 1, 1, -5, 10, 50, 20, 90, "kata"), (5, 1, 1, 1, 1, 1, 10, 10, 0, 20, 90, "kata"),
        (5, 1, 1, 1, 1, 1, WIDTH, 10, 50, 20, 90, "kata"), (5, 1, 1, 1, 1, 1, 10, 10, 50, "9" * 40, 90, "kata"),
        (5, 1, 1, 1, 1, 1, 10, 10, 50, 20, "nan", "kata"), (4, 1, 1, 1, 1, 1, 10, 10, 50, 20, 90, "kata"),
        (5, 1, 1, 1, 1, 10, 10, 50, 20, 90, "kata"), (5, 1, "²", 1, 1, 1, 10, 10, 50, 20, 90, "kata"),
    ],
)  # fmt: skip
def test_a_row_that_is_no_word_is_left_out(fields: tuple[object, ...]) -> None:
    good = line(5, 1, 1, 1, 1, 2, 10, 10, 50, 20, 90, "baik")
    assert [row.word.text for row in read_rows(line(*fields) + good, WIDTH, HEIGHT)] == ["baik"]


def test_a_quotation_mark_is_a_letter_like_others() -> None:
    rows = read_rows(
        line(5, 1, 1, 1, 1, 1, 1, 1, 9, 9, 96.1, '"SPBE"') + line(5, 1, 1, 1, 1, 2, 20, 1, 9, 9, 96, "’"), 99, 99
    )
    assert text_of(rows) == '"SPBE" ’'


def test_a_box_over_the_edge_is_cut() -> None:
    (row,) = read_rows(line(5, 1, 1, 1, 1, 1, 90, 95, 50, 50, 80, "tepi"), 100, 100)
    assert (row.word.left, row.word.top) == (0.9, 0.95)
    assert (row.word.width, row.word.height) == pytest.approx((0.1, 0.05))


@pytest.mark.parametrize(
    ("text", "rotation"),
    [
        ("Page number: 0\nRotate: 90\nScript: Latin\n", 90), ("Rotate: 180\n", 180), ("Rotate: 270", 270),
        ("Rotate: 0\n", 0), ("Rotate: 45\n", 0), ("", 0), ("Rotate: 1800\n", 0),
    ],
)  # fmt: skip
def test_the_orientation_is_read_or_taken_for_upright(text: str, rotation: int) -> None:
    assert read_rotation(text) == rotation


SHARES = st.floats(0, 0.5)
BOXES = st.builds(Word, st.just("kata"), SHARES, SHARES, st.floats(0.01, 0.4), st.floats(0.01, 0.4), st.just(1.0))


@given(BOXES)
def test_a_quarter_turn_done_four_times_comes_back(word: Word) -> None:
    back = word
    for _ in range(4):
        back = turned_back(back, 90)
    assert (back.left, back.top, back.width, back.height) == pytest.approx(
        (word.left, word.top, word.width, word.height), abs=1e-9
    )
    twice, half = turned_back(turned_back(word, 90), 90), turned_back(word, 180)
    assert (twice.left, twice.top) == pytest.approx((half.left, half.top), abs=1e-9)
    both = turned_back(turned_back(word, 90), 270)
    assert (both.left, both.top) == pytest.approx((word.left, word.top), abs=1e-9)


def test_what_stands_top_left_once_turned_stood_where_the_turn_took_it_from() -> None:
    word = Word("kata", 0.0, 0.0, 0.2, 0.1, 1.0)
    corners = {rotation: turned_back(word, rotation) for rotation in ROTATIONS}
    assert (corners[0].left, corners[0].top) == (0.0, 0.0)
    assert (corners[90].left, corners[90].top) == (0.0, 0.8), "turned clockwise, the lower left comes to the top left"
    assert (corners[180].left, corners[180].top) == (0.8, 0.9)
    assert (corners[270].left, corners[270].top) == (0.9, 0.0)


@given(BOXES, st.floats(-6, 6))
def test_a_tilted_box_keeps_its_middle_and_holds_the_word(word: Word, degrees: float) -> None:
    there = tilted_back(word, degrees, WIDTH, HEIGHT)
    assert there.width >= word.width * 0.99
    assert there.height >= word.height * 0.99
    back = tilted_back(there, -degrees, WIDTH, HEIGHT)
    if there.left > 0 and there.top > 0 and back.left > 0 and back.top > 0:
        assert back.left + back.width / 2 == pytest.approx(word.left + word.width / 2, abs=1e-6)
        assert back.top + back.height / 2 == pytest.approx(word.top + word.height / 2, abs=1e-6)


def test_no_words_no_text() -> None:
    rows: list[Row] = []
    assert (text_of(rows), mean_confidence(rows)) == ("", 0.0)
