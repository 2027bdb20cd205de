"""A notice about an address that was somebody else's when it was abused. Nobody broke in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import (
    Generator,
    clock,
    elastic,
    findings,
    ids,
    launch,
    letters,
    life,
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
from abusedesk.drill.generate.chance import chance
from abusedesk.drill.generate.machines import Launch
from abusedesk.translate import msg

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from random import Random

    from abusedesk.drill.generate.company import Company

_TITLE = msg("Notice about an address that was somebody else's")


@dataclass(slots=True, kw_only=True)
class _Case:
    """The address, the time it was abused at, and who has it now (if it is still ours)."""

    address: str
    abused: datetime
    host: dict[str, Any] | None


def build(rng: Random, folder: Path) -> None:
    """Write the incident."""
    company = companies.found(rng, days=rng.randint(17, 21), trail=True)
    findings.watch(company, [company.home, *company.unused(rng.randint(0, 3))])
    case = rng.choice((_allocated_later, _launched_later, _released_before))(company)
    life.ordinary(company, life.Pace())
    mark = ids.hexa(rng, 5)
    companies.bucket(company, company.home, f"{company.name}-flow-logs-{mark}")
    flows = flow_logs.Flows(company, f"{company.name}-flow-logs-{mark}")
    flow_logs.ordinary(flows)
    flows.deliver()
    company.innocent.append(case.address)
    _alerts(company)
    folders.write(folder, company, _TITLE, _mail(company, case), folders.Truth(root_cause="not_ours"))


def _allocated_later(company: Company) -> _Case:
    """A host that never was on the internet gets an Elastic IP address, after the abuse."""
    rng = company.rng
    host = _host(company, "edge", company.start - timedelta(days=rng.randint(20, 200)), public=False)
    when = life.some_day(company, 0.8, 4)
    actor = work.sign_in(company, rng.choice(company.admins), when - timedelta(minutes=3))
    address = elastic.gain(company, actor, when, host)
    abused = when - timedelta(hours=rng.uniform(3, 60))
    company.tenures[host["InstanceId"]] = (address["PublicIp"], when, company.now)
    return _Case(address=address["PublicIp"], abused=abused, host=host)


def _launched_later(company: Company) -> _Case:
    """A host is launched with a public address of the moment, after the abuse."""
    rng = company.rng
    when = life.some_day(company, 0.8, 4)
    host = _host(company, "worker", when, public=True)
    abused = when - timedelta(hours=rng.uniform(3, 60))
    return _Case(address=host["PublicIpAddress"], abused=abused, host=host)


def _released_before(company: Company) -> _Case:
    """A host had an Elastic IP address, which was given back before the abuse."""
    rng = company.rng
    host = _host(company, "gateway", company.start - timedelta(days=rng.randint(20, 200)), public=False)
    had = life.some_day(company, 10, 12)
    actor = work.sign_in(company, rng.choice(company.admins), had - timedelta(minutes=3))
    address = elastic.gain(company, actor, had, host)
    gave = life.some_day(company, 2.5, 5.5)
    actor = work.sign_in(company, rng.choice(company.admins), gave - timedelta(minutes=3))
    elastic.lose(company, actor, gave, address)
    latest = company.now - timedelta(hours=9)
    abused = clock.between(rng, gave + timedelta(hours=2), min(latest, gave + timedelta(hours=60)))
    company.tenures[host["InstanceId"]] = (address["PublicIp"], had, gave)
    return _Case(address=address["PublicIp"], abused=abused, host=None)


def _host(company: Company, name: str, when: datetime, *, public: bool) -> dict[str, Any]:
    """One more host in the company's own network, launched with a record where when is in the history."""
    rng, home, old = company.rng, company.at_home, company.hosts[2]
    subnet = next(one for one in home.things["ec2:subnets"] if one["SubnetId"] == old["SubnetId"])
    group = old["SecurityGroups"][0]["GroupId"]
    asked = Launch(
        type="t3.small",
        image=old["ImageId"],
        key=old["KeyName"],
        groups=[one for one in home.things["ec2:security_groups"] if one["GroupId"] == group],
        subnet=subnet,
        tags={"Name": f"{company.product}-{name}", "Env": "prod"},
        profile=(old["IamInstanceProfile"]["Arn"], old["IamInstanceProfile"]["Id"]),
        disk=20,
        public=public,
    )
    if company.trail.covers(when):
        actor = work.sign_in(company, rng.choice(company.admins), when - timedelta(minutes=4))
        made = launch.run(company.trail, home, actor, asked, when)[0]
    else:
        made = launch.place(home, asked, when)[0]
    company.hosts.append(made)
    return made


def _alerts(company: Company) -> None:
    """GuardDuty notes that the world tries the web server, as it does everywhere."""
    rng, host = company.rng, company.hosts[0]
    first = company.now - timedelta(days=rng.uniform(3, 9))
    address = company.addresses.crowd()
    findings.probed(company, host, address, first)


