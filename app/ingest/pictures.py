"""Pictures of pages: thumbnails for lists, and pages to look at beside a form or where nothing else can draw them."""

from indexer.extract.media import BY_EXTENSION

_DRAWN = frozenset({"application/pdf", *(name for name in BY_EXTENSION.values() if name.startswith("image/"))})


def has_pictures(media_type: str) -> bool:
    """Whether pages of this type can be drawn."""
    return media_type in _DRAWN
