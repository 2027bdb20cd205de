"""The compiled SQL says of every event what the reference says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abusedesk.detect._read import Reader
from abusedesk.lake import Lake
from abusedesk.model import Event
from detect.reference import matching
from detect.samples import lake_of as read_lake

if TYPE_CHECKING:
    from abusedesk.detect import Rule

LETTERS = "aAbé É%_*?\\'\"\n/-1"
WORDS = st.text(LETTERS, max_size=4)
ADDRESSES = st.sampled_from(
    [
        "192.0.2.1",
        "192.0.2.130",
        "198.51.100.7",
        "192.0.02.1",
        "192.0.2",
        "ec2.amazonaws.com",
        "2001:db8::1",
        "2001:DB8:0:1::ffff",
        "2001:db8:1:2:3:4:5:6",
        "::ffff:192.0.2.1",
        "::",
        "1::2::3",
        "2001:db8:::1",
        "",
    ]
)
NUMBERS = st.sampled_from([0, 1, -1, 22, 1.5, 65535, 123456789012])
SCALARS = st.one_of(
    WORDS, ADDRESSES, NUMBERS, st.booleans(), st.none(), st.sampled_from(["22", "1.5", " 22", "0x16", "true"])
)
LISTED = st.one_of(SCALARS, st.lists(SCALARS, max_size=3))
INNER = st.dictionaries(st.sampled_from(["c", "d e"]), LISTED, max_size=2)
RECORDS = st.fixed_dictionaries(
    {},
    optional={
        "a": LISTED,
        "b": st.one_of(SCALARS, INNER, st.lists(st.one_of(INNER, SCALARS), max_size=3)),
        "b.c": SCALARS,
        "o'd\"d|": SCALARS,
    },
)
FIELDS = st.sampled_from(["a", "b", "b.c", "b.d e", "missing", "user"])

RE = st.sampled_from(["^a", "b$", "a.b", "[0-9]+", "A|é", "", "(?i)é", "\\\\", "'"])
CIDR = st.sampled_from(
    ["192.0.2.0/25", "0.0.0.0/0", "2001:db8::/32", "::/0", "192.0.2.1/32", "::ffff:0:0/96"]
)


def _values(one):
    return st.one_of(one, st.lists(one, min_size=1, max_size=3))


TEXTS = ["contains", "startswith", "endswith", "cased", "contains|all", "contains|cased", "windash", "neq"]

# A modifier, and the values it may have.
ASKED = st.one_of(
    st.tuples(st.just(""), _values(SCALARS)),
    st.tuples(st.sampled_from(TEXTS), _values(WORDS)),
    st.tuples(st.sampled_from(["re", "re|i", "re|m", "re|s", "re|i|m|s"]), _values(RE)),
    st.tuples(st.just("cidr"), _values(CIDR)),
    st.tuples(st.sampled_from(["lt", "lte", "gt", "gte"]), NUMBERS),
    st.tuples(st.just("exists"), st.booleans()),
    st.tuples(st.sampled_from(["fieldref", "fieldref|contains", "fieldref|endswith"]), FIELDS),
    st.tuples(st.sampled_from(["base64", "base64offset|contains"]), st.text("ab'é", min_size=1, max_size=4)),
)
ITEMS = st.builds(
    lambda field, asked: (f"{field}|{asked[0]}" if asked[0] else field, asked[1]), FIELDS, ASKED
)


DETECTIONS = st.one_of(
    st.lists(ITEMS, min_size=1, max_size=3).map(dict),
    st.lists(st.lists(ITEMS, min_size=1, max_size=2).map(dict), min_size=1, max_size=2),
    st.lists(st.text(LETTERS, min_size=1, max_size=3), min_size=1, max_size=2),
)
CONDITIONS = st.sampled_from(
    [
        "x",
        "not x",
        "x and y",
        "x or y",
        "x and not y",
        "not (x or y)",
        "1 of them",
        "all of them",
        "not 1 of y*",
    ]
)


@st.composite
def rules(draw):
    return {
        "title": "drawn",
        "logsource": {"product": "aws", "service": "cloudtrail"},
        "detection": {"x": draw(DETECTIONS), "y": draw(DETECTIONS), "condition": draw(CONDITIONS)},
    }


def compiled(text: str) -> Rule:
    reader = Reader()
    reader.parse(text.encode(), "drawn.yml", "drawn")
    made = [rule for _, rule in reader.rules()]
    assert not reader.problems
    return made[0]


def lake_of(records: list[dict]) -> Lake:
    lake = Lake()
    lake.add(
        Event(time=None, source="cloudtrail", id=str(place), record=json.dumps(record))
        for place, record in enumerate(records)
    )
    return lake


def asked(lake: Lake, rule: Rule) -> list[int]:
    return sorted(int(row[0]) for row in lake.ask(f"select id from ({rule.sql})"))


@settings(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rule=rules(), records=st.lists(RECORDS, min_size=1, max_size=12))
def test_sql_and_reference_agree_on_every_event(rule, records):
    text = yaml.safe_dump(rule, allow_unicode=True)
    with lake_of(records) as lake:
        assert asked(lake, compiled(text)) == matching(text, records)


# Records as CloudTrail's reader takes them: what a rule asks of these fields is asked of columns first.
NAMES = st.sampled_from(["CreateUser", "createuser", "CreateAccessKey", "Get_X"])
TRAIL = st.fixed_dictionaries(
    {"eventName": NAMES, "eventSource": st.just("iam.amazonaws.com"), "eventVersion": st.just("1.09")},
    optional={
        "errorCode": st.sampled_from(["AccessDenied", "", None]),
        "errorMessage": st.sampled_from(["AccessDenied", "no"]),
        "userAgent": st.sampled_from(["aws-cli/2", "Terraform", "", None]),
        "sourceIPAddress": st.sampled_from(["192.0.2.1", "iam.amazonaws.com"]),
        "awsRegion": st.sampled_from(["us-east-1", "eu-west-1"]),
        "userIdentity": st.sampled_from([{"accessKeyId": "AKIA1"}, {"accessKeyId": ""}, {}, None]),
    },
)
TRAIL_FIELDS = st.sampled_from(
    [
        "eventName",
        "errorCode",
        "userAgent",
        "sourceIPAddress",
        "awsRegion",
        "userIdentity.accessKeyId",
        "other",
    ]
)
TRAIL_VALUES = st.one_of(
    st.sampled_from(
        ["createUser", "Create*", "AKIA*", "akia1", "*", "", "Get_X", "get?x", "AccessDenied", "no"]
    ),
    st.sampled_from(["aws-cli*", "*terraform*", "192.0.2.?", "us-east-1", None]),
)
TRAIL_ITEMS = st.tuples(
    st.builds(
        lambda name, modifier: name + modifier, TRAIL_FIELDS, st.sampled_from(["", "|contains", "|cased"])
    ),
    st.lists(TRAIL_VALUES, min_size=1, max_size=3),
).map(lambda item: (item[0].partition("|")[0], item[1]) if None in item[1] else item)
TRAIL_DETECTIONS = st.one_of(
    st.lists(TRAIL_ITEMS, min_size=1, max_size=3).map(dict),
    st.lists(st.lists(TRAIL_ITEMS, min_size=1, max_size=2).map(dict), min_size=1, max_size=2),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    x=TRAIL_DETECTIONS,
    y=TRAIL_DETECTIONS,
    condition=CONDITIONS,
    records=st.lists(TRAIL, min_size=1, max_size=12),
)
def test_no_event_is_lost_by_asking_its_columns_first(x, y, condition, records):
    drawn = {"title": "drawn", "logsource": {"product": "aws", "service": "cloudtrail"}}
    drawn["detection"] = {"x": x, "y": y, "condition": condition}
    text = yaml.safe_dump(drawn, allow_unicode=True)
    with read_lake([{**record, "eventID": str(place)} for place, record in enumerate(records)]) as lake:
        assert asked(lake, compiled(text)) == matching(text, records)
