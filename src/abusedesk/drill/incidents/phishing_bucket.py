"""Phishing pages lie in a public bucket: a customer's, anybody's, or a thief's who had a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from abusedesk.drill.generate import (
    Generator,
    actors,
    clock,
    findings,
    ids,
    intruder,
    letters,
    life,
    names,
    reads,
    sending,
    storage,
)
from abusedesk.drill.generate import company as companies
from abusedesk.drill.generate import folder as folders
from abusedesk.drill.generate.chance import chance
from abusedesk.drill.generate.intruder import Intruder
from abusedesk.drill.generate.trail import Actor
from abusedesk.drill.incidents.phishing_site import defanged
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path
    from random import Random

    from abusedesk.drill.generate.company import Company, Program
    from abusedesk.drill.generate.folder import Truth

_TITLE = msg("Phishing pages in a public bucket")
_BRANDS = ("secure-bank", "mail-update", "parcel-track", "office-login", "wallet-verify")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """What really happened, the reported object, and since when it lies there."""

    truth: Truth
    bucket: str
    key: str
    shown: datetime


def build(rng: Random, folder: Path) -> None:
    """Write the incident."""
    company = companies.found(rng, days=rng.randint(14, 19), trail=True)
    findings.watch(company, [company.home])
    way = rng.choice((_customer, _customer, _anybody, _stolen))
    mark = ids.hexa(rng, 5)
    bucket = f"{company.name}-{rng.choice(('site', 'public', 'usercontent', 'share'))}-{mark}"
    when = company.now - timedelta(hours=rng.uniform(18, 70))
    case = way(company, bucket, when)
    storage.record_writes(company, bucket)
    life.ordinary(company, life.Pace())
    _alert(company)
    folders.write(folder, company, _TITLE, _mail(company, case), case.truth)


def _customer(company: Company, bucket: str, when: datetime) -> _Case:
    """Customers upload through the application, which writes for all of them; one of them wrote these."""
    rng = company.rng
    storage.public(company, bucket, "s3:GetObject")
    tenants = [ids.hexa(rng, 8) for _ in range(rng.randint(20, 40))]

    def written(moment: datetime) -> tuple[Actor, str]:
        name = rng.choice(("photo.jpg", "report.pdf", "index.html", "avatar.png", "table.csv"))
        return _application(company, moment), f"u/{rng.choice(tenants)}/{ids.hexa(rng, 6)}/{name}"

    storage.writes(company, bucket, 60, written)
    folder = f"u/{ids.hexa(rng, 8)}/{rng.choice(_BRANDS)}/"
    keys, shown = storage.kit(company, folder), when
    for key in keys:
        company.trail.add(when, company.home, _application(company, when), storage.page(company, bucket, key))
        when = clock.later(rng, when, 1, 20)
    truth = folders.Truth(root_cause="hosted_content", affected=[bucket])
    return _Case(truth=truth, bucket=bucket, key=keys[0], shown=shown)


def _application(company: Company, when: datetime) -> Actor:
    """A web server's own session, as its role, from its own address."""
    host = company.hosts[0]
    role = company.iam.roles[f"{company.product}-web"]
    begun = when.replace(minute=0, second=0)
    credential = f"ASIA{company.id[:4]}{begun:%m%d}{begun.hour // 6}WEB"
    identity = actors.in_role(role, host["InstanceId"], f"{credential:Z<20}"[:20], begun)
    agent = "aws-sdk-java/2.25.11 Linux/6.1.0 Java/21.0.2"
    return Actor(identity=identity, address=company.public(host, when), agent=agent)


def _anybody(company: Company, bucket: str, when: datetime) -> _Case:
    """A form in the browser writes without credentials, so anybody can; one did who had no business there."""
    rng = company.rng
    storage.public(company, bucket, "s3:GetObject", "s3:PutObject")

    def written(_: datetime) -> tuple[Actor, str]:
        address = company.addresses.crowd()
        company.innocent.append(address)
        name = rng.choice(("cv.pdf", "photo.jpg", "form.docx"))
        return storage.anonymous(address, actors.browser(rng)), f"incoming/{ids.hexa(rng, 8)}-{name}"

    storage.writes(company, bucket, 12, written)
    truth = folders.Truth(root_cause="public_storage", affected=[bucket], since=when)
    places = [company.addresses.outside() for _ in range(rng.randint(1, 2))]
    keys, shown = (
        storage.kit(company, f"{rng.choice(('', 'incoming/', 'docs/'))}{rng.choice(_BRANDS)}/"),
        when,
    )
    for number, key in enumerate(keys):
        place = places[number % len(places)]
        truth.ips.append(place)
        thief = storage.anonymous(place, rng.choice(("curl/8.5.0", "python-requests/2.31.0")))
        company.trail.add(when, company.home, thief, storage.page(company, bucket, key))
        when = clock.later(rng, when, 1, 40)
    return _Case(truth=truth, bucket=bucket, key=keys[0], shown=shown)


