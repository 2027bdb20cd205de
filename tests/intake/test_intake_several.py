"""Several notices in one message, and what is one notice though it looks like several."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from abusedesk import intake

AWS = "AWS Trust and Safety <trustandsafety@support.aws.com>"


def body(account, instance, activity="Port Scanning"):
    return (
        "Hello,\n\nYour resource has been reported.\n\n"
        f"AWS Account ID: {account}\nRegion: us-east-1\nImplicated Resource: EC2 Instance Id: {instance}\n"
        f"Reported Activity: {activity}\n\nPlease reply to this email within 24 hours.\n\n"
        "Regards,\nAWS Trust & Safety"
    )


FIRST = body("111122223333", "i-0aaaaaaaaaaaaaaa1")
SECOND = body("444455556666", "i-0bbbbbbbbbbbbbbb2", "Open Proxy")
REPORT = "---Beginning of forwarded report(s)---\n\nYour host does bad things."


def mail(text, sender="Y <y@corp.example>", subject="Fwd: two", kind="text/plain", more=""):
    return (
        f"From: {sender}\nTo: soc@corp.example\nDate: Thu, 05 Mar 2026 10:00:00 +0900\n"
        f"Subject: {subject}\n"
        "Message-ID: <o@corp.example>\nMIME-Version: 1.0\n"
        f"{more}Content-Type: {kind}; charset=utf-8\n\n{text}\n"
    ).encode()


def forwarded(text, number, minute=0):
    return (
        f"---------- Forwarded message ---------\nFrom: {AWS}\nDate: Thu, 5 Mar 2026 00:0{minute}:00 +0000\n"
        f"Subject: Your AWS Abuse Report [{number}]\nTo: <y@corp.example>\n\n{text}"
    )


def attached(*texts):
    parts = "".join(
        "--=_m\nContent-Type: message/rfc822\n\n"
        f"From: {AWS}\nDate: Thu, 05 Mar 2026 00:0{number}:00 +0000\n"
        f"Subject: Your AWS Abuse Report [{number}]\n"
        f"Message-ID: <{number}@email.amazonses.com>\n\n{text}\n"
        for number, text in enumerate(texts)
    )
    return mail(
        f"--=_m\nContent-Type: text/plain\n\nTwo of them.\n{parts}--=_m--",
        kind='multipart/mixed; boundary="=_m"',
    )


def of(reading):
    return [(one.notice.kind, one.notice.account, one.notice.resources) for one in (reading, *reading.more)]


BOTH = [
    ("port_scan", "111122223333", ("i-0aaaaaaaaaaaaaaa1",)),
    ("open_proxy", "444455556666", ("i-0bbbbbbbbbbbbbbb2",)),
]
DIGEST = "Dear customer,\n\nwe received these.\n\n"
TWO = {
    "attached": attached(FIRST, SECOND),
    "quoted one after the other": mail(f"Two.\n\n{forwarded(FIRST, 1)}\n\n{forwarded(SECOND, 2, 1)}"),
    "a digest with rules": mail(f"{DIGEST}{'=' * 30}\n{FIRST}\n{'=' * 30}\n{SECOND}\n{'=' * 30}"),
    "a digest with headings": mail(f"{DIGEST}Notice 1 of 2\n\n{FIRST}\n\nNotice 2 of 2\n\n{SECOND}"),
    "a digest of AWS's own": mail(
        f"Event 1\n{FIRST}\n\nEvent 2\n{SECOND}", sender=AWS, subject="Your events"
    ),
    "with reports, quoted": mail(
        "Two.\n\n"
        + "\n\n".join(
            "\n".join(f"> {line}" for line in one.split("\n")) if number == 0 else one
            for number, one in enumerate([forwarded(f"{FIRST}\n\n{REPORT}", 1), forwarded(SECOND, 2, 1)])
        )
    ),
}


@pytest.mark.parametrize("data", TWO.values(), ids=TWO)
def test_two_notices_in_one_message_are_two(data):
    assert of(intake.read(data, name="x.eml")) == BOTH


def test_each_has_its_own_date_and_subject():
    reading = intake.read(TWO["quoted one after the other"], name="x.eml")
    assert reading.more[0].notice.received == datetime(2026, 3, 5, 0, 1, tzinfo=UTC)
    assert reading.more[0].mail.subject == "Your AWS Abuse Report [2]"


def test_pasted_text_of_two_mails_is_two():
    text = f"From: {AWS}\nSubject: A [1]\n\n{FIRST}\n\nFrom: {AWS}\nSubject: B [2]\n\n{SECOND}"
    assert of(intake.read(text.encode(), name="-")) == BOTH


def test_the_same_notice_attached_twice_is_one():
    again = attached(FIRST, FIRST).replace(b"<1@email.amazonses.com>", b"<0@email.amazonses.com>")
    assert of(intake.read(again, name="x.eml")) == BOTH[:1]


def test_a_thread_is_one_notice():
    older = f"-----Original Message-----\nFrom: {AWS}\nSent: Wednesday, March 4, 2026 1:00 AM\n"
    older += f"Subject: Your AWS Abuse Report [1]\n\n{FIRST}"
    newer = forwarded(f"{FIRST.replace('Hello,', 'Hello, we have not heard back from you.')}\n\n{older}", 1)
    reading = intake.read(mail(f"See below.\n\n{newer}"), name="x.eml")
    assert (reading.more, reading.notice.stage) == ((), "not_heard_back")


def test_a_follow_up_with_a_subject_of_its_own_and_the_same_instance_is_one():
    follow_up = forwarded(FIRST, "P01 AWS ID 111122223333") + "\n\n" + forwarded(FIRST, 1)
    assert intake.read(mail(f"x\n\n{follow_up}"), name="x.eml").more == ()


def test_one_notice_that_lists_two_resources_of_one_account_is_one():
    other = body("111122223333", "i-0ccccccccccccccc3")
    data = mail(f"{FIRST}\n\n{'-' * 40}\n{other}", sender=AWS, subject="Your AWS Abuse Report [1]")
    reading = intake.read(data, name="x.eml")
    assert reading.more == ()
    assert reading.notice.resources == ("i-0aaaaaaaaaaaaaaa1", "i-0ccccccccccccccc3")


def test_a_stranger_cannot_add_a_notice_in_his_report():
    for text in (
        f"{FIRST}\n\n{REPORT}\n\n{forwarded(SECOND, 2)}",
        f"{FIRST}\n\n{REPORT}\n\n{'=' * 30}\n{SECOND}",
    ):
        direct = mail(text, sender=AWS, subject="Your AWS Abuse Report [1]")
        for data in (direct, mail(f"fyi\n\n{forwarded(text, 1)}"), attached(text)):
            reading = intake.read(data, name="x.eml")
            assert of(reading) == BOTH[:1]


def test_a_deadline_in_a_report_or_of_whoever_passed_it_on_is_none_of_ours():
    text = (
        FIRST.replace("Please reply to this email within 24 hours.\n", "")
        + f"\n\n{REPORT}\nReply within 1 hour."
    )
    data = mail(f"Answer us within 2 hours, by 2026-03-05.\n\n{forwarded(text, 1)}\n")
    notice = intake.read(data, name="x.eml").notice
    assert (notice.deadline_basis, notice.deadline) == ("policy", datetime(2026, 3, 6, tzinfo=UTC))
