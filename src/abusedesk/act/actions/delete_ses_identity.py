"""Delete an address or domain that mail is sent from by SES."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Evidence, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.aws.read import Page, Reader
    from abusedesk.aws.write import Writer

_ARN = re.compile(r"arn:aws[a-z-]*:ses:([a-z0-9-]+):(\d{12}):identity/(.+)")


def preview(aws: Reader, target: Target) -> Change:
    """What SES says of the identity (null: it is not there), with its DKIM and policies; and nothing."""
    page = _found(aws, _name(aws, target))
    now = None if page is None else json.loads(json.dumps(page.data, default=str))
    if now is not None:
        now.pop("VerificationInfo", None)  # when SES last looked, which changes by itself
    return Change("delete_ses_identity", target, {"identity": now}, {"identity": None})


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """The identity as SES tells it."""
    page = _found(aws, _name(aws, change.target))
    if page is not None:
        yield Evidence(
            collector="delete_ses_identity",
            kind="ses.identity",
            key=change.target.id,
            account=change.target.account,
            region=aws.region,
            call=page.call,
            asked=page.asked,
            sha256=page.sha256,
            data=json.loads(json.dumps(page.data, default=str)),
        )


def apply(aws: Writer, change: Change) -> None:
    """Delete it."""
    name = _name(aws, change.target)
    if _found(aws, name) is not None:
        aws.one("sesv2:DeleteEmailIdentity", EmailIdentity=name)


def _name(aws: Reader | Writer, target: Target) -> str:
    match = _ARN.fullmatch(target.id)
    if match is None or match.groups()[:2] != (aws.region, target.account):
        raise Refused(f"{target.id} is no SES identity of {target.account} in {aws.region}")
    return match[3]


def _found(aws: Reader | Writer, name: str) -> Page | None:
    try:
        return aws.one("sesv2:GetEmailIdentity", EmailIdentity=name)
    except Absent:
        return None


ACTION = Action(
    id="delete_ses_identity",
    title=msg("Delete a mail identity that the intruder made"),
    harm=msg(
        "No mail can be sent as this address or domain from this region. Whoever wants that again has to "
        "verify it anew, and DNS records for DKIM change."
    ),
    source="https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DeleteEmailIdentity.html",
    wave="delete",
    reads=("sesv2:GetEmailIdentity=ses:GetEmailIdentity",),
    writes=("sesv2:DeleteEmailIdentity=ses:DeleteEmailIdentity",),
    preview=preview,
    apply=apply,
    irreversible=msg("SES verifies an address or domain anew; its settings are among the evidence"),
    keep=keep,
)
