"""The table of states: no claim can get stuck, and nothing moves but as the table says."""

import pytest

from app.accounts.models import Role
from app.accounts.permissions import PERMISSIONS
from app.core.errors import Conflict
from app.evidence.models import EvidenceState, Stage
from app.evidence.states import STAGE_LABELS, STATE_LABELS, TRANSITIONS, Move, after


@pytest.mark.parametrize("state", EvidenceState)
def test_every_state_has_an_exit_for_some_person(state: EvidenceState) -> None:
    ways = [way for move, way in TRANSITIONS.items() if state in way.sources and move != Move.LAPSE]
    assert any(role in PERMISSIONS[way.permission] for way in ways for role in Role)


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached = {EvidenceState.DRAFT}
    for _ in EvidenceState:
        reached |= {way.target for way in TRANSITIONS.values() if way.sources & reached}
    assert reached == set(EvidenceState)


def test_every_state_and_stage_has_an_indonesian_name() -> None:
    assert set(STATE_LABELS) == set(EvidenceState)
    assert set(STAGE_LABELS) == set(Stage)


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("state", EvidenceState)
def test_a_move_leads_on_only_from_its_sources(state: EvidenceState, move: Move) -> None:
    way = TRANSITIONS[move]
    if state in way.sources:
        assert after(state, move) == way.target != state
    else:
        with pytest.raises(Conflict, match=STATE_LABELS[state]):
            after(state, move)
