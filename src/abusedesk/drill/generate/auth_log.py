"""What sshd, sudo and cron write on a Linux host, shipped to S3 day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import clock, folder, ids, machines
from abusedesk.drill.generate.chance import chance

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from abusedesk.drill.generate.company import Company

_GUESSED = (  # noqa: SIM905 # a list of words reads best as words
    "root admin ubuntu test oracle postgres user git ftpuser pi guest hadoop mysql "
    "tomcat jenkins www minecraft steam es nagios odoo sol dev support"
).split()


_NOBODY = "logname= uid=0 euid=0 tty=ssh ruser="


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the hosts write: the file's name, times with a zone or the old kind, what sshd calls itself."""

    file: str
    iso: bool
    sshd: str
    by_id: bool
    own_name: bool


def style(rng: Random) -> Style:
    """One of the usual ways, the same for all hosts of a company."""
    debian = chance(rng, 0.4)  # both families
    iso = debian and chance(rng, 0.5)  # newer ones
    return Style(
        file="auth.log" if debian else "secure",
        iso=iso,
        sshd="sshd-session" if iso and chance(rng, 0.5) else "sshd",  # newer still
        by_id=chance(rng, 0.4),  # folders by instance id or by name
        own_name=chance(rng, 0.4),  # hosts that were given a name
    )


class HostLog:
    """One host's log; people of the host are its local accounts."""

    def __init__(self, company: Company, host: dict[str, Any], how: Style) -> None:
        self.company, self.host, self.how = company, host, how
        name = machines.named(host)
        self.name = name if how.own_name else "ip-" + host["PrivateIpAddress"].replace(".", "-")
        self._folder = host["InstanceId"] if how.by_id else name
        self._keys: dict[str, str] = {}
        self._lines: list[tuple[datetime, int, str]] = []

    def write(self, when: datetime, program: str, message: str) -> None:
        """One line."""
        if self.company.trail.covers(when):
            stamp = (
                f"{when:%Y-%m-%dT%H:%M:%S}.{self.company.rng.randrange(10**6):06d}+00:00"
                if self.how.iso
                else f"{when:%b} {when.day:2d} {when:%H:%M:%S}"
            )
            self._lines.append((when, len(self._lines), f"{stamp} {self.name} {program}: {message}"))

    def fails(self, when: datetime, user: str, source: tuple[str, int], *, known: bool) -> None:
        """A wrong password for user from source (address, port)."""
        sshd, (address, port) = self._sshd(), source
        whom = user if known else f"invalid user {user}"
        if not known:
            self.write(when, sshd, f"Invalid user {user} from {address} port {port}")
        tail = f"  user={user}" if known else ""
        self.write(
            when,
            sshd,
            f"pam_unix(sshd:auth): authentication failure; {_NOBODY} rhost={address}{tail}",
        )
        self.write(
            when + timedelta(seconds=2), sshd, f"Failed password for {whom} from {address} port {port} ssh2"
        )

    def leaves(self, when: datetime, user: str, source: tuple[str, int]) -> None:
        """Source hangs up before it was let in."""
        self.write(
            when,
            self._sshd(),
            f"Connection closed by authenticating user {user} {source[0]} port {source[1]} [preauth]",
        )

    def enters(
        self, when: datetime, user: str, source: tuple[str, int], *, method: str, minutes: float
    ) -> None:
        """User is let in from source by "password" or "publickey" and stays for minutes."""
        sshd, (address, port) = self._sshd(), source
        fingerprint = self._keys.setdefault(
            address, ids.secret(self.company.rng) + ids.hexa(self.company.rng, 3)
        )
        mark = f": ED25519 SHA256:{fingerprint}" if method == "publickey" else ""
        self.write(when, sshd, f"Accepted {method} for {user} from {address} port {port} ssh2{mark}")
        self.write(when, sshd, f"pam_unix(sshd:session): session opened for user {user}(uid=1001) by (uid=0)")
        left = when + timedelta(minutes=minutes)
        self.write(left, sshd, f"Received disconnect from {address} port {port}:11: disconnected by user")
        self.write(left, sshd, f"Disconnected from user {user} {address} port {port}")
        self.write(left, sshd, f"pam_unix(sshd:session): session closed for user {user}")

    def sudo(self, when: datetime, user: str, place: str, command: str) -> None:
        """User runs command as root, standing in the folder place."""
        self.write(when, "sudo", f"{user:>8} : TTY=pts/0 ; PWD={place} ; USER=root ; COMMAND={command}")

    def deliver(self, bucket: str) -> None:
        """Put the log into bucket, a file a day."""
        days: dict[str, list[str]] = {}
        for when, _, line in sorted(self._lines):
            days.setdefault(f"{when:%Y%m%d}", []).append(line)
        for day, lines in days.items():
            data = folder.pack(("\n".join(lines) + "\n").encode())
            self.company.logs[f"s3/{bucket}/{self._folder}/{self.how.file}-{day}.gz"] = data

    def _sshd(self) -> str:
        return f"{self.how.sshd}[{self.company.rng.randint(900, 99000)}]"


