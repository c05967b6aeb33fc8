"""What the library tells the floors above while a change is under way; their handlers run in its transaction."""

from dataclasses import dataclass
from enum import StrEnum

from app.accounts.permissions import Actor


@dataclass(frozen=True)
class DocumentTrashing:
    """A document is about to go to the trash; a handler that raises keeps it where it is."""

    document_id: int


@dataclass(frozen=True)
class DocumentRestoring:
    """A document is about to come back from the trash; a handler that raises leaves it there."""

    actor: Actor
    document_id: int


@dataclass(frozen=True)
class DocumentMissed:
    """Somebody asked for a document that is not there for them; a handler may raise a better answer than that."""

    actor: Actor
    document_id: int


@dataclass(frozen=True)
class FileOpening:
    """A stored file is about to be handed out; a handler that knows it to be damaged raises and keeps it here."""

    sha256: str


@dataclass(frozen=True)
class RevisionAdded:
    """A document got a newer file; what rested on the old one has to be looked at again."""

    document_id: int
    old_revision_id: int
    new_revision_id: int


@dataclass(frozen=True)
class RuleRevoked:
    """A rule does not hold any more; `by_document_id` is the rule that says so, None when a person set it by hand."""

    document_id: int
    by_document_id: int | None = None


class Amendment(StrEnum):
    """How a rule that goes on was changed: for the first time, by one more rule, or by ending a part of it."""

    FIRST = "first"
    AGAIN = "again"
    IN_PART = "in_part"


@dataclass(frozen=True)
class RuleAmended:
    """A rule was changed by another and goes on; or that was taken back. Only the first one moves its status."""

    document_id: int
    is_undone: bool = False
    amendment: Amendment = Amendment.FIRST


@dataclass(frozen=True)
class RuleRestored:
    """A rule that was marked as revoked holds after all."""

    document_id: int


@dataclass(frozen=True)
class TagsChanged:
    """Suggestions came or went, or somebody decided on labels of these documents."""

    document_ids: tuple[int, ...]
