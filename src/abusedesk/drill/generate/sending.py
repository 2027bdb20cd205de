"""Amazon SES: who sends, as whom, how much, and what its API shows of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import actors, clock, ids, reads, work
from abusedesk.drill.generate.chance import chance
from abusedesk.drill.generate.company import Program
from abusedesk.drill.generate.trail import Call

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from abusedesk.drill.generate.company import Company
    from abusedesk.drill.generate.iam import User

SEND_ONLY = ("ses:SendRawEmail",)
"""What the console lets an SMTP user do. Source: Amazon SES Developer Guide, SMTP credentials."""

_QUARTER = timedelta(minutes=15)
_DAY = timedelta(days=1)


def allowed(company: Company, region: str, *, use: str, sent: float = 0.0) -> dict[str, Any]:
    """The region's account is out of the sandbox, to send use (MARKETING, TRANSACTIONAL); gives it."""
    details = {
        "MailType": use,
        "WebsiteURL": f"https://www.{company.name}.example.com",
        "ContactLanguage": "EN",
        "UseCaseDescription": "Newsletter and receipts for our customers, who have asked for them.",
        "ReviewDetails": {"Status": "GRANTED", "CaseId": "1" + company.rng.choice(_DIGITS) * 3 + "8"},
    }
    facts: dict[str, Any] = {
        "DedicatedIpAutoWarmupEnabled": True,
        "EnforcementStatus": "HEALTHY",
        "ProductionAccessEnabled": True,
        "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": round(sent)},
        "SendingEnabled": True,
        "Details": details,
    }
    things: Any = company.regions[region].things
    things["ses:account"] = facts
    return facts


_DIGITS = "123456789"


def identity(company: Company, region: str, name: str, *, verified: bool) -> str:
    """Add an address or domain to send as; gives its ARN."""
    company.regions[region].add(
        "ses:email_identities",
        {
            "IdentityType": "EMAIL_ADDRESS" if "@" in name else "DOMAIN",
            "IdentityName": name,
            "SendingEnabled": verified,
            "VerificationStatus": "SUCCESS" if verified else "PENDING",
        },
    )
    return f"arn:aws:ses:{region}:{company.id}:identity/{name}"


def identity_made(company: Company, name: str, *, verified: bool) -> Call:
    """The call that makes an identity, in one of the API's two versions."""
    rng, domain = company.rng, "@" not in name
    if chance(rng, 0.5):
        tokens = [ids.hexa(rng, 32) for _ in range(3)] if domain else []
        answer = {
            "identityType": "DOMAIN" if domain else "EMAIL_ADDRESS",
            "verifiedForSendingStatus": verified,
            "dkimAttributes": {"signingEnabled": domain, "status": "NOT_STARTED", "tokens": tokens},
        }
        return Call(
            service="ses", name="CreateEmailIdentity", request={"emailIdentity": name}, response=answer
        )
    if domain:
        token = {"verificationToken": ids.secret(rng) + "="}
        return Call(service="ses", name="VerifyDomainIdentity", request={"domain": name}, response=token)
    return Call(service="ses", name="VerifyEmailIdentity", request={"emailAddress": name}, response=None)


def sender(company: Company, name: str, policy: Sequence[str] = SEND_ONLY) -> tuple[User, Program]:
    """A user that mail is sent by, with a key and a program at an address of its own."""
    rng, iam = company.rng, company.iam
    made = company.start - timedelta(days=rng.randint(60, 700), seconds=rng.randrange(80000))
    user = iam.user(name, made)
    user.inline["AmazonSesSendingAccess"] = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": list(policy), "Resource": "*"}],
    }
    key = iam.key(user, made + timedelta(seconds=2))
    key.used = (company.now - timedelta(minutes=rng.randint(3, 50)), "ses", company.home)
    program = Program(user=user, key=key, places=[company.addresses.program()], agent=actors.sdk(rng))
    return user, program


def asks(company: Company, program: Program, region: str, hours: float, calls: Sequence[str]) -> None:
    """A program of the owner's asks calls of SES in region, about every so many hours."""
    rng = company.rng
    when = clock.later(rng, company.start, 60, 3600 * hours)
    while when < company.now:
        actor = actors.by_key(program.user, program.key, program.place(rng, when), program.agent)
        for name in calls:
            company.trail.add(when, region, actor, reads.read("ses", name))
            when = clock.later(rng, when, 1, 4)
        when = clock.later(rng, when, 3600 * hours * 0.8, 3600 * hours * 1.2)


def adds_sender(company: Company, when: datetime, region: str, name: str) -> None:
    """An administrator adds an identity in the console and looks at it: a new sender of the owner's own."""
    rng = company.rng
    actor = work.sign_in(company, rng.choice(company.admins), when)
    for call in ("GetAccount", "ListEmailIdentities"):
        when = clock.later(rng, when, 5, 40)
        company.trail.add(when, region, actor, reads.read("ses", call))
    company.trail.add(
        clock.later(rng, when, 20, 90), region, actor, identity_made(company, name, verified=False)
    )
    company.innocent.append(identity(company, region, name, verified=True))


def statistics(company: Company, region: str, since: datetime, until: datetime) -> None:
    """
    What GetSendStatistics shows of two weeks: the owner's mail, and the flood from since to until.

    Source: https://docs.aws.amazon.com/ses/latest/APIReference/API_GetSendStatistics.html
    """
    rng = company.rng
    when = company.now - 14 * _DAY
    while when < company.now:
        own = rng.randint(0, 40) if 6 <= (when.hour + company.ahead) % 24 <= 20 else rng.randint(0, 4)  # noqa: PLR2004 # the day
        flood = rng.randint(400, 900) if since <= when < until else 0
        if own or flood:
            company.regions[region].add(
                "ses:send_data_points",
                {
                    "Timestamp": ids.iso(when),
                    "DeliveryAttempts": own + flood,
                    "Bounces": int(own * 0.01) + int(flood * rng.uniform(0.08, 0.2)),
                    "Complaints": int(flood * rng.uniform(0.004, 0.012)),
                    "Rejects": 0,
                },
            )
        when += _QUARTER
