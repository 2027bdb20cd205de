"""SMTP credentials get out; strangers send mail by them, and AWS stops the account's sending in a region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.drill.generate import (
    Generator,
    actors,
    clock,
    findings,
    intruder,
    letters,
    life,
    reads,
    regions,
    sending,
)
from abusedesk.drill.generate import company as companies
from abusedesk.drill.generate import folder as folders
from abusedesk.drill.generate.chance import chance
from abusedesk.drill.generate.intruder import Intruder
from abusedesk.drill.generate.trail import Call
from abusedesk.translate import msg

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from random import Random

    from abusedesk.drill.generate.company import Company, Program
    from abusedesk.drill.generate.trail import Actor

_TITLE = msg("Leaked SMTP credentials, mail to strangers")
_RULE = "-" * 69
_ALL_OF_SES = ("ses:*",)
_TOOLS = (
    "Boto3/1.{n}.{m} md/Botocore#1.{n}.{m} ua/2.0 os/windows#10 md/arch#amd64 lang/python#3.11.{m}",
    "aws-sdk-php/3.2{n}.{m} OS/Linux/5.15.0-91-generic lang/php/8.1.{m} GuzzleHttp/7",
    "aws-sdk-go/1.44.{n} (go1.19.{m}; windows; amd64)",
)


@dataclass(slots=True, kw_only=True)
class _Raid:
    """The stolen key's program, how far its policy goes, who uses it, and where mail goes out from."""

    company: Company
    by: Intruder
    mailer: Program
    stopped: bool
    wide: bool
    region: str
    places: list[str]
    agent: str

    def at(self, number: int) -> Actor:
        """He, with the stolen key, at the place of that number."""
        return actors.by_key(self.mailer.user, self.mailer.key, self.places[number], self.agent)


def build(rng: Random, folder: Path) -> None:
    """Write the incident."""
    company = companies.found(rng, days=rng.randint(14, 19), trail=chance(rng, 0.5))
    since = company.now - timedelta(hours=rng.uniform(20, 80))
    region = rng.choice((company.home, company.home, "us-east-1"))
    findings.watch(company, [company.home])
    raid = _raid(company, region)
    _mail_life(raid)
    life.ordinary(company, life.Pace() if company.trail_bucket else life.QUIET)
    begun = _probes(raid, since)
    made = _prepares(raid, clock.later(rng, begun, 600, 9000)) if raid.wide else begun
    sent = clock.between(rng, made + timedelta(hours=6), company.now - timedelta(minutes=30))
    _checks(raid, made, sent)
    _state(raid, made, sent)
    _alert(raid, since)
    folders.write(folder, company, _TITLE, _letter(raid, sent), raid.by.truth)


def _raid(company: Company, region: str) -> _Raid:
    rng = company.rng
    named = company.start - timedelta(days=rng.randint(100, 600))
    wide = chance(rng, 0.7)  # somebody gave it all of SES, for statistics
    plain = ("ses-smtp", "smtp-mailer", "app-mail", "mail-relay") if wide else ("ses-smtp", "ses-smtp-prod")
    console = f"ses-smtp-user.{named:%Y%m%d-%H%M%S}"
    user, mailer = sending.sender(
        company,
        rng.choice((console, *plain)),
        _ALL_OF_SES if wide else sending.SEND_ONLY,
    )
    company.innocent.append(mailer.places[0])
    agent = rng.choice(_TOOLS).replace("{n}", str(rng.randint(20, 60))).replace("{m}", str(rng.randint(1, 9)))
    by = Intruder(company, "mail_credentials_leaked")
    by.truth.principals.append(user.arn)
    places = [company.addresses.outside() for _ in range(rng.randint(2, 3))]
    return _Raid(
        company=company, by=by, mailer=mailer, stopped=chance(rng, 0.5), wide=wide, region=region,
        places=places, agent=agent,
    )  # fmt: skip


