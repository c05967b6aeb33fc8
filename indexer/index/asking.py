# What a query asks for, before anything is looked up: which words carry it, which only dress it up, which name a rule,
# what else its terms are called, and with which words an answer would go on. evaluate.py ranks by this.
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import accumulate

from indexer import text
from indexer.citations import find_citations
from indexer.index.entries import FIELDS
from indexer.query import And, Field, Leaf, Node, Not, Or, Word
from indexer.synonyms import Question, vocabulary

Sought = tuple[Leaf, int | None]  # a leaf and the one field that counts, if any


@dataclass(frozen=True, slots=True)
class Asked:
    """A query understood. `sought` is what should be found, as opposed to what is excluded."""

    node: Node
    sought: tuple[Sought, ...]
    cited: frozenset[Leaf] = frozenset()  # name a rule, with its article
    numbers: frozenset[Leaf] = frozenset()  # of these, the number and the year of the rule
    answers: Mapping[str, float] = field(default_factory=dict)  # follow the subject of an answer; how surely
    related: Mapping[Leaf, tuple[str, ...]] = field(default_factory=dict)  # what else the term with this word is called


def understood(node: Node) -> Asked:
    if isinstance(node, Word):
        return Asked(node, ((node, None),), related=_related([node], frozenset()))
    if not isinstance(node, And):
        return Asked(node, tuple(dict.fromkeys(_sought(node, None))))
    questions = _questions(node)
    kept = _without_dress(node, questions)
    words = _plain_words(kept)
    cited, numbers = _cited(words)
    return Asked(
        kept,
        tuple(dict.fromkeys(_sought(kept, None))),
        cited if len(cited) < len(set(words)) else frozenset(),  # where something is sought in the rule that is named
        numbers,
        {word: surely for question in questions for word, surely in question.answers.items()},
        _related(words, cited),
    )


def _sought(node: Node, only: int | None) -> Iterator[Sought]:
    if isinstance(node, Leaf):
        yield node, only
    elif isinstance(node, Field):
        yield from _sought(node.node, FIELDS.index(node.name))
    elif isinstance(node, And | Or):
        for part in node.nodes:
            yield from _sought(part, only)


def _plain_words(node: Node) -> list[Word]:
    return [part for part in node.nodes if isinstance(part, Word)] if isinstance(node, And) else []


def _whole(word: Word) -> str:
    """The word in one form: a compound in one piece."""
    return next((token.exact for token in text.analyse(word.text)), "")


def _questions(node: And) -> list[Question]:
    """Those that are asked in these very words."""
    typed = [_whole(word) for word in _plain_words(node)]
    runs = {tuple(typed[at : at + length]) for length in (1, 2) for at in range(len(typed) - length + 1)}
    return [question for question in vocabulary().questions if question.asks & runs]


def _without_dress(node: And, questions: Sequence[Question]) -> And:
    """Function words and what only asks neither narrow nor rank, unless there is nothing else to search for."""
    asking = {run[0] for question in questions for run in question.asks if len(run) == 1}
    for idle in (text.STOP_WORDS | vocabulary().fillers | asking, text.STOP_WORDS):
        kept = tuple(part for part in node.nodes if not (isinstance(part, Word) and _whole(part) in idle))
        if any(not isinstance(part, Not) for part in kept):
            return And(kept)
    return node


def _cited(words: Sequence[Word]) -> tuple[frozenset[Leaf], frozenset[Leaf]]:
    """The words that name a rule with its article, and of these the number and the year of the rule."""
    if not any(text.has_digit(word.text) for word in words):
        return frozenset(), frozenset()
    begins = accumulate((len(word.text) + 1 for word in words), initial=0)
    found = find_citations(" ".join(word.text for word in words))
    placed = zip(words, begins, strict=False)
    cited = frozenset(word for word, begin in placed if any(f.start <= begin < f.end for f in found))
    told = {part for f in found for part in (f.citation.number.casefold(), str(f.citation.year))}
    return cited, frozenset(word for word in cited if told.intersection(t.exact for t in text.analyse(word.text)))


def _related(words: Sequence[Word], cited: AbstractSet[Leaf]) -> dict[Leaf, tuple[str, ...]]:
    """For each word of a known term, the other names of the whole term. A rule that is cited is meant itself."""
    found: dict[Leaf, tuple[str, ...]] = {}
    for begin, end, others in vocabulary().terms_in([_whole(word) for word in words]):
        found |= dict.fromkeys((word for word in words[begin:end] if word not in cited), others)
    return found
