"""The notices that no letter of ours answers, and what a person has to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import Notice

# 17 U.S.C. 512(g)(3), https://www.law.cornell.edu/uscode/text/17/512, lists what a counter-notice holds.
_COPYRIGHT = (
    msg("No letter of ours answers a copyright notice: a person must decide and sign."),
    msg(
        "Look at what the notice names. If it infringes, remove it and tell AWS in your own words what you "
        "removed and when. If a customer published it, pass the notice on to the customer first."
    ),
    msg(
        "If the claim is wrong, a counter-notice needs five things: 1. the signature of whoever sends it; "
        "2. what was removed, and where it stood before; 3. a statement under penalty of perjury that it was "
        "removed by mistake or misidentification; 4. name, address and telephone number; 5. consent to the "
        "jurisdiction of the federal district court and to service of process."
    ),
    msg("Have a lawyer write the counter-notice: this program writes no legal statement."),
)
_BEDROCK = (
    msg("No letter of ours answers this notice: access was revoked at the request of the model's provider."),
    msg("An appeal goes to the provider of the model, not to AWS; the notice names the way."),
    msg(
        "First find out who called models in Amazon Bedrock. If it was an intruder, replace the credentials "
        "and tell the provider so; if it was you, stop that use before you appeal."
    ),
)
_BY_PERSON: Mapping[str, tuple[str, ...]] = {"copyright": _COPYRIGHT, "bedrock_access": _BEDROCK}
_NO_REPLY: Mapping[str, tuple[str, ...]] = {
    "upgrade_notice": (
        msg("AWS expects no reply to this message."),
        msg(
            "Carry out the upgrade before the date that it names; the resources are listed in the AWS Health "
            "Dashboard."
        ),
    ),
    "public_bucket": (
        msg("AWS expects no reply to this message."),
        msg(
            "Make the bucket private, or make sure that everything in it may be read by everybody; the "
            "buckets are listed in the AWS Health Dashboard."
        ),
    ),
    "denial_of_service_target": (
        msg("AWS expects no reply to this message: the attack is against you, not by you."),
        msg("Follow the AWS Shield events; ask AWS Support where you need help."),
    ),
    "ses_denied": (
        msg("AWS expects no reply to this message: it is its last word on the request."),
        msg(
            "Ask again only when something has changed: what you send, to whom, how addresses are collected, "
            "how bounces and complaints are handled; open a new request in the Support Center."
        ),
    ),
}
_RESOLVED = (msg("AWS has closed the case: no reply is needed."),)


def must_a_person(notice: Notice) -> bool:
    """Whether a letter of ours would be wrong in any form: a person must write and sign."""
    return notice.kind in _BY_PERSON


def for_person(notice: Notice) -> tuple[str, ...]:
    """
    What a person has to do where no letter answers notice, as messages of the catalogue.

    Empty where a letter of ours answers it.
    """
    if notice.kind in _BY_PERSON:
        return _BY_PERSON[notice.kind]
    if notice.stage == "resolved":
        return _RESOLVED
    return _NO_REPLY.get(notice.kind, ())