def _mail_life(raid: _Raid) -> None:
    """The owner's own mail: a newsletter by another user, somebody who watches the figures, a new sender."""
    company, rng = raid.company, raid.company.rng
    newsletter = sending.sender(company, rng.choice(("newsletter", "campaigns", "crm-mail")), ("ses:*",))[1]
    watcher = sending.sender(
        company, rng.choice(("ses-metrics", "grafana", "mail-monitoring")), ("ses:Get*", "ses:List*")
    )[1]
    watcher.key.used = (company.now - timedelta(minutes=5), "ses", raid.region)
    watching = ("GetSendQuota", "GetSendStatistics", "ListIdentities")
    sending.asks(company, newsletter, raid.region, 24, ("GetSendQuota", "GetAccount"))
    sending.asks(company, watcher, raid.region, 3, watching)
    if raid.region != company.home:
        sending.asks(company, watcher, company.home, 6, watching[:2])
    if raid.wide and chance(
        rng, 0.5
    ):  # the program itself looks at its limit; by SMTP alone it leaves nothing
        sending.asks(company, raid.mailer, raid.region, 12, ("GetSendQuota",))
    for program in (newsletter, watcher):
        company.innocent += [program.user.arn, program.key.id, *program.places]
    domain = f"{company.name}.example.com"
    for name in (domain, f"noreply@{domain}", f"news.{domain}"):
        company.innocent.append(sending.identity(company, raid.region, name, verified=True))
    sending.adds_sender(company, life.some_day(company, 2, 9), raid.region, f"billing.{domain}")


def _probes(raid: _Raid, since: datetime) -> datetime:
    """Whose key is it, what may it do, and where may it send most; gives when he has seen it."""
    rng, by, company = raid.company.rng, raid.by, raid.company
    actor = raid.at(0)
    when = by.does(since, "us-east-1", actor, reads.WHO)
    asked = list(company.regions) if chance(rng, 0.6) else rng.sample(list(company.regions), 8)
    for region in dict.fromkeys([*asked, raid.region]):
        calls = [_asks(raid, actor, name) for name in ("GetSendQuota", "GetAccount")]
        when = by.looks(when, region, actor, calls if chance(rng, 0.5) else calls[:1])
    refused = [intruder.refused(actor, "iam", name) for name in ("ListUsers", "ListAttachedUserPolicies")]
    return by.looks(when, "us-east-1", actor, refused[: rng.randint(1, 2)])


def _asks(raid: _Raid, actor: Actor, name: str) -> Call:
    return reads.read("ses", name) if raid.wide else intruder.refused(actor, "ses", name)


def _prepares(raid: _Raid, when: datetime) -> datetime:
    """Names to send as, and in half of the incidents leave to send in a region that never sent."""
    company, by, rng = raid.company, raid.by, raid.company.rng
    actor = raid.at(0)
    looks = ("ListIdentities", "GetSendStatistics", "GetAccountSendingEnabled", "ListEmailIdentities")
    when = by.looks(when, raid.region, actor, [reads.read("ses", name) for name in rng.sample(looks, 3)])
    when = _poses(raid, actor, raid.region, when)
    if chance(rng, 0.5):
        other = company.unused(1)[0]
        when = _poses(raid, actor, other, when)
        asked = {
            "mailType": "MARKETING",
            "websiteURL": "https://shop.example.net",
            "productionAccessEnabled": True,
        }
        when = by.does(when, other, actor, Call(service="ses", name="PutAccountDetails", request=asked))
    return when


def _poses(raid: _Raid, actor: Actor, region: str, when: datetime) -> datetime:
    """Identities of his, one or two."""
    company, rng = raid.company, raid.company.rng
    bait = ("secure-parcel", "account-notice", "billing-center", "docs-share", "hr-portal")
    for word in rng.sample(bait, rng.randint(1, 2)):
        name = rng.choice((f"{word}.example.net", f"support@{word}.example.org"))
        when = raid.by.does(when, region, actor, sending.identity_made(company, name, verified=False))
        raid.by.truth.affected.append(sending.identity(company, region, name, verified=chance(rng, 0.7)))
        when = clock.later(rng, when, 20, 300)
    return when


def _checks(raid: _Raid, since: datetime, until: datetime) -> None:
    """While mail goes out by SMTP, his other machines ask how much is left."""
    rng, when = raid.company.rng, since
    for number in range(rng.randint(6, 14)):
        place = raid.at(1 + number % (len(raid.places) - 1))
        call = _asks(raid, place, rng.choice(("GetSendQuota", "GetSendQuota", "GetSendStatistics")))
        when = raid.by.does(clock.later(rng, when, 300, 5000), raid.region, place, call)
        if when > until:
            break


