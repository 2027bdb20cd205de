"""What every action owes, asked of all of them at once."""

import botocore.session
import pytest

from abusedesk import act
from abusedesk.aws.permissions import is_read, operation

MODELS = botocore.session.get_session()


@pytest.mark.parametrize("action", act.every().values(), ids=act.every())
def test_an_action_states_its_facts(action):
    assert action.title
    assert action.harm
    assert action.source.startswith("https://docs.aws.amazon.com/")
    assert action.facts().writes == action.writes
    assert action.facts().reversible is (not action.irreversible)


@pytest.mark.parametrize("action", act.every().values(), ids=act.every())
def test_what_it_reads_is_a_read_and_what_it_writes_is_none(action):
    assert all(is_read(call) for call in action.reads)
    assert not any(is_read(call) for call in action.writes)


@pytest.mark.parametrize("action", act.every().values(), ids=act.every())
def test_every_declared_call_exists_in_the_api(action):
    for call in (*action.reads, *action.writes):
        service, name = operation(call).split(":")
        assert name in MODELS.get_service_model(service).operation_names


@pytest.mark.parametrize("action", act.every().values(), ids=act.every())
def test_it_has_a_way_back_or_says_why_there_is_none(action):
    assert (action.revert is None) is bool(action.irreversible)
