"""`pustaka learn`: learns now, or says why it cannot."""

import pytest

from app.core.runtime import Runtime
from tests.app.commands.test_verbs import Run, failed, run, value
from tests.support.library import INSTRUMENT
from tests.support.teaching import teach

__all__ = ["run"]
pytestmark = pytest.mark.slow


def test_learn_says_what_it_made_or_that_decisions_are_too_few(run: Run, runtime: Runtime) -> None:
    assert "belum cukup" in failed(run("learn", "--json"), 1)
    taught = teach(runtime)
    made = value(run("learn", "--instrument", INSTRUMENT, "--json"))
    assert (made["version"], made["documents"], made["confirmations"]) == (1, len(taught), len(taught))
    assert "Versi 2 dari" in run("learn").stdout
    assert "Traceback" not in failed(run("learn", "--instrument", "entah"), 1)
