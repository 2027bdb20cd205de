from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

GROUP = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef"
ALB = (
    "https 2026-03-05T02:10:00.123456Z app/shop/0a1b 203.0.113.9:40000 10.0.0.5:80 0.001 0.002 0.000 "
    '404 404 120 560 "GET https://Shop.example.com:443/.env?a=1&b HTTP/1.1" "evil \\x22agent\\x22" '
    f"ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 {GROUP}"
)
LATER = (
    ' "Root=1-2" "shop.example.com" "session-reused" 0 2026-03-05T02:09:59.990000Z "waf,forward" "-" "-" '
    '"10.0.0.5:80 10.0.0.6:80" "404 200" "-" "-" TID_0123 "-" "-" "-" something new'
)
CLB = (
    "2026-03-05T02:10:00.123456Z shop 203.0.113.9:40000 10.0.0.5:80 0.000073 0.001048 0.000057 200 200 0 "
    '29 "POST http://shop.example.com:80/login HTTP/1.1" "curl/8.5.0" - -'
)
NLB = (
    "tls 2.0 2026-03-05T02:10:00 net/gate/c6e7 g3d4 203.0.113.9:51341 10.0.0.5:443 5 2 98 246 - "
    "arn:aws:acm:eu-west-1:111122223333:certificate/1 - ECDHE-RSA-AES128-SHA tlsv12 - gate.example.com"
)
WHEN = datetime(2026, 3, 5, 2, 10, 0, 123456, tzinfo=UTC)
BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/"
NAME = "AWSLogs/1/111122223333_elasticloadbalancing_eu-west-1_shop_20260305T0210Z_192.0.2.1_x.log"


def test_a_request_to_an_application_load_balancer_becomes_an_event_in_our_columns(read):
    event = read(ALB + LATER).event
    assert (event.time, event.source, event.id) == (WHEN, "alb_access", "FILE:1")
    assert (event.account, event.region, event.target) == (
        "111122223333",
        "eu-west-1",
        f"{BALANCER}app/shop/0a1b",
    )
    assert (event.action, event.outcome, event.status) == ("http:get", "failure", 404)
    assert (event.src_ip, event.src_port, event.dst_ip, event.dst_port) == (
        "203.0.113.9",
        40000,
        "10.0.0.5",
        80,
    )
    assert (event.http_method, event.url, event.user_agent) == ("GET", "/.env?a=1&b", 'evil "agent"')
    record = json.loads(event.record)
    assert record["received_bytes"] == 120
    assert (record["conn_trace_id"], record["target_status_code_list"]) == ("TID_0123", "404 200")
    assert "redirect_url" not in record
    assert {name: value for name, value in record.items() if name.startswith(("c-", "cs-", "sc-"))} == {
        "c-ip": "203.0.113.9",
        "cs-method": "GET",
        "cs-host": "shop.example.com",
        "cs-uri": "/.env?a=1&b",
        "cs-uri-stem": "/.env",
        "cs-uri-query": "a=1&b",
        "cs-version": "HTTP/1.1",
        "cs-user-agent": 'evil "agent"',
        "sc-status": 404,
    }


def test_a_line_from_before_the_later_columns_is_read_too(read):
    assert read(ALB).event.status == 404


@pytest.mark.parametrize(
    ("client", "address", "port"),
    [("[2001:db8::9]:443", "2001:db8::9", 443), ("2001:db8::9:443", "2001:db8::9", 443), ("-", None, None)],
)
def test_clients_are_addresses_of_either_kind(read, client, address, port):
    event = read(ALB.replace("203.0.113.9:40000", client)).event
    assert (event.src_ip, event.src_port) == (address, port)


def test_what_is_no_request_is_an_event_without_method_and_url(read):
    line = ALB.replace("GET https://Shop.example.com:443/.env?a=1&b HTTP/1.1", "- http://10.0.0.1:80- ")
    event = read(line.replace(" 404 404 ", " 400 - ")).event
    assert (event.action, event.http_method, event.url, event.status) == ("http:?", None, None, 400)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("203.0.113.9:40000", "203.0.113.9:70000"), "not an address and a port: '203.0.113.9:70000'"),
        (("2026-03-05T02", "2026-02-30T02"), "not a time: 2026-02-30T02:10:00.123456Z"),
        ((" 404 404 ", " four 404 "), "expected time, load balancer, client, target, status and request"),
    ],
)
def test_a_line_with_a_bad_value_is_named(read, change, why):
    found = read(f"{ALB}\n{ALB.replace(*change)}\n")
    assert [(rejected.line, rejected.why) for rejected in found.rejected] == [(2, why)]
    assert len(found.events) == 1


def test_a_request_to_a_classic_load_balancer_has_account_and_region_from_the_files_name(read):
    event = read(CLB, NAME).event
    assert (event.time, event.source, event.action, event.outcome) == (
        WHEN,
        "clb_access",
        "http:post",
        "success",
    )
    assert (event.account, event.region, event.target) == ("111122223333", "eu-west-1", f"{BALANCER}shop")
    assert (event.src_ip, event.dst_ip, event.url, event.user_agent) == (
        "203.0.113.9",
        "10.0.0.5",
        "/login",
        "curl/8.5.0",
    )


def test_a_classic_line_of_a_tcp_listener_or_from_before_the_agent_is_read(read):
    tcp = CLB.replace("POST http://shop.example.com:80/login HTTP/1.1", "- - - ").replace(
        " 200 200 ", " - - "
    )
    old = CLB.removesuffix(' "curl/8.5.0" - -')
    assert [(event.status, event.user_agent) for event in read(f"{tcp}\n{old}").events] == [
        (None, "curl/8.5.0"),
        (200, None),
    ]


def test_a_tls_connection_to_a_network_load_balancer_becomes_an_event(read):
    event = read(f'{NLB} h2 h2 "h2,http/1.1" 2026-03-05T02:09:55').event
    assert (event.time, event.source, event.action) == (
        WHEN.replace(microsecond=0),
        "nlb_tls",
        "tls:connection",
    )
    assert (event.src_ip, event.src_port, event.dst_ip, event.dst_port) == (
        "203.0.113.9",
        51341,
        "10.0.0.5",
        443,
    )
    record = json.loads(event.record)
    assert (record["domain_name"], record["connection_time"]) == ("gate.example.com", 5)
    assert record["alpn_client_preference_list"] == "h2,http/1.1"


def test_lines_of_all_three_in_one_file_are_read_each_as_what_it_is(read):
    found = read(f"{ALB}\n{CLB}\n{NLB}\n")
    assert found.rejected == []
    assert [event.source for event in found.events] == ["alb_access", "clb_access", "nlb_tls"]


@pytest.mark.parametrize("text", ['"' + "\\" * 200_000, '"' * 200_000, "a" * 200_000, "- " * 100_000])
def test_a_hostile_line_takes_no_time(read, text):
    found = read(f"{ALB}\n{ALB.replace('.env', text)}\n")
    assert len(found.events) + len(found.rejected) == 2
