"""The alarm itself is tested: it rings for every kind of harm and for nothing else."""

from pathlib import Path

import pytest

from storage import fixity
from storage.local import LocalBlobStore


@pytest.fixture
def store(tmp_path: Path) -> LocalBlobStore:
    return LocalBlobStore.init(tmp_path / "store", min_free_bytes=0)


def harm(store: LocalBlobStore, sha256: str, data: bytes) -> None:
    with store.materialise(sha256) as path:
        path.unlink()
        path.write_bytes(data)


def test_sound_blobs_raise_no_alarm(store: LocalBlobStore) -> None:
    blobs = [store.put([bytes([number])]) for number in range(5)]
    assert [fixity.verify(store, blob.sha256) for blob in blobs] == [None] * 5
    assert list(fixity.verify_all(store)) == []


@pytest.mark.parametrize("data", [b"", b"isi asl", b"isi aslo", b"isi asli "])
def test_altered_bytes_are_found(store: LocalBlobStore, data: bytes) -> None:
    sound, harmed = store.put([b"utuh"]), store.put([b"isi asli"])
    harm(store, harmed.sha256, data)
    finding = fixity.FixityFinding(harmed.sha256, "altered")
    assert list(fixity.verify_all(store)) == [finding]
    assert fixity.verify(store, sound.sha256) is None
    assert finding.text == "Isi berkas tidak lagi sama dengan saat disimpan. Pulihkan berkas ini dari cadangan."


def test_a_missing_blob_is_found(store: LocalBlobStore) -> None:
    blob = store.put([b"hilang"])
    store.delete(blob.sha256)
    assert fixity.verify(store, blob.sha256) == fixity.FixityFinding(blob.sha256, "missing")


def test_what_cannot_be_read_is_found(store: LocalBlobStore) -> None:
    blob = store.put([b"isi"])
    with store.materialise(blob.sha256) as path:
        path.unlink()
        path.mkdir()
    assert fixity.verify(store, blob.sha256) == fixity.FixityFinding(blob.sha256, "unreadable")
