"""Hosts whose password was guessed: who came in, since when, who guessed, and who came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ._addresses import is_public, network

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from ._hosts import Hosts
    from ._ssh import Doors, Guesses, Login, NewAccount

# A person mistypes a few times; a program does not stop there, or tries several names.
_GUESSED = 6
_NAMES = 3
_CROWD = 20
_MEANT = 3
_MOSTLY = 0.8
_WAVE = timedelta(hours=72)
_AFTERWARDS = timedelta(minutes=10)
# Bots try these everywhere and all the time, so trying them too ties nobody to a break-in.
_COMMON = frozenset(
    {
        *(
            "root",
            "admin",
            "administrator",
            "ubuntu",
            "ec2-user",
            "debian",
            "centos",
            "test",
            "guest",
            "user",
        ),
        *("oracle", "postgres", "mysql", "git", "pi", "ftp", "www-data"),
    }
)


@dataclass(frozen=True, slots=True)
class BreakIn:
    """
    One host that fell: first is the log-in that the guesses led to, later his other log-ins.

    instance is "" when no instance is known by the host's name. guesses counts the failed log-ins by
    guessers from places addresses. source is our own instance that he came from, "" where he came from
    outside. accounts are those that he made on the host.
    """

    host: str
    instance: str
    first: Login
    later: tuple[Login, ...]
    guessers: tuple[str, ...]
    guesses: int
    begun: datetime
    places: int = 0
    source: str = ""
    accounts: tuple[NewAccount, ...] = ()

    @property
    def ips(self) -> tuple[str, ...]:
        """Every address that he guessed or logged in from."""
        seen = [self.first.ip, *self.guessers, *(login.ip for login in self.later)]
        return tuple(ip for ip in dict.fromkeys(seen) if is_public(ip))


def find(doors: Doors, hosts: Hosts, homes: Collection[str]) -> tuple[BreakIn, ...]:
    """Every host that fell, in order of time; homes are addresses of the owner's people."""
    fallen: dict[tuple[str, str], BreakIn] = {}
    for login in doors.logins:
        place = (login.host, "" if login.host else login.file)
        if place in fallen:
            continue
        if _was_guessed(login, doors, homes) or _came_from_fallen(login, doors, hosts, fallen.values()):
            fallen[place] = _break_in(login, doors, hosts, homes)
    return tuple(sorted(fallen.values(), key=lambda one: one.first.time))


def _was_guessed(login: Login, doors: Doors, homes: Collection[str]) -> bool:
    if login.by_key or not is_public(login.ip) or login.ip in homes or _has_been_here(login, doors):
        return False
    before = [one for one in doors.by_ip(login.host, login.file).get(login.ip, []) if one.first <= login.time]
    if sum(one.count for one in before) >= _GUESSED or len({one.user for one in before}) >= _NAMES:
        return True
    crowd = _wave(login, doors, homes)
    return sum(one.count for one in crowd) >= _CROWD and login.user not in _COMMON


def _came_from_fallen(login: Login, doors: Doors, hosts: Hosts, fallen: Iterable[BreakIn]) -> bool:
    """Whether it came from the intruder's address or fallen host, as nobody had before."""
    if _came_in(login.ip, login, doors, host=login.host):
        return False
    return any(
        one.first.time < login.time
        and (login.ip in one.ips or login.ip in hosts.addresses.get(one.instance, ()))
        for one in fallen
    )


def _has_been_here(login: Login, doors: Doors) -> bool:
    """Whether the owner came this way before the guessing: by key, or by password at least a day earlier."""
    return any(
        earlier.ip == login.ip
        and earlier.time < login.time
        and (earlier.by_key or earlier.time < login.time - timedelta(days=1))
        for earlier in doors.logins
    )


def _came_in(ip: str, login: Login, doors: Doors, host: str | None = None) -> bool:
    """Whether somebody had logged in from ip before: failures are then a person's mistakes."""
    return any(
        earlier.ip == ip and earlier.time < login.time and host in {None, earlier.host}
        for earlier in doors.logins
    )


def _wave(login: Login, doors: Doors, homes: Collection[str]) -> list[Guesses]:
    """Guesses that belong to a log-in from elsewhere, none of them an owner's mistake."""
    tried = _tried(login, doors)
    return [one for one in tried if one.ip not in homes and not _came_in(one.ip, login, doors)]


def _tried(login: Login, doors: Doors) -> Iterator[Guesses]:
    """Guesses at the same user by those who tried hardly anything else and stopped in time."""
    for ip, guesses in doors.by_ip(login.host, login.file).items():
        mine = [one for one in guesses if one.user == login.user]
        total = sum(one.count for one in guesses)
        recent = all(
            login.time - _WAVE <= one.first and one.last <= login.time + _AFTERWARDS for one in guesses
        )
        near = network(ip) == network(login.ip)
        bent = sum(one.count for one in mine) >= max(_MEANT, _MOSTLY * total)
        if bent and ip != login.ip and recent and (near or login.user not in _COMMON):
            yield from mine


def _break_in(login: Login, doors: Doors, hosts: Hosts, homes: Collection[str]) -> BreakIn:
    wave = _wave(login, doors, homes)
    own = [one for one in doors.by_ip(login.host, login.file).get(login.ip, []) if one.first <= login.time]
    accounts = tuple(_accounts(login, doors, homes))
    return BreakIn(
        host=login.host,
        instance=hosts.find(login.host, login.file),
        first=login,
        later=tuple(_later(login, doors, homes, {one.user for one in accounts})),
        guessers=tuple(dict.fromkeys(one.ip for one in wave)),
        guesses=sum(one.count for one in (*own, *wave)),
        begun=min([login.time, *(one.first for one in (*own, *wave))]),
        places=len({one.ip for one in (*own, *wave)}),
        source="" if is_public(login.ip) else hosts.find(login.ip),
        accounts=accounts,
    )


def _accounts(first: Login, doors: Doors, homes: Collection[str]) -> Iterator[NewAccount]:
    """Accounts made on the host while he was the last to log in, or with root's number."""
    for account in doors.accounts:
        same = account.host == first.host and (first.host or account.file == first.file)
        if same and account.time >= first.time:
            last = max(
                (one for one in doors.logins if one.host == first.host and one.time <= account.time),
                key=lambda one: one.time,
                default=first,
            )
            if account.superuser or (last.ip == first.ip and last.ip not in homes):
                yield account


def _later(first: Login, doors: Doors, homes: Collection[str], accounts: Collection[str]) -> Iterator[Login]:
    """His other log-ins on the host: by the fallen password, a new key or account of his, from new places."""
    here = [
        login
        for login in doors.logins
        if login.host == first.host and (first.host or login.file == first.file)
    ]
    known = {login.ip for login in doors.logins if login.time < first.time} | set(homes)
    prints = {login.print for login in doors.logins if login.time < first.time}
    for login in here:
        if (
            login.time <= first.time
            or not is_public(login.ip)
            or (login.ip in known and login.ip != first.ip)
        ):
            continue
        own_key = login.by_key and login.user == first.user and login.print not in prints
        own_account = login.user in accounts
        if login.ip == first.ip or own_key or own_account or (login.user == first.user and not login.by_key):
            yield login