def _state(raid: _Raid, since: datetime, until: datetime) -> None:
    """What SES shows now: sending stopped by AWS in the one region, and the figures of two weeks."""
    company = raid.company
    facts = sending.allowed(company, raid.region, use="MARKETING", sent=company.rng.uniform(21000, 49000))
    facts["EnforcementStatus"] = "SHUTDOWN" if raid.stopped else "PROBATION"
    facts["SendingEnabled"] = not raid.stopped
    sending.statistics(company, raid.region, since, until)
    raid.mailer.key.used = (until - timedelta(minutes=2), "ses", raid.region)


def _alert(raid: _Raid, since: datetime) -> None:
    """GuardDuty at home thinks little of it: somebody looks round with the key."""
    name = raid.mailer.user.name
    seen = findings.Seen(
        type="Discovery:IAMUser/AnomalousBehavior",
        severity=2.0,
        title=f"User {name} invoked APIs commonly used to discover resources, in an unusual way.",
        description=f"APIs commonly used for discovery were invoked by {name} under unusual circumstances.",
        resource=findings.access_key(raid.at(0).identity),
        action=findings.api_call("ses", "GetSendQuota", raid.places[0]),
        first=since,
        last=since + timedelta(minutes=raid.company.rng.randint(5, 60)),
    )
    findings.add(raid.company, raid.company.home, seen)


def _letter(raid: _Raid, sent: datetime) -> bytes:
    company, rng = raid.company, raid.company.rng
    kind = rng.choice(("credentials", "complaint"))
    state = "sending paused" if raid.stopped else "under review"
    text = {"credentials": _of_credentials, "complaint": _of_complaints}[kind](raid, state)
    senders = (
        ("ses-review@amazon.com", "Amazon SES"),
        ("no-reply-aws@amazon.com", "Amazon Web Services"),
    )
    subjects = (
        f"Amazon SES: {state} for AWS Account {company.id}",
        f"Amazon SES Account Review, AWS Account {company.id} in {regions.NAMES[raid.region]}",
    )
    letter = letters.Letter(sender=rng.choice(senders), subject=rng.choice(subjects), sent=sent, text=text)
    return letters.sealed(company, letter)


def _head(raid: _Raid, state: str) -> str:
    where, account = regions.NAMES[raid.region], raid.company.id
    changed = (
        f"Your account can no longer send email with Amazon SES in the {where} Region."
        if state == "sending paused"
        else f"Your Amazon SES account in the {where} Region is now under review. It can still send."
    )
    return (
        f"Hello,\n\n{_RULE}\nIMPORTANT CHANGE IN YOUR SENDING STATUS\n{_RULE}\n\n"
        f"This is about AWS account {account}. {changed}\n\n{_RULE}\nDETAILS\n{_RULE}\n\n"
    )


def _of_credentials(raid: _Raid, state: str) -> str:
    rng, user = raid.company.rng, raid.mailer.user.name
    named = f' The messages were sent with the credentials of IAM user "{user}".' if chance(rng, 0.5) else ""
    seen = f" Somebody at {raid.places[1]} sends with them." if chance(rng, 0.4) else ""
    return (
        _head(raid, state)
        + "We believe that your Amazon SES credentials were compromised: unsolicited email "
        f"that does not resemble what you usually send left your account, in large numbers.{named}{seen}\n\n"
        "Please rotate the access keys and SMTP passwords that can send email, remove users and identities "
        "that you do not recognize, and reply to this message. Tell us what the root cause was, which "
        "changes you have already made, and how they keep this from happening again."
    )


def _of_complaints(raid: _Raid, state: str) -> str:
    rng = raid.company.rng
    rate, count, days = rng.uniform(0.4, 1.4), rng.randint(11000, 60000), rng.uniform(1.2, 9)
    return (
        _head(raid, state) + f"Your current complaint rate is {rate:.2f}%. We measured it over the last "
        f"{count:,} eligible emails*, which is the last {days:.1f} days of your sending.\n\n"
        "A complaint is counted when a recipient reports your message as unwanted. Senders should stay below "
        "0.1%.\n\nPlease reply with the cause of the complaints, the changes that you have already made, and "
        "how they keep this from happening again.\n\n* Not counted: domains that report no complaints."
    )


GENERATOR = Generator(
    id="ses_leaked_smtp",
    title=_TITLE,
    summary=msg(
        "Somebody has the SMTP credentials that the application sends mail with. He looks for the region "
        "with the highest limit, adds senders of his own and floods strangers, while the newsletter goes on "
        "by another user. AWS stops sending in one region and names little."
    ),
    build=build,
)
