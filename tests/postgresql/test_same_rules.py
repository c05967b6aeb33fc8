"""The tests of queue, people, trail, visibility, and topics once more, on PostgreSQL; see conftest.py beside this."""

import pytest

from tests.app.accounts.test_people import *  # noqa: F403
from tests.app.audit.test_trail import *  # noqa: F403
from tests.app.documents.test_visibility import *  # noqa: F403
from tests.app.jobs.test_queue import *  # noqa: F403
from tests.app.taxonomies.test_topics import (
    test_topics_are_filtered_by_their_names_and_told_to_readers as test_topics,  # noqa: F401
)

pytestmark = pytest.mark.slow
