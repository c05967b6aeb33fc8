"""What may be a group of synonyms: each term has words, means one thing, and holds no other term of its group."""

from collections.abc import Iterable, Iterator, Sequence

from app.core.errors import FieldError, InvalidInput
from indexer import text
from indexer.synonyms import words_of
from storage.names import clean_line

MOST_TERMS, MOST_GROUPS = 12, 500
LONGEST_TERM, MOST_WORDS = 80, 8
_OF_QUERIES = frozenset('":()*~^[]{}<>\\|')
FIELD = "terms"


def terms_of(given: Iterable[str]) -> tuple[str, ...]:
    """One term a line or between commas, as a person types them: cleaned, small letters, none empty."""
    lines = (clean_line(part).casefold() for line in given for part in line.replace(",", "\n").splitlines())
    return tuple(line for line in lines if line)


def check(terms: Sequence[str], others: Iterable[Sequence[str]]) -> None:
    """`others` are the groups that this one will stand beside. Raises InvalidInput with every problem named."""
    problems = [*_of_the_group(terms)]
    if len(terms) <= MOST_TERMS:
        problems += [problem for term in terms for problem in _of_a_term(term)]
        problems += [*_of_the_neighbours(terms, others)]
        problems += [*_of_one_inside_another(terms)]
    if problems:
        detail = "Perbaiki isian yang ditandai, lalu kirim lagi."
        raise InvalidInput(detail, [FieldError(FIELD, problem) for problem in dict.fromkeys(problems)])


def _of_the_group(terms: Sequence[str]) -> Iterator[str]:
    if len(terms) < 2:
        yield "Tulis sedikitnya dua istilah yang artinya sama, satu istilah tiap baris."
    if len(terms) > MOST_TERMS:
        yield f"Satu kelompok memuat paling banyak {MOST_TERMS} istilah; ini {len(terms)}."
    seen: dict[tuple[str, ...], str] = {}
    for term in terms[: MOST_TERMS + 1]:
        words = words_of(term)
        if words and words in seen:
            yield f"“{term}” sama dengan “{seen[words]}”. Hapus salah satunya."
        seen.setdefault(words, term)


def _of_a_term(term: str) -> Iterator[str]:
    if len(term) > LONGEST_TERM:
        yield f"“{term[:30]}…” terlalu panjang; paling banyak {LONGEST_TERM} huruf."
    if _OF_QUERIES & set(term):
        yield f'“{term[:LONGEST_TERM]}” memuat tanda pencarian, seperti : " ( ) atau *. Hapus tandanya.'
    words = words_of(term)
    if not words:
        yield f"“{term[:LONGEST_TERM]}” tidak memuat kata yang dapat dicari."
    elif len(words) > MOST_WORDS:
        yield f"“{term[:LONGEST_TERM]}” terlalu panjang; paling banyak {MOST_WORDS} kata."
    elif all(text.has_digit(word) for word in words):
        yield f"“{term[:LONGEST_TERM]}” hanya angka. Angka tidak punya padanan."
    elif len("".join(words)) < 2:
        yield f"“{term[:LONGEST_TERM]}” hanya satu huruf."


def _of_the_neighbours(terms: Sequence[str], others: Iterable[Sequence[str]]) -> Iterator[str]:
    """A term in two groups would mean two things, and through it their words would run into each other."""
    owned = {words_of(term): group for group in others for term in group}
    for term in terms:
        group = owned.get(words_of(term))
        if group is not None and words_of(term):
            yield f"“{term}” sudah ada di kelompok “{', '.join(group)}”. Tambahkan istilah lain ke kelompok itu saja."


def _of_one_inside_another(terms: Sequence[str]) -> Iterator[str]:
    """What stands for itself and more would be looked for within its own answer, round and round."""
    for longer in terms:
        for shorter in terms:
            outer, inner = words_of(longer), words_of(shorter)
            if inner and len(inner) < len(outer) and _holds(outer, inner):
                yield f"“{longer}” memuat “{shorter}”, jadi pencarian berputar pada dirinya. Hapus salah satunya."


def _holds(outer: tuple[str, ...], inner: tuple[str, ...]) -> bool:
    return any(outer[at : at + len(inner)] == inner for at in range(len(outer) - len(inner) + 1))
