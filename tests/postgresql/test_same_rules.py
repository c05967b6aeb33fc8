"""The tests of queue, people, trail, and visibility once more, on PostgreSQL; see conftest.py beside this."""

import pytest

from tests.app.accounts.test_people import *  # noqa: F403
from tests.app.audit.test_trail import *  # noqa: F403
from tests.app.documents.test_visibility import *  # noqa: F403
from tests.app.jobs.test_queue import *  # noqa: F403

pytestmark = pytest.mark.slow
