# Thirty documents looked into at once, checked against passages.py asked about each of them.
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index import passages
from indexer.index.entries import BODY, BODY_START, Layout, field_of, pack
from indexer.index.evidence import NEAR, Evidence, Postings, chain
from indexer.index.lookinto import LookInto
from indexer.index.passages import Part
from indexer.index.rows import Row, from_packed

SIZE = 6
_LENGTHS = st.lists(st.integers(0, 40), max_size=3)
_POSITIONS = st.lists(st.integers(0, 5) | st.integers(BODY_START, BODY_START + 120), min_size=1, unique=True).map(
    sorted
)
_PLACED = st.dictionaries(st.integers(0, SIZE - 1), _POSITIONS)
_LAYOUTS = st.lists(_LENGTHS, min_size=SIZE, max_size=SIZE)
_ASKED = st.lists(st.integers(0, SIZE - 1), min_size=1, unique=True).map(sorted)


@dataclass
class _Library:
    lengths: list[list[int]]  # of the pages of each document

    def layout(self, document: int) -> Layout:
        pages = self.lengths[document]
        starts = [BODY_START + sum(pages[:number]) for number in range(len(pages))]
        return Layout((0, 0, 0, 0, sum(pages)), tuple(range(1, len(pages) + 1)), tuple(starts))

    def within(self, placed: Mapping[int, list[int]]) -> dict[int, list[int]]:
        """What lies in the texts as long as they are."""
        cut = {d: [p for p in found if p < self.layout(d).body_end] for d, found in placed.items()}
        return {document: found for document, found in cut.items() if found}


def _row(placed: Mapping[int, list[int]]) -> Row:
    documents = sorted(placed)
    return from_packed(documents, [pack(placed[document]) for document in documents])


def _evidence(placed: Mapping[int, list[int]]) -> Evidence:
    """In any form as given; as typed at every second of these places."""
    typed = {document: found[::2] for document, found in placed.items()}
    return Evidence(np.ones(SIZE, np.bool_), (_row(placed),), _row(typed))


@given(_LAYOUTS, _PLACED, _PLACED, _ASKED)
def test_what_is_said_of_all_is_what_is_said_of_each(
    lengths: list[list[int]], one: dict[int, list[int]], other: dict[int, list[int]], asked: list[int]
) -> None:
    library = _Library(lengths)
    first, second = _evidence(library.within(one)), _evidence(library.within(other))
    look = LookInto(cast(Postings, library), np.array(asked))
    weights = np.arange(1.0, len(asked) + 1)
    found = look.passage_scores([(first, weights), (second, weights * 0 + 2.0)], 25.0, 0.5)
    for place, document in enumerate(asked):
        parts = [Part(weights[place], first.in_body(document), first.typed_in_body(document))]
        parts.append(Part(2.0, second.in_body(document), second.typed_in_body(document)))
        layout = library.layout(document)
        scores = passages.scores(parts, layout.passages, layout.body_end, 25.0, 0.5)
        assert found[place] == pytest.approx(max(scores.values(), default=0.0))
        begun = passages.promptness(parts[0].positions[0], BODY_START) if parts[0].positions else 0.0
        assert look.promptness(first)[place] == pytest.approx(begun)


@given(_LAYOUTS, _PLACED, _PLACED, _ASKED, st.booleans())
def test_what_stands_together_is_weighed_by_its_field(
    lengths: list[list[int]], one: dict[int, list[int]], other: dict[int, list[int]], asked: list[int], only: bool
) -> None:
    library = _Library(lengths)
    first, second = _evidence(library.within(one)), _evidence(library.within(other))
    weights = np.arange(1.0, (BODY + 1) * len(asked) + 1).reshape(BODY + 1, -1)
    look = LookInto(cast(Postings, library), np.array(asked))
    found = look.together(first, second, weights, np.full(len(asked), only))
    for place, document in enumerate(asked):
        places = chain([first.positions(document), second.positions(document)], NEAR)
        fields = [field_of(position) for position in places]
        expected = sum(weights[number, place] for number in fields if not (only and number == BODY))
        assert found[place] == pytest.approx(expected)


@given(_LAYOUTS, _PLACED, _PLACED, _PLACED, _ASKED)
def test_an_answer_counts_as_in_each_document_alone(
    lengths: list[list[int]],
    one: dict[int, list[int]],
    other: dict[int, list[int]],
    answers: dict[int, list[int]],
    asked: list[int],
) -> None:
    library = _Library(lengths)
    subject = [_evidence(library.within(placed)) for placed in (one, other)]
    answering = _evidence(library.within(answers))
    look = LookInto(cast(Postings, library), np.array(asked))
    found = look.answered(
        [(subject[0], np.full(len(asked), 3.0)), (subject[1], np.ones(len(asked)))], [(answering, 0.6)]
    )
    for place, document in enumerate(asked):
        held = [(part, rarity) for part, rarity in zip(subject, (3.0, 1.0), strict=True) if part.documents[document]]
        parts = [Part(rarity, part.in_body(document), part.typed_in_body(document)) for part, rarity in held]
        shares = passages.answered(parts, dict.fromkeys(answering.in_body(document), 0.6))
        full = sum(part.rarity for part in parts)
        assert found[place] == pytest.approx(full * max(shares.values(), default=0.0) ** 2)
