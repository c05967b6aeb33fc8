"""What was learned is a dot product with words and pages; it is kept as JSON and refuses anything else."""

from dataclasses import replace

import pytest

from indexer.tag_learning import KIND, KIND_WORTH, LearnedTags, LearnedVote, combined, terms_of

LEARNED = LearnedTags(
    rarity={"pusat data": 2.0, "pusat": 1.0, "data": 1.0, "rapat": 1.0},
    weights={"pusat data": {27: 3.0}, "pusat": {27: 1.0}, "rapat": {27: -2.0, 10: 4.0}},
    limits={27: (-1.0, 1.5), 10: (-1.0, 3.0)},
    version=3,
)
PAGES = [(1, "Laporan pemakaian"), (2, "Peladen di Pusat\nData daerah. Pusat data dipakai bersama.")]


def test_words_argue_as_they_stand_in_the_text_with_their_first_page() -> None:
    vote = LEARNED.judge("Laporan", PAGES)[27]
    assert vote.logit > 0
    assert vote.words == (("Pusat Data", 2),)


def test_words_of_the_title_have_no_page() -> None:
    assert LEARNED.judge("Rapat koordinasi", [])[10].words == (("Rapat", None),)


def test_a_text_without_learned_words_gets_no_vote() -> None:
    assert LEARNED.judge("Pakaian dinas", []) == {}


def test_no_vote_goes_further_than_the_decisions_behind_it_allow() -> None:
    assert LEARNED.judge("Pusat data", [])[27].logit == 1.5
    assert LEARNED.judge("Rapat rapat rapat", [])[27].logit == -1.0


def test_a_kind_of_document_argues_beside_the_words_and_is_no_word() -> None:
    taught = LearnedTags({f"{KIND}surat": 1.0, "rapat": 1.0}, {f"{KIND}surat": {10: -2.0}, "rapat": {10: 1.0}})
    letter, report = (taught.judge("Rapat", [], kind=kind)[10] for kind in ("surat", "laporan"))
    assert letter.logit == report.logit - 2.0 * KIND_WORTH
    assert LearnedTags({f"{KIND}surat": 1.0}, {f"{KIND}surat": {10: 2.0}}).judge("", [], kind="surat")[10].words == ()


def test_a_text_of_few_words_argues_no_louder_than_a_usual_one() -> None:
    loud = LearnedTags({"rapat": 1.0}, {"rapat": {10: 4.0}})
    assert replace(loud, least_length=10.0).judge("Rapat", [])[10].logit < loud.judge("Rapat", [])[10].logit


def test_a_word_that_moves_next_to_nothing_is_no_reason() -> None:
    faint = LearnedTags({"rapat": 1.0}, {"rapat": {10: 0.05}})
    assert faint.judge("Rapat", [])[10].words == ()


def test_below_the_ceiling_only_the_rules_go_further_unless_it_binds_them_too() -> None:
    assert combined(0.7, LearnedVote(3.0, ceiling=0.79)) == 0.79
    assert combined(0.9, LearnedVote(3.0, ceiling=0.79)) == pytest.approx(0.9)
    assert combined(0.9, LearnedVote(-3.0, ceiling=0.79)) < 0.5
    assert combined(0.9, LearnedVote(0.0, ceiling=0.79, binds_rules=True)) == 0.79
    votes = replace(LEARNED, ceiling=0.79, binds_rules=True).judge("Pakaian dinas", [])
    assert {number: vote.logit for number, vote in votes.items()} == {27: 0.0, 10: 0.0}


def test_survives_json() -> None:
    assert LearnedTags.from_json(LEARNED.to_json()) == LEARNED


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"format":1}', '{"format":2,"version":1,"limits":[],"terms":[1]}']
)
def test_refuses_what_it_did_not_write(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        LearnedTags.from_json(text)


def test_no_vote_leaves_the_rules_alone() -> None:
    assert combined(0.7, None) == pytest.approx(0.7)
    assert combined(None, None) < 0.02
    assert combined(0.5, LearnedVote(1.0)) == pytest.approx(1 - combined(0.5, LearnedVote(-1.0)))


def test_neither_numbers_nor_function_words_nor_words_apart_become_terms() -> None:
    terms = terms_of("Rencana 2024 dan anggaran SPBE", [(1, "Dibuat pada hari Senin, 3 April. Nomor surat: 12.")])
    assert set(terms.weights) == {"rencana", "anggar", "spbe", "anggar spbe"}
