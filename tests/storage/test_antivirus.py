"""What a virus scanner answers, and what its silence means: never "clean"."""

import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.antivirus import Scanner, ScannerUnavailable
from tests.support.clamd import MARK, THREAT, running_clamd

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_clamd(tmp_path_factory.mktemp("clamd") / "d") as address:
        yield address


def test_clean_bytes_are_clean(clamd: str) -> None:
    verdict = Scanner(clamd).scan(io.BytesIO(b"isi biasa " * 100_000))
    assert verdict.is_clean


def test_a_threat_is_named(clamd: str) -> None:
    verdict = Scanner(clamd).scan(io.BytesIO(b"awal " + MARK + b" akhir"))
    assert (verdict.is_clean, verdict.threat) == (False, THREAT)


def test_what_is_too_large_for_the_scanner_is_not_clean(clamd: str) -> None:
    with pytest.raises(ScannerUnavailable, match="size limit"):
        Scanner(clamd).scan(io.BytesIO(b"x" * 5_000_000))


@pytest.mark.parametrize("address", ["unix:/tidak/ada.sock", "127.0.0.1:1", "tanpa-port", ""])
def test_nobody_there_is_said(address: str) -> None:
    with pytest.raises(ScannerUnavailable, match="tidak menjawab"):
        Scanner(address).scan(io.BytesIO(b"isi"))


@pytest.mark.parametrize("answer", [b"", b"\0", b"stream: mungkin\0", b"OK?\0", b"\xff\xfe\0", b"x" * 10_000])
def test_an_odd_answer_is_never_taken_for_clean(answer: bytes, tmp_path: Path) -> None:
    where = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(where))
        server.listen(1)
        thread = threading.Thread(target=_say, args=(server, answer))
        thread.start()
        with pytest.raises(ScannerUnavailable):
            Scanner(f"unix:{where}").scan(io.BytesIO(b"isi"))
        thread.join(10)


def _say(server: socket.socket, answer: bytes) -> None:
    link, _ = server.accept()
    with link:
        link.recv(65536)
        link.sendall(answer)
