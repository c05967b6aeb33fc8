"""File names as people see them: cleaned for a list, a download header or a saved file. Never used as a path here."""

import re
import unicodedata
from urllib.parse import quote

MAX_NAME = 150
FALLBACK = "berkas"
_MAX_EXTENSION = 12
_RESERVED = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
# Joiners shape letters and emoji and stay; every other format character can disguise a name.
_JOINERS = "\u200c\u200d"
_EMOJI_TAGS = range(0xE0020, 0xE0080)
# How Python carries bytes of a file name that are no UTF-8: mostly names from old Windows machines.
_ESCAPED = re.compile("[\udc80-\udcff]")


def safe_file_name(name: str) -> str:
    """The last part of the name without path, control or direction-changing characters, at most 150 long.

    The extension survives the cut and a name of which nothing else can be shown; the answer is never empty, `.` or
    `..`.
    """
    last = re.split(r"[/\\]", legible(name))[-1]
    stem, clean = last.rpartition(".")[0], _clean(last)
    if stem and clean and not _clean(stem):
        clean = f"{FALLBACK}.{clean}"
    return _shorten(clean) or FALLBACK


def legible(name: str) -> str:
    """The name as text: its bytes that are no UTF-8 become what an old Windows machine would have shown."""
    return _ESCAPED.sub(lambda found: bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace"), name)


def clean_line(text: str) -> str:
    """One line as people may see it: no control or direction-changing characters, and single spaces."""
    visible = (character if _is_visible(character) else _gap(character) for character in legible(text))
    return " ".join("".join(visible).split())


def clean_text(text: str) -> str:
    """The same for text of several lines, which keeps its shape."""
    return "".join(character for character in legible(text) if character in "\n\t" or _is_visible(character))


def content_disposition(name: str, *, inline: bool) -> str:
    """A Content-Disposition value (RFC 6266) with the real name (RFC 8187) and an ASCII one for old clients."""
    safe = safe_file_name(name)
    ascii_name = unicodedata.normalize("NFKD", safe).encode("ascii", "ignore").decode()
    plain = " ".join(re.sub(r'["\\%;]', "_", ascii_name).split())
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain or FALLBACK}\"; filename*=UTF-8''{quote(safe, safe='')}"


def extension_of(name: str) -> str:
    """The extension in lower case without its dot, or nothing."""
    stem, dot, extension = safe_file_name(name).rpartition(".")
    return extension.lower() if dot and stem else ""


def _clean(name: str) -> str:
    visible = "".join(character for character in unicodedata.normalize("NFC", name) if _is_visible(character))
    return " ".join(visible.translate(_RESERVED).split()).strip(" .")


def _gap(character: str) -> str:
    """A line break or tab stood between words."""
    return " " if character.isspace() else ""


def _is_visible(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cf":
        return character in _JOINERS or ord(character) in _EMOJI_TAGS
    return character == " " or category not in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


def _shorten(name: str) -> str:
    if len(name) <= MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > _MAX_EXTENSION:
        return name[:MAX_NAME].rstrip(" .")
    return stem[: MAX_NAME - len(extension) - 1].rstrip(" .") + dot + extension
