"""Decisions become weights: confirmed words argue for an indicator, rejected ones against it, few change little."""

import pytest

from indexer.tag_learning import combined, terms_of
from indexer.tag_training import Comparison, Example, compare, learn

POLICY, RECORDS = 1, 26
WEATHER = ("cuaca", "hujan", "angin", "musim", "kemarau", "banjir", "gempa", "longsor", "kabut", "badai")


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
    policies = [
        example(n, "Peraturan wali kota tentang arsitektur", confirmed=POLICY, rejected=RECORDS) for n in range(count)
    ]
    records = [
        example(1000 + n, "Kumpulan pengetahuan praktik baik", confirmed=RECORDS, rejected=POLICY) for n in range(count)
    ]
    return [*policies, *records]


def test_learns_what_curators_confirm_and_reject() -> None:
    tags, compared = learn(taught(30), version=4)
    votes = tags.judge("Himpunan praktik baik dan pengetahuan", [(1, "Disimpan bersama.")])
    assert tags.version == 4
    assert votes[RECORDS].logit > 0 > votes[POLICY].logit
    assert ("pengetahuan", None) in votes[RECORDS].words
    assert combined(0.5, votes[RECORDS]) > combined(0.6, votes[POLICY])
    assert compared.rules.hit_1 == 0.5
    assert compared.combined.hit_1 == 1.0
    assert compared.is_not_worse


def test_a_few_decisions_move_less_than_many() -> None:
    few, many = (learn(taught(count))[0].judge("Praktik baik", [])[RECORDS].logit for count in (2, 40))
    assert 0 <= few < many


def test_the_same_decisions_give_the_same_weights() -> None:
    assert learn(taught(5))[0].to_json() == learn(taught(5))[0].to_json()


def test_judges_only_documents_that_were_not_learned_from() -> None:
    """Titles of one word each: nothing can be known of a document from the others."""
    examples = [example(n, name, confirmed=POLICY if n % 2 else RECORDS) for n, name in enumerate(WEATHER)]
    assert compare(examples).combined.hit_1 < 1.0


@pytest.mark.parametrize("examples", [[], taught(1)[:1]])
def test_next_to_nothing_is_no_error(examples: list[Example]) -> None:
    tags, compared = learn(examples)
    assert tags.judge("Praktik baik", []) is not None
    assert isinstance(compared, Comparison)
