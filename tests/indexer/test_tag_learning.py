"""What was learned is a dot product with words and pages; it is kept as JSON and refuses anything else."""

import pytest

from indexer.tag_learning import LearnedTags, LearnedVote, combined, terms_of

LEARNED = LearnedTags(
    rarity={"pusat data": 2.0, "pusat": 1.0, "data": 1.0, "rapat": 1.0},
    weights={"pusat data": {27: 3.0}, "pusat": {27: 1.0}, "rapat": {27: -2.0, 10: 4.0}},
    bias={27: -0.5, 10: -0.5},
    version=3,
)
PAGES = [(1, "Laporan pemakaian"), (2, "Peladen di Pusat\nData daerah. Pusat data dipakai bersama.")]


def test_words_argue_as_they_stand_in_the_text_with_their_first_page() -> None:
    vote = LEARNED.judge("Laporan", PAGES)[27]
    assert vote.logit > 0
    assert vote.words == (("Pusat Data", 2),)


def test_words_of_the_title_have_no_page() -> None:
    assert LEARNED.judge("Rapat koordinasi", [])[10].words == (("Rapat", None),)


def test_a_text_without_learned_words_gets_only_the_bias() -> None:
    assert LEARNED.judge("Pakaian dinas", []) == {27: LearnedVote(-0.5), 10: LearnedVote(-0.5)}


def test_survives_json() -> None:
    assert LearnedTags.from_json(LEARNED.to_json()) == LEARNED


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"format":9}', '{"format":1,"version":1,"bias":[],"terms":[1]}']
)
def test_refuses_what_it_did_not_write(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        LearnedTags.from_json(text)


def test_no_vote_leaves_the_rules_alone() -> None:
    assert combined(0.7, None) == pytest.approx(0.7)
    assert combined(None, None) < 0.02
    assert combined(0.5, LearnedVote(1.0)) == pytest.approx(1 - combined(0.5, LearnedVote(-1.0)))


def test_neither_numbers_nor_function_words_nor_words_apart_become_terms() -> None:
    terms = terms_of("Rencana 2024 dan anggaran SPBE", [])
    assert set(terms.weights) == {"rencana", "anggar", "spbe", "anggar spbe"}
