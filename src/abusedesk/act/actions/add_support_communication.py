"""Add our answer to a case in AWS Support."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer

LONGEST = 8000  # characters of one communication


def preview(aws: Reader, target: Target) -> Change:
    """
    The support case now: its id, status and how many communications it has; and one more.

    target.id is the number that the console shows, or the id that the Support API gives. The text itself is
    put into after["body"] by whoever sends it.
    """
    case = _case(aws, target.id)
    count = sum(
        len(page.data["communications"])
        for page in aws.pages("support:DescribeCommunications", caseId=case["caseId"])
    )
    now = {"caseId": case["caseId"], "status": case.get("status", ""), "communications": count}
    return Change("add_support_communication", target, now, {**now, "communications": count + 1})


def apply(aws: Writer, change: Change) -> None:
    """Add the communication whose text is after["body"]."""
    body = str(change.after.get("body", ""))
    if not body.strip():
        raise Refused("there is no text to add to the support case")
    if len(body) > LONGEST:
        raise Refused(
            f"a communication to AWS Support has {LONGEST} characters at most, this one {len(body)}"
        )
    answer = aws.one(
        "support:AddCommunicationToCase", caseId=str(change.after["caseId"]), communicationBody=body
    )
    if not answer.data.get("result"):
        raise Refused("AWS Support did not take the communication")


def _case(aws: Reader, number: str) -> dict[str, str]:
    asked = {"caseIdList": [number]} if number.startswith("case-") else {"displayId": number}
    for page in aws.pages(
        "support:DescribeCases", **asked, includeResolvedCases=True, includeCommunications=False
    ):
        for case in page.data["cases"]:
            if number in {case.get("caseId"), case.get("displayId")}:
                return dict(case)
    raise Absent(f"AWS Support has no case {number} in this account", "empty")


ACTION = Action(
    id="add_support_communication",
    title=msg("Answer in the AWS Support case"),
    harm=msg("AWS reads the text as your answer. It stays in the case."),
    source="https://docs.aws.amazon.com/awssupport/latest/APIReference/API_AddCommunicationToCase.html",
    wave="harden",
    reads=("support:DescribeCases", "support:DescribeCommunications"),
    writes=("support:AddCommunicationToCase",),
    preview=preview,
    apply=apply,
    irreversible=msg("what AWS has been told cannot be unsaid"),
)
