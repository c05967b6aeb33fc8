"""Words that a producer or a line end broke, whole again: unseen marks, s p a c e d letters, hyphens, stray cuts.

Steps of `repair.py`, each over the text of one page; each joins only what a `Lexicon` then knows.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from indexer.repair_words import Lexicon, is_word

LEAST_CUT, MOST_CUT = 5, 40  # letters of a word that a stray space may have cut
_ODD = {
    **dict.fromkeys(
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
    ),
    **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e", ""),
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
    "\u2028": "\n",
    "\u2029": "\n",
    "\x0b": "\n",
    "\x0c": "\n",
    "\x85": "\n",
    "\x00": "",
}
_ODD_TABLE = str.maketrans(_ODD)
_CARRIAGE = re.compile(r"\r\n?")
_INNER_SOFT_HYPHEN = re.compile(r"\u00ad(?![ \t]*\n)")
_LETTERS = r"[^\W\d_]"
_SPACED_RUN = re.compile(rf"(?<![^\W_])(?:{_LETTERS} ){{3,}}{_LETTERS}(?![^\W_])")
# In a line set so throughout also short ends of words, and numbers.
_SPACED_GROUP = re.compile(r"(?<![^\W_])(?:[^\W_]{1,2} )+[^\W_]{1,2}(?![^\W_])")
_LETTERS_OR_DIGITS = re.compile(rf"{_LETTERS}+|\d+")
_GAP = re.compile(r"[ \t]{2,}")
_LINE_END = re.compile(
    rf"(?<![^\W_])({_LETTERS}{{1,40}})[-\u2010\u2011\u00ad][ \t]*\n[ \t]*({_LETTERS}{{1,40}})([^\s\w]*)[ \t]*"
)
_ROMAN = re.compile(r"[IVXLC]+")
_WORDS = re.compile(r"[^\W\d_]+|[^\S\n]+|\n|[^\w\s]+|[\d_]+")


def without_odd_marks(text: str) -> str:
    """Ligatures spelled out, every space a plain one, what is not seen left out."""
    return _INNER_SOFT_HYPHEN.sub("", _CARRIAGE.sub("\n", text).translate(_ODD_TABLE))


def without_letter_spacing(text: str, lexicon: Lexicon) -> str:
    """ "P E R A T U R A N" → "PERATURAN"; a row of cells "a b c d" stays."""
    return "\n".join(_unspaced(line, lexicon) for line in text.split("\n"))


def _unspaced(line: str, lexicon: Lexicon) -> str:
    tokens = line.split()
    letters = sum(len(token) == 1 and token.isalpha() for token in tokens)
    if letters < 4:
        return line
    joined = _SPACED_RUN.sub(lambda run: _word_of(run.group(), lexicon) or run.group(), line)
    if letters < 0.6 * len(tokens):
        return joined
    joined = _SPACED_GROUP.sub(lambda run: _words_of(run.group(), lexicon), joined)
    return _GAP.sub(" ", joined) if joined != line else line


def _words_of(run: str, lexicon: Lexicon) -> str:
    """Letters and digits of a run, joined each to its like where the letters are words."""
    parts = _LETTERS_OR_DIGITS.findall(run.replace(" ", ""))
    words = [_parted(part, lexicon) if part.isalpha() else part for part in parts]
    return run if None in words else " ".join(word for word in words if word)


def _word_of(run: str, lexicon: Lexicon) -> str | None:
    return _parted(run.replace(" ", ""), lexicon)


def _parted(letters: str, lexicon: Lexicon) -> str | None:
    """The letters as one known word, or as several; None when they are none."""
    lower = letters.casefold()
    if len(lower) != len(letters) or len(letters) < 3:
        return None
    segments = [lower] if lexicon.knows(lower) else lexicon.segments(lower)
    if segments is None:
        return None
    words, at = [], 0
    for segment in segments:
        words.append(letters[at : at + len(segment)])
        at += len(segment)
    return " ".join(words)


def without_line_hyphens(text: str, lexicon: Lexicon) -> str:
    """ "per-\naturan" → "peraturan\n"; "undang-\nundang" and "e-\nGovernment" keep their hyphen, on one line."""

    def joined(found: re.Match[str]) -> str:
        left, right, tail = found.groups()
        hyphen = "-" if _keeps_hyphen(left, right, lexicon) else ""
        return f"{left}{hyphen}{right}{tail}\n"

    return _LINE_END.sub(joined, text)


def _keeps_hyphen(left: str, right: str, lexicon: Lexicon) -> bool:
    if len(left) == 1 or (right[0].isupper() and not left.isupper()):
        return True
    left, right = left.casefold(), right.casefold()
    if _is_doubled(left, right):
        return True
    return not lexicon.knows(left + right) and lexicon.knows(left) and lexicon.knows(right)


def _is_doubled(left: str, right: str) -> bool:
    """Reduplication, affixed or not: undang-undang, perundang-undangan, bersama-sama, sebaik-baiknya."""
    return any(left.endswith(right[:length]) for length in range(min(len(left), len(right)), 2, -1))


def without_stray_cuts(text: str, lexicon: Lexicon) -> str:
    """ "ke rjasama" → "kerjasama", "info rmasi" → "informasi": only where a piece means nothing by itself."""
    tokens = _WORDS.findall(text)
    kept: list[str] = []
    for at, token in enumerate(tokens):
        pieces = _pieces_before(kept, token, lexicon) if token.isalpha() else 0
        if pieces and not (pieces == 1 and _belongs_to_next(tokens, at, lexicon)):
            token = "".join(kept[-2 * pieces :: 2]) + token  # noqa: PLW2901 - every other one is a space
            del kept[-2 * pieces :]
        kept.append(token)
    return "".join(kept)


def _pieces_before(kept: Sequence[str], token: str, lexicon: Lexicon) -> int:
    """How many of the words before belong to this one: mostly none, and two words beside each other never."""
    if len(kept) < 2 or kept[-1] != " " or (_means_something(token) and _means_something(kept[-2])):
        return 0
    for pieces in (2, 1):
        has_all = len(kept) >= 2 * pieces and kept[-2 * pieces + 1] == " "
        if has_all and _is_cut([*kept[-2 * pieces :: 2], token], lexicon):
            return pieces
    return 0


@lru_cache(maxsize=1 << 16)
def _means_something(piece: str) -> bool:
    return is_word(piece.casefold())


def _belongs_to_next(tokens: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """ "pada t anggal", "persetu ju an": what follows wants the piece as much, or both."""
    if len(tokens) <= at + 2 or tokens[at + 1] != " ":
        return False
    following = tokens[at + 2]
    return _is_cut([tokens[at], following], lexicon) or _is_cut([tokens[at - 2], tokens[at], following], lexicon)


def _is_cut(pieces: Sequence[str], lexicon: Lexicon) -> bool:
    whole = "".join(pieces)
    if not whole.isalpha() or not (whole[1:].islower() or whole.isupper()) or not MOST_CUT >= len(whole) >= LEAST_CUT:
        return False
    lower = [piece.casefold() for piece in pieces]
    words = [piece for piece in lower if is_word(piece)]
    if len(words) > 1 or _ROMAN.fullmatch(pieces[-1]):
        return False
    # What is joined to a long word must be in the dictionary: any stem carries any affix, real or not.
    sure = any(len(word) > 5 for word in words)
    return lexicon.is_sure_of("".join(lower)) if sure else lexicon.knows("".join(lower))
