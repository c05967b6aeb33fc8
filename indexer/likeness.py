"""How alike two texts are, from small signatures: another scan or a highlighted copy is found without comparing texts.

A text becomes the set of its runs of three words, the set a signature of fixed size (MinHash with one permutation:
every run is hashed once and falls into one of the slots, each slot keeps its smallest). Equal slots estimate the
shared part of both sets; slices of the signature (bands) are what a database looks candidates up by.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from indexer.text import analyse, is_stop_word

VERSION = b"1"  # raise when the same text would give another signature: different versions never look alike
SLOTS = 256
BANDS, ROWS = 32, 3
FEWEST_RUNS = 12  # shorter texts say too little to be called copies of each other

_SLOT_BITS = 8
_EMPTY = 0
_MASK = (1 << 64) - 1
_FIRST, _SECOND, _MIX = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93
_PACKED = struct.Struct(f"<{SLOTS}I")


@dataclass(frozen=True, slots=True)
class Signature:
    """`runs` is how many different runs of words the text has; a slot that none fell into is 0."""

    runs: int
    slots: tuple[int, ...]

    def to_bytes(self) -> bytes:
        return _PACKED.pack(*self.slots)

    @classmethod
    def from_bytes(cls, runs: int, packed: bytes) -> "Signature":
        return cls(runs, _PACKED.unpack(packed))

    @property
    def is_telling(self) -> bool:
        return self.runs >= FEWEST_RUNS


def signature(text_pages: Sequence[str]) -> Signature:
    """Of a whole text, page after page; runs go on over the page breaks."""
    runs = set(_runs(_words(text_pages)))
    slots = [_EMPTY] * SLOTS
    for run in runs:
        slot, value = run & (SLOTS - 1), (run >> _SLOT_BITS & 0xFFFFFFFF) or 1
        known = slots[slot]
        if known == _EMPTY or value < known:
            slots[slot] = value
    return Signature(len(runs), tuple(slots))


def bands(of: Signature) -> list[tuple[int, int]]:
    """(band, hash) pairs, the hash a signed 64-bit number. Texts that are alike share at least one, most likely."""
    if not of.is_telling:
        return []
    slots = _filled(of.slots)
    return [(band, _band_hash(slots[band * ROWS : (band + 1) * ROWS])) for band in range(BANDS)]


def likeness(a: Signature, b: Signature) -> float:
    """The part of all runs of both texts that both have, from 0 to 1 (Jaccard, estimated within about 0.03)."""
    if not (a.is_telling and b.is_telling):
        return 0.0
    used = same = 0
    for mine, theirs in zip(a.slots, b.slots, strict=True):
        if mine or theirs:
            used += 1
            same += mine == theirs
    return same / used


def containment(a: Signature, b: Signature) -> float:
    """The part of the shorter text that the longer one has too: near 1 for an annex and the bundle it is in."""
    alike = likeness(a, b)
    shared = alike * (a.runs + b.runs) / (1 + alike)
    return min(1.0, shared / min(a.runs, b.runs)) if alike else 0.0


def _words(pages: Iterable[str]) -> Iterator[int]:
    """Base forms as numbers; function words and the joined form of compounds, which readers differ in, are left out."""
    for page in pages:
        for token in analyse(page):
            if token.exact.isalnum() and not is_stop_word(token.exact):
                yield _word_hash(token.base)


def _runs(words: Iterable[int]) -> Iterator[int]:
    one = two = None
    for three in words:
        if one is not None and two is not None:
            yield _mixed((one * _FIRST + two * _SECOND + three) & _MASK)
        one, two = two, three


def _mixed(number: int) -> int:
    number = ((number ^ (number >> 32)) * _MIX) & _MASK
    return number ^ (number >> 29)


@lru_cache(maxsize=1 << 16)
def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8, salt=VERSION).digest(), "little")


def _filled(slots: Sequence[int]) -> list[int]:
    """Empty slots borrow from the next full one, changed by the distance, so that short texts have bands too."""
    filled = list(slots)
    borrowed, distance = next(value for value in slots if value), 0
    for place in reversed(range(len(slots))):
        borrowed, distance = (slots[place], 0) if slots[place] else (borrowed, distance + 1)
        filled[place] = borrowed + (distance << 32)
    return filled


def _band_hash(values: Sequence[int]) -> int:
    packed = b"".join(value.to_bytes(8, "little") for value in values)
    return int.from_bytes(blake2b(packed, digest_size=8, salt=VERSION).digest(), "little", signed=True)
