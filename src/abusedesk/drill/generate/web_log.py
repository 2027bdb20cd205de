"""What a web server writes of every request, shipped to CloudWatch Logs or to S3 day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from abusedesk.drill.generate import actors, clock, folder, machines
from abusedesk.drill.generate.chance import chance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from random import Random

    from abusedesk.drill.generate.company import Company

CRAWLERS = (
    "Mozilla/5.0 (compatible; Examplebot/2.1; +http://bot.example.com/)",
    "Mozilla/5.0 (compatible; Indexer/1.4; +https://indexer.example.org/about)",
)
PROGRAMS = ("python-requests/2.31.0", "Go-http-client/1.1", "curl/7.88.1", "Mozilla/5.0", "-")
_SHOWN = 3_000
_ASKED_EVERYWHERE = (
    "/.env",
    "/.git/config",
    "/wp-content/plugins/file-manager/readme.txt",
    "/wp-content/uploads/shell.php",
    "/uploads/up.php",
    "/images/c99.php",
    "/alfa.php",
    "/cgi-bin/luci",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
    "/phpmyadmin/index.php",
    "/files/cmd.jsp",
    "/admin/upload.php",
    "/xmlrpc.php",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How servers write: the file's name, the host named first, an agent's field, where the log goes."""

    file: str
    host_first: bool
    forwarded: bool
    to_s3: bool


