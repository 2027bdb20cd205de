from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

WAF = {
    "timestamp": 1772676600123,
    "formatVersion": 1,
    "webaclId": "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/0a1b",
    "terminatingRuleId": "AWS-AWSManagedRulesSQLiRuleSet",
    "action": "BLOCK",
    "httpSourceName": "ALB",
    "httpSourceId": "111122223333-app/shop/0a1b2c3d4e5f6071",
    "responseCodeSent": 403,
    "httpRequest": {
        "clientIp": "203.0.113.9",
        "headers": [{"name": "user-agent", "value": "sqlmap/1.8"}, {"name": "Host", "value": "a.example"}],
        "uri": "/item",
        "args": "id=1%27",
        "httpMethod": "GET",
        "requestId": "1-65e67c58-1",
    },
}
QUERY = {
    "version": "1.100000",
    "account_id": "111122223333",
    "region": "eu-west-1",
    "vpc_id": "vpc-0a1b2c3d",
    "query_timestamp": "2026-03-05T02:10:00Z",
    "query_name": "Pool.example.com.",
    "query_type": "A",
    "rcode": "NOERROR",
    "answers": [{"Rdata": "198.51.100.7"}, {"Rdata": "198.51.100.8"}],
    "srcaddr": "10.0.0.5",
    "srcport": "40000",
    "srcids": {"instance": "i-0a1b2c3d4e5f60718"},
}


def test_a_request_that_a_web_acl_judged_becomes_an_event_in_our_columns(read):
    event = read(json.dumps(WAF)).event
    assert event.time == datetime(2026, 3, 5, 2, 10, 0, 123000, tzinfo=UTC)
    assert (event.source, event.action, event.outcome, event.error) == (
        "waf",
        "waf:BLOCK",
        "failure",
        "AWS-AWSManagedRulesSQLiRuleSet",
    )
    assert (event.account, event.region, event.target) == ("111122223333", "eu-west-1", WAF["httpSourceId"])
    assert (event.src_ip, event.http_method, event.url, event.status) == (
        "203.0.113.9",
        "GET",
        "/item?id=1%27",
        403,
    )
    assert event.user_agent == "sqlmap/1.8"
    record = json.loads(event.record)
    assert record["httpRequest"] == WAF["httpRequest"]
    assert (record["cs-uri-query"], record["cs-host"], record["c-ip"]) == (
        "id=1%27",
        "a.example",
        "203.0.113.9",
    )


@pytest.mark.parametrize(
    ("action", "outcome", "error"),
    [("ALLOW", "success", None), ("CAPTCHA", "failure", WAF["terminatingRuleId"]), ("NEW", "unknown", None)],
)
def test_what_the_caller_got_is_the_outcome(read, action, outcome, error):
    event = read(json.dumps({**WAF, "action": action})).event
    assert (event.outcome, event.error) == (outcome, error)


def test_a_caller_who_chooses_the_requests_id_does_not_make_two_requests_one(read):
    other = {**WAF, "httpRequest": {**WAF["httpRequest"], "uri": "/other"}}
    found = read("\n".join(map(json.dumps, (WAF, other, WAF))))
    assert len({event.id for event in found.events}) == 2


def test_a_query_becomes_an_event_in_our_columns(read):
    event = read(json.dumps(QUERY)).event
    assert event.time == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)
    assert (event.source, event.action, event.outcome, event.error) == (
        "resolver_query",
        "dns:A",
        "success",
        None,
    )
    assert (event.account, event.region, event.target) == ("111122223333", "eu-west-1", "i-0a1b2c3d4e5f60718")
    assert (event.src_ip, event.src_port, event.dns_query) == ("10.0.0.5", 40000, "pool.example.com")
    record = json.loads(event.record)
    assert record["query_name"] == "Pool.example.com."
    assert (record["query"], record["record_type"], record["answer"]) == (
        "pool.example.com",
        "A",
        "198.51.100.7;198.51.100.8",
    )


@pytest.mark.parametrize(
    ("members", "outcome", "error"),
    [
        ({"rcode": "NXDOMAIN"}, "failure", "NXDOMAIN"),
        ({"firewall_rule_action": "BLOCK"}, "failure", None),
        ({"firewall_rule_action": "ALERT"}, "success", None),
        ({"rcode": None}, None, None),
    ],
)
def test_a_query_without_an_answer_or_stopped_by_the_firewall_is_a_failure(read, members, outcome, error):
    event = read(json.dumps({**QUERY, **members})).event
    assert (event.outcome, event.error) == (outcome, error)


def test_who_asks_without_an_instance_is_known_by_the_vpc(read):
    assert read(json.dumps({**QUERY, "srcids": {}})).event.target == "vpc-0a1b2c3d"


@pytest.mark.parametrize(("unit", "sample"), [("waf", WAF), ("resolver_query", QUERY)])
def test_members_of_any_type_are_no_crash(read, unit, sample):
    for name in sample:
        for value in (None, 7, 1.5, True, "x", [], ["x"], {}, {"headers": [7, {}]}, [{"Rdata": {}}]):
            found = read(json.dumps({**sample, name: value}), format=unit)
            assert len(found.events) + len(found.rejected) == 1
