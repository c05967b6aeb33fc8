"""Sets of document numbers as few bytes: a bit each, packed. A hundred thousand documents fit into ten kilobytes."""

import zlib
from collections.abc import Collection

_MOST_BYTES = 16 * 1024 * 1024  # a bit for each of 134 million documents; more than that is no set of ours


def pack(ids: Collection[int]) -> bytes:
    if not ids:
        return b""
    bits = bytearray(max(ids) // 8 + 1)
    for number in ids:
        bits[number // 8] |= 1 << number % 8
    return zlib.compress(bits)


def unseen(found: Collection[int], packed: bytes) -> frozenset[int]:
    """Those that are not in the packed set. Where it cannot be read, nothing counts as seen."""
    try:
        bits = zlib.decompressobj().decompress(packed, _MOST_BYTES) if packed else b""
    except zlib.error:
        bits = b""
    return frozenset(number for number in found if not _has(bits, number))


def _has(bits: bytes, number: int) -> bool:
    at = number // 8
    return at < len(bits) and bool(bits[at] >> number % 8 & 1)
