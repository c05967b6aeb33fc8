"""What a kind of documents may be called: by names of its own, that search can read and no rule is called by."""

import re
from collections.abc import Iterable, Iterator

from app.core.errors import FieldError
from app.documents.kinds import KindWord, KindWords, plain
from app.documents.models import Kind
from app.taxonomies.kind_schemas import KindChange
from indexer import text
from indexer.citation_kinds import read_kind

LONGEST_LABEL, LONGEST_DESCRIPTION = 60, 300
MOST_WORDS, LONGEST_WORD = 12, 60
MOST_OWN = 50
_OF_QUERIES = re.compile(r'["“”:()*~^\[\]{}<>\\|,]')


def problems(change: KindChange, others: Iterable[KindWord]) -> list[FieldError]:
    """`change` is clean already; `others` are all other kinds."""
    taken = KindWords.of(0, others)
    found = [*_of_names(change, taken), *_of_place(change, taken)]
    if len(change.description) > LONGEST_DESCRIPTION:
        found.append(FieldError("description", f"Keterangan paling banyak {LONGEST_DESCRIPTION} huruf."))
    if change.taken_for.is_own:
        found.append(FieldError("taken_for", "Pilih salah satu jenis bawaan."))
    return found


def _of_names(change: KindChange, taken: KindWords) -> Iterator[FieldError]:
    if not change.label:
        yield FieldError("label", "Isi nama jenis ini.")
    elif len(change.label) > LONGEST_LABEL:
        yield FieldError("label", f"Nama paling banyak {LONGEST_LABEL} huruf.")
    else:
        yield from (FieldError("label", problem) for problem in _of_a_name(change.label, change.kind, taken))
    if len(change.words) > MOST_WORDS:
        yield FieldError("words", f"Tulis paling banyak {MOST_WORDS} sebutan lain.")
        return
    told = [problem for word in change.words for problem in _of_a_name(word, change.kind, taken)]
    told += [f"“{word[:30]}…” terlalu panjang." for word in change.words if len(word) > LONGEST_WORD]
    if told:
        yield FieldError("words", " ".join(dict.fromkeys(told)))


def _of_a_name(name: str, kind: Kind | None, taken: KindWords) -> Iterator[str]:
    """A name that leads to another kind would mix both up; one of a kind of rule would hide those rules."""
    short = name[:LONGEST_WORD]
    if _OF_QUERIES.search(name):
        yield f"“{short}” memuat tanda pencarian, seperti koma, titik dua, atau tanda kutip. Hapus tandanya."
    elif not any(sign.isalpha() for sign in text.normalise(name)):
        yield f"“{short}” tidak memuat kata yang dapat dicari."
    holder = taken.names.get(plain(name))
    if holder is not None and holder != kind:
        yield f"“{short}” sudah menjadi sebutan jenis {taken.word(holder).label}."
    rule = read_kind(name, 0, typed=True)
    if holder is None and rule is not None and rule.end == len(name):
        yield f"“{short}” adalah sebutan jenis peraturan, dan saringan jenis sudah mengenalnya begitu."


def _of_place(change: KindChange, taken: KindWords) -> Iterator[FieldError]:
    if change.after and change.after not in taken.words:
        yield FieldError("after", "Jenis itu tidak ada. Pilih dari daftar.")
