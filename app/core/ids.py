"""Random identifiers and secrets."""

import hashlib
import secrets


def new_secret() -> str:
    """256 random bits, safe in cookies and URLs."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What the database keeps of a secret: a leaked table opens no session."""
    return hashlib.sha256(secret.encode()).hexdigest()


def request_id() -> str:
    return secrets.token_hex(8)
