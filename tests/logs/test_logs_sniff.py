"""Each format knows its own logs by their content, and no other's."""

from __future__ import annotations

import json

import pytest

from abusedesk import logs

SAMPLES = {
    "alb_access": (
        "h2 2026-03-05T02:10:00.123456Z app/shop/0a1b2c3d4e5f6071 203.0.113.9:40000 10.0.0.5:80 0.001 0.002 "
        '0.000 404 404 120 560 "GET https://shop.example.com:443/.env?a=1 HTTP/2.0" "curl/8.5.0" '
        "ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 "
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef "
        '"Root=1-65e67c58-0123456789abcdef01234567" "shop.example.com" '
        '"arn:aws:acm:eu-west-1:111122223333:certificate/1" 0 2026-03-05T02:09:59.990000Z "forward" "-" "-" '
        '"10.0.0.5:80" "404" "-" "-" TID_0123'
    ),
    "clb_access": (
        "2026-03-05T02:10:00.123456Z shop 203.0.113.9:40000 10.0.0.5:80 0.000073 0.001048 0.000057 200 200 0 "
        '29 "GET http://shop.example.com:80/login HTTP/1.1" "curl/8.5.0" - -'
    ),
    "cloudfront": (
        "#Version: 1.0\n"
        "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status "
        "cs(User-Agent) cs-uri-query x-edge-request-id\n"
        "2026-03-05\t02:10:00\tDUB56-P1\t560\t203.0.113.9\tGET\td111.cloudfront.net\t/wp-login.php\t404\t"
        "Mozilla/5.0%20(X11)\ta=1\tEXAMPLEID=="
    ),
    "cloudtrail": json.dumps(
        {
            "Records": [
                {
                    "eventVersion": "1.09",
                    "eventTime": "2026-03-05T02:10:00Z",
                    "eventSource": "iam.amazonaws.com",
                    "eventName": "ListUsers",
                }
            ]
        }
    ),
    "cloudtrail_digest": json.dumps(
        {
            "awsAccountId": "111122223333",
            "digestStartTime": "2026-03-05T01:10:00Z",
            "digestEndTime": "2026-03-05T02:10:00Z",
            "digestS3Bucket": "example-trail",
            "digestS3Object": "AWSLogs/x_CloudTrail-Digest_eu-west-1_t_eu-west-1_20260305T021000Z.json.gz",
            "logFiles": [{"s3Bucket": "example-trail", "newestEventTime": "2026-03-05T02:05:00Z"}],
        }
    ),
    "guardduty": json.dumps(
        {
            "schemaVersion": "2.0",
            "type": "Recon:EC2/Portscan",
            "severity": 5,
            "service": {},
            "resource": {},
            "accountId": "111122223333",
            "id": "f1",
        }
    ),
    "nlb_tls": (
        "tls 2.0 2026-03-05T02:10:00 net/gate/c6e77e28c25b2234 g3d4b5e8bb8464cd 203.0.113.9:51341 "
        "10.0.0.5:443 5 2 98 246 - arn:aws:acm:eu-west-1:111122223333:certificate/1 - ECDHE-RSA-AES128-SHA "
        'tlsv12 - gate.example.com h2 h2 "h2" 2026-03-05T02:09:55'
    ),
    "resolver_query": json.dumps(
        {
            "version": "1.100000",
            "account_id": "111122223333",
            "region": "eu-west-1",
            "vpc_id": "vpc-0a1b2c3d",
            "query_timestamp": "2026-03-05T02:10:00Z",
            "query_name": "Pool.example.com.",
            "query_type": "A",
            "query_class": "IN",
            "rcode": "NOERROR",
            "answers": [{"Rdata": "198.51.100.7", "Type": "A", "Class": "IN"}],
            "srcaddr": "10.0.0.5",
            "srcport": "40000",
            "transport": "UDP",
            "srcids": {"instance": "i-0a1b2c3d4e5f60718"},
        }
    ),
    "s3_access": (
        "0123456789abcdef example-files [05/Mar/2026:02:10:00 +0000] 203.0.113.9 "
        "arn:aws:iam::111122223333:user/ci 3E57427F33A59F07 REST.GET.OBJECT reports/2026%2B1.pdf "
        '"GET /reports/2026%2B1.pdf?versionId=1 HTTP/1.1" 200 - 2662992 3462992 70 10 "-" '
        '"S3Console "0.4" x" - s9lzHYrFp76ZVxRcpX9= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader '
        "example-files.s3.eu-west-1.amazonaws.com TLSv1.2 - -"
    ),
    "securityhub": json.dumps(
        {
            "SchemaVersion": "2018-10-08",
            "Id": "finding-1",
            "ProductArn": "arn:aws:securityhub:eu-west-1::product/aws/guardduty",
            "AwsAccountId": "111122223333",
            "Types": ["TTPs/Discovery/Recon:EC2-Portscan"],
            "Severity": {"Label": "MEDIUM"},
            "Resources": [],
            "UpdatedAt": "2026-03-05T02:10:00Z",
        }
    ),
    "syslog": "Mar  5 02:10:00 web-1 sshd[42]: Failed password for root from 203.0.113.9 port 4000 ssh2",
    "vpc_flow": (
        "2 111122223333 eni-0a1b 203.0.113.9 10.0.0.5 40000 22 6 10 840 1772676600 1772676660 ACCEPT OK"
    ),
    "waf": json.dumps(
        {
            "timestamp": 1772676600123,
            "formatVersion": 1,
            "webaclId": "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/0a1b",
            "terminatingRuleId": "AWS-AWSManagedRulesSQLiRuleSet",
            "terminatingRuleType": "MANAGED_RULE_GROUP",
            "action": "BLOCK",
            "httpSourceName": "ALB",
            "httpSourceId": "111122223333-app/shop/0a1b2c3d4e5f6071",
            "httpRequest": {
                "clientIp": "203.0.113.9",
                "country": "XX",
                "headers": [
                    {"name": "User-Agent", "value": "sqlmap/1.8"},
                    {"name": "Host", "value": "a.example"},
                ],
                "uri": "/item",
                "args": "id=1%27",
                "httpVersion": "HTTP/1.1",
                "httpMethod": "GET",
                "requestId": "1-65e67c58-1",
            },
        }
    ),
    "web_access": '203.0.113.9 - - [05/Mar/2026:02:10:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "curl/8.5.0"',
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_log_is_known_by_its_own_format_and_by_no_other(name):
    head = SAMPLES[name].encode()
    assert [unit.id for unit in logs.every().values() if unit.sniff(head)] == [name]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_of_each_format_is_one_event_at_its_time_and_nothing_is_left_over(read, name):
    found = read(SAMPLES[name])
    assert found.rejected == []
    (event,) = found.events
    assert event.source == name
    if name not in {"guardduty", "syslog"}:
        assert event.time.strftime("%Y-%m-%dT%H:%M:%S") == "2026-03-05T02:10:00"


@pytest.mark.parametrize("name", SAMPLES)
def test_text_cut_anywhere_is_no_crash_for_any_format(read, name):
    sample = SAMPLES[name]
    for cut in range(0, len(sample), 7):
        found = read(sample[:cut], format=name)  # of CloudFront's header alone nothing is left to say
        assert found.events or found.rejected or not sample[:cut].strip("\n") or sample.startswith("#")


@pytest.mark.parametrize(
    "name", ["alb_access", "clb_access", "nlb_tls", "s3_access", "cloudfront", "vpc_flow"]
)
def test_a_bad_line_between_good_ones_is_named_and_costs_no_other(read, name):
    *header, line = SAMPLES[name].split("\n")
    found = read("\n".join([*header, line, "nonsense of nobody", line, ""]))
    assert len({event.line for event in found.events}) == 2
    (rejected,) = found.rejected
    assert rejected.line == len(header) + 2
    assert rejected.why.startswith("expected ")


@pytest.mark.parametrize("name", ["waf", "resolver_query", "securityhub", "guardduty", "cloudtrail"])
def test_json_records_are_read_one_a_line_in_an_array_and_as_messages_of_cloudwatch(read, name):
    record = (
        SAMPLES[name].removeprefix('{"Records": [').removesuffix("]}")
        if name == "cloudtrail"
        else SAMPLES[name]
    )
    message = [{"id": "1", "timestamp": 1772676600000, "message": record}]
    for wrapped in (
        f"{record}\n{record}\n",
        f"[{record},{record}]",
        json.dumps({"events": message * 2}),
        json.dumps({"messageType": "DATA_MESSAGE", "logGroup": "g", "logEvents": message * 2}),
        f"2026-03-05T02:10:01.000Z {record}\n2026-03-05T02:10:02.000Z {record}\n",
    ):
        found = read(wrapped)
        assert found.rejected == [], wrapped
        assert [event.source for event in found.events] == [name] * 2, wrapped
