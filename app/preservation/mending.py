"""Takes damaged and missing files back out of a backup; the rest of the library stays as it is."""

from collections.abc import Iterator
from pathlib import Path

from sqlmodel import col, select

from app.core.runtime import Runtime
from app.documents.models import Revision
from app.preservation import alarms
from app.preservation.models import FixityCheck
from storage import fixity
from storage.backup import walk
from storage.blobs import CHUNK
from storage.members import Bounded


def mend_from(runtime: Runtime, archive: Path) -> int:
    """Returns how many are whole again. An archive that turns out damaged has given nothing untrue: names are sums."""
    mender = _Mender(runtime)
    walk(archive, mender)
    return mender.mended


class _Mender:
    def __init__(self, runtime: Runtime) -> None:
        self.runtime, self.mended = runtime, 0
        with runtime.database.read() as session:
            wanted = select(FixityCheck.sha256).where(col(FixityCheck.problem).in_(alarms.DAMAGE))
            owned = wanted.where(col(FixityCheck.sha256).in_(select(Revision.sha256)))
            self.names = set(session.exec(owned))

    def blob(self, sha256: str, size: int, stream: Bounded) -> None:
        """The damaged bytes go first, or the store would take them for a twin."""
        if sha256 not in self.names or fixity.verify(self.runtime.store, sha256) is None:
            return
        self.runtime.store.delete(sha256)
        blob = self.runtime.store.put(iter(lambda: stream.read(CHUNK), b""))
        if blob.sha256 != sha256:
            self.runtime.store.delete(blob.sha256)
            return
        with self.runtime.database.write() as session:
            alarms.note(session, sha256, "")
        self.mended += 1

    def schema(self, revision: str) -> None:
        """Rows are not looked at."""

    def rows(self, table: str, lines: Iterator[bytes]) -> None:
        for _ in lines:
            pass
