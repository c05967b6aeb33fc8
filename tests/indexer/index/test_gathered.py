# Many words as one row, checked against what each of them says for itself.
from collections import Counter
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.decoding import decoded
from indexer.index.entries import BODY, BODY_START, field_of, pack
from indexer.index.gathered import Gathered, joined
from indexer.index.postings import encoded
from indexer.index.rows import Counted, by_field, document_of, from_packed, place_of

Placed = dict[int, list[int]]  # document → positions

SIZE = 21
_RANGE = BODY_START // BODY
_POSITIONS = st.lists(
    st.integers(0, 12) | st.integers(_RANGE, _RANGE + 5) | st.integers(BODY_START, BODY_START + 90_000), min_size=1
).map(lambda found: sorted(set(found)))
_WORDS = st.lists(st.dictionaries(st.integers(0, SIZE - 1), _POSITIONS, min_size=1), max_size=6)
_DOCUMENTS = st.sets(st.integers(0, SIZE + 5)).map(sorted)


def _gathered(words: Sequence[Placed]) -> Gathered:
    rows = [from_packed(sorted(word), [pack(word[document]) for document in sorted(word)]) for word in words]
    return Gathered.of(decoded(map(encoded, rows)), SIZE)


def _counted(words: Sequence[Placed]) -> dict[int, list[int]]:
    """Document → hits in each field, the body last."""
    counts = Counter((d, field_of(place)) for word in words for d, places in word.items() for place in places)
    held = sorted({document for word in words for document in word})
    return {document: [counts[document, number] for number in range(BODY + 1)] for document in held}


def _places(words: Sequence[Placed], documents: Sequence[int]) -> Placed:
    found = {d: sorted({place for word in words for place in word.get(d, ())}) for d in documents}
    return {document: places for document, places in found.items() if places}


def _check_counts(told: Counted, expected: dict[int, list[int]]) -> None:
    assert told.documents.tolist() == list(expected)
    assert [*told.body.tolist()] == [counts[BODY] for counts in expected.values()]
    assert by_field(told.heads).tolist() == [counts[:BODY] for counts in expected.values()]


def _check_places(told: Gathered, words: Sequence[Placed], documents: list[int]) -> None:
    assert told.read(documents[::-1]) == _places(words, documents)
    keys = told.keys_in(np.array(documents, np.int64))
    assert (np.diff(keys) > 0).all()
    hits = zip(document_of(keys).tolist(), place_of(keys).tolist(), strict=True)
    expected = _places(words, documents).items()
    assert [(documents[place], at) for place, at in hits] == [(d, at) for d, places in expected for at in places]


@given(_WORDS, _DOCUMENTS)
def test_they_say_together_what_they_say_one_by_one(words: list[Placed], documents: list[int]) -> None:
    found = _gathered(words)
    _check_counts(found, _counted(words))
    _check_places(found, words, documents)


@given(_WORDS, _WORDS, _DOCUMENTS)
def test_so_they_do_in_several_segments(first: list[Placed], second: list[Placed], documents: list[int]) -> None:
    further = [{document + SIZE: places for document, places in word.items()} for word in second]
    found = joined([(_gathered(first), 0), (_gathered(second), SIZE)])
    both = [document + step for step in (0, SIZE) for document in documents if document < SIZE]
    _check_counts(found, _counted(first) | _counted(further))
    _check_places(found, [*first, *further], both)


@given(_WORDS, _DOCUMENTS)
def test_of_few_documents_no_more_is_told_than_what_stands_in_them(words: list[Placed], documents: list[int]) -> None:
    found = _gathered(words)
    counted = _counted(words)
    told = found.among(np.array(documents, np.int64))
    kept = {document: counted[document] for document in told.documents.tolist()}
    _check_counts(told, kept)
    assert kept.keys() >= counted.keys() & set(documents)


def test_so_many_hits_in_headings_as_a_byte_holds() -> None:
    headings = list(range(2 * _RANGE, 2 * _RANGE + 200))
    found = _gathered([{3: headings}, {3: [place + 300 for place in headings]}])
    assert by_field(found.heads).tolist() == [[0, 0, 255, 0]]
    assert found.body.tolist() == [0]