def style(rng: Random) -> Style:
    """One of the usual ways."""
    nginx = chance(rng, 0.5)
    file = (
        rng.choice(("access.log", "site_access.log"))
        if nginx
        else rng.choice(("access_log", "ssl_access_log"))
    )
    return Style(
        file=f"{'nginx' if nginx else 'httpd'}/{file}",
        host_first=not nginx and chance(rng, 0.4),
        forwarded=nginx and chance(rng, 0.4),
        to_s3=chance(rng, 0.4),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site's own paths: pages for everybody, its log-in, what its people use once they are in."""

    domain: str
    pages: tuple[str, ...]
    login: str
    admin: tuple[str, ...]


class WebLog:
    """One host's access log."""

    def __init__(self, company: Company, host: dict[str, Any], how: Style, site: Site) -> None:
        self.company, self.host, self.how, self.site = company, host, how, site
        self._lines: list[tuple[datetime, int, str]] = []

    def asks(
        self, when: datetime, client: tuple[str, str], request: str, status: int, referer: str = "-"
    ) -> None:
        """Client (address, agent) makes request ("GET /a") at when and is answered with status."""
        if not self.company.trail.covers(when):
            return
        address, agent = client
        size = (
            self.company.rng.randint(200, 60000)
            if status < _SHOWN // 10
            else self.company.rng.randint(150, 600)
        )
        line = (
            f"{address} - - [{when:%d/%b/%Y:%H:%M:%S} +0000] "
            f'"{request} HTTP/1.1" {status} {size} "{referer}" "{agent}"'
        )
        first = f"{self.site.domain}:443 " if self.how.host_first else ""
        last = ' "-"' if self.how.forwarded else ""
        self._lines.append((when, len(self._lines), f"{first}{line}{last}"))

    def deliver(self, bucket: str) -> None:
        """Put the log where it goes: into bucket, a file a day, or into a log group."""
        logs, lines = self.company.logs, [(when, line) for when, _, line in sorted(self._lines)]
        if self.how.to_s3:
            days: dict[str, list[str]] = {}
            for when, line in lines:
                days.setdefault(f"{when:%Y%m%d}", []).append(line)
            for day, written in days.items():
                name = f"s3/{bucket}/{machines.named(self.host)}/{self.how.file}-{day}.gz"
                logs[name] = folder.pack(("\n".join(written) + "\n").encode())
            return
        group = f"/var/log/{self.how.file}"
        known = self.company.at_home.things.setdefault("logs:log_groups", [])
        if not any(one["logGroupName"] == group for one in known):
            arn = f"arn:aws:logs:{self.company.home}:{self.company.id}:log-group:{group}"
            made = int((self.company.start - timedelta(days=90)).timestamp() * 1000)
            known.append(
                {"logGroupName": group, "creationTime": made, "arn": f"{arn}:*", "storedBytes": 10_000_000}
            )
        name = f"cloudwatch/{quote(group, safe='')}/{self.host['InstanceId']}.log"
        logs[name] = ("\n".join(line for _, line in lines) + "\n").encode()


def visitors(log: WebLog, per_day: int) -> None:
    """People read some pages each; crawlers read all, slowly; somebody watches whether the site is up."""
    company, rng = log.company, log.company.rng
    watcher = (company.addresses.crowd(), "UptimeCheck/1.3")
    crawlers = [(company.addresses.crowd(), agent) for agent in CRAWLERS]
    for day in clock.days(company.start, company.now):
        for _ in range(rng.randint(per_day // 2, per_day)):
            who, when = (company.addresses.crowd(), actors.browser(rng)), clock.between(rng, day, day + _DAY)
            before = "-"
            for page in rng.choices(log.site.pages, k=rng.randint(1, 4)):
                log.asks(when, who, f"GET {page}", 200, before)
                before, when = f"https://{log.site.domain}{page}", clock.later(rng, when, 4, 90)
        for crawler in crawlers:
            for page in rng.sample(log.site.pages, 3):
                log.asks(clock.between(rng, day, day + _DAY), crawler, f"GET {page}", 200)
        for hour in range(0, 24, 2):
            log.asks(day + timedelta(hours=hour, seconds=7), watcher, "HEAD /", 200)


_DAY = timedelta(days=1)


def scanners(log: WebLog, count: int) -> None:
    """Bots ask everywhere for what might be there and here is not, and try passwords that do not fit."""
    company, rng = log.company, log.company.rng
    for _ in range(count):
        who = (company.addresses.crowd(), rng.choice(PROGRAMS))
        when = clock.between(rng, company.start, company.now)
        for path in rng.sample(_ASKED_EVERYWHERE, rng.randint(3, len(_ASKED_EVERYWHERE))):
            method = "POST" if path.endswith(".php") and chance(rng, 0.3) else "GET"
            log.asks(when, who, f"{method} {path}", rng.choice((404, 404, 404, 403)))
            when = clock.later(rng, when, 1, 6)
        if chance(rng, 0.4):
            for _ in range(rng.randint(5, 60)):
                log.asks(when, who, f"POST {log.site.login}", 200)
                when = clock.later(rng, when, 1, 5)


def owners(log: WebLog) -> None:
    """The owner's people log in from the office and write."""
    company, rng = log.company, log.company.rng
    for day in clock.days(company.start, company.now):
        for _ in range(rng.randint(0, 2) if clock.working(day, company.ahead) else 0):
            person = rng.choice(company.people)
            enters(log, clock.office(rng, day, company.ahead), (rng.choice(company.office), person.browser))


def enters(log: WebLog, when: datetime, who: tuple[str, str]) -> datetime:
    """Who logs in and works; gives when that ends."""
    rng = log.company.rng
    log.asks(when, who, f"GET {log.site.login}", 200)
    when = clock.later(rng, when, 5, 30)
    log.asks(when, who, f"POST {log.site.login}", 302, f"https://{log.site.domain}{log.site.login}")
    for path in rng.choices(log.site.admin, k=rng.randint(3, 9)):
        when = clock.later(rng, when, 4, 200)
        log.asks(when, who, f"{rng.choice(('GET', 'GET', 'POST'))} {path}", 200)
    return when


def own_script(log: WebLog, when: datetime, path: str, who: tuple[str, str]) -> None:
    """A script of the owner's that is new at when and that one party alone calls, by POST, to the end."""
    rng = log.company.rng
    while when < log.company.now:
        log.asks(when, who, f"POST {path}", 200)
        when = clock.later(rng, when, 1800, 14000)


def attempts(log: WebLog, paths: Sequence[str], count: int) -> None:
    """Bots that know the very hole try it too early, or while it is shut, and are sent away."""
    company, rng = log.company, log.company.rng
    for _ in range(count):
        who = (company.addresses.crowd(), rng.choice(PROGRAMS))
        when = clock.between(rng, company.start, company.now)
        for path in paths:
            log.asks(when, who, f"POST {path}", rng.choice((403, 404)))
            when = clock.later(rng, when, 1, 9)
