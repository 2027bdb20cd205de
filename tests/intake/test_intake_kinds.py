from __future__ import annotations

import json
import re

import pytest

from abusedesk import intake

ABUSE = "AWS Trust and Safety <trustandsafety@support.aws.com>"
ACCOUNT = "Amazon Web Services <no-reply@amazonaws.com>"
REPORT = "Your AWS Abuse Report [50000000001]"
LABELS = (
    "AWS Account ID: 111122223333\nRegion: us-east-1\nImplicated Resource: "
    "EC2 Instance Id: i-0123456789abcdef0\n"
)


def notice(body, subject=REPORT, sender=ABUSE):
    mail = (
        f"From: {sender}\nDate: Mon, 09 Mar 2026 06:30:00 +0000\nSubject: {subject}\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{body}\n"
    )
    return intake.read(mail.encode(), name="a.eml").notice


# Wording that stands in no fixture: what a kind is recognised by must not be one sentence.
OTHERWISE = [
    ("port_scan", "Reported Activity: Network scanning"),
    ("port_scan", "Your instance was observed probing a large number of ports on external hosts."),
    ("intrusion", "Your instance attempted to log in to SSH servers without permission, unauthorized."),
    ("intrusion", "Reported Activity: Brute Force"),
    ("intrusion", "Abuse Type: Intrusion attempt (SSH)\nPort scans were also reported."),
    ("intrusion", "We received a report of unauthorized login attempts against WordPress sites."),
    ("denial_of_service", "Reported Activity: DoS"),
    ("denial_of_service", "Your instance generates traffic consistent with a denial-of-service attack."),
    ("open_proxy", "We still see that TCP port 3128 on your instance is reachable and relays traffic."),
    ("open_proxy", "Port 8080 of your instance answers as a proxy to the internet."),
    ("open_proxy", "Anybody can use port 1080 of it to relay connections."),
    ("open_proxy", "The instance runs an unauthenticated SOCKS proxy that anyone can use."),
    ("spam", "Reported Activity: Email Spam"),
    ("phishing_content", "A website hosted on your account imitates a bank (phishing)."),
    ("malware_content", "Reported Activity: Malware distribution"),
    ("copyright", "Reported Activity: Copyright infringement"),
    ("forbidden_content", "Your website violates the AWS Acceptable Use Policy."),
    ("crypto_mining", "Cryptocurrency mining was seen on your instance."),
    ("botnet", "Your instance hosts a command and control server."),
    ("vulnerable_service", "Your instance exposes a vulnerable service to the internet."),
    ("open_resolver", "Reported Vulnerability: open_dns_resolver"),
    ("reflector", "Your NTP server was used as a reflector in an attack."),
    ("unknown", "Your resource was reported for abuse."),
]


@pytest.mark.parametrize(("kind", "words"), OTHERWISE)
def test_a_kind_is_recognised_in_other_words(kind, words):
    assert notice(f"Hello,\n\n{LABELS}{words}\n\nRegards,\nAWS Trust & Safety").kind == kind


ABOUT_ACCOUNTS = [
    (
        "exposed_access_key",
        "Your AWS Access Key",
        ("The access key AKIAIOSFODNN7EXAMPLE of IAM user j was found in a public GitHub repository."),
    ),
    (
        "exposed_access_key",
        "Your AWS account 111122223333 is compromised",
        (
            "The AWS Access Key AKIAIOSFODNN7EXAMPLE belonging to User a along with "
            "the Secret Key is publicly available online."
        ),
    ),
    (
        "suspected_access_key",
        "[Action Required] Suspicious activity in your AWS account [111122223333]",
        "We believe that access key AKIAIOSFODNN7EXAMPLE could be compromised.",
    ),
    (
        "suspected_access_key",
        "Irregular activity in your AWS account",
        (
            "Unusual API calls were made with access key AKIAIOSFODNN7EXAMPLE. Never "
            "keep access keys in public repositories."
        ),
    ),
    (
        "account_compromised",
        "Action needed",
        "We have determined that your AWS account 111122223333 is compromised.",
    ),
    (
        "third_party_access",
        "Unusual sign-in",
        "An unauthorized party may have accessed your AWS account 111122223333.",
    ),
    (
        "root_compromised",
        "Your root credentials",
        "The root password of AWS account 111122223333 has been compromised.",
    ),
    (
        "ses_review",
        "Your Amazon SES account",
        "The ability of your account to send mail with Amazon SES has been paused.",
    ),
    (
        "ses_bounce",
        "Amazon SES",
        ("The hard bounce rate of your Amazon SES account is 7.2%. We placed it under review."),
    ),
    ("ses_complaint", "Amazon SES", "Your Amazon SES complaint rate is above 0.1%. It is under review."),
    ("ses_credentials", "Amazon SES", "We think that your SES SMTP credentials have been stolen."),
    (
        "ses_denied",
        "Amazon SES appeal",
        "We considered your Amazon SES appeal. Your request has been denied.",
    ),
    ("none", "Welcome to AWS", "Thanks for signing up. Get started with our tutorials."),
    ("none", "Your AWS Support case 123 was updated", "On RDS parameter groups: please try the following."),
    (
        "upgrade_notice",
        "[Notification] Lambda Node.js 16",
        (
            "Your AWS account 111122223333 has functions with Node.js 16, which "
            "is deprecated; migrate before October 31, 2026."
        ),
    ),
]


