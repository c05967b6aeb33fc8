"""Decisions become weights: confirmed words argue for an indicator, rejected ones against it, few change little."""

from dataclasses import replace

import pytest

from indexer.tag_learning import combined, terms_of
from indexer.tag_training import Comparison, Example, compare, learn

POLICY, RECORDS = 1, 26
WEATHER = ("cuaca", "hujan", "angin", "musim", "kemarau", "banjir", "gempa", "longsor", "kabut", "badai")
PRACTICE = "Kumpulan pengetahuan praktik kolega"


def example(key: int, text: str, *, confirmed: int | None = None, rejected: int | None = None) -> Example:
    """The rules say the same of every document: what tells them apart can only be learned."""
    noise = " ".join(WEATHER[(key * step) % len(WEATHER)] for step in (1, 3, 7))
    return Example(
        key=key,
        terms=terms_of(f"{text} {noise}", []).weights,
        rules={POLICY: 0.6, RECORDS: 0.5},
        confirmed=frozenset(() if confirmed is None else (confirmed,)),
        rejected=frozenset(() if rejected is None else (rejected,)),
    )


def taught(count: int) -> list[Example]:
    policies = [example(n, "Rancangan arsitektur domain", confirmed=POLICY, rejected=RECORDS) for n in range(count)]
    records = [example(1000 + n, PRACTICE, confirmed=RECORDS, rejected=POLICY) for n in range(count)]
    return [*policies, *records]


def lift(examples: list[Example]) -> float:
    vote = learn(examples)[0].judge(PRACTICE, []).get(RECORDS)
    return vote.logit if vote else 0.0


def test_learns_what_curators_confirm_and_reject() -> None:
    tags, compared = learn(taught(60), version=4)
    votes = tags.judge("Himpunan praktik dan pengetahuan", [(1, "Disimpan bersama kolega.")])
    assert tags.version == 4
    assert votes[RECORDS].logit > 0 > votes[POLICY].logit
    assert ("pengetahuan", None) in votes[RECORDS].words
    assert combined(0.5, votes[RECORDS]) > combined(0.6, votes[POLICY])
    assert compared.rules.hit_1 == 0.5
    assert compared.combined.hit_1 == 1.0
    assert compared.objections == ()


def test_a_few_decisions_move_less_than_many() -> None:
    few, many = (lift(taught(count)) for count in (12, 40))
    assert 0 < few < many
    assert combined(0.5, learn(taught(12))[0].judge(PRACTICE, [])[RECORDS]) < 0.8


def test_too_few_confirmations_lift_nothing() -> None:
    assert lift(taught(4)) == 0.0


def test_what_the_rules_expected_is_not_learned_again() -> None:
    expected = [replace(one, rules=dict.fromkeys(one.confirmed, 0.9) | {POLICY: 0.1}) for one in taught(20)[20:]]
    assert lift(expected) == 0.0


def test_copies_of_one_document_count_as_one() -> None:
    copies = [replace(one, group=7) if RECORDS in one.confirmed else one for one in taught(20)]
    assert lift(copies) == 0.0


def test_a_kind_that_was_rejected_goes_down_and_no_kind_goes_up() -> None:
    letters = [replace(one, terms={"jenis:surat": 1.0}, confirmed=frozenset()) for one in taught(20)[20:]]
    reports = [
        replace(one, terms={"jenis:laporan": 1.0}, confirmed=frozenset({POLICY}), rejected=frozenset())
        for one in taught(20)[:20]
    ]
    tags, _ = learn([*letters, *reports])
    assert tags.judge("", [], kind="surat")[POLICY].logit < -0.3
    assert POLICY not in tags.judge("", [], kind="laporan")


def test_what_the_whole_library_says_or_one_document_says_is_not_learned() -> None:
    examples = taught(20)
    examples[-1] = replace(examples[-1], terms={**examples[-1].terms, "zamrud": 5.0})
    tags, _ = learn(examples, everyday={"praktik"})
    assert not {"praktik", "zamrud"} & set(tags.rarity)
    assert "kolega" in tags.weights


def test_few_documents_are_no_proof_however_good_they_look() -> None:
    assert compare(taught(20)).objections == ("cases",)


def test_scores_stay_below_what_was_proven() -> None:
    """Of texts with the same words curators confirm every other one: nothing there is right eight times of ten."""
    doubtful = [
        replace(
            example(n, PRACTICE),
            rules={RECORDS: 0.9},
            confirmed=frozenset({RECORDS} if n // 10 % 2 else ()),
            rejected=frozenset(() if n // 10 % 2 else {RECORDS}),
        )
        for n in range(120)
    ]
    tags, compared = learn(doubtful)
    assert tags.binds_rules
    assert combined(0.95, tags.judge(PRACTICE, [])[RECORDS]) < 0.8
    assert compared.rules.sure == 120
    assert compared.combined.sure == 0


def test_the_same_decisions_give_the_same_weights() -> None:
    assert learn(taught(10))[0].to_json() == learn(taught(10))[0].to_json()


def test_judges_only_documents_that_were_not_learned_from() -> None:
    """Titles of one word each: nothing can be known of a document from the others."""
    examples = [example(n, name, confirmed=POLICY if n % 2 else RECORDS) for n, name in enumerate(WEATHER)]
    assert compare(examples).combined.hit_1 < 1.0


@pytest.mark.parametrize("examples", [[], taught(1)[:1]])
def test_next_to_nothing_is_no_error(examples: list[Example]) -> None:
    tags, compared = learn(examples)
    assert tags.judge("Praktik baik", []) == {}
    assert isinstance(compared, Comparison)
