"""What holds for any bytes whatever."""

from __future__ import annotations

import gzip
import json
import tempfile
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from abusedesk import logs
from abusedesk.lake import Lake
from abusedesk.model import Event, Rejected

RECORD = '{"eventVersion":"1","eventSource":"iam.amazonaws.com","eventName":"ListUsers","eventID":"%d"}'
FLOW = "2 111122223333 eni-0a1b 203.0.113.9 10.0.0.5 40000 22 6 10 840 1772676600 1772676660 ACCEPT OK"
SSHD = "Mar  5 02:10:00 web-1 sshd[42]: Failed password for root from 203.0.113.9 port 4000 ssh2"
FINDING = '{"type":"Recon:EC2/Portscan","severity":5,"service":{},"resource":{},"accountId":"1","id":"f%d"}'
AUDIT = 'type=EXECVE msg=audit(1772676600.123:42): argc=2 a0="id" a1=2D6E msg=\'acct="x" res=failed\''
NGINX = '2026/03/05 02:10:00 [error] 42#42: *7 x, client: 203.0.113.9, request: "GET / HTTP/1.1"'
APACHE = "[Thu Mar 05 02:10:00.123456 2026] [core:error] [pid 42] [client 203.0.113.9:4000] AH00126: x"
ACCESS = '203.0.113.9 - - [05/Mar/2026:02:10:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "-"'
ENTRY = "__REALTIME_TIMESTAMP=1772676600000000\nMESSAGE=x\n\n"
MAIL = "Mar  5 02:10:00 mx postfix/smtpd[9]: warning: a[203.0.113.9]: SASL PLAIN authentication failed: x"

pieces = st.sampled_from(
    [
        *(RECORD % 1, RECORD % 2, FLOW, SSHD, FINDING % 1),
        *(AUDIT, NGINX, APACHE, ACCESS, ENTRY, MAIL, '{"status":200,"time":1,"ip":"x","method":"GET"}'),
        *("MESSAGE\n\5\0\0\0\0\0\0\0", "\7\0\0\0", "77 <38>1 - - - - - -", "\x1d", "<1>"),
        *('{"Records":[', "]}", "[", "{", '"', "\\", ",", "\n", "\r\n", "\t", " ", "\0"),
        *("ü", "\u2028", "\ufeff", "-", "NODATA", "<38>1 ", "2026-03-05T02:10:00Z ", "Feb 29", "1e999"),
        *("version srcaddr\n", "message repeated 2 times: [", "NaN", "\\ud800", "9" * 40),
    ]
)
texts = st.lists(pieces, max_size=25).map(lambda several: "".join(several).encode())
mixed = st.lists(st.binary(max_size=6) | pieces.map(str.encode), max_size=20).map(b"".join)
contents = st.binary(max_size=300) | texts | mixed


def found_in(content: bytes, **said) -> list[Event | Rejected]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(content)
        return list(logs.read(path, name="x", **said))


@settings(deadline=None, max_examples=250)
@given(content=contents, unit=st.sampled_from([None, *logs.every()]))
@example(content=gzip.compress(SSHD.encode())[:-3], unit="syslog")
@example(content=b"\xff\xfe\x00", unit="syslog")
@example(content=b'{"Records":[' + b"[" * 3000, unit="cloudtrail")
def test_any_bytes_end_as_events_and_rejected_that_can_be_kept(content, unit):
    found = found_in(content, format=unit)
    events = [each for each in found if isinstance(each, Event)]
    for event in events:
        json.loads(event.record)
        repr(event).encode()
        assert event.time is None or event.time.tzinfo is UTC
    assert all(each.why for each in found if isinstance(each, Rejected))


@settings(deadline=None, max_examples=25)
@given(content=texts | mixed, unit=st.sampled_from([None, *logs.every()]))
def test_the_lake_takes_the_events_of_any_bytes_and_can_be_asked_for_their_records(content, unit):
    events = [each for each in found_in(content, format=unit) if isinstance(each, Event)]
    with Lake() as lake:
        assert lake.add(events) == len({(event.source, event.id) for event in events})
        assert len(lake.ask("select json_extract_string(record, '$.a') from events")) <= len(events)


line_texts = st.text(
    st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=40
) | st.sampled_from([FLOW, SSHD, "", "  "])


@settings(deadline=None, max_examples=150)
@given(lines=st.lists(line_texts, max_size=10), unit=st.sampled_from(["vpc_flow", "cloudtrail", "guardduty"]))
def test_every_line_that_is_not_blank_is_an_event_or_rejected(lines, unit):
    # What begins as JSON may run over several lines; here each line stands for itself.
    lines = [line.lstrip("[{\ufeff") for line in lines if not line.lstrip().startswith(("[", "{", "version"))]
    found = found_in("\n".join(lines).encode(), format=unit)
    blank = {number for number, line in enumerate(lines, 1) if not line.strip()}
    seen = {each.line for each in found}
    assert seen | blank >= set(range(1, len(lines) + 1))


@settings(deadline=None, max_examples=150)
@given(lines=st.lists(line_texts, max_size=10))
def test_every_syslog_line_is_an_event_or_rejected_or_goes_on_with_the_one_before(lines):
    found = found_in("\n".join(lines).encode(), format="syslog")
    text = "\n".join(each.message or "" for each in found if isinstance(each, Event))
    seen = {each.line for each in found}
    for number, line in enumerate(lines, 1):
        if line.strip() and number not in seen:
            assert line[0] in " \t\ufeff"
            assert any(each.line < number for each in found), text


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.json").write_text("\n".join(RECORD % number for number in (1, 2, 3)))
    (tmp_path / "b.json").write_text("[" + ",".join((RECORD % number) for number in (3, 4)) + "]")
    (tmp_path / "c.log").write_text(f"{SSHD}\n{SSHD}\n")
    (tmp_path / "d.log.gz").write_bytes(gzip.compress(f"{FLOW}\n".encode() * 3))
    (tmp_path / "e.json").write_text(FINDING % 1)
    return tmp_path


def test_files_in_any_order_give_the_same_lake(folder):
    answers = set()
    files = list(logs.files(folder))
    for turn in range(len(files)):
        with Lake() as lake:
            for name, path in files[turn:] + files[:turn]:
                lake.add(each for each in logs.read(path, name=name) if isinstance(each, Event))
            answers.add(tuple(lake.events()))
    (answer,) = answers
    assert len(answer) == 10
