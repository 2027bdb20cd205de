"""Lines that were made to take long, take none."""

from __future__ import annotations

import time

import pytest

FORMATS = ("apache_error", "auditd", "journald", "nginx_error", "syslog", "utmp", "web_access")
BEGINNINGS = {
    "apache_error": "[Thu Mar 05 02:10:00 2026] [error] ",
    "auditd": "type=AVC msg=audit(1772676600.123:42): ",
    "nginx_error": "2026/03/05 02:10:00 [error] 42#42: *7 ",
    "syslog": "<38>1 2026-03-05T02:10:00Z ",
    "web_access": '203.0.113.9 - - [05/Mar/2026:02:10:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-" ',
}
PIECES = (
    *(
        "a",
        " ",
        "[",
        "]",
        "=",
        '"',
        '\\"',
        "\\",
        "a=",
        'a="',
        "msg='",
        "avc: denied { ",
        ", client: a",
        ', host: "',
    ),
    *(
        "(1)x: ",
        "a(1): ",
        "[a ",
        '[a b="',
        "a.b, ",
        "127.0.0.1 ",
        "- ",
        "user a",
        "1 <1>",
        "Mar  5 02:10:00 ",
        "x: ",
    ),
    *("2026-03-05T02:10:00Z ", '{"a":', "NAME\n", "\x00", "0A"),
)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("piece", PIECES)
def test_no_line_of_a_quarter_of_a_million_characters_takes_long(read, name, piece):
    line = piece * (250_000 // len(piece))
    begin = time.process_time()
    for text in (line, BEGINNINGS.get(name, "") + line, BEGINNINGS.get(name, "") + line + " end"):
        found = read(text, format=name)
        assert found.events or found.rejected or not text.strip()
    assert time.process_time() - begin < 3
