"""What an archive must hold, as its last member says it; read back with the distrust that any file deserves."""

import hashlib
import json
from dataclasses import asdict, dataclass, field

from storage.blobs import is_sha256
from storage.members import damaged

FORMAT = 1


@dataclass(frozen=True, slots=True)
class TablePart:
    """One member with rows of a table."""

    name: str
    rows: int
    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """What the archive must hold. `lacking` names blobs that were already missing or damaged when it was made."""

    format: int = FORMAT
    version: str = ""
    schema: str = ""
    created_at: str = ""
    parts: list[TablePart] = field(default_factory=list)
    blobs: int = 0
    blob_bytes: int = 0
    blob_list_sha256: str = ""
    lacking: list[str] = field(default_factory=list)

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def of_json(cls, data: bytes) -> "Manifest":
        try:
            given = json.loads(data)
            parts = [TablePart(**part) for part in given.pop("parts")]
            manifest = cls(**given, parts=parts)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise damaged("daftar isinya tidak terbaca") from error
        if not manifest.is_sound():
            raise damaged("daftar isinya tidak terbaca")
        return manifest

    def is_sound(self) -> bool:
        """What is compared with the archive itself need not be looked at here."""
        words = (self.version, self.created_at)
        return all(isinstance(word, str) for word in words) and _are_digests(self.lacking)


def _are_digests(given: object) -> bool:
    return isinstance(given, list) and all(isinstance(name, str) and is_sha256(name) for name in given)


class BlobList:
    """Count, size and a running checksum of the blobs in the order of the archive: flat memory, however many."""

    def __init__(self) -> None:
        self.count, self.size, self._digest = 0, 0, hashlib.sha256()

    def add(self, sha256: str, size: int) -> None:
        self.count, self.size = self.count + 1, self.size + size
        self._digest.update(f"{sha256} {size}\n".encode())

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()
