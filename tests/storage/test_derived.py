"""The cache of pictures: whole or not there, never an error, never outside its folder."""

import hashlib
import os
import resource
import threading
import time
from pathlib import Path

import pytest

from storage.derived import DerivedStore

SHA, OTHER = (hashlib.sha256(name).hexdigest() for name in (b"satu", b"dua"))
PAGE = "page-1-w240.webp"


@pytest.fixture
def store(tmp_path: Path) -> DerivedStore:
    return DerivedStore(tmp_path / "turunan", min_free_bytes=0)


def test_what_is_put_is_got(store: DerivedStore) -> None:
    assert store.get(SHA, PAGE) is None
    assert store.open(SHA, PAGE) is None
    assert store.put(SHA, PAGE, b"gambar")
    assert store.get(SHA, PAGE) == b"gambar"
    assert store.get(SHA, "page-2-w240.webp") is None
    assert store.get(OTHER, PAGE) is None
    opened = store.open(SHA, PAGE)
    assert opened
    with opened:
        assert opened.read() == b"gambar"


def test_the_newer_takes_the_place_of_the_older(store: DerivedStore) -> None:
    store.put(SHA, PAGE, b"lama")
    store.put(SHA, PAGE, b"baru")
    assert store.get(SHA, PAGE) == b"baru"
    assert store.size() == 4


def test_forgetting_takes_all_of_one_blob_and_nothing_else(store: DerivedStore) -> None:
    store.put(SHA, PAGE, b"a")
    store.put(SHA, "page-2-w240.webp", b"b")
    store.put(OTHER, PAGE, b"c")
    store.forget(SHA)
    store.forget(SHA)
    assert (store.get(SHA, PAGE), store.get(SHA, "page-2-w240.webp"), store.get(OTHER, PAGE)) == (None, None, b"c")


def test_sweeping_keeps_what_lives(store: DerivedStore) -> None:
    for sha256 in (SHA, OTHER):
        store.put(sha256, PAGE, b"12345")
    assert store.size() == 10
    assert store.sweep({OTHER}) == 1
    assert (store.get(SHA, PAGE), store.get(OTHER, PAGE)) == (None, b"12345")
    assert store.size() == 5
    assert store.sweep({OTHER}) == 0


def test_an_empty_or_missing_folder_has_no_size(store: DerivedStore) -> None:
    assert store.size() == 0
    assert store.sweep(set()) == 0


def test_on_a_full_disk_nothing_is_kept_and_nothing_fails(tmp_path: Path) -> None:
    store = DerivedStore(tmp_path / "turunan", min_free_bytes=2**62)
    assert not store.put(SHA, PAGE, b"gambar")
    assert store.get(SHA, PAGE) is None
    assert store.size() == 0


def test_a_write_that_breaks_off_leaves_the_old_and_no_rest(store: DerivedStore) -> None:
    """The kernel refuses the bytes in the middle of the file, as it does on a full disk."""
    store.put(SHA, PAGE, b"lama")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        assert not store.put(SHA, PAGE, bytes(200_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert store.get(SHA, PAGE) == b"lama"
    assert store.size() == 4


def test_a_folder_that_cannot_be_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_bytes(b"")
    store = DerivedStore(tmp_path / "berkas", min_free_bytes=0)
    assert not store.put(SHA, PAGE, b"gambar")
    assert (store.get(SHA, PAGE), store.size(), store.sweep(set())) == (None, 0, 0)
    store.forget(SHA)


def test_a_place_that_is_taken_is_no_error_and_leaves_no_rest(store: DerivedStore) -> None:
    store.put(SHA, PAGE, b"gambar")
    home = store.folder / SHA[:2] / SHA[2:4] / SHA
    (home / "page-2.webp").mkdir()
    (home / "page-2.webp" / "isi").write_bytes(b"")
    assert not store.put(SHA, "page-2.webp", b"gambar")
    assert sorted(path.name for path in home.iterdir()) == [PAGE, "page-2.webp"]


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".tmp-1", "A.webp", "x" * 200, "a\x00b"])
def test_a_name_that_leads_elsewhere_is_refused(store: DerivedStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        store.put(SHA, name, b"x")
    with pytest.raises(ValueError, match="not the name"):
        store.get("../" * 20 + "etc", PAGE)


def test_writers_at_once_never_show_a_half(store: DerivedStore) -> None:
    pieces = [bytes([letter]) * 200_000 for letter in b"abcd"]
    seen: list[bytes | None] = []

    def write(piece: bytes) -> None:
        for _ in range(20):
            assert store.put(SHA, PAGE, piece)
            seen.append(store.get(SHA, PAGE))

    threads = [threading.Thread(target=write, args=(piece,)) for piece in pieces]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 80
    assert set(seen) <= set(pieces)
    assert store.size() == 200_000


def test_forgetting_while_writing_is_no_error(store: DerivedStore) -> None:
    stop = threading.Event()

    def forget() -> None:
        while not stop.is_set():
            store.forget(SHA)

    thread = threading.Thread(target=forget)
    thread.start()
    kept = [store.put(SHA, f"page-{number}.webp", b"x") for number in range(300)]
    stop.set()
    thread.join()
    assert len(kept) == 300
    assert store.put(SHA, PAGE, b"akhir")
    assert store.get(SHA, PAGE) == b"akhir"


def test_what_killed_writers_left_goes_with_the_next_sweep_but_not_what_is_being_written(store: DerivedStore) -> None:
    store.put(SHA, PAGE, b"12345")
    home = next(store.folder.glob(f"??/??/{SHA}"))
    for name, age in ((".tmp-lama", 7200), (".tmp-baru", 0)):
        (home / name).write_bytes(b"separuh")
        os.utime(home / name, (time.time() - age,) * 2)
    assert store.gone({SHA}) == []
    assert store.sweep({SHA}) == 0
    assert sorted(path.name for path in home.iterdir()) == [".tmp-baru", PAGE]