@pytest.mark.parametrize(("kind", "subject", "words"), ABOUT_ACCOUNTS)
def test_a_notice_about_an_account_is_recognised_in_other_words(kind, subject, words):
    assert notice(f"Dear AWS Customer,\n\n{words}", subject, ACCOUNT).kind == kind


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("first", "Please look into it."),
        ("another_resource", "Another instance on your account was reported."),
        ("not_heard_back", "We haven't heard back from you."),
        (
            "not_heard_back",
            "We have not received a response regarding the report; this could lead to possible mitigation.",
        ),
        ("first", "If we do not hear from you by 2026-03-20, we may suspend the instance."),
        ("first", "If we have not received a response by then, we may isolate it."),
        ("first", "Without a response from you we may isolate it."),
        ("first", "We are following up because your account may have been accessed by others."),
        ("not_heard_back", "We did not receive a response; if we do not hear from you, we may isolate it."),
        ("not_heard_back", "We have yet to receive a reply from you."),
        ("reminder", "We are following up on our previous notice."),
        ("reminder", "We are following up on the abuse report that we sent."),
        ("reminder", "We have already notified you of this."),
        ("reminder", "This is a reminder that we have not received a reply."),
        ("mitigated", "As there was no answer, we have isolated your instance."),
        ("first", "We may have to isolate it if we hear nothing, and will block the port."),
        ("final", "*** FINAL NOTIFICATION ***\nWe have blocked the port."),
        ("question", "Thank you for your response. Could you please tell us the root cause?"),
        ("resolved", "We now consider this case resolved."),
        ("first", "The block stays until this case is resolved; if it has been resolved, tell us."),
        ("denied", "We reviewed your appeal. Our decision is final."),
    ],
)
def test_the_stage_is_what_awss_words_say(stage, words):
    assert (
        notice(f"Hello,\n\n{LABELS}Reported Activity: Port Scanning\n\n{words}\n\nAWS Trust & Safety").stage
        == stage
    )


@pytest.mark.parametrize(
    ("words", "basis"),
    [
        ("We consider this case resolved.", "none"),
        ("Our decision is final; your appeal was denied.", "none"),
        ("Look into it.", "policy"),
    ],
)
def test_what_is_closed_has_no_clock(words, basis):
    assert (
        notice(
            f"Hello,\n\n{LABELS}Reported Activity: Port Scanning\n\n{words}\n\nAWS Trust & Safety"
        ).deadline_basis
        == basis
    )


def test_the_label_decides_over_the_prose():
    body = (
        "Hello,\n\nIt attempts to access remote hosts on the internet without "
        f"authorization.\n\n{LABELS}Reported Activity: Port Scanning\n"
    )
    assert notice(body).kind == "port_scan"


def test_the_forwarded_report_decides_only_where_aws_says_nothing():
    report = "---Beginning of forwarded report(s)---\n\nYour host does port scans, phishing and DDoS."
    assert (
        notice(f"Hello,\n\n{LABELS}Reported Activity: Open Proxy\n\nAWS Trust & Safety\n\n{report}").kind
        == "open_proxy"
    )
    silent = notice(
        f"Hello,\n\n{LABELS}\n\nAWS Trust & Safety\n\n---Beginning of forwarded "
        "report(s)---\n\nYour host does port scans."
    )
    assert silent.kind == "port_scan"


