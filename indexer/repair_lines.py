"""Words that a producer or a line end broke, whole again: unseen marks, s p a c e d letters, hyphens, stray cuts.

Steps of `repair.py`, each over the text of one page; each joins only what a `Lexicon` then knows.
"""

import re

from indexer.repair_words import Lexicon

_ODD = {
    **dict.fromkeys(
        "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
    ),
    **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e", ""),
    **{
        "\ufb00": "ff",
        "\ufb01": "fi",
        "\ufb02": "fl",
        "\ufb03": "ffi",
        "\ufb04": "ffl",
        "\ufb05": "st",
        "\ufb06": "st",
    },
    **{"\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\x00": ""},
}
_ODD_TABLE = str.maketrans(_ODD)
_INNER_SOFT_HYPHEN = re.compile(r"\u00ad(?![ \t]*\r?\n)")
_LETTERS = r"[^\W\d_]"
_SPACED_RUN = re.compile(rf"(?<![^\W_])(?:{_LETTERS} ){{3,}}{_LETTERS}(?![^\W_])")
# In a line set so throughout also short ends of words, and numbers.
_SPACED_GROUP = re.compile(r"(?<![^\W_])(?:[^\W_]{1,2} )+[^\W_]{1,2}(?![^\W_])")
_LETTERS_OR_DIGITS = re.compile(rf"{_LETTERS}+|\d+")
_GAP = re.compile(r"[ \t]{2,}")
_LINE_END = re.compile(
    rf"(?<![^\W_])({_LETTERS}{{1,40}})[-\u2010\u2011\u00ad][ \t]*\r?\n[ \t]*({_LETTERS}{{1,40}})([^\s\w]*)[ \t]*"
)
_WORDS = re.compile(r"[^\W\d_]+|[^\S\n]+|\n|[^\w\s]+|[\d_]+")


def without_odd_marks(text: str) -> str:
    """Ligatures spelled out, every space a plain one, what is not seen left out."""
    if text.isascii() and "\x00" not in text and "\x0b" not in text and "\x0c" not in text:
        return text
    return _INNER_SOFT_HYPHEN.sub("", text.translate(_ODD_TABLE))


def without_letter_spacing(text: str, lexicon: Lexicon) -> str:
    """ "P E R A T U R A N" → "PERATURAN"; a row of cells "a b c d" stays."""
    return "\n".join(_unspaced(line, lexicon) for line in text.split("\n"))


def _unspaced(line: str, lexicon: Lexicon) -> str:
    tokens = line.split()
    letters = sum(len(token) == 1 and token.isalpha() for token in tokens)
    if letters < 4:
        return line
    if letters < 0.6 * len(tokens):
        return _SPACED_RUN.sub(lambda run: _word_of(run.group(), lexicon) or run.group(), line)
    joined = _SPACED_GROUP.sub(lambda run: _words_of(run.group(), lexicon), line)
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
    """ "ke rjasama" → "kerjasama", "info rmasi" → "informasi": only where one half means nothing by itself."""
    tokens = _WORDS.findall(text)
    kept: list[str] = []
    for token in tokens:
        if len(kept) > 1 and kept[-1] == " " and token.isalpha() and _is_cut(kept[-2], token, lexicon):
            kept.pop()
            kept[-1] += token
        else:
            kept.append(token)
    return "".join(kept)


def _is_cut(left: str, right: str, lexicon: Lexicon) -> bool:
    if not left.isalpha() or not (right.islower() or (left.isupper() and right.isupper())):
        return False
    first, second = left.casefold(), right.casefold()
    if (_means(first, lexicon) and _means(second, lexicon)) or len(first + second) < 5:
        return False
    return lexicon.knows(first + second)


def _means(word: str, lexicon: Lexicon) -> bool:
    return len(word) > 1 and lexicon.knows(word)
