"""The folder driver with real files, real processes and a real full disk."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.blobs import (
    CHUNK,
    Blob,
    BlobMissing,
    BlobStore,
    BlobTooLarge,
    StoreFull,
    StoreNotEmpty,
    StoreNotInitialised,
)
from storage.local import MARKER, LocalBlobStore

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path: Path) -> LocalBlobStore:
    return LocalBlobStore.init(tmp_path / "store", min_free_bytes=0)


def temps(store: LocalBlobStore) -> list[Path]:
    return list((store.root / "tmp").iterdir())


def blob_path(store: LocalBlobStore, blob: Blob) -> Path:
    with store.materialise(blob.sha256) as path:
        return path


def test_the_driver_keeps_the_protocol(store: LocalBlobStore) -> None:
    protocol: BlobStore = store
    assert protocol.free_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(data=st.binary(max_size=5000), start=st.integers(0, 6000), length=st.none() | st.integers(0, 6000))
def test_what_went_in_comes_out(store: LocalBlobStore, data: bytes, start: int, length: int | None) -> None:
    blob = store.put([data[:100], data[100:]])
    assert blob == Blob(hashlib.sha256(data).hexdigest(), len(data))
    assert store.stat(blob.sha256) == blob
    with store.open(blob.sha256, start=start, length=length) as handle:
        assert handle.read() == data[start : None if length is None else start + length]


def test_a_file_object_is_read_in_pieces(store: LocalBlobStore) -> None:
    sizes: list[int] = []

    class Recording(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            sizes.append(size or -1)
            return super().read(size)

    source = Recording(b"x" * (CHUNK + 1))
    assert store.put(source).size == CHUNK + 1
    assert set(sizes) == {CHUNK}


def test_the_same_bytes_twice_are_one_blob(store: LocalBlobStore) -> None:
    first, second = store.put([b"sama"]), store.put([b"sa", b"ma"])
    assert first == second
    assert list(store.iter_all()) == [first]
    assert temps(store) == []


def test_blobs_are_sharded_read_only_and_named_by_their_bytes(store: LocalBlobStore) -> None:
    path = blob_path(store, store.put([b"isi"]))
    name = hashlib.sha256(b"isi").hexdigest()
    assert path == store.root / "blobs" / name[:2] / name[2:4] / name
    assert path.stat().st_mode & 0o777 == 0o440


def test_a_blob_cut_short_by_an_accident_is_healed_by_the_next_upload(store: LocalBlobStore) -> None:
    blob = store.put([b"panjang sekali"])
    path = blob_path(store, blob)
    path.unlink()
    path.write_bytes(b"panj")
    store.put([b"panjang sekali"])
    assert path.read_bytes() == b"panjang sekali"


def test_too_large_leaves_nothing(store: LocalBlobStore) -> None:
    with pytest.raises(BlobTooLarge, match=r"melebihi batas 1,5 MB"):
        store.put([b"x" * CHUNK] * 3, max_bytes=1_500_000)
    assert temps(store) == []
    assert list(store.iter_all()) == []
    assert store.put([b"x" * CHUNK], max_bytes=CHUNK).size == CHUNK


def test_a_source_that_breaks_leaves_nothing(store: LocalBlobStore) -> None:
    def broken() -> Iterator[bytes]:
        yield b"awal"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put(broken())
    assert temps(store) == []
    assert list(store.iter_all()) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "f" * 64])
def test_an_unknown_name_is_missing_and_never_a_path(store: LocalBlobStore, name: str) -> None:
    assert store.stat(name) is None
    with pytest.raises(BlobMissing):
        store.open(name)
    with pytest.raises(BlobMissing), store.materialise(name):
        pass


def test_delete_forgets_and_may_be_repeated(store: LocalBlobStore) -> None:
    blob = store.put([b"hapus"])
    store.delete(blob.sha256)
    store.delete(blob.sha256)
    assert store.stat(blob.sha256) is None


def test_a_store_without_its_marker_is_refused(store: LocalBlobStore) -> None:
    blob = store.put([b"isi"])
    (store.root / MARKER).rename(store.root / "lain")
    with pytest.raises(StoreNotInitialised, match="pustaka init"):
        LocalBlobStore(store.root)
    with pytest.raises(StoreNotEmpty):
        LocalBlobStore.init(store.root)
    (store.root / "lain").rename(store.root / MARKER)
    assert LocalBlobStore(store.root).stat(blob.sha256) == blob


def test_init_again_keeps_everything(store: LocalBlobStore) -> None:
    blob = store.put([b"isi"])
    assert list(LocalBlobStore.init(store.root).iter_all()) == [blob]


def test_init_refuses_a_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "foto.jpg").touch()
    with pytest.raises(StoreNotEmpty):
        LocalBlobStore.init(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["foto.jpg"]


def test_the_space_guard_refuses_before_reading_anything(store: LocalBlobStore) -> None:
    def never() -> Iterator[bytes]:
        raise AssertionError("read although there is no room")
        yield b""

    guarded = LocalBlobStore(store.root, min_free_bytes=store.free_bytes() * 2)
    with pytest.raises(StoreFull, match="Ruang penyimpanan"):
        guarded.put(never())


ON_A_SMALL_DISK = textwrap.dedent("""
    import json, sys
    from pathlib import Path
    from storage.blobs import StoreFull
    from storage.local import LocalBlobStore

    MIB = 1024**2
    store = LocalBlobStore.init(Path(sys.argv[1]) / "store", min_free_bytes=int(sys.argv[2]))
    small = store.put([b"kecil"])
    try:
        store.put(bytes([number]) * MIB for number in range(64))
        outcome = "stored"
    except StoreFull as error:
        outcome = str(error)
    left = [path.name for path in (store.root / "tmp").iterdir()]
    again = store.put([b"sesudahnya"])
    print(json.dumps([outcome, left, small in list(store.iter_all()), again.size, store.free_bytes()]))
