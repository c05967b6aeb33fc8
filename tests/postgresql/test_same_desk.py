"""The curators' desk on PostgreSQL: queue, publishing, contributions, learning, words and instruments as on SQLite."""

import pytest

from tests.app.contributions.test_contributing import (  # noqa: F401
    test_a_contribution_is_its_authors_alone,
    test_a_published_one_is_asked_back_and_curators_decide,
    test_an_empty_form_leaves_no_draft_and_one_form_leaves_one,
    test_drafts_are_bounded,
    test_from_a_readers_words_to_a_published_document,
)
from tests.app.curation.test_bulk import (  # noqa: F401
    test_a_document_out_of_sight_is_skipped_without_its_name,
    test_each_is_shown_then_exactly_these_are_decided_and_all_come_back,
    test_pages_of_it_meet_each_document_once,
    test_what_changed_since_it_was_shown_is_skipped_and_named,
)
from tests.app.curation.test_queue import (  # noqa: F401
    ids,
    test_a_new_suggestion_brings_a_document_back,
    test_all_that_was_read_waits_also_without_suggestions,
    test_done_rejects_what_is_left_and_leaves_the_queue,
    test_orders_and_filters,
    test_undo_brings_back_exactly_what_was_there,
    test_walking_by_keys_meets_each_once,
    test_what_another_curator_decided_stays_and_is_told,
)
from tests.app.learning.test_learning import (  # noqa: F401
    low_bar,
    taught,
    test_a_document_is_read_again_only_when_its_text_changed,
    test_decisions_become_a_version_that_helps_and_is_told,
    test_old_versions_lose_their_weights_but_not_their_figures,
    test_people_choose_an_older_version_or_none_and_stay_with_it,
    test_training_is_asked_for_once_enough_was_decided,
    test_undecided_suggestions_are_computed_anew_and_decided_ones_never,
)
from tests.app.publishing.test_moves import (  # noqa: F401
    test_a_draft_is_nobodys_but_its_makers_and_the_curators,
    test_coming_back_says_why_and_tells_its_maker,
    test_every_move_for_every_role_from_every_state,
    test_two_pairs_of_eyes,
    test_what_evidence_rests_on_stays_published,
)
from tests.app.taxonomies.test_agencies import test_documents_are_found_by_another_name_of_their_agency  # noqa: F401
from tests.app.taxonomies.test_kinds import (  # noqa: F401
    test_a_kind_of_ones_own_is_given_filtered_counted_and_read_back,
    test_an_ended_kind_stays_on_its_documents_and_is_given_no_more,
    test_another_process_hears_of_it,
    test_one_that_no_document_has_goes_and_a_builtin_one_comes_back,
)
from tests.app.taxonomies.test_synonyms import (  # noqa: F401
    test_a_new_group_is_found_by_at_once_without_a_new_index,
    test_builtin_groups_can_be_extended_switched_off_and_brought_back,
    test_the_list_is_searched_and_costs_the_same_for_many,
    test_the_preview_says_what_comes_and_goes_under_the_actors_own_sight,
    two_documents,
)
from tests.app.taxonomies.test_topics import (  # noqa: F401
    labelled,
    test_forms_offer_topics_of_documents_that_one_sees,
    test_merging_says_what_it_does_and_then_does_it,
    test_taking_a_topic_away_leaves_the_documents,
    test_what_cannot_be_changed_is_said,
)
from tests.frontend.pages.test_instruments import (  # noqa: F401
    test_a_draft_is_seen_tried_and_published_by_administrators_only,
    test_confirmed_labels_are_offered_and_only_a_person_carries_them,
    test_lists_and_searches_switch_by_address,
    test_the_one_shown_first_is_chosen_and_stays_offered,
    test_what_would_vanish_is_warned_of,
)
from tests.postgresql.sameness import database, settings  # noqa: F401

pytestmark = pytest.mark.slow
