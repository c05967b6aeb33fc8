"""How much memory a web process keeps that it does not use. glibc gives each thread an arena of its own, and each of
these keeps the arrays of the largest search it has seen: half as much again as all that is meant to be kept."""

import ctypes

# Numbers from malloc.h, and what they are set to: arrays of a usual search are used again, larger ones go back at once.
_LIMITS = {
    -8: 2,  # arenas
    -3: 4 << 20,  # bytes from which a piece is taken from the system and given back to it
    -1: 16 << 20,  # free bytes at the end of an arena that are kept
}


def keep_little() -> None:
    """To be called before there are threads. Where the C library is not glibc nothing changes."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        for parameter, limit in _LIMITS.items():
            library.mallopt(parameter, limit)
