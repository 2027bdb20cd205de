from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk.collect._trails import OVERLAP, delivered, missing, records_all
from abusedesk.collect.collectors import cloudtrail_event_history, cloudtrail_objects
from abusedesk.errors import Unreachable
from collect.played_account import BUCKETS, DELIVERED, NOW, TRAIL, Played, earlier_of, listing, run

START = NOW - timedelta(days=7)
MOMENTS = st.integers(-2000, 12000).map(lambda minutes: START + timedelta(minutes=minutes))
LOOKUP = "cloudtrail:LookupEvents"


@given(st.lists(MOMENTS, max_size=8), st.lists(st.tuples(MOMENTS, MOMENTS), max_size=3), MOMENTS)
def test_every_moment_is_delivered_or_looked_up_but_never_both_by_more_than_the_overlap(brought, off, moment):
    brought = sorted(brought)
    off = [(min(pair), max(pair)) for pair in off]
    spans = missing(START, NOW, brought, off)
    looked_up = any(first <= moment <= last for first, last in spans)
    if not START <= moment <= NOW:
        assert not looked_up
        return
    covered = bool(brought) and brought[0] <= moment <= brought[-1]
    switched_off = any(first <= moment <= last for first, last in off)
    assert looked_up or (covered and not switched_off)
    deep = bool(brought) and brought[0] + OVERLAP < moment < brought[-1] - OVERLAP
    near_off = any(first - OVERLAP <= moment <= last + OVERLAP for first, last in off)
    assert not (looked_up and deep and not near_off)


@given(st.lists(MOMENTS, max_size=8), st.lists(st.tuples(MOMENTS, MOMENTS), max_size=3))
def test_the_spans_to_look_up_are_in_order_and_apart(brought, off):
    spans = missing(START, NOW, sorted(brought), [(min(pair), max(pair)) for pair in off])
    flat = [moment for span in spans for moment in span]
    assert flat == sorted(flat)
    assert len(set(flat)) == len(flat)


def test_without_objects_everything_is_looked_up():
    assert missing(START, NOW, [], []) == [(START, NOW)]