def _mail(company: Company, case: _Case) -> bytes:
    """The notice; AWS looked at who holds the address now, or held it once."""
    rng = company.rng
    earliest = max(case.abused + timedelta(hours=5), company.now - timedelta(hours=10))
    kind = rng.choice(("scan", "intrusion"))
    number = "1" + "".join(rng.choices("0123456789", k=10))
    senders = (
        ("trustandsafety@support.aws.com", "AWS Trust and Safety"),
        ("ec2-abuse@amazon.com", "EC2 Abuse"),
    )
    letter = letters.Letter(
        sender=rng.choice(senders),
        subject=rng.choice(
            (f"Your AWS Abuse Report [{number}]", f"Your AWS Abuse Report [{number}] [AWS ID {company.id}]")
        ),
        sent=clock.between(rng, earliest, company.now - timedelta(minutes=20)),
        text=_in_one_line(company, case, kind) if chance(rng, 0.5) else _in_labels(company, case, kind),
        report=_report(company, case),
    )
    return letters.sealed(company, letter)


def _in_one_line(company: Company, case: _Case, kind: str) -> str:
    """The older layout: one line says what, begin and end stand below; with an instance or without."""
    resembles = {
        "scan": "port scanning, which tries remote hosts on the internet for open ports",
        "intrusion": "attempts to access remote hosts on the internet without authorization",
    }[kind]
    named = f"EC2 Instance Id: {case.host['InstanceId']} " if case.host and chance(company.rng, 0.5) else ""
    blanks = " " * company.rng.randint(2, 6)
    end = case.abused + timedelta(minutes=company.rng.randint(2, 40))
    return (
        "Hello,\n\nWe have received a report that your AWS resource(s)\n\n"
        f"AWS ID: {company.id}{blanks}Region: {company.home}{blanks}{named}[{case.address}]\n\n"
        f"has been implicated in activity that resembles {resembles}. Activity of this kind is forbidden in "
        "the AWS Acceptable Use Policy (https://aws.amazon.com/aup/).\n\n"
        "Details of the abusive activity:\n"
        f"* Report begin time : {case.abused:%Y-%m-%d %H:%M:%S} UTC\n"
        f"* Report end time   : {end:%Y-%m-%d %H:%M:%S} UTC\n\n"
        "Please reply to this email within 24 hours with the cause of the activity and what you have done to "
        "stop it. If you believe that this report is wrong, please tell us why."
    )


def _in_labels(company: Company, case: _Case, kind: str) -> str:
    """The newer layout, a label a line, any order."""
    activity = {"scan": "Port Scanning", "intrusion": "Intrusion Attempts"}[kind]
    what = company.rng.choice(("Elastic IP", "Public IP", "IP Address"))
    labels = [
        f"Region: {company.home}",
        f"Implicated Resource:{what}: {case.address}",
        f"Reported Activity: {activity}",
        f"Abuse Time: {case.abused:%d %b %Y %H:%M:%S} UTC",
        "Required Actions: Investigate root cause",
    ]
    company.rng.shuffle(labels)
    return letters.curly(
        "Hello,\n\nWe've received a report that an AWS resource of yours is doing what the "
        "AWS Acceptable Use Policy (https://aws.amazon.com/aup/) forbids.\n\n"
        + "\n".join([f"AWS Account ID: {company.id}", *labels])
        + "\n\nPlease investigate, and reply to this email with the root cause and the corrective action "
        "that you have taken. If you believe that the report is in error, reply with the reason."
    )


def _report(company: Company, case: _Case) -> str:
    """What a stranger sent AWS; nobody has checked it, and he mixes up more than one address."""
    rng = company.rng
    victim, other = company.addresses.outside(), company.addresses.outside()
    lines = []
    for index in range(rng.randint(4, 10)):
        at = case.abused + timedelta(seconds=index * 7)
        source, user = case.address if index % 4 else other, rng.choice(("root", "admin", "git"))
        said = f"Failed password for {user} from {source} port {rng.randint(30000, 60000)} ssh2"
        lines.append(f"{at:%b} {at.day:2d} {at:%H:%M:%S} fw sshd[{rng.randint(900, 30000)}]: {said}")
    return (
        f"\nHello,\n\nour host {victim} was attacked from your network, see the lines below (UTC). Reply "
        "within 12 hours or we block all of your network.\n\n"
        + "\n".join(lines)
        + "\n-- \nabuse@victim.example.org"
    )


GENERATOR = Generator(
    id="not_ours_reused_address",
    title=_TITLE,
    summary=msg(
        "The notice names an address that this account got only after the reported time, or had given back "
        "before. Nothing bad happened here, though much looks like it; the right answer is a dispute."
    ),
    build=build,
)
