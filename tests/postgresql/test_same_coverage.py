"""The map of coverage, the gaps in knowledge and the counted openings on PostgreSQL: the same numbers as on SQLite."""

from collections.abc import Mapping

import pytest

from app.core.runtime import Runtime
from tests.app.coverage import test_map
from tests.app.coverage.conftest import mapped  # noqa: F401
from tests.app.coverage.test_gaps import (  # noqa: F401
    desk,
    test_a_rule_of_another_place_is_missing_and_one_that_comes_in_is_not,
    test_documents_without_a_label_or_a_suggestion,
    test_indicators_come_by_weight_and_those_without_anything_first,
    test_missing_rules_come_by_how_many_documents_cite_them,
    test_put_aside_with_a_reason_and_taken_back,
    test_unopened_are_those_that_had_time_to_be_opened,
    test_unreadable_documents,
    today,
)
from tests.app.coverage.test_map import (  # noqa: F401
    test_accepted_evidence_is_told_to_those_who_see_evidence,
    test_ages_are_told_apart_to_the_day,
    test_the_table_is_the_map,
    test_the_views_of_an_indicator_add_up,
    test_what_is_hidden_counts_for_nobody_else,
)
from tests.app.coverage.test_openings import (  # noqa: F401
    openings,
    test_batches_add_up_and_leave_out_what_is_gone,
    test_the_day_is_that_of_the_place_and_goes_after_a_year,
    test_while_the_database_refuses_it_counts_on,
)
from tests.postgresql.sameness import database, settings  # noqa: F401
from tests.support.people import People

pytestmark = pytest.mark.slow


def test_every_number_is_what_it_opens(runtime: Runtime, people: People, mapped: Mapping[str, int]) -> None:  # noqa: F811
    """For one person who sees a part of the library; for everybody else it is held on SQLite."""
    test_map.test_every_number_is_what_it_opens("operator", runtime, people, mapped)
