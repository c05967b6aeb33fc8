"""Logs tell where something failed, never with what in hand."""

import io
import sys

import pytest
import structlog

from app.core.logs import configure_logs
from tests.conftest import settings_in


@pytest.mark.parametrize("shape", ["text", "json"])
def test_a_logged_failure_shows_no_local_variable(
    shape: str, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(settings_in(tmp_path_factory.mktemp("log"), log_format=shape))
    try:
        _fail("-".join(["sandi", "yang", "diketik"]))
    except ValueError as error:
        structlog.get_logger("uji").error("gagal", exc_info=error)
    logged = capsys.readouterr().err
    assert "ValueError" in logged
    assert "_fail" in logged
    assert "yang-diketik" not in logged


def _fail(password: str) -> None:
    raise ValueError(f"{len(password)} huruf")


def test_a_log_that_cannot_be_written_stops_nothing(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(settings_in(tmp_path_factory.mktemp("log")))
    gone = io.StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", gone)
        structlog.get_logger("uji").warning("masih ada")
        gone.close()
        structlog.get_logger("uji").warning("tidak ada lagi")
    structlog.get_logger("uji").warning("kembali")
    assert "kembali" in capsys.readouterr().err
