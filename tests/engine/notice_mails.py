"""Invented notices and their follow-ups, as mails."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from abusedesk import engine

ACCOUNT = "111122223333"
START = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
INSTANCE = "i-0aaaaaaaaaaaaaaa1"
SUBJECT = "Your AWS Abuse Report [12345678901]"
NOTICE = b"""\
From: AWS Trust and Safety <trustandsafety@support.aws.com>
To: owner@example.com
Subject: Your AWS Abuse Report [12345678901]
Date: Thu, 05 Mar 2026 01:00:00 +0000
Message-ID: <notice-1@support.aws.com>
Content-Type: text/plain; charset=utf-8

AWS Account ID: 111122223333
Region: eu-west-1
Implicated Resource:EC2 Instance Id: i-0aaaaaaaaaaaaaaa1
Reported Activity: Port Scanning
Required Actions: Investigate root cause
"""
SAYS = {
    "first": "We have received a report about the following resource.",
    "another_resource": "We have received another report implicating a second instance of your account.",
    "reminder": "This is a reminder of our previous notice. Please reply within 24 hours.",
    "not_heard_back": "We have not heard back from you about our notice. Please reply within 12 hours.",
    "mitigated": "We have now blocked the instance's outbound traffic.",
    "final": "FINAL NOTIFICATION\n\nPlease reply to this email within 24 hours.",
    "question": "Thank you for your reply. Could you tell us how the intruder got in?",
    "denied": "We have reviewed your appeal and are unable to reinstate your account. Our decision is final.",
    "resolved": "Thank you for your reply. We now consider this case resolved.",
}


def mail(
    stage="first",
    *,
    hours=0,
    number=1,
    account=ACCOUNT,
    resource=INSTANCE,
    activity="Port Scanning",
    subject=SUBJECT,
    answers=(),
    sender="AWS Trust and Safety <trustandsafety@support.aws.com>",
    extra=(),
):
    """A mail of that stage, sent so many hours after START; answers are Message-IDs."""
    head = [
        f"From: {sender}",
        "To: owner@example.com",
        f"Subject: {subject}",
        f"Date: {format_datetime(START + timedelta(hours=hours))}",
        f"Message-ID: <notice-{number}@support.aws.com>",
        *([f"In-Reply-To: {answers[-1]}", "References: " + " ".join(answers)] if answers else []),
        *extra,
        "Content-Type: text/plain; charset=utf-8",
    ]
    said = [
        f"AWS Account ID: {account}" if account else "",
        "Region: eu-west-1",
        f"Implicated Resource:EC2 Instance Id: {resource}" if resource else "",
        f"Reported Activity: {activity}" if activity else "",
    ]
    body = ["Hello,", "", SAYS[stage], "", *(line for line in said if line), "", "AWS Trust & Safety"]
    return "\n".join([*head, "", *body, ""]).encode()


def at(hours):
    """So many hours after START."""
    return START + timedelta(hours=hours)


def take(store, data, hours=0):
    """What becomes of a message of one notice that arrives so many hours after START."""
    [one] = engine.receive(store, data, "mail.eml", arrived=at(hours))
    return one
