"""What is to be done about content, web applications and mail."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from abusedesk import act, plan
from abusedesk.model import (
    Affected,
    Attackers,
    Cost,
    Dossier,
    Evidence,
    Inventory,
    Notice,
    RootCause,
    Scope,
    Text,
    Trace,
)

ACTIONS = {name: one.facts() for name, one in act.every().items()}
ACCOUNT, HOST, BUCKET = "111122223333", "i-0aaaaaaaaaaaaaaa1", "arn:aws:s3:::share-example"
NOW = datetime(2026, 3, 22, 12, 0, tzinfo=UTC)
URL = "https://share-example.s3.eu-west-1.amazonaws.com/docs/bank/index.html"


def thing(kind, key, data, region="eu-west-1"):
    return Evidence(
        collector="test", kind=kind, key=key, account=ACCOUNT, region=region, call="", asked=NOW,
        sha256=key, data=data,
    )  # fmt: skip


def steps(cause, *, affected=(), ips=(), credentials=(), evidence=(), **notice):
    told = {"kind": "phishing_content", "regions": ("eu-west-1",), "urls": (URL,), "received": NOW, **notice}
    dossier = Dossier(
        notice=Notice(**told), scope=Scope(ACCOUNT, "aws-global", NOW, NOW), now=NOW, account=ACCOUNT,
        responder="", evidence=tuple(evidence), coverage=(), findings=(),
    )  # fmt: skip
    trace = Trace(
        root_causes=(RootCause(kind=cause, confidence=0.9, statement=Text("x", "x"), since=NOW),),
        attackers=Attackers(ips=tuple(ips), credentials=tuple(credentials)),
        affected=tuple(affected),
        inventory=Inventory(),
        cost=Cost(),
    )
    return {(one.phase, one.action, one.target) for one in plan.make(dossier, trace, ACTIONS)}


def used(name, kind):
    return Affected(id=name, type=kind, region="eu-west-1", how="used", by="x", time=NOW, events=("e1",))


@pytest.mark.parametrize("cause", ["hosted_content", "public_storage", "host_compromised_by_web"])
def test_reported_content_is_taken_offline_first_and_deleted_later(cause):
    found = steps(cause)
    assert ("contain", "take_content_offline", URL) in found
    assert ("eradicate", "remove_content", URL) in found


@pytest.mark.parametrize("cause", ["not_ours", "authorised_activity"])
def test_content_that_is_not_ours_or_allowed_is_let_be(cause):
    assert not {one for one in steps(cause) if one[1] in {"take_content_offline", "remove_content"}}


def test_content_of_a_customers_shuts_nobody_out_and_changes_no_secrets():
    found = steps("hosted_content", affected=[used(BUCKET, "AWS::S3::Bucket")])
    assert ("prevent", "look_after_uploads", BUCKET) in found
    assert {one[0] for one in found} == {"contain", "eradicate", "prevent"}
    assert {one[2] for one in found if one[0] != "prevent"} == {URL}


def test_bucket_that_takes_what_anybody_sends_is_shut_to_writers_and_not_to_readers():
    found = steps("public_storage", affected=[used(BUCKET, "AWS::S3::Bucket")], ips=["203.0.113.9"])
    assert ("contain", "close_bucket_to_writers", BUCKET) in found
    assert not {one for one in found if one[1] == "block_public_access"}


def test_host_that_fell_through_its_site_is_isolated_and_its_application_patched():
    found = steps("host_compromised_by_web", affected=[used(HOST, "AWS::EC2::Instance")], ips=["203.0.113.9"])
    assert ("contain", "isolate_instance", HOST) in found
    assert ("prevent", "patch_web_application", HOST) in found


def test_sending_is_paused_where_the_notice_says_and_not_where_aws_has_stopped_it():
    account = thing("ses.account", ACCOUNT, {"SendingEnabled": False})
    by = {"credentials": ["AKIAAAAAAAAAAAAASMTP"], "kind": "ses_credentials", "urls": ()}
    pause = ("contain", "pause_sending", f"arn:aws:ses:eu-west-1:{ACCOUNT}")
    assert pause in steps("mail_credentials_leaked", **by)
    assert pause not in steps("mail_credentials_leaked", evidence=[account], **by)