def port(rng: Random) -> int:
    """A client's port."""
    return rng.randint(32768, 60999)


def owners(log: HostLog, accounts: tuple[str, ...]) -> list[tuple[datetime, tuple[str, int]]]:
    """The owner's people log in, by key or password, with slips; gives when and from where."""
    company, rng = log.company, log.company.rng
    seen = []
    for day in clock.days(company.start, company.now):
        for _ in range(rng.randint(0, 3) if clock.working(day, company.ahead) else 0):
            when = clock.office(rng, day, company.ahead)
            source, user = (rng.choice(company.office), port(rng)), rng.choice(accounts)
            if user != accounts[0] and chance(rng, 0.5):  # the first account has a key only
                for _ in range(rng.choice((0, 0, 1, 2))):
                    log.fails(when, user, source, known=True)
                    when = clock.later(rng, when, 5, 20)
                log.enters(when, user, source, method="password", minutes=rng.uniform(2, 90))
            else:
                log.enters(when, user, source, method="publickey", minutes=rng.uniform(2, 90))
            log.sudo(clock.later(rng, when, 40, 90), user, f"/home/{user}", rng.choice(_COMMANDS))
            seen.append((when, source))
    return seen


_COMMANDS = (
    "/usr/bin/systemctl restart nginx",
    "/usr/bin/dnf -y update",
    "/usr/bin/tail -f /var/log/messages",
    "/usr/bin/journalctl -u app -n 200",
    "/usr/bin/docker ps",
    "/usr/bin/curl -s http://169.254.169.254/latest/meta-data/instance-id",
    "/usr/bin/du -sh /var",
)


def crons(log: HostLog) -> None:
    """Cron's sessions, every few hours."""
    when = log.company.start.replace(minute=log.company.rng.choice((1, 17, 30)), second=1)
    name, service = ("CRON", "cron") if log.how.file == "auth.log" else ("crond", "crond")
    while when < log.company.now:
        program, about = (
            f"{name}[{log.company.rng.randint(900, 99000)}]",
            f"pam_unix({service}:session): session",
        )
        log.write(when, program, f"{about} opened for user root(uid=0) by (uid=0)")
        log.write(when + timedelta(seconds=1), program, f"{about} closed for user root")
        when += timedelta(hours=log.company.rng.choice((1, 2, 3)))


def bot(
    log: HostLog, address: str, span: tuple[datetime, datetime], guesses: tuple[int, tuple[str, ...]]
) -> list[tuple[datetime, tuple[str, int]]]:
    """
    A bot at address guesses passwords over span, in bouts; gives each guess's time and source.

    guesses: how many in all, and which local accounts there are.
    """
    rng, (first, last), (tries, known) = log.company.rng, span, guesses
    seen = []
    while tries > 0:
        when = clock.between(rng, first, last)
        for _ in range(min(tries, rng.randint(3, 60))):
            user, source = rng.choice(_GUESSED), (address, port(rng))
            log.fails(when, user, source, known=user in known)
            if chance(rng, 0.5):  # some say goodbye
                log.leaves(when + timedelta(seconds=3), user, source)
            seen.append((when, source))
            when = clock.later(rng, when, 2, 25)
            tries -= 1
    return seen
