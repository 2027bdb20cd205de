import threading
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk.aws.pacing import OTHERS, RATES, Pacing, rate_of

LOOKUP = "cloudtrail:LookupEvents"


class Clock:
    """A clock that only waiting and a test move."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def pacing(clock):
    return Pacing(clock=clock, sleep=clock.sleep)


@given(st.lists(st.floats(0, 3), min_size=1, max_size=60))
def test_no_second_ever_holds_three_lookups(pauses):
    clock = Clock()
    pacing = Pacing(clock=clock, sleep=clock.sleep)
    sent = deque()
    for pause in pauses:
        clock.now += pause
        pacing.wait("111122223333", "us-east-1", LOOKUP)
        sent.append(clock.now)
    times = list(sent)
    assert all(third - first > 1 for first, third in zip(times, times[2:], strict=False))


@given(st.sampled_from(sorted(RATES)), st.integers(1, 200))
def test_no_more_goes_out_than_the_burst_and_the_rate_since_allow(api, count):
    clock = Clock()
    pacing = Pacing(clock=clock, sleep=clock.sleep)
    began = clock.now
    for _ in range(count):
        pacing.wait("111122223333", "us-east-1", api)
    rate = rate_of(api)
    assert count <= rate.burst + (clock.now - began) * rate.per_second + 1e-6


def test_regions_accounts_and_apis_do_not_wait_for_each_other(pacing):
    for account in ("111122223333", "444455556666"):
        for region in ("us-east-1", "eu-west-1"):
            assert pacing.wait(account, region, LOOKUP) == 0
    assert pacing.wait("111122223333", "us-east-1", "cloudtrail:DescribeTrails") == 0
    assert pacing.wait("111122223333", "us-east-1", LOOKUP) == pytest.approx(1 / 1.9)


def test_a_refusal_slows_down_and_answers_bring_the_rate_back(pacing):
    key = ("111122223333", "us-east-1", LOOKUP)
    pacing.wait(*key)
    pacing.refused(*key)
    slow = pacing.wait(*key)
    assert slow > 1 / 1.9
    for _ in range(200):
        pacing.answered(*key)
    pacing.wait(*key)
    assert pacing.wait(*key) == pytest.approx(1 / 1.9)
    assert pacing.refusals == 1


def test_endless_refusals_never_stop_it(pacing):
    key = ("111122223333", "us-east-1", LOOKUP)
    for _ in range(100):
        pacing.refused(*key)
    pacing.wait(*key)
    assert pacing.wait(*key) < 60


def test_threads_that_share_a_bucket_get_one_turn_each():
    waits = []
    pacing = Pacing(clock=lambda: 0.0, sleep=waits.append)
    threads = [
        threading.Thread(target=pacing.wait, args=("111122223333", "us-east-1", LOOKUP)) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == pytest.approx([turn / 1.9 for turn in range(1, 20)])


def test_an_api_without_a_rate_of_its_own_takes_its_services_else_the_common_one():
    assert rate_of("iam:ListUsers") == RATES["iam"]
    assert rate_of("iam:GenerateCredentialReport").per_second < 1
    assert rate_of("guardduty:ListFindings") == OTHERS