@pytest.mark.parametrize(
    ("trail", "all_of_them"),
    [
        ({}, True),
        ({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]}, True),
        ({"EventSelectors": [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]}, False),
        ({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": False}]}, False),
        (
            {
                "AdvancedEventSelectors": [
                    {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
                ]
            },
            True,
        ),
        (
            {
                "AdvancedEventSelectors": [
                    {
                        "FieldSelectors": [
                            {"Field": "eventCategory", "Equals": ["Management"]},
                            {"Field": "readOnly", "Equals": ["false"]},
                        ]
                    }
                ]
            },
            False,
        ),
        (
            {
                "AdvancedEventSelectors": [
                    {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}
                ]
            },
            False,
        ),
    ],
)
def test_a_trail_records_all_management_events_only_if_its_selectors_say_so(trail, all_of_them):
    assert records_all(trail) is all_of_them


def times_of(played):
    return [(asked["StartTime"], asked["EndTime"]) for call, asked in played.asked if call == LOOKUP]


def test_only_what_the_trail_did_not_bring_yet_is_looked_up():
    keys = [DELIVERED.replace("2026/03/04", "2026/02/25").replace("20260304", "20260225"), DELIVERED]
    account = Played({"s3:ListObjectsV2": [{"Contents": [{"Key": key, "Size": 9} for key in keys]}]})
    played = Played()
    _, row = run("cloudtrail_event_history", played, earlier_of("cloudtrail_event_history", account))
    newest = NOW.replace(day=4, hour=9, minute=10)
    assert times_of(played) == [(newest - OVERLAP, NOW)]
    assert row.status == "read"


def test_a_trail_that_leaves_events_out_spares_no_lookup():
    selectors = [{"EventSelectors": [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]}]
    part = Played({"cloudtrail:GetEventSelectors": selectors})
    earlier = earlier_of("cloudtrail_event_history", part)
    assert any(one.kind == "log.cloudtrail_object" for one in earlier)
    played = Played()
    run("cloudtrail_event_history", played, earlier)
    assert times_of(played) == [(START, NOW)]


def test_while_logging_was_stopped_is_looked_up_though_objects_lie_on_both_sides():
    keys = [
        DELIVERED.replace("2026/03/04", f"2026/03/0{day}").replace("20260304", f"2026030{day}")
        for day in (1, 3, 5)
    ]
    keys[2] = keys[2].replace("T0910Z", "T0205Z")
    stop = {"EventId": "e", "EventTime": NOW - timedelta(days=3)}
    start = {"EventId": "f", "EventTime": NOW - timedelta(days=2, hours=12)}
    account = Played(
        {
            "s3:ListObjectsV2": lambda asked: [
                {"Contents": [{"Key": key, "Size": 9} for key in keys if key > asked["StartAfter"]]}
            ],
            LOOKUP: lambda asked: [
                {
                    "Events": [
                        stop if asked["LookupAttributes"][0]["AttributeValue"] == "StopLogging" else start
                    ]
                }
            ],
        }
    )
    earlier = earlier_of("cloudtrail_event_history", account)
    played = Played()
    run("cloudtrail_event_history", played, earlier)
    assert (NOW - timedelta(days=3) - OVERLAP, NOW - timedelta(days=2, hours=12) + OVERLAP) in times_of(
        played
    )


def pages(count, asked):
    changes = asked.get("LookupAttributes")
    for number in range(1, count + 1):
        event = {"EventId": f"{'c' if changes else 'a'}{number}", "EventTime": NOW - timedelta(hours=number)}
        yield {"Events": [event], **({"NextToken": str(number)} if number < count else {})}


def test_with_many_pages_the_changes_are_read_first_and_every_page_once():
    played = Played({LOOKUP: lambda asked: pages(3, asked)})
    evidence, row = run("cloudtrail_event_history", played)
    assert [one.key.removeprefix("lookup/us-east-1/") for one in evidence] == [
        "all-1/1",
        "changes-1/1",
        "changes-1/2",
        "changes-1/3",
        "all-1/2",
        "all-1/3",
    ]
    assert len(set(times_of(played))) == 1
    assert row.status == "read"


def test_beyond_the_page_limit_the_row_says_truncated_and_back_to_when(monkeypatch):
    monkeypatch.setattr(cloudtrail_event_history, "MAX_PAGES", 2)
    played = Played({LOOKUP: lambda asked: pages(5, asked)})
    evidence, row = run("cloudtrail_event_history", played)
    assert row.status == "truncated"
    assert "back to 2026-03-05T00:10:00Z" in row.why
    assert len(evidence) == 4


def test_before_ninety_days_nothing_is_looked_up_and_the_row_says_so():
    played = Played()
    _, row = run("cloudtrail_event_history", played, days=120)
    assert times_of(played) == [(NOW - timedelta(days=90), NOW)]
    assert row.status == "truncated"
    assert "90 days" in row.why


def test_a_lookup_that_fails_midway_keeps_what_came():
    def broken(asked):
        yield from pages(9, asked) if "LookupAttributes" in asked else [next(pages(9, asked))]
        raise Unreachable("gone")

    evidence, row = run("cloudtrail_event_history", Played({LOOKUP: broken}))
    assert row.status == "failed"
    assert len(evidence) == 10


def test_a_trail_that_shadows_in_many_regions_is_read_once_for_each_regions_own_folder():
    earlier = []
    for region in ("us-east-1", "eu-west-1"):
        earlier += run("cloudtrail_trails", Played(), region=region)[0]
    assert [one.key for one in earlier if one.kind == "cloudtrail.trail"] == [TRAIL, TRAIL]
    here, _ = run("cloudtrail_objects", Played(), earlier, region="us-east-1")
    there, row = run("cloudtrail_objects", Played(), earlier, region="eu-west-1")
    assert [one.key for one in here] == [f"s3://org-trail/{DELIVERED}"]
    assert there == []
    assert row.status == "empty"


def test_a_denied_trail_list_in_one_region_is_made_up_for_by_another():
    earlier, _ = run("cloudtrail_trails", Played(), region="eu-west-1")
    found, _ = run("cloudtrail_objects", Played(), earlier, region="us-east-1")
    assert len(found) == 1


def test_event_selectors_are_asked_for_in_the_trails_own_region_alone():
    played = Played()
    run("cloudtrail_trails", played, region="eu-west-1")
    assert {call for call, _ in played.asked} == {"cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"}


def test_an_organizations_trail_is_found_below_its_id(monkeypatch):
    key = DELIVERED.replace("AWSLogs/", "AWSLogs/o-abc123/")
    trail = {
        "TrailARN": TRAIL,
        "S3BucketName": "org",
        "S3KeyPrefix": "audit",
        "IsOrganizationTrail": True,
        "HomeRegion": "us-east-1",
    }
    played = Played(
        {
            "cloudtrail:DescribeTrails": [{"trailList": [trail]}],
            "s3:ListObjectsV2": lambda asked: listing({**asked, "Bucket": "org"}),
        }
    )
    earlier, _ = run("cloudtrail_trails", played)
    monkeypatch.setitem(BUCKETS, "org", [f"audit/{key}"])
    found, row = run("cloudtrail_objects", played, earlier)
    assert [one.key for one in found] == [f"s3://org/audit/{key}"]
    assert row.status == "read"


def test_beyond_the_limit_the_newest_objects_are_read_and_the_row_says_truncated(monkeypatch):
    limits = cloudtrail_objects.LIMITS._replace(objects=2)
    monkeypatch.setattr(cloudtrail_objects, "LIMITS", limits)
    keys = [DELIVERED.replace("T0910Z", f"T{hour:02}00Z") for hour in range(5)]
    played = Played({"s3:ListObjectsV2": [{"Contents": [{"Key": key, "Size": 9} for key in keys]}]})
    found, row = run("cloudtrail_objects", played, earlier_of("cloudtrail_objects"))
    assert [one.key[len("s3://org-trail/") :] for one in found] == keys[3:]
    assert row.status == "truncated"
    assert "3 of 5" in row.why


def test_objects_that_are_all_denied_are_not_asked_for_by_the_thousand():
    keys = [DELIVERED.replace("AbCdEfGh", f"{number:08}") for number in range(500)]
    answers = {"s3:ListObjectsV2": [{"Contents": [{"Key": key, "Size": 9} for key in keys]}]}
    played = Played(answers, denied=["s3:GetObject"])
    found, row = run("cloudtrail_objects", played, earlier_of("cloudtrail_objects"))
    assert found == []
    assert row.status == "denied"
    assert row.calls < 30


def test_the_names_of_delivered_objects_tell_when_and_other_names_nothing():
    earlier = earlier_of("cloudtrail_event_history")
    assert [f"{each:%Y-%m-%dT%H:%M}" for each in delivered(earlier, "us-east-1")] == ["2026-03-04T09:10"]
    assert delivered(earlier, "eu-west-1") == []
