from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk.lake import Lake


@pytest.fixture(scope="module")
def lake():
    with Lake() as lake:
        yield lake


def by_python(text: str) -> tuple[int | None, str | None]:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None, None
    if isinstance(address, ipaddress.IPv4Address):
        return int(address), None
    return None, None if address.scope_id is not None else f"{int(address):032x}"


ODD = [
    "",
    ":",
    "::",
    ":::",
    "::1",
    "1::",
    "010.0.0.1",
    "256.1.1.1",
    "1.2.3",
    "1.2.3.4 ",
    "1.2.3.4\n",
    "1.2.3.4.5:6",
    "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "1::2:3:4:5:6:7:8",
    ":1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:",
    "12345::",
    "g::",
    "fe80::1%eth0",
    "::ffff:192.0.2.1",
    "::192.0.2.1",
    "1:2:3:4:5:6:192.0.2.1",
    "1:2:3:4:5:6:7:192.0.2.1",
    "192.0.2.1::",
    "64:FF9B::192.0.2.33",
    "::ffff:192.0.2.256",
    "ec2.amazonaws.com",
    "AWS Internal",
]

addresses = (
    st.sampled_from(ODD)
    | st.ip_addresses().map(str)
    | st.ip_addresses(v=6).map(lambda address: address.exploded.upper())
    | st.text("0123456789abcdefF:.", max_size=24)
)


@pytest.mark.parametrize("text", ODD)
def test_odd_addresses_are_read_as_python_reads_them(lake, text):
    assert lake.ask("select ipv4_number($a), ipv6_hex($a)", a=text) == [by_python(text)]


@settings(deadline=None, max_examples=150)
@given(st.lists(addresses, min_size=1, max_size=20))
def test_any_text_is_an_address_exactly_when_python_says_so(lake, several):
    asked = lake.ask(
        "select ipv4_number(a), ipv6_hex(a) from (select unnest($several) as a)", several=several
    )
    assert asked == [by_python(text) for text in several]


def test_no_address_at_all_is_null(lake):
    assert lake.ask("select ipv4_number(null), ipv6_hex(null)") == [(None, None)]


def test_a_network_is_a_range(lake):
    network = ipaddress.ip_network("192.0.2.0/24")
    first, last = int(network[0]), int(network[-1])
    within = "select ipv4_number($a) between $first and $last"
    assert lake.ask(within, a="192.0.2.200", first=first, last=last) == [(True,)]
    assert lake.ask(within, a="192.0.3.0", first=first, last=last) == [(False,)]