def _stolen(company: Company, bucket: str, when: datetime) -> _Case:
    """The key of the program that publishes the site has been stolen."""
    rng, by = company.rng, Intruder(company, "leaked_access_key")
    storage.public(company, bucket, "s3:GetObject")
    policy = ("s3:ListAllMyBuckets", "s3:PutObject", "s3:ListBucket", "s3:GetBucketPolicy")
    user, publisher = sending.sender(
        company, rng.choice(("site-publisher", "web-sync", "hugo-deploy")), policy
    )
    company.innocent += publisher.places
    _publishes(company, publisher, bucket)
    thief = actors.by_key(user, publisher.key, company.addresses.outside(), intruder.tool(company))
    refused = [intruder.refused(thief, "iam", name) for name in ("ListUsers", "CreateUser")]
    listed = reads.read("s3", "ListBuckets", {"Host": "s3.amazonaws.com"})
    asked = {"bucketName": bucket, "Host": f"{bucket}.s3.{company.home}.amazonaws.com"}
    looked = [reads.WHO, listed, *refused, reads.read("s3", "GetBucketPolicy", asked)]
    when = by.looks(when, company.home, thief, looked)
    shown = when
    keys = storage.kit(company, f"{rng.choice(('', 'img/', 'assets/'))}{rng.choice(_BRANDS)}/")
    for key in keys:
        when = by.does(when, company.home, thief, storage.page(company, bucket, key))
    by.truth.affected.append(bucket)
    return _Case(truth=by.truth, bucket=bucket, key=keys[0], shown=shown)


def _publishes(company: Company, publisher: Program, bucket: str) -> None:
    """The owner's program writes the whole site anew, some times a day."""
    rng = company.rng
    pages = ("index.html", "about/index.html", "news/index.html", "assets/app.css", "img/team.jpg")

    def written(when: datetime) -> tuple[Actor, str]:
        actor = actors.by_key(publisher.user, publisher.key, publisher.place(rng, when), publisher.agent)
        return actor, rng.choice(pages)

    storage.writes(company, bucket, 30, written)


def _alert(company: Company) -> None:
    """GuardDuty tells of the public bucket, which the owner knows."""
    rng, admin = company.rng, company.admins[0]
    if admin.key is None:
        return
    actor = actors.by_key(admin.user, admin.key, admin.places[0], admin.agent)
    first = company.now - timedelta(days=rng.uniform(4, 10))
    seen = findings.Seen(
        type="Policy:S3/BucketBlockPublicAccessDisabled",
        severity=2.0,
        title="Amazon S3 Block Public Access was disabled for a bucket.",
        description="Amazon S3 Block Public Access was disabled for a bucket of this account.",
        resource=findings.access_key(actor.identity),
        action=findings.api_call("s3", "PutBucketPublicAccessBlock", admin.places[0]),
        first=first,
        last=first + timedelta(minutes=1),
    )
    findings.add(company, company.home, seen)


def _mail(company: Company, case: _Case) -> bytes:
    rng = company.rng
    latest = company.now - timedelta(minutes=20)
    sent = clock.between(rng, min(case.shown + timedelta(hours=5), latest), latest)
    letter = letters.Letter(
        sender=("trustandsafety@support.aws.com", "AWS Trust and Safety"),
        subject=f"Your AWS Abuse Report [1{''.join(rng.choices('0123456789', k=10))}]",
        sent=sent,
        text=_text(company, case),
        report=f"\nHello,\n\nthis page steals our customers' passwords. Take it down at once.\n-- \n"
        f"{rng.choice(names.PRODUCTS)}@brand.example.org",
    )
    return letters.sealed(company, letter)


def _text(company: Company, case: _Case) -> str:
    rng = company.rng
    hosts = (
        f"{case.bucket}.s3.{company.home}.amazonaws.com/{case.key}",
        f"s3.{company.home}.amazonaws.com/{case.bucket}/{case.key}",
        f"{case.bucket}.s3-website.{company.home}.amazonaws.com/{case.key}",
    )
    labels: Sequence[str] = [
        f"Region: {company.home}",
        f"Implicated Resource:S3 Bucket: {case.bucket}",
        "Reported Activity: Phishing",
    ]
    shown = [one for one in labels if not one.startswith("Implicated") or chance(rng, 0.6)]
    return (
        "Hello,\n\nWe've received a report of phishing content on an AWS resource of yours.\n\n"
        + "\n".join([f"AWS Account ID: {company.id}", *shown])
        + f"\n\nReported URL:\n{defanged(rng, f'https://{rng.choice(hosts)}')}\n\n"
        "The AWS Acceptable Use Policy (https://aws.amazon.com/aup/) forbids such content. Please remove it, "
        "and reply to this email with the corrective action that you have taken and with how the content "
        "came to be there."
    )


GENERATOR = Generator(
    id="phishing_bucket",
    title=_TITLE,
    summary=msg(
        "Pages that steal passwords lie in a bucket that everybody may read. Who put them there is another "
        "matter each time: a customer by the application, anybody because the bucket takes what it is given, "
        "or a thief with the publishing program's key. The notice has a URL."
    ),
    build=build,
)
