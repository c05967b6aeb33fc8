"""How sure a suggestion is called."""

import pytest

from frontend.contexts.label_lines import as_percent


@pytest.mark.parametrize(("score", "shown"), [(1.0, 99), (0.9999, 99), (0.846, 85), (0.3, 30), (0.0, 0)])
def test_nothing_suggested_is_certain(score: float, shown: int) -> None:
    assert as_percent(score) == shown
