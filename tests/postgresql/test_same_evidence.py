"""The tests of evidence once more, on PostgreSQL. They bring their own people."""

import pytest

from tests.app.evidence.test_claims import *  # noqa: F403
from tests.app.evidence.test_progress import *  # noqa: F403
from tests.app.evidence.test_reads import *  # noqa: F403
from tests.app.evidence.test_reviews import *  # noqa: F403

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def template(empty_template: str) -> str:
    return empty_template
