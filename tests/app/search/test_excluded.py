"""What a minus takes out, as the help page says it: the word in all its forms, and nothing that only means the same."""

import pytest

from app.search.grammar import parse
from frontend.contexts.search_help import WORDS
from indexer.index.memory_index import MemoryIndex
from indexer.index.port import IndexDocument, SearchIndex

TEXTS = {
    1: "Data SPBE kota",
    2: "Data sistem pemerintahan berbasis elektronik kota",
    3: "Data pengelolaan kota",
    4: "Data yang dikelola kota",
}


@pytest.fixture
def index() -> SearchIndex:
    made = MemoryIndex()
    with made.write() as writer:
        for number, text in TEXTS.items():
            writer.put(IndexDocument(number, "1", f"Berkas {number}", pages=[(1, text)]))
    return made


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("data spbe", {1, 2}),
        ("data -spbe", {2, 3, 4}),
        ("data -kelola", {1, 2}),
        ("data -pengelolaan", {1, 2}),
        ('data -"pengelolaan kota"', {1, 2, 4}),
    ],
)
def test_a_minus_takes_out_the_word_in_all_its_forms(query: str, left: set[int], index: SearchIndex) -> None:
    assert {int(number) for number in index.search(parse(query).node, allowed=None).matching} == left


def test_the_help_says_so() -> None:
    said = dict(WORDS)["audit -keuangan"]
    assert "bentuk berimbuhan" in said
    assert "Padanannya tidak ikut" in said
