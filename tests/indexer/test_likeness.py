"""Signatures of texts: the same text is the same, a copy with other words here and there is near, another is far."""

import random
import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.likeness import FEWEST_RUNS, SLOTS, Signature, bands, containment, likeness, signature

ROOT = Path(__file__).resolve().parents[2]
WORDS = [f"kata{number}" for number in range(3000)]


def text_of(count: int, seed: int = 1) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=count))


def changed(text: str, part: float, seed: int = 2) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) if chance.random() < part else word for word in text.split())


def exact_likeness(first: str, second: str) -> float:
    def runs(words: list[str]) -> set[tuple[str, ...]]:
        return {tuple(words[place : place + 3]) for place in range(len(words) - 2)}

    ours, theirs = runs(first.split()), runs(second.split())
    return len(ours & theirs) / len(ours | theirs)


def test_the_same_text_in_other_pages_is_the_same() -> None:
    words = text_of(900).split()
    halves = [" ".join(words[:400]), " ".join(words[400:])]
    assert signature(halves) == signature([" ".join(words)])
    assert likeness(signature(halves), signature([" ".join(words)])) == 1.0


def test_case_and_line_breaks_and_highlighting_do_not_matter() -> None:
    text = "Setiap perangkat daerah melaksanakan manajemen pengetahuan melalui pengumpulan dan pengolahan bersama"
    assert signature([text.upper().replace(" ", "\n")]) == signature([text])


def test_the_estimate_is_near_the_truth() -> None:
    text = text_of(4000)
    for part in (0.02, 0.1, 0.2):
        other = changed(text, part)
        estimated = likeness(signature([text]), signature([other]))
        assert abs(estimated - exact_likeness(text, other)) < 0.1


def test_a_copy_with_every_tenth_word_misread_shares_a_band() -> None:
    text = text_of(2000)
    for seed in range(20):
        other = changed(text, 0.1, seed)
        assert set(bands(signature([text]))) & set(bands(signature([other]))), seed


def test_other_texts_share_hardly_a_band() -> None:
    own = set(bands(signature([text_of(2000)])))
    assert not any(own & set(bands(signature([text_of(2000, seed)]))) for seed in range(10, 40))


def test_short_texts_that_are_the_same_share_all_bands_and_tiny_ones_have_none() -> None:
    short = text_of(40)
    assert set(bands(signature([short]))) == set(bands(signature([short, ""])))
    assert bands(signature([short]))
    tiny = signature([text_of(FEWEST_RUNS)])
    assert (bands(tiny), likeness(tiny, tiny)) == ([], 0.0)
    assert signature([]) == Signature(0, (0,) * SLOTS)


def test_an_annex_is_contained_in_its_bundle() -> None:
    annex, rest = text_of(1500, 5), text_of(6000, 6)
    small, large = signature([annex]), signature([rest, annex])
    assert likeness(small, large) < 0.35
    assert containment(small, large) > 0.75
    assert containment(small, signature([rest])) < 0.1


def test_it_survives_the_database() -> None:
    made = signature([text_of(300)])
    assert Signature.from_bytes(made.runs, made.to_bytes()) == made
    assert all(-(2**63) <= value < 2**63 for _, value in bands(made))


def test_another_process_finds_the_same() -> None:
    """Hashes must not depend on the seed that Python draws for every process."""
    made = "from indexer.likeness import bands, signature; print(bands(signature(['" + text_of(60) + "'])))"
    said = {
        subprocess.run(
            [sys.executable, "-c", made], cwd=ROOT, env={"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2")
    }
    assert said == {f"{bands(signature([text_of(60)]))}\n".encode()}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=5))
def test_any_text_has_a_signature(pages: list[str]) -> None:
    made = signature(pages)
    assert len(made.slots) == SLOTS
    assert likeness(made, made) == (1.0 if made.is_telling else 0.0)
    assert len(bands(made)) in (0, 32)
