"""Text that people typed as a pattern of SQL's LIKE, in which none of its signs means anything."""

ESCAPE = "\\"


def literal(text: str) -> str:
    """The text itself; pass `escape=ESCAPE` beside it."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def containing(text: str) -> str:
    """The text anywhere, for a column in lower case."""
    return f"%{literal(text.lower())}%"
