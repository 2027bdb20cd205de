"""
SQL macros for addresses, in plain SQL, so that cidr compares without DuckDB's own address type.

ipv4_number(text) -> BIGINT, 0 to 4294967295; NULL for all but a dotted IPv4 address.
ipv6_hex(text)    -> 32 lower-case hex digits; NULL for all but an IPv6 address without a zone.

A network is a range of either: ipv4_number(src_ip) between 3221225984 and 3221226239 is
192.0.2.0/24; ipv6_hex(src_ip) between '20010db8000…0' and '20010db8ffff…f' is 2001:db8::/32.
Leading zeros ("010.0.0.1") are refused, as by Python's ipaddress: they are octal to some programs.

is_ours(user_agent, principal) -> whether abusedesk itself made a call as the responder; see Lake.answer_to.
"""

from __future__ import annotations

_BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_DOTTED = rf"{_BYTE}\.{_BYTE}\.{_BYTE}\.{_BYTE}"

_IPV4 = f"""
create or replace macro ipv4_number(address) as
case when regexp_full_match(address, '{_DOTTED}') then
    try_cast(split_part(address, '.', 1) as bigint) * 16777216
    + try_cast(split_part(address, '.', 2) as bigint) * 65536
    + try_cast(split_part(address, '.', 3) as bigint) * 256
    + try_cast(split_part(address, '.', 4) as bigint)
end
"""

# The last 32 bits may be written as an IPv4 address (RFC 4291, section 2.2): put in as two groups.
# list_transform([x], lambda y: …)[1] names a value, so that a macro does not unfold it many times.
_WITHOUT_DOTS = """
create or replace macro _ipv6_without_dots(address) as
list_transform([ipv4_number(regexp_extract(address, '[0-9.]+$'))], lambda last:
    case when last is null then address
    else regexp_replace(address, '[0-9.]+$', format('{:x}:{:x}', last // 65536, last % 65536)) end
)[1]
"""

_GROUPS = r"([0-9a-f]{1,4}(:[0-9a-f]{1,4})*)"

_PADDED = """
create or replace macro _ipv6_padded(part) as
case when part = '' then ''
else array_to_string(list_transform(string_split(part, ':'), lambda digits: lpad(digits, 4, '0')), '') end
"""

_LOWER = f"""
create or replace macro _ipv6_lower(address) as
list_transform([struct_pack(
    head := _ipv6_padded(split_part(address, '::', 1)),
    tail := _ipv6_padded(split_part(address, '::', 2))
)], lambda half: case
    when regexp_full_match(address, '{_GROUPS}') and length(half.head) = 32 then half.head
    when regexp_full_match(address, '{_GROUPS}?::{_GROUPS}?') and length(half.head || half.tail) <= 28
        then half.head || repeat('0', 32 - length(half.head || half.tail)) || half.tail
end)[1]
"""

_IPV6 = """
create or replace macro ipv6_hex(address) as
case when contains(address, ':') then
    list_transform([_ipv6_without_dots(lower(address))], lambda plain: _ipv6_lower(plain))[1]
end
"""

# Anybody can call himself abusedesk: only what the responder himself asked so is ours. A session does not
# tell its role's path, so that paths are left out on both sides.
_OURS = r"""
create or replace macro is_ours(user_agent, principal) as
coalesce(
    user_agent like '%abusedesk%'
    and regexp_replace(principal, ':(role|user)/.*/', ':\1/')
        = regexp_replace(getvariable('responder'), ':(role|user)/.*/', ':\1/'),
    false
)
"""

MACROS = (_IPV4, _WITHOUT_DOTS, _PADDED, _LOWER, _IPV6, _OURS)
