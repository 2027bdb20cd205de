"""Apache's error log, of 2.2 and 2.4."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from abusedesk.logs._fields import MONTH_NUMBERS, address_of, compact, number_of
from abusedesk.logs._head import first_lines, mostly
from abusedesk.logs._unit import Format
from abusedesk.model import Event, Outcome, Rejected
from abusedesk.translate import msg

from ._web_error import FAILED_LEVELS, address_and_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from abusedesk.logs._lines import Lines

# As in: [Thu Mar 05 02:10:00.123456 2026] [core:error] [pid 42:tid 140] [client 192.0.2.1:4000] AH00124: …
_LINE = re.compile(
    r"\[\w{3} (?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) (?P<clock>\d\d:\d\d:\d\d)"
    r"(?:\.(?P<fraction>\d{1,6}))? (?P<year>\d{4})\] \[(?:(?P<module>[\w-]*):)?(?P<level>[a-z]+\d?)\] "
    r"(?:\[pid (?P<pid>\d+)(?::tid (?P<tid>\d+))?\] )?"
    r"(?P<before>(?:[\w.-]+\(\d+\): |\(\d+\)[^\[]{0,80}: |\[remote [^\]]*\] )*+)"
    r"(?:\[client (?P<client>[^\]]*)\] )?"
    r"(?:(?P<code>AH\d{5}): )?(?P<message>.*?)"
    r"(?:, referer: (?P<referer>.*))?",
    re.DOTALL,
)
_PATH = re.compile(
    r"(?:File does not exist|client denied by server configuration|script not found or unable to stat"
    r"|Directory index forbidden by Options directive|attempt to invoke directory as script): (?P<path>.*)"
)
_USER = re.compile(r"user (?P<user>\S.*?)(?:: authentication failure| not found| in realm).*")
_INVALID = re.compile(
    r"(?:Invalid URI in request|request failed: \w[\w ]*|Invalid method in request) ?(?P<request>.*)"
)


def sniff(head: bytes) -> bool:
    """Whether most of the first lines are lines of Apache's error log."""
    return mostly(first_lines(head), _LINE.fullmatch)


def read(lines: Lines) -> Iterator[Event | Rejected]:
    """
    One Event per message. Its times have no zone; the lines' is taken, and said in the record ("zone").

    action is "apache:" and the level; outcome is failure from error on. src_ip and src_port are the
    client's, user who could not log in. record has module, level, tid, code (AH…), path, referer, message.
    """
    for number, line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            yield Rejected(
                lines.name, number, "expected [time] [level] and a message, as in Apache's error log"
            )
            continue
        try:
            yield _event(match.groupdict(), lines, number)
        except (KeyError, OverflowError, ValueError) as why:
            yield Rejected(lines.name, number, f"not a time: {why}")


def _event(found: dict[str, str | None], lines: Lines, number: int) -> Event:
    said = found["message"] or ""
    client, port = address_and_port(found["client"])
    path, user, invalid = _PATH.fullmatch(said), _USER.fullmatch(said), _INVALID.fullmatch(said)
    outcome: Outcome | None = "failure" if found["level"] in FAILED_LEVELS else None
    record = {
        "module": found["module"],
        "level": found["level"],
        "tid": found["tid"],
        "client": found["client"],
        "code": found["code"],
        "path": path["path"] if path else None,
        "request": invalid["request"] if invalid else None,
        "referer": found["referer"],
        "message": said,
        "zone": str(lines.timezone),
    }
    return Event(
        time=_time(found, lines.timezone),
        source=FORMAT.id,
        id=f"{lines.name}:{number}",
        action=f"apache:{found['level']}",
        outcome=outcome,
        error=found["code"],
        user=user["user"] if user else None,
        src_ip=address_of(client),
        src_port=port,
        process="apache",
        pid=number_of(found["pid"]),
        message=f"{found['before'] or ''}{found['code'] + ': ' if found['code'] else ''}{said}",
        file=lines.name,
        line=number,
        record=compact({name: value for name, value in record.items() if value is not None}),
    )


def _time(found: dict[str, str | None], zone: tzinfo) -> datetime:
    hour, minute, second = (int(part) for part in (found["clock"] or "").split(":"))
    date = (int(found["year"] or 0), MONTH_NUMBERS[found["month"] or ""], int(found["day"] or 0))
    fraction = int((found["fraction"] or "0").ljust(6, "0"))
    return datetime(*date, hour, minute, min(second, 59), fraction, tzinfo=zone).astimezone(UTC)


FORMAT = Format(
    id="apache_error",
    title=msg("Apache's error log"),
    source="https://httpd.apache.org/docs/2.4/logs.html#errorlog",
    logsources=(("apache", "error"), ("apache", None)),
    sniff=sniff,
    read=read,
)
