"""Log-ins to sshd: those that were guessed, and the owner's."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from abusedesk.lake import Lake

# The host stands in the line itself; the file's name is the way out for logs without one.
HOST = """coalesce(json_extract_string(record, '$.hostname'), json_extract_string(record, '$.host'),
    json_extract_string(record, '$.computer'), json_extract_string(record, '$.HOSTNAME'), '')"""
_ACCEPTED = re.compile(
    r"Accepted (?P<how>\S+) for (?P<user>.*) from (?P<ip>\S+) port \d+(?:.*?(?P<print>(?:SHA256|MD5):\S+))?"
)
_LOGINS = f"""
select id, "time", file, {HOST}, message from events
where message like '%Accepted % for % from %' and "time" is not null and source <> 'cloudtrail'
order by "time", id
"""
# What useradd(8) of shadow-utils writes: "new user: name=x, UID=0, GID=0, home=…".
_NEW_USER = re.compile(r"new user: name=(?P<user>[^,\s]+), UID=(?P<number>\d+)")
_ACCOUNTS = f"""
select id, "time", file, {HOST}, message from events
where message like '%new user: name=%' and "time" is not null and source <> 'cloudtrail'
order by "time", id
"""
# sshd folds repeats into "message repeated 5 times: [ … ]".
_FAILURES = f"""
select host, name, ip, min("time"), max("time"), sum(times), min(file)
from (
    select "time", file, {HOST} as host,
        regexp_extract(message, 'Failed [^ ]+ for (?:invalid user )?(.*) from ([^ ]+) port', 1) as name,
        regexp_extract(message, 'Failed [^ ]+ for (?:invalid user )?(.*) from ([^ ]+) port', 2) as ip,
        coalesce(try_cast(regexp_extract(message, 'message repeated ([0-9]+) times', 1) as integer), 1)
            as times
    from events
    where message like '%Failed % for % from % port %' and message not like '%Failed publickey%'
      and "time" is not null and source <> 'cloudtrail'
) as failures
group by host, name, ip, cast("time" as date)
"""


@dataclass(frozen=True, slots=True)
class Login:
    """One accepted log-in; host is the name in the line, print the key's fingerprint ("" by password)."""

    event: str
    time: datetime
    file: str
    host: str
    user: str
    ip: str
    how: str
    print: str

    @property
    def by_key(self) -> bool:
        """Whether a key opened the door, no password."""
        return self.how in {"publickey", "hostbased", "gssapi-with-mic"}


@dataclass(frozen=True, slots=True)
class Guesses:
    """Failed log-ins of one address as one user on one host on one day."""

    host: str
    user: str
    ip: str
    first: datetime
    last: datetime
    count: int
    file: str


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account that was made on a host; superuser says that it has root's number."""

    event: str
    time: datetime
    file: str
    host: str
    user: str
    superuser: bool


@dataclass(frozen=True)
class Doors:
    """All log-ins in order of time; failed ones by host and address; accounts made on the hosts."""

    logins: tuple[Login, ...]
    guesses: tuple[Guesses, ...]
    accounts: tuple[NewAccount, ...] = ()

    def by_ip(self, host: str, file: str) -> Mapping[str, list[Guesses]]:
        """The failed log-ins on one host, by address."""
        found: dict[str, list[Guesses]] = defaultdict(list)
        for one in self.guesses:
            if one.host == host and (host or one.file == file):
                found[one.ip].append(one)
        return found


def load(lake: Lake) -> Doors:
    """Every log-in that sshd accepted or refused."""
    return Doors(
        tuple(_logins(lake)),
        tuple(
            Guesses(host, name, ip, first, last, int(count), file)
            for host, name, ip, first, last, count, file in lake.ask(_FAILURES)
            if ip
        ),
        tuple(_accounts(lake)),
    )


def _accounts(lake: Lake) -> Iterator[NewAccount]:
    for event, time, file, host, message in lake.ask(_ACCOUNTS):
        found = _NEW_USER.search(message)
        if found:
            yield NewAccount(event, time, file, host, found["user"], found["number"] == "0")


def _logins(lake: Lake) -> Iterator[Login]:
    for event, time, file, host, message in lake.ask(_LOGINS):
        found = _ACCEPTED.search(message)
        if found:
            yield Login(
                event, time, file, host, found["user"], found["ip"], found["how"], found["print"] or ""
            )
