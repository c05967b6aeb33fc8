"""All kinds of documents from what people wrote about them: the built-in ones, changed or not, and their own."""

from collections.abc import Iterable, Mapping, Sequence

from app.documents.kinds import BUILTIN, BUILTIN_WORDS, KindWord, KindWords
from app.documents.models import Kind
from app.taxonomies.models import KindWordRow

Placed = Sequence[tuple[float, KindWord]]
_PLACES: Mapping[Kind, float] = {word.kind: float(place) for place, word in enumerate(BUILTIN, start=1)}


def words_of(rows: Iterable[KindWordRow], *, key: int) -> KindWords:
    return KindWords.of(key, (word for _, word in placed(rows)))


def placed(rows: Iterable[KindWordRow]) -> Placed:
    """In their order, each with its place."""
    written = {Kind(row.code): row for row in rows}
    untouched = [(_PLACES[word.kind], word) for word in BUILTIN if word.kind not in written]
    every = [*untouched, *((row.place, _word(row)) for row in written.values())]
    return sorted(every, key=lambda one: (one[0], one[1].kind.value))


def place_after(found: Placed, after: str | None, *, moving: Kind | None) -> float:
    """Between two neighbours there is always a place, so nobody else need move. Where nothing is said: as it was."""
    others = [(place, word) for place, word in found if word.kind != moving]
    if after is None:
        return next((place for place, word in found if word.kind == moving), others[-1][0] + 1)
    index = next((number for number, (_, word) in enumerate(others, start=1) if word.kind == after), 0)
    lower = others[index - 1][0] if index else others[0][0] - 1
    upper = others[index][0] if index < len(others) else lower + 2
    return (lower + upper) / 2


def _word(row: KindWordRow) -> KindWord:
    kind = Kind(row.code)
    return KindWord(
        kind=kind,
        label=row.label,
        description=row.description,
        words=tuple(row.words),
        is_offered=row.is_offered,
        is_retired=row.retired_at is not None,
        like=BUILTIN_WORDS[kind].like if kind in BUILTIN_WORDS else Kind(row.taken_for),
    )
