"""Old Office containers (OLE2) for tests: real directories around streams that may be nothing but a beginning."""

import struct

from storage.compound import SIGNATURE


def old(*empty: str, embedded: str = "", **streams: bytes) -> bytes:
    """An OLE2 container: header, one sector of table, directory sectors, then each stream in sectors of its own."""
    entries = [(name, 2, b"") for name in empty] + [(name, 2, data) for name, data in streams.items()]
    entries += [("ObjectPool", 1, b""), (embedded, 2, b"")] if embedded else []
    directory_sectors = (len(entries) + 4) // 4
    chain = [*range(2, 1 + directory_sectors), 0xFFFFFFFE]
    directory = entry("Root Entry", 5, child=1)
    written, starts = b"", 1 + directory_sectors
    top = len(entries) - (1 if embedded else 0)
    for number, (name, kind, data) in enumerate(entries, start=1):
        after = number + 1 if number < top else 0xFFFFFFFF
        child = number + 1 if kind == 1 else 0xFFFFFFFF
        size = 8192 if data else 0
        directory += entry(name, kind, after=after, child=child, start=starts, size=size)
        written += data.ljust(size, b"\0")
        starts += size // 512
    header = (SIGNATURE + bytes(22) + struct.pack("<H", 9)).ljust(48, b"\0")
    header += struct.pack("<LLLLLLL", 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<L", 0) + b"\xff" * 432
    table = struct.pack(f"<{1 + len(chain)}L", 0xFFFFFFFD, *chain).ljust(512, b"\xff")
    return header + table + directory.ljust(512 * directory_sectors, b"\0") + written


def entry(
    name: str, kind: int, *, after: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, start: int = 0, size: int = 0
) -> bytes:
    named = name.encode("utf-16-le")
    head = named.ljust(64, b"\0") + struct.pack("<HBBLLL", len(named) + 2, kind, 1, 0xFFFFFFFF, after, child)
    return head.ljust(116, b"\0") + struct.pack("<LLL", start, size, 0)


def word_head(*, encrypted: bool) -> bytes:
    return struct.pack("<HHLHH", 0xA5EC, 0xC1, 0, 0, 0x0100 if encrypted else 0)
