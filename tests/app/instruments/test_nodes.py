"""The YAML tree: whatever comes in, a tree or a named fault comes out."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.instruments.nodes import InstrumentInvalid, Listing, Scalar, Table, compose

TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
TREES = st.recursive(TEXT, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4))


def plain(node: object) -> object:
    if isinstance(node, Table):
        return {key: plain(value) for key, value in node.entries.items()}
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


@settings(max_examples=50, deadline=None)  # the machine may be busy; speed is not the matter here
@given(st.dictionaries(TEXT, TREES, min_size=1, max_size=5))
def test_what_yaml_writes_is_read_back(tree: dict[str, object]) -> None:
    source = yaml.safe_dump(tree, allow_unicode=True, width=10_000)

    assert plain(compose(source)) == tree


@settings(deadline=None)
@given(st.text() | st.text(alphabet="-:{}[]&*!|>'\"#%@,? \n\tab1", max_size=80))
def test_any_text_is_a_tree_or_a_named_fault(source: str) -> None:
    try:
        lines = [compose(source).line]
    except InstrumentInvalid as refused:
        lines = [problem.line for problem in refused.problems if problem.message]
    assert lines
    assert all(1 <= line <= source.count("\n") + source.count("\r") + 2 for line in lines)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_and_harms_nothing(opening: str) -> None:
    with pytest.raises(InstrumentInvalid, match="lebih dalam dari 20 tingkat"):
        compose(opening * 100_000)


def test_lines_are_those_of_the_file() -> None:
    tree = compose("# catatan\na: 1\n\nb:\n  - c: 2\n")

    listing = tree.entries["b"]
    assert isinstance(listing, Listing)
    assert (tree.entries["a"].line, listing.line, listing.items[0].line) == (2, 5, 5)


def test_a_quoted_null_is_a_word_and_a_bare_one_is_nothing() -> None:
    tree = compose("a: 'null'\nb: null\nc: ~\nd:\n")

    scalars = [node for node in tree.entries.values() if isinstance(node, Scalar)]
    assert [scalar.is_empty for scalar in scalars] == [False, True, True, True]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "pasangan nama dan nilai"),
        ("- satu", "pasangan nama dan nilai"),
        ("a: 1\n---\nb: 2", "satu dokumen"),
        ("[a, b]: 1", "Nama isian harus berupa teks"),
        ("a: \x00", "Susunan YAML keliru"),
        ("a" * 3_000_000, "lebih dari 2 MiB"),
    ],
)
def test_what_is_no_single_table_is_refused(source: str, message: str) -> None:
    with pytest.raises(InstrumentInvalid, match=message):
        compose(source)
