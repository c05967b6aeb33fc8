# The words that a row of documents holds, with how many hold each: for prefixes, completions and mistyped words.
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

_AGAIN = 32
MIN_LETTERS = 4  # shorter words have too many neighbours


def is_a_word(term: str) -> bool:
    """Worth offering as a correction: letters only, and not too short."""
    return len(term) >= MIN_LETTERS and term.isalpha()


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Terms in ascending order, in one piece: a hundred thousand strings would take ten times the memory."""

    text: bytes  # all terms without anything between them
    ends: NDArray[np.uint32]
    frequencies: NDArray[np.uint32]

    @classmethod
    def of(cls, terms: list[bytes], frequencies: NDArray[np.int64]) -> "Lexicon":
        ends = np.cumsum(np.fromiter(map(len, terms), np.int64, len(terms)))
        return cls(b"".join(terms), ends.astype(np.uint32), frequencies.astype(np.uint32))

    @classmethod
    def joined(cls, parts: Iterable["Lexicon"]) -> "Lexicon":
        """Those of each part stand before those of the next."""
        known = list(parts) or [cls.of([], np.zeros(0, np.int64))]
        begins = accumulate((len(part.text) for part in known), initial=0)
        ends = [part.ends + np.uint32(begin) for part, begin in zip(known, begins, strict=False)]
        frequencies = [part.frequencies for part in known]
        return cls(b"".join(part.text for part in known), np.concatenate(ends), np.concatenate(frequencies))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> bytes:
        if number >= len(self.ends):
            raise IndexError(number)
        return self.text[int(self.ends[number - 1]) if number else 0 : int(self.ends[number])]

    def beginning(self, prefix: bytes, most: int) -> list[tuple[bytes, int]]:
        """The first `most` terms that begin so, each with how many documents hold it."""
        first = bisect_left(self, prefix)
        end = bisect_left(self, True, first, key=lambda term: not term.startswith(prefix))
        end = min(end, first + most)
        return list(zip(self._terms(np.arange(first, end)), self.frequencies[first:end].tolist(), strict=True))

    def _terms(self, numbers: NDArray[np.int64]) -> list[bytes]:
        begins = np.where(numbers > 0, self.ends[numbers - 1], 0).tolist()
        return [self.text[begin:end] for begin, end in zip(begins, self.ends[numbers].tolist(), strict=True)]

    def near(self, typed: str, reach: int) -> list[str]:
        """Words of which some may be `typed` with at most `reach` slips: all that are, and few that are not."""
        numbers, lengths, letters = self._words
        apart = np.abs(lengths - len(typed))
        alike = apart <= reach
        if typed.isascii():  # a slip changes one letter for another, or adds or takes one; others were not looked at
            differing = np.bitwise_count(letters ^ _letters_in(typed))
            alike &= (differing <= 2 * reach - apart) | (letters == 0)
        return [term.decode() for term in self._terms(numbers[alike].astype(np.int64))]

    @cached_property
    def _words(self) -> tuple[NDArray[np.uint32], NDArray[np.int16], NDArray[np.uint64]]:
        """Number, length and letters of each word; letters as `_letters_in`, none where it has others than ASCII."""
        if not len(self):
            return np.zeros(0, np.uint32), np.zeros(0, np.int16), np.zeros(0, np.uint64)
        data = np.frombuffer(self.text, np.uint8)
        begins = np.concatenate(([0], self.ends[:-1].astype(np.int64)))
        lengths = (self.ends - begins).astype(np.int16)
        is_word = (lengths >= MIN_LETTERS) & np.logical_and.reduceat((data | 32) - 97 < 26, begins)
        letters = np.zeros(len(self), np.uint64)
        letters[is_word] = _letters_from(data, begins[is_word], lengths[is_word])
        for number in np.flatnonzero(np.logical_or.reduceat(data > 127, begins)).tolist():
            word = self[number].decode()
            is_word[number], lengths[number] = is_a_word(word), len(word)
        numbers = np.flatnonzero(is_word).astype(np.uint32)
        return numbers, lengths[numbers], letters[numbers]


def _letters_from(data: NDArray[np.uint8], begins: NDArray[np.int64], lengths: NDArray[np.int16]) -> NDArray[np.uint64]:
    """Of all words at once the letters, first their first ones, then their second ones …"""
    found = np.zeros(len(begins), np.uint64)
    words = np.arange(len(begins))
    for place in range(lengths.max(initial=0)):
        words = words[lengths[words] > place]
        bits = np.uint64(1) << (data[begins[words] + place] & 31).astype(np.uint64)
        found[words] |= bits | (found[words] & bits) << np.uint64(_AGAIN)
    return found


def _letters_in(word: str) -> int:
    """A bit for each letter, and one more for each that stands there again."""
    bits = 0
    for letter in word:
        bit = 1 << (ord(letter) & 31)
        bits |= bit | (bits & bit) << _AGAIN
    return bits
