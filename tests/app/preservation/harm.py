"""What goes wrong with files on disks, done on purpose; and the state of a whole library, to be compared."""

import os
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import MetaData, select
from sqlmodel import select as model_select

from app.core.runtime import Runtime
from app.documents.models import Revision
from app.preservation import portable


def sha256_of(runtime: Runtime, document_id: int) -> str:
    with runtime.database.read() as session:
        return session.exec(model_select(Revision.sha256).where(Revision.document_id == document_id)).one()


def path_of(runtime: Runtime, sha256: str) -> Path:
    return runtime.settings.blob_dir / "blobs" / sha256[:2] / sha256[2:4] / sha256


def change_a_byte(runtime: Runtime, sha256: str) -> bytes:
    """The bytes as they were."""
    path = path_of(runtime, sha256)
    content = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    return content


def leave_an_orphan(runtime: Runtime, content: bytes = b"sisa unggahan") -> str:
    """A file of nobody that has lain there for years."""
    blob = runtime.store.put([content])
    os.utime(path_of(runtime, blob.sha256), (1, 1))
    return blob.sha256


def age_all(runtime: Runtime) -> None:
    for blob in runtime.store.iter_all():
        os.utime(path_of(runtime, blob.sha256), (1, 1))


def everything(runtime: Runtime, *, without: tuple[str, ...] = ()) -> Mapping[str, object]:
    """Every row of every table that a backup holds, and every file."""
    with runtime.database.engine.connect() as connection:
        metadata = MetaData()
        metadata.reflect(connection)
        left_out = {*portable.LEFT_OUT, "job", "backup_record", *without}
        rows = {
            table.name: [tuple(map(str, row)) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
            if table.name not in left_out
        }
    return {**rows, "files": [(blob.sha256, blob.size) for blob in runtime.store.iter_all()]}
