# The words that a row of documents holds, with how many hold each: for prefixes, completions and mistyped words.
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

MIN_LETTERS = 4  # shorter words have too many neighbours


def is_a_word(term: str) -> bool:
    """Worth offering as a correction: letters only, and not too short."""
    return len(term) >= MIN_LETTERS and term.isalpha()


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Terms in ascending order, in one piece: a hundred thousand strings would take ten times the memory."""

    text: bytes  # all terms without anything between them
    ends: NDArray[np.int64]
    frequencies: NDArray[np.int64]

    @classmethod
    def of(cls, terms: list[bytes], frequencies: NDArray[np.int64]) -> "Lexicon":
        return cls(b"".join(terms), np.cumsum(np.fromiter(map(len, terms), np.int64, len(terms))), frequencies)

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
        ends = self.ends[first:end].tolist()
        begins = [int(self.ends[first - 1]) if first else 0, *ends[:-1]]
        terms = (self.text[begin:stop] for begin, stop in zip(begins, ends, strict=False))
        return list(zip(terms, self.frequencies[first:end].tolist(), strict=True))

    def near(self, typed: str, reach: int) -> list[str]:
        """Words of which some may be `typed` with at most `reach` slips: all that are, and few that are not."""
        numbers, lengths, letters = self._words
        alike = np.abs(lengths - len(typed)) <= reach
        if typed.isascii():  # a slip takes at most one letter away and adds one; what is not ASCII was not looked at
            differing = np.bitwise_count(letters ^ _letters_in(typed))
            alike &= (differing <= 2 * reach) | (letters == 0)
        return [self[number].decode() for number in numbers[alike].tolist()]

    @cached_property
    def _words(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint32]]:
        """Number, length and letters of each word; letters as bits, none where it has others than ASCII."""
        if not len(self):
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint32)
        data = np.frombuffer(self.text, np.uint8)
        begins = np.concatenate(([0], self.ends[:-1]))
        lengths = self.ends - begins
        is_word = (lengths >= MIN_LETTERS) & np.logical_and.reduceat((data | 32) - 97 < 26, begins)
        letters = np.bitwise_or.reduceat(np.uint32(1) << (data & 31).astype(np.uint32), begins)
        for number in np.flatnonzero(np.logical_or.reduceat(data > 127, begins)).tolist():
            word = self[number].decode()
            is_word[number], lengths[number], letters[number] = is_a_word(word), len(word), 0
        numbers = np.flatnonzero(is_word)
        return numbers, lengths[numbers], letters[numbers]


def _letters_in(word: str) -> int:
    bits = 0
    for letter in set(word):
        bits |= 1 << (ord(letter) & 31)
    return bits