HEALTH = {
    "AWS_ABUSE_DOS_REPORT": "denial_of_service",
    "AWS_ABUSE_PORT_SCANNING_REPORT": "port_scan",
    "AWS_ABUSE_EC2_INTRUSION_ATTEMPT": "intrusion",
    "AWS_ABUSE_OPEN_PROXY_REPORT": "open_proxy",
    "AWS_ABUSE_COPYRIGHT_DMCA_REPORT": "copyright",
    "AWS_ABUSE_PII_CONTENT_REMOVAL_REPORT": "forbidden_content",
    "AWS_ABUSE_PHISHING_CONTENT_REPORTED": "phishing_content",
    "AWS_ABUSE_EMAIL_SPAM_REPORT": "spam",
    "AWS_ABUSE_FORUM_SPAM_REPORT": "forum_spam",
    "AWS_ABUSE_BOTNET_REPORT": "botnet",
    "AWS_ABUSE_BITCOIN_REPORT": "crypto_mining",
    "AWS_ABUSE_MALWARE_WEBSITE_REPORT": "malware_content",
    "AWS_RISK_CREDENTIALS_EXPOSED": "exposed_access_key",
    "AWS_RISK_CREDENTIALS_EXPOSURE_SUSPECTED": "suspected_access_key",
    "AWS_RISK_CREDENTIALS_COMPROMISE_SUSPECTED": "suspected_access_key",
    "AWS_RISK_CREDENTIALS_COMPROMISED": "account_compromised",
    "AWS_RISK_ACCOUNT_CONSOLE_COMPROMISE": "account_compromised",
    "AWS_RISK_IAM_QUARANTINE": "key_quarantined",
    "AWS_ABUSE_SOMETHING_NEW": "unknown",
}


def event(code, **detail):
    return {
        "detail-type": "AWS Health Abuse Event",
        "source": "aws.health",
        "account": "999999999999",
        "time": "2026-03-05T02:00:00Z",
        "region": "eu-west-1",
        "resources": ["arn:aws:ec2:us-east-2:111122223333:instance/i-0123456789abcdef0"],
        "detail": {
            "eventArn": f"arn:aws:health:global::event/{code}_1",
            "service": "ABUSE",
            "eventTypeCode": code,
            "affectedAccount": "111122223333",
            "eventDescription": [{"language": "en_US", "latestDescription": "See below."}],
            **detail,
        },
    }


@pytest.mark.parametrize(("code", "kind"), HEALTH.items())
def test_a_health_event_is_recognised_by_its_code(code, kind):
    reading = intake.read(json.dumps(event(code)).encode(), name="e.json")
    assert (reading.notice.kind, reading.notice.channel, reading.format) == (kind, "health", "eventbridge")


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_health_event_names_the_affected_account_and_region_not_the_envelopes(wrapped):
    made = event("AWS_ABUSE_DOS_REPORT", eventRegion="global")
    data = json.dumps({"Message": json.dumps(made)} if wrapped else made).encode()
    found = intake.read(data, name="e.json").notice
    assert (found.account, found.regions, found.resources) == (
        "111122223333",
        ("us-east-2",),
        ("i-0123456789abcdef0",),
    )
    assert found.authentic.verdict == "unknown"


def test_a_health_event_without_things_is_where_it_says_it_is():
    made = {**event("AWS_ABUSE_DOS_REPORT", eventRegion="ap-south-1"), "resources": []}
    assert intake.read(json.dumps(made).encode(), name="e.json").notice.regions == ("ap-south-1",)


def test_an_event_of_another_service_is_no_abuse_notice():
    made = event("AWS_EC2_OPERATIONAL_ISSUE", service="EC2")
    assert intake.read(json.dumps(made).encode(), name="e.json").notice.kind == "none"


@pytest.mark.parametrize("kind", intake.every().values(), ids=lambda kind: kind.id)
def test_a_kind_says_what_a_layman_needs_and_where_its_facts_are_from(kind):
    assert kind.title
    assert kind.means
    assert kind.first_step
    assert kind.asks
    assert kind.source.startswith("https://")
    for one in (
        *kind.labels,
        *kind.codes,
        *kind.subject,
        *kind.prose,
        *kind.hints,
        *kind.needs,
        *kind.unless,
        *kind.reports,
    ):
        re.compile(one)
