"""Asks a clamd daemon whether bytes are clean, over its INSTREAM command; knows nothing of documents.

A client of our own, since the protocol is one command and the packaged one is under the GPL. The protocol: `zINSTREAM`
and a null byte, then chunks each with its length in four bytes, big-endian, and an empty one; the answer is one line
that ends in a null byte (manual page clamd(8), "INSTREAM").
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import BinaryIO

from storage.blobs import chunks_of

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 120.0
_LONGEST_ANSWER = 4096


class ScannerUnavailable(Exception):
    """Nobody answers, or not in a way that says anything about the file; its text is Indonesian."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Pemindai virus tidak menjawab ({why}). Berkas ditahan dan diperiksa lagi nanti.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`threat` is the scanner's name for what it found; empty means clean."""

    threat: str

    @property
    def is_clean(self) -> bool:
        return not self.threat


@dataclass(frozen=True, slots=True)
class Scanner:
    """`address` is `unix:/path/to/clamd.ctl` or `host:port`."""

    address: str

    def scan(self, stream: BinaryIO) -> Verdict:
        """Raises ScannerUnavailable; a file beyond the scanner's own size limit counts as that too, never as clean."""
        try:
            with closing(self._connect()) as link:
                answer = _ask(link, stream)
        except (OSError, ValueError) as error:
            raise ScannerUnavailable(str(error) or type(error).__name__) from error
        return _verdict(answer)

    def ping(self) -> None:
        """Raises ScannerUnavailable unless somebody answers."""
        try:
            with closing(self._connect()) as link:
                link.sendall(b"zPING\0")
                answer = _answer(link)
        except (OSError, ValueError) as error:
            raise ScannerUnavailable(str(error) or type(error).__name__) from error
        if answer != "PONG":
            raise ScannerUnavailable(answer[:80])

    def _connect(self) -> socket.socket:
        if self.address.startswith("unix:"):
            link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            link.settimeout(CONNECT_SECONDS)
            try:
                link.connect(self.address.removeprefix("unix:"))
            except OSError:
                link.close()
                raise
        else:
            host, _, port = self.address.rpartition(":")
            link = socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)
        link.settimeout(ANSWER_SECONDS)
        return link


def _ask(link: socket.socket, stream: BinaryIO) -> str:
    link.sendall(b"zINSTREAM\0")
    # It may make up its mind before the end, most likely for a size limit, and has said so by then.
    with suppress(BrokenPipeError, ConnectionResetError):
        for chunk in _framed(stream):
            link.sendall(chunk)
    return _answer(link)


def _framed(stream: BinaryIO) -> Iterator[bytes]:
    for chunk in chunks_of(stream):
        yield struct.pack(">I", len(chunk)) + chunk
    yield struct.pack(">I", 0)


def _answer(link: socket.socket) -> str:
    received = bytearray()
    while not received.endswith(b"\0") and len(received) < _LONGEST_ANSWER:
        more = link.recv(_LONGEST_ANSWER)
        if not more:
            break
        received += more
    return received.rstrip(b"\0").decode("utf-8", "replace").strip()


def _verdict(answer: str) -> Verdict:
    said = answer.removeprefix("stream:").strip()
    if said == "OK":
        return Verdict("")
    if said.endswith(" FOUND"):
        return Verdict(said.removesuffix(" FOUND").strip() or "tanpa nama")
    raise ScannerUnavailable(said[:200] or "jawaban kosong")
