"""Objects that a person names in S3 are read, each once, and what is refused is a gap."""

import json

import pytest

from abusedesk import collect, drill
from abusedesk.aws.read import Reader
from abusedesk.aws.session import open_session
from abusedesk.errors import BadInput
from abusedesk.model import Scope
from drill.drill_folders import NOW, sign_in, write

# moto hands out naive times and old names that its libraries warn of; they are not ours.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

FILES = {
    "logs/s3/app-logs/web/one.log": "a\n",
    "logs/s3/app-logs/web/two.log": "b\n",
    "logs/s3/app-logs/other.log": "c\n",
    "resources/us-east-1.json": json.dumps({"s3:buckets": [{"Name": "app-logs"}]}),
}


@pytest.fixture
def run(tmp_path, monkeypatch):
    with drill.serve(drill.load(write(tmp_path / "incident", FILES)), throttle=False) as server:
        sign_in(monkeypatch, server)
        session = open_session(endpoint_url=server.endpoint_url)

        def begin(*places, earlier=()):
            collector = collect.named_logs(places)
            reader = Reader(session, "aws-global", collector.reads)
            scope = Scope("111122223333", "aws-global", NOW, NOW)
            return collect.run(collector, reader, scope, earlier)

        yield begin
        session.close()


def test_everything_below_the_prefix_is_read_and_nothing_else(run):
    evidence, row = run("s3://app-logs/web/")
    assert [one.key for one in evidence] == ["s3://app-logs/web/one.log", "s3://app-logs/web/two.log"]
    assert row.status == "read"


def test_an_object_named_twice_or_read_before_is_read_once(run):
    first, _ = run("s3://app-logs/web/one.log")
    again, _ = run("s3://app-logs", "s3://app-logs/web", earlier=first)
    assert sorted(one.key for one in again) == ["s3://app-logs/other.log", "s3://app-logs/web/two.log"]


def test_a_bucket_that_is_not_there_is_a_gap_and_the_rest_is_read(run):
    evidence, row = run("s3://nowhere", "s3://app-logs/other.log")
    assert [one.key for one in evidence] == ["s3://app-logs/other.log"]
    assert row.status != "read"
    assert "s3://nowhere" in row.why


@pytest.mark.parametrize("place", ["app-logs", "s3://", "/tmp/x", "https://example.com/x"])  # noqa: S108 - no file is made
def test_what_names_no_bucket_is_refused(place):
    with pytest.raises(BadInput, match="s3://bucket/prefix"):
        collect.named_logs([place])
