"""What is asked of a synthetic library: twenty queries of each shape, chosen by how many documents hold the words."""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path

from benchmarks.synthetic import YEARS, Made, document, vocabulary
from indexer.text import STOP_WORDS

SHAPES = ("rare word", "common word", "two words", "phrase", "prefix", "mistyped", "faceted", "citation", "suggest")
_EACH = 20
_SAMPLE = 1_000  # documents whose words are counted
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class Query:
    """`q` as it is typed; `filters` are the ticked facets."""

    shape: str
    q: str
    filters: Mapping[str, str] = field(default_factory=dict)


def save(queries: Sequence[Query], path: Path) -> None:
    path.write_text("".join(json.dumps(asdict(query)) + "\n" for query in queries), encoding="utf-8")


def load(path: Path) -> list[Query]:
    """JSON lines as `save` writes them; any other line is a query as typed, of the shape "query"."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Query(**json.loads(line)) if line.startswith("{") else Query("query", line) for line in lines if line]


def made_for(count: int, seed: int = 7) -> list[Query]:
    """For a library of so many documents."""
    sample = [document(number, seed) for number in range(1, min(count, _SAMPLE) + 1)]
    asked = _Asked(random.Random(seed), sample)
    return [query for shape in asked.shapes() for query in shape]


class _Asked:
    def __init__(self, chance: random.Random, sample: Sequence[Made]) -> None:
        self._chance = chance
        self._sample = sample
        found: Counter[str] = Counter()
        for made in sample:
            found.update(set(_words(made)))
        self._shares = {word: count / len(sample) for word, count in found.items()}

    def shapes(self) -> Iterator[list[Query]]:
        makers: tuple[Callable[[], Query], ...] = (
            lambda: Query("rare word", self._rare()),
            lambda: Query("common word", self._word(0.4, 1.0)),
            lambda: Query("two words", " ".join(self._together())),
            lambda: Query("phrase", f'"{" ".join(self._neighbours())}"'),
            lambda: Query("prefix", self._word(0.01, 0.2)[:5] + "*"),
            lambda: Query("mistyped", self._slip(self._word(0.02, 0.3))),
            lambda: Query(
                "faceted", self._word(0.2, 0.6), {"kind": "laporan", "year": str(self._chance.choice(YEARS))}
            ),
            lambda: Query("citation", self._citation()),
            lambda: Query("suggest", self._chance.choice(self._sample).title[: self._chance.randint(4, 12)]),
        )
        for make in makers:
            yield [make() for _ in range(_EACH)]

    def _rare(self) -> str:
        """A made-up name, which stands in one document or two."""
        known = set(vocabulary())
        names = [word for made in self._sample for word in _words(made) if word not in known]
        return str(self._chance.choice(names))

    def _word(self, least: float, most: float) -> str:
        """One that so large a share of the documents holds."""
        fitting = [word for word, share in self._shares.items() if least <= share <= most and word not in STOP_WORDS]
        return self._chance.choice(sorted(fitting))

    def _together(self) -> list[str]:
        """Two words of one document, neither rare nor in every other."""
        held = {word for word in _words(self._chance.choice(self._sample)) if 0.02 <= self._shares[word] <= 0.3}
        return self._chance.sample(sorted(held), 2)

    def _neighbours(self) -> tuple[str, str]:
        pairs = pairwise(_words(self._chance.choice(self._sample)))
        fitting = [pair for pair in pairs if not STOP_WORDS & {*pair} and min(map(self._share, pair)) >= 0.02]
        return self._chance.choice(fitting)

    def _share(self, word: str) -> float:
        return self._shares[word]

    def _slip(self, word: str) -> str:
        """Two letters in each other's place."""
        places = [at for at in range(1, len(word) - 1) if word[at] != word[at + 1]]
        at = self._chance.choice(places)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    def _citation(self) -> str:
        rules = [made for made in self._sample if made.kind_abbrev]
        rule = self._chance.choice(rules)
        short = (rule.kind_abbrev or "").split()[0].lower()
        return self._chance.choice(
            (f"{short} {rule.number}/{rule.year}", f"{short} no {rule.number} tahun {rule.year}")
        )


def _words(made: Made) -> list[str]:
    return _WORD.findall(made.text.lower())
