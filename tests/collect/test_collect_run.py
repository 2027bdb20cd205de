import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk.aws.read import Reader
from abusedesk.aws.session import Session, hashed
from abusedesk.collect import Collector, gap, of, run
from abusedesk.collect._unit import _WORST_FIRST, parts
from abusedesk.errors import Absent, Denied, Refused, Throttled, Unreachable
from abusedesk.model import Evidence, Gap
from collect.played_account import ACCOUNT, NOW, Played, scope_of

THING = Evidence(
    collector="c", kind="x.y", key="k", account=ACCOUNT, region="us-east-1", call="a:B", asked=NOW, sha256="0"
)


def outcome(*each):
    """The row of a collector that gives each, and raises those that are errors."""

    def collect(_aws, _scope, _earlier):
        for one in each:
            if isinstance(one, Exception):
                raise one
            yield one

    unit = Collector(
        id="c", title="C", regional=True, reads=("ec2:DescribeVpcs",), source="", collect=collect
    )
    reader = Reader(Session(Played(), hashed), "us-east-1", unit.reads)
    return run(unit, reader, scope_of(unit), [])


def test_nothing_found_is_empty_and_something_found_is_read():
    assert outcome()[1].status == "empty"
    evidence, row = outcome(THING)
    assert (evidence, row.status, row.why) == ([THING], "read", "")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Denied("iam:ListUsers"), "denied"),
        (Absent("off", "not_enabled"), "not_enabled"),
        (Absent("off", "not_opted_in"), "not_opted_in"),
        (Absent("none", "empty"), "empty"),
        (Throttled("too fast"), "failed"),
        (Unreachable("no answer"), "failed"),
    ],
)
def test_each_outcome_becomes_its_status_with_the_reason(error, status):
    _, row = outcome(error)
    assert row.status == status
    assert str(error) in row.why


def test_what_was_read_before_a_denial_is_kept_and_said():
    evidence, row = outcome(THING, Denied("iam:ListUsers"))
    assert evidence == [THING]
    assert row.status == "denied"
    assert "iam:ListUsers" in row.why
    assert "read all the same: 1" in row.why


def test_a_fault_of_ours_is_not_a_gap():
    for fault in (Refused("undeclared"), KeyError("x")):
        with pytest.raises(type(fault)):
            outcome(THING, fault)


@given(st.lists(st.sampled_from(_WORST_FIRST), max_size=6), st.booleans())
def test_the_row_is_as_bad_as_the_worst_gap(statuses, found):
    _, row = outcome(*[Gap(status, status) for status in statuses], *[THING] * found)
    met = {*statuses, "read" if found else "empty"}
    if found:
        met.discard("empty")
    assert row.status == min(met, key=_WORST_FIRST.index)
    assert all(status in row.why for status in statuses)


def test_one_reason_for_many_things_is_said_once_with_every_permission():
    buckets = [gap(Denied("s3:GetBucketPolicy"), f"bucket-{number}") for number in range(100)]
    _, row = outcome(
        *buckets, gap(Denied("s3:GetObject"), "s3://b/k"), gap(Denied("s3:GetObject"), "s3://b/k")
    )
    assert row.why == (
        "AWS refused s3:GetBucketPolicy: bucket-0, bucket-1, bucket-2 and 97 more;"
        " AWS refused s3:GetObject: s3://b/k"
    )


def test_a_denial_whose_text_lacks_the_permission_gets_it():
    assert gap(Denied("iam:ListUsers", "the AWS credentials have expired")).why.startswith("iam:ListUsers: ")


def test_one_part_cut_short_does_not_stop_the_next():
    def broken():
        yield THING
        raise Unreachable("gone")

    assert list(parts(broken(), [THING])) == [THING, Gap("failed", "gone"), THING]


def test_calls_counts_only_this_collectors_requests():
    def collect(aws, _scope, _earlier):
        for page in aws.pages("ec2:DescribeVpcs"):
            yield of(page, collector="c", kind="x.y", key="k", scope=scope_of(unit), data={"at": page.asked})

    unit = Collector(
        id="c", title="C", regional=True, reads=("ec2:DescribeVpcs",), source="", collect=collect
    )
    reader = Reader(Session(Played(), hashed), "us-east-1", unit.reads)
    run(unit, reader, scope_of(unit), [])
    evidence, row = run(unit, reader, scope_of(unit), [])
    assert row.calls == 1
    assert len(reader.calls) == 2
    assert evidence[0].data == {"at": "2026-03-05T02:10:00Z"}
