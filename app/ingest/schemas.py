"""What the ways in (form, API, command line, sample library) exchange with the ingest service."""

from dataclasses import dataclass
from typing import Literal

from storage.blobs import Blob
from storage.sniff import MediaType


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes that already lie safely in the store, checked and named; no database row points at them yet."""

    blob: Blob
    media_type: MediaType
    file_name: str


@dataclass(frozen=True, slots=True)
class Received:
    """`duplicate` means nothing was added: `document_id` already holds these bytes and the actor may see it."""

    document_id: int
    outcome: Literal["stored", "duplicate"]
    title: str
