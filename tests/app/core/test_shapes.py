"""Pages of lists, settings, and failures turned into what people and programs read."""

import errno
from pathlib import Path

import pytest
from fastapi import HTTPException
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from app.core.config import Settings
from app.core.pagination import Listing, Slice
from app.core.problems import translate
from storage.blobs import BlobMissing, BlobTooLarge, StoreFull
from storage.sniff import TypeRefused


@given(total=st.integers(0, 500), limit=st.integers(1, 100), page=st.integers(-5, 600))
def test_pages_of_a_list_fit_together(total: int, limit: int, page: int) -> None:
    part = Slice.of_page(page, size=limit)
    listing = Listing(range(total)[part.offset : part.offset + part.limit], total, part.limit, part.offset)
    assert listing.page == max(1, page)
    assert (listing.pages - 1) * limit < max(total, 1) <= listing.pages * limit
    assert (listing.next_offset is not None) == (part.offset + limit < total)
    assert listing.map(str).items == [str(item) for item in listing.items]


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Asia/Atlantis"},
        {"time_zone": "../etc/passwd"},
        {"lease_seconds": 1},
        {"max_upload_bytes": 0},
        {"log_format": "xml"},
        {"worker_threads": 0},
        {"session_hours": -1},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUSTAKA_DATA_DIR", "/srv/pustaka")
    monkeypatch.setenv("PUSTAKA_TRUSTED_HOSTS", '["pustaka.example"]')
    settings = Settings()
    assert settings.blob_dir == Path("/srv/pustaka/blobs")
    assert settings.trusted_hosts == ["pustaka.example"]
    assert settings.secure_cookies is True
    assert settings.resolved_database_url == "sqlite:////srv/pustaka/pustaka.db"


def disk_full() -> HTTPException:
    error = HTTPException(400)
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    return error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StoreFull(), 507),
        (BlobTooLarge(1024), 413),
        (BlobMissing("0" * 64), 503),
        (TypeRefused("Jenis berkas ini ditolak."), 415),
        (OperationalError("x", None, Exception("locked")), 503),
        (OverflowError("Python int too large to convert to SQLite INTEGER"), 422),
        (disk_full(), 507),
        (HTTPException(418), 418),
        (RuntimeError("rahasia dalam"), 500),
    ],
)
def test_every_failure_has_a_status_and_an_indonesian_sentence(error: Exception, status: int) -> None:
    known = translate(error)
    assert known.status == status
    assert known.detail.endswith((".", "…"))
    assert "rahasia" not in known.detail
    assert known.title
    assert known.slug
