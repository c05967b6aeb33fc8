"""Searches noted by a process of its own, as each web process of a site does."""

from pathlib import Path

from app import composition
from app.core.config import Settings

WORDS, SEARCHES = 10, 100


def search_in_a_process(folder: str) -> None:
    settings = Settings(data_dir=Path(folder), min_free_bytes=0, database_url="")
    with composition.runtime(settings) as parts:
        for number in range(SEARCHES):
            parts.search_log.note(f"bersama {number % WORDS}", found=0, is_missing=True)
