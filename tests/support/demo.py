"""The sample library as it stands when the site comes up, made once a process and copied: making it takes long."""

import shutil
from functools import cache
from pathlib import Path

from app import composition
from app.core.config import Settings
from app.demo import library


def demo_settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, demo=True, secure_cookies=False, min_free_bytes=0, worker_poll_seconds=0.1)


def copied_demo(session_folder: Path, folder: Path) -> Settings:
    """Scans are not recognised yet and pages not drawn, as after `library.load`."""
    shutil.copytree(_loaded(session_folder), folder)
    return demo_settings(folder)


@cache
def _loaded(session_folder: Path) -> Path:
    settings = demo_settings(session_folder / "pustaka-contoh")
    composition.initialise(settings)
    with composition.runtime(settings) as parts:
        library.load(parts)
    return settings.data_dir