""")


@pytest.mark.slow
@pytest.mark.parametrize("min_free", [0, 6 * 1024**2])
def test_a_really_full_disk(tmp_path: Path, min_free: int) -> None:
    """A 20 MiB file system of its own, without and with a reserve to be kept free."""
    script = tmp_path / "script.py"
    script.write_text(ON_A_SMALL_DISK)
    mount = (
        f"mount -t tmpfs -o size=20m none {tmp_path}/disk && exec {sys.executable} {script} {tmp_path}/disk {min_free}"
    )
    (tmp_path / "disk").mkdir()
    user = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    done = subprocess.run(
        ["unshare", "--mount", *user, "sh", "-c", mount],
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        check=True,
        capture_output=True,
    )
    outcome, left, kept, size, free = json.loads(done.stdout)
    assert "Hubungi admin" in outcome
    assert left == []
    assert kept
    assert size == len(b"sesudahnya")
    assert free > min_free


SLOW_WRITER = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from storage.local import LocalBlobStore

    def source():
        yield b"x" * 100_000
        print("menulis", flush=True)
        time.sleep(60)

    LocalBlobStore(Path(sys.argv[1]), min_free_bytes=0).put(source())
""")


@pytest.mark.slow
def test_a_killed_writer_leaves_a_temp_that_the_next_start_removes(store: LocalBlobStore) -> None:
    command = [sys.executable, "-c", SLOW_WRITER, str(store.root)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        writer.stdout.readline()
        LocalBlobStore(store.root)
        assert len(temps(store)) == 1, "the temp file of a living writer was taken away"
        writer.send_signal(signal.SIGKILL)
    assert len(temps(store)) == 1
    LocalBlobStore(store.root)
    assert temps(store) == []
    assert list(store.iter_all()) == []


def test_a_start_beside_a_writing_thread_takes_nothing_away(store: LocalBlobStore) -> None:
    writing, go_on = threading.Event(), threading.Event()

    def source() -> Iterator[bytes]:
        yield b"satu "
        writing.set()
        go_on.wait(10)
        yield b"dua"

    blobs: list[Blob] = []
    thread = threading.Thread(target=lambda: blobs.append(store.put(source())))
    thread.start()
    writing.wait(10)
    LocalBlobStore(store.root)
    go_on.set()
    thread.join()
    assert blob_path(store, blobs[0]).read_bytes() == b"satu dua"


def test_many_threads_with_the_same_and_with_other_bytes(store: LocalBlobStore) -> None:
    datas = [bytes([number % 4]) * 50_000 for number in range(16)]
    threads = [threading.Thread(target=store.put, args=([data],)) for data in datas]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {blob.sha256 for blob in store.iter_all()} == {hashlib.sha256(data).hexdigest() for data in datas}
    assert temps(store) == []


@pytest.mark.slow
def test_bytes_reach_the_disk_before_the_name_does(store: LocalBlobStore, tmp_path: Path) -> None:
    """The order fsync(file) → rename → fsync(folder), as the kernel sees it."""
    script = textwrap.dedent("""
        import os, sys
        from pathlib import Path
        from storage.local import LocalBlobStore
        def hook(event, arguments):
            if event == "os.rename" and "/tmp/" in str(arguments[0]):
                print("rename", flush=True)
        store = LocalBlobStore(Path(sys.argv[1]), min_free_bytes=0)
        real = os.fsync
        def fsync(descriptor):
            target = os.readlink(f"/proc/self/fd/{descriptor}")
            print("fsync", "folder" if os.path.isdir(target) else "file", Path(target).parent.name, flush=True)
            real(descriptor)
        os.fsync = fsync
        sys.addaudithook(hook)
        store.put([b"tahan lama"])
    """)
    done = subprocess.run(
        [sys.executable, "-c", script, str(store.root)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    calls = done.stdout.splitlines()
    written, renamed = calls.index("fsync file tmp"), calls.index("rename")
    assert written < renamed < len(calls) - 1
    assert calls[-1].startswith("fsync folder")
