"""A bucket that the world reads: its policy, who writes to it, and the data events that tell so."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import clock, ids
from abusedesk.drill.generate import company as companies
from abusedesk.drill.generate.trail import Actor, Call

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from abusedesk.drill.generate.company import Company

ANONYMOUS = {"type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"}
"""Who calls without credentials. Source: AWS CloudTrail User Guide, userIdentity element."""


def public(company: Company, name: str, *actions: str) -> dict[str, Any]:
    """A bucket on whose objects everybody may do actions ("s3:GetObject"); gives it."""
    companies.bucket(company, company.home, name)
    made = next(one for one in company.at_home.things["s3:buckets"] if one["Name"] == name)
    statement = {
        "Sid": "PublicAccess",
        "Effect": "Allow",
        "Principal": "*",
        "Action": list(actions) if len(actions) > 1 else actions[0],
        "Resource": f"arn:aws:s3:::{name}/*",
    }
    made["Policy"] = {"Version": "2012-10-17", "Statement": [statement]}
    return made


def record_writes(company: Company, *names: str) -> None:
    """The trail keeps what is written to these buckets too."""
    selector = {
        "ReadWriteType": "WriteOnly",
        "IncludeManagementEvents": False,
        "DataResources": [{"Type": "AWS::S3::Object", "Values": [f"arn:aws:s3:::{name}/" for name in names]}],
        "ExcludeManagementEventSources": [],
    }
    everything = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}
    things: Any = company.at_home.things
    things["cloudtrail:event_selectors"] = {"EventSelectors": [everything, selector]}


def put(company: Company, bucket: str, key: str) -> Call:
    """The data event of an object that is written."""
    arn = f"arn:aws:s3:::{bucket}"
    return Call(
        service="s3",
        name="PutObject",
        request={"bucketName": bucket, "key": key, "Host": f"{bucket}.s3.{company.home}.amazonaws.com"},
        response={"x-amz-server-side-encryption": "AES256"},
        more={
            "managementEvent": False,
            "eventCategory": "Data",
            "readOnly": False,
            "resources": [
                {"type": "AWS::S3::Object", "ARN": f"{arn}/{key}"},
                {"accountId": company.id, "type": "AWS::S3::Bucket", "ARN": arn},
            ],
        },
    )


def page(company: Company, bucket: str, key: str) -> Call:
    """A reported page: what stands in it deceives nobody, but it lies there. Gives its data event."""
    company.logs[f"s3/{bucket}/{key}"] = b"<!doctype html><title>Practice</title><p>Nothing is asked here.\n"
    return put(company, bucket, key)


def anonymous(address: str, agent: str) -> Actor:
    """Somebody without credentials."""
    return Actor(identity=ANONYMOUS, address=address, agent=agent)


def writes(company: Company, bucket: str, per_day: int, how: Callable[[datetime], tuple[Actor, str]]) -> None:
    """About per_day objects a day are written; how gives who writes and the key, at a time."""
    rng = company.rng
    for day in clock.days(company.start, company.now):
        for _ in range(rng.randint(per_day // 2, per_day)):
            when = clock.between(rng, day, day + timedelta(days=1))
            actor, key = how(when)
            company.trail.add(when, company.home, actor, put(company, bucket, key))


def kit(company: Company, folder: str) -> Sequence[str]:
    """Keys of a set of pages that pose as somebody else's, the page to be opened first."""
    names = ("index.html", "style.css", "logo.svg", "next.html", f"app.{ids.hexa(company.rng, 6)}.js")
    return [f"{folder}{name}" for name in names[: company.rng.randint(3, 5)]]
