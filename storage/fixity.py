"""Does what is stored still hash to its name? Asked by the worker's rounds and `pustaka doctor`; never repairs."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from storage.blobs import BlobMissing, BlobStore, chunks_of

Problem = Literal["missing", "altered", "unreadable"]
_TEXTS: dict[Problem, str] = {
    "missing": "Isi berkas tidak ada di tempat penyimpanan.",
    "altered": "Isi berkas tidak lagi sama dengan saat disimpan.",
    "unreadable": "Isi berkas tidak dapat dibaca dari media penyimpanan.",
}


@dataclass(frozen=True, slots=True)
class FixityFinding:
    sha256: str
    problem: Problem

    @property
    def text(self) -> str:
        return f"{_TEXTS[self.problem]} Pulihkan berkas ini dari cadangan."


def verify(store: BlobStore, sha256: str, *, is_polite: bool = False) -> FixityFinding | None:
    """Read the whole blob and compare; None means that every byte is as it was stored.

    Politely means to rest after every piece for as long as it took, so that people who read and search come first.
    """
    try:
        with store.open(sha256) as handle:
            digest, started = hashlib.sha256(), time.monotonic()
            for chunk in chunks_of(handle):
                digest.update(chunk)
                if is_polite:
                    time.sleep(time.monotonic() - started)
                    started = time.monotonic()
    except BlobMissing:
        return FixityFinding(sha256, "missing")
    except OSError:
        return FixityFinding(sha256, "unreadable")
    return None if digest.hexdigest() == sha256 else FixityFinding(sha256, "altered")


def verify_all(store: BlobStore) -> Iterator[FixityFinding]:
    """The findings over everything stored; which blobs *should* be there only the database knows."""
    for blob in store.iter_all():
        if finding := verify(store, blob.sha256):
            yield finding
