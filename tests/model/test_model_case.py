"""Where a case may go from where it stands."""

import pytest

from abusedesk.model import CaseState, legal_moves

FINISHED = {CaseState.RESOLVED, CaseState.CLOSED}


@pytest.mark.parametrize("state", CaseState)
def test_every_move_has_a_reason_and_leads_elsewhere(state):
    moves = legal_moves(state)
    assert moves
    assert state not in moves
    assert all(why.strip() for why in moves.values())


@pytest.mark.parametrize("state", CaseState)
def test_whatever_aws_says_can_be_followed_from_every_state(state):
    said = {CaseState.QUESTION, CaseState.DENIED, CaseState.RESOLVED}
    assert said - {state} <= set(legal_moves(state))


def test_every_state_can_be_reached_and_closed_from_a_new_case():
    reached, left = set(), {CaseState.TO_CLASSIFY, CaseState.INVESTIGATING}
    while left:
        reached |= left
        left = {to for one in left for to in legal_moves(one)} - reached
    assert reached == set(CaseState)


def test_what_is_over_is_only_opened_again_by_aws():
    for state in FINISHED:
        assert not {CaseState.INVESTIGATING, CaseState.AWAITING_APPROVAL, CaseState.CONTAINING} & set(
            legal_moves(state)
        )


def test_nothing_is_contained_before_a_plan_is_approved():
    assert CaseState.CONTAINING not in legal_moves(CaseState.TO_CLASSIFY)
    assert CaseState.CLOSED not in legal_moves(CaseState.CONTAINING)


def test_the_table_cannot_be_changed():
    with pytest.raises(TypeError):
        legal_moves(CaseState.CLOSED)[CaseState.CONTAINING] = "because"
