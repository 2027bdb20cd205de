"""Wordings that stand in no fixture: a kind and a stage must not hang on one sentence."""

from __future__ import annotations

import pytest

from abusedesk import intake

ABUSE = "AWS Trust and Safety <trustandsafety@support.aws.com>"
ACCOUNT = "Amazon Web Services <no-reply-aws@amazon.com>"
SENDING = "Amazon SES <ses-review@amazon.com>"
LABELS = "AWS Account ID: 111122223333\nRegion: us-east-1\nEC2 Instance Id: i-0123456789abcdef0\n"


def read(body, subject, sender, signed="AWS Trust & Safety"):
    mail = (
        f"From: {sender}\nDate: Mon, 09 Mar 2026 06:30:00 +0000\nMessage-ID: <a@b.example>\n"
        f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n"
        f"Hello,\n\n{body}\n\nRegards,\n{signed}\n"
    )
    return intake.read(mail.encode(), name="a.eml").notice


MACHINES = [
    (
        "port_scan",
        "Your instance sends SYN packets to many ports of remote hosts in order to find open services.",
    ),
    ("port_scan", "Reported Activity: Scanning"),
    ("port_scan", "A remote network reported sweeps for TCP port 445 coming from your instance."),
    ("port_scan", "Your instance was seen enumerating open ports on systems of third parties."),
    ("intrusion", "Your instance tried SSH passwords on servers which do not belong to you."),
    ("intrusion", "Somebody reported exploit attempts against web applications from your IP address."),
    ("intrusion", "Reported Activity: Web Exploit Attempts"),
    ("intrusion", "Your host attempts SQL injection on third-party websites."),
    ("intrusion", "A dictionary attack on an RDP server came from your instance."),
    ("intrusion", "Reported Activity: SSH Bruteforce"),
    ("intrusion", "Your resource was seen trying to break into remote systems."),
    ("denial_of_service", "Your instance took part in a DDoS on a game server."),
    ("denial_of_service", "Excessive UDP packets are sent by your instance to overwhelm a remote host."),
    ("denial_of_service", "Reported Activity: Outbound DDoS"),
    ("denial_of_service", "Your instance launched a SYN flood at a third party."),
    ("open_proxy", "Your instance forwards web traffic for any third party, like an anonymous proxy."),
    ("open_proxy", "Reported Activity: Open HTTP Proxy"),
    ("open_proxy", "An unauthenticated Squid on your instance lets anybody relay requests."),
    ("open_resolver", "Your instance runs a DNS resolver that answers anyone."),
    ("open_resolver", "Reported Activity: Open DNS Resolver"),
    ("open_resolver", "Port 53 of your host answers recursive queries for the whole internet."),
    ("reflector", "Your instance was abused in an amplification attack over SSDP."),
    ("reflector", "Reported Activity: DNS Amplification"),
    ("reflector", "A chargen service on your instance reflects traffic at a victim."),
    ("reflector", "Your CLDAP service amplifies attacks on others."),
    ("vulnerable_service", "Reported Vulnerability: docker_api"),
    ("vulnerable_service", "An unauthenticated MongoDB on your instance is exposed to the internet."),
    ("vulnerable_service", "The Jenkins on your instance has a known vulnerability, CVE-2024-23897."),
    ("vulnerable_service", "Your Kubernetes kubelet API accepts requests from anyone on the internet."),
    ("spam", "Your instance has been sending junk e-mail to many people."),
    ("spam", "Reported Activity: Unsolicited Email"),
    ("spam", "Unwanted commercial e-mails originate from your instance."),
    ("spam", "Reported Activity: Email abuse"),
    ("spam", "Recipients complain about unrequested advertising mail that left your server."),
    ("phishing_content", "A fraudulent sign-in page that imitates a parcel service is on your server."),
    ("phishing_content", "Reported Activity: Fraudulent website (phishing)"),
    ("phishing_content", "Your instance hosts a fake login page that steals credentials of visitors."),
    ("malware_content", "A file on your server infects those who download it with a virus."),
    ("malware_content", "Reported Activity: Malicious software hosting"),
    ("malware_content", "Your website hosts a trojan."),
    ("malware_content", "Your instance is distributing ransomware."),
    ("forbidden_content", "Your site offers counterfeit goods."),
    ("forbidden_content", "Reported Activity: Objectionable Content"),
    ("forbidden_content", "You host content which is illegal."),
    ("forbidden_content", "Reported Activity: Web content"),
    ("copyright", "A rights holder claims that a film is offered on your server without licence."),
    ("copyright", "Reported Activity: Copyright (DMCA)"),
    ("copyright", "We got an infringement complaint about songs on your website."),
    ("botnet", "Your instance is infected and joins a botnet."),
    ("botnet", "Reported Activity: C2 server"),
    ("botnet", "Your host talks to a known command-and-control server."),
    ("botnet", "A Mirai bot runs on your instance."),
    ("crypto_mining", "Your instance mines Monero."),
    ("crypto_mining", "Reported Activity: Crypto mining"),
    ("crypto_mining", "We saw connections from your instance to a mining pool."),
    ("crypto_mining", "Unauthorized coin mining takes place on your instance."),
    ("forum_spam", "Your instance fills guestbooks of others with advertising."),
    ("forum_spam", "Reported Activity: Comment spam"),
    ("forum_spam", "Spam comments are posted to blogs from your IP address."),
    ("unknown", "Your resource broke our rules."),
    ("unknown", "Reported Activity: Other"),
]


@pytest.mark.parametrize(("kind", "words"), MACHINES)
def test_an_abuse_report_is_recognised_in_words_of_no_fixture(kind, words):
    assert read(f"{LABELS}{words}", "Your AWS Abuse Report [50000000001]", ABUSE).kind == kind


ACCOUNTS = [
    (
        "exposed_access_key",
        "Your access key AKIAIOSFODNN7EXAMPLE was committed to a public repository on GitHub.",
    ),
    (
        "exposed_access_key",
        (
            "A secret key of your account 111122223333 can be seen by anybody on the internet: "
            "AKIAIOSFODNN7EXAMPLE at https://pastebin.com/x ."
        ),
    ),
    ("exposed_access_key", "We detected the key AKIAIOSFODNN7EXAMPLE in a public code repository."),
    (
        "exposed_access_key",
        "The credentials AKIAIOSFODNN7EXAMPLE of IAM user x have leaked onto the internet.",
    ),
    (
        "exposed_access_key",
        "Your AWS access key AKIAIOSFODNN7EXAMPLE is available to everyone at https://gitlab.com/a/b",
    ),
    ("suspected_access_key", "We see strange calls with your access key AKIAIOSFODNN7EXAMPLE."),
    ("suspected_access_key", "The access key AKIAIOSFODNN7EXAMPLE might be in the wrong hands."),
    (
        "suspected_access_key",
        "Your access key AKIAIOSFODNN7EXAMPLE was used from an IP address that is known for abuse.",
    ),
    ("suspected_access_key", "Potentially unauthorized API calls: key AKIAIOSFODNN7EXAMPLE."),
    ("account_compromised", "Your AWS account 111122223333 has been taken over by an unauthorized person."),
    ("account_compromised", "We are certain that your account 111122223333 was compromised."),
    ("account_compromised", "An intruder is using your AWS account 111122223333 to launch instances."),
    ("third_party_access", "Someone without authorization may have entered your AWS account 111122223333."),
    ("third_party_access", "We noticed sign-ins to your AWS account 111122223333 from an unusual country."),
    ("third_party_access", "Your AWS account 111122223333 may have been accessed by an unauthorized party."),
    (
        "third_party_access",
        "There are signs that somebody else has the password of a user in your AWS account 111122223333.",
    ),
    ("root_compromised", "Your root user's password may be known to somebody else. Account 111122223333."),
    (
        "root_compromised",
        "The root user of account 111122223333 signed in from an unknown place and its MFA was removed.",
    ),
    ("root_compromised", "Your AWS root credentials appear to have been stolen."),
    (
        "key_quarantined",
        (
            "We have attached the AWSCompromisedKeyQuarantineV2 policy to IAM user ci with key "
            "AKIAIOSFODNN7EXAMPLE."
        ),
    ),
    ("key_quarantined", "A quarantine policy now limits IAM user ci (account 111122223333)."),
    ("account_suspended", "Your AWS account 111122223333 is suspended as of today."),
    ("account_suspended", "We had to suspend your AWS account 111122223333."),
    ("account_suspended", "Access to AWS account 111122223333 was disabled because you did not respond."),
    (
        "usage_confirmation",
        (
            "We see a large number of instances that were launched in your account 111122223333 today. "
            "Are they yours?"
        ),
    ),
    ("usage_confirmation", "Please provide documents that show who owns AWS account 111122223333."),
    ("usage_confirmation", "Kindly confirm that the recent usage of account 111122223333 was made by you."),
    (
        "usage_confirmation",
        "We would like to verify recent charges on account 111122223333: are you aware of them?",
    ),
    ("public_bucket", "The bucket named kumo-x in account 111122223333 can be read by everyone."),
    ("public_bucket", "Your S3 bucket 'kumo-x' grants access to everyone on the internet."),
    ("public_bucket", "Bucket kumo-x has an ACL that allows public access."),
    ("upgrade_notice", "PostgreSQL 13 on Amazon RDS is no longer supported after February 28, 2027."),
    ("upgrade_notice", "Your Lambda functions use Python 3.9, which reaches its end of life."),
    (
        "upgrade_notice",
        "Your certificate in AWS Certificate Manager expires on 2026-12-01 and must be renewed.",
    ),
    (
        "bedrock_access",
        "Access to Anthropic models in Amazon Bedrock was taken away from account 111122223333.",
    ),
    (
        "bedrock_access",
        (
            "You can no longer use Claude in Amazon Bedrock with account 111122223333, as the provider "
            "asked us to block it."
        ),
    ),
    ("denial_of_service_target", "AWS Shield detected a DDoS attack on your load balancer."),
    (
        "denial_of_service_target",
        "Your Elastic IP 192.0.2.5 is under a heavy attack; we have null routed it.",
    ),
    (
        "denial_of_service_target",
        "Traffic floods from the internet hit your CloudFront distribution E1234567890ABC.",
    ),
]


@pytest.mark.parametrize(("kind", "words"), ACCOUNTS)
def test_a_notice_about_an_account_is_recognised_in_words_of_no_fixture(kind, words):
    assert read(words, "Your AWS account 111122223333", ACCOUNT).kind == kind


SES = [
    ("ses_bounce", "Your account 111122223333 has a bounce rate of 11%."),
    ("ses_bounce", "Too much of your mail bounces; we put you under review."),
    ("ses_bounce", "Many of the addresses you mail do not exist (hard bounces 9%)."),
    ("ses_complaint", "Your complaint rate is 0.6%; sending is paused."),
    ("ses_complaint", "People flag your mail as junk far too often."),
    ("ses_complaint", "A large mailbox provider tells us that its users dislike your mail."),
    ("ses_complaint", "Mailbox providers report many complaints about you."),
    ("ses_review", "Your sending is under review because of issues we found in the content."),
    ("ses_review", "We paused your sending after a manual investigation."),
    ("ses_review", "Your account is connected to another account that we shut down."),
    ("ses_denied", "We cannot raise your sending quota."),
    ("ses_denied", "Your appeal was turned down."),
    ("ses_denied", "We won't move your account out of the sandbox."),
    ("ses_denied", "We have decided not to resume your sending."),
    ("ses_credentials", "We believe that your SMTP credentials were stolen and are used by spammers."),
    ("ses_credentials", "Someone else seems to send mail with your Amazon SES access keys."),
    ("ses_credentials", "A contact form on your site is exploited to send spam through SES."),
    ("ses_spamtrap", "You sent to spam traps."),
    ("ses_spamtrap", "Your IP is listed at Spamhaus because of your mail."),
    ("ses_spamtrap", "Your sign-up form was used for list bombing."),
    ("ses_spamtrap", "An anti-spam organization has listed your domain."),
]


@pytest.mark.parametrize(("kind", "words"), SES)
def test_a_notice_about_sending_is_recognised_in_words_of_no_fixture(kind, words):
    assert read(words, "Your Amazon SES account 111122223333", SENDING).kind == kind


STAGES = [
    ("first", "Please look into it."),
    ("first", "If you do not respond within 24 hours we may block it."),
    ("first", "We will block the port unless you act."),
    ("first", " Should we not receive an answer, we may suspend your account."),
    ("first", "To have this resolved, answer us."),
    ("first", "If you have already resolved this, let us know."),
    ("first", "Please do not close this case."),
    (
        "another_resource",
        "In addition to the instance reported before, i-0aaaaaaaaaaaaaaaa is now involved as well.",
    ),
    ("another_resource", "One more instance of yours was reported."),
    ("another_resource", "We have got a further report on an additional instance."),
    ("another_resource", "A second resource in your account shows the same activity."),
    ("not_heard_back", "No answer from you has reached us."),
    ("not_heard_back", "We are still waiting for your reply."),
    ("not_heard_back", "You have not responded to our notice."),
    ("not_heard_back", "Your answer is still outstanding."),
    ("not_heard_back", "To date we have had no response from you."),
    ("not_heard_back", "We sent you a notice and did not get an answer."),
    ("reminder", "This is our second message about the abuse."),
    ("reminder", "We contacted you on 3 March about this and the activity goes on."),
    ("reminder", "As a reminder, please answer."),
    ("reminder", "We are writing again about the abuse."),
    ("reminder", "The activity we told you about earlier is still going on."),
    ("mitigated", "As a consequence we shut off outbound traffic of the instance."),
    ("mitigated", "Your instance has been quarantined."),
    ("mitigated", "Network access of the instance was cut."),
    (
        "mitigated",
        "We have taken the following action: all traffic except SSH from your administrators is blocked.",
    ),
    ("mitigated", "Mitigation applied: Outgoing Port 80 Blocked"),
    ("mitigated", "Action Taken: instance stopped"),
    ("mitigated", "We disabled public access to the object."),
    ("final", "THIS IS THE FINAL NOTICE."),
    ("final", "This is our last message before we suspend your account."),
    ("final", "Last warning: act now."),
    ("final", "Final notification: reply at once."),
    ("question", "Thanks for your answer. It remains unclear how the attacker got in. Can you explain?"),
    ("question", "We have read your response, however we need additional details."),
    ("question", "Your answer does not say what caused the abuse."),
    ("question", "Thank you for your update. What did you do to make sure that it won't happen again?"),
    ("question", "We appreciate your reply, but you did not mention the root cause."),
    ("denied", "After review we have decided to keep the block in place; your appeal is rejected."),
    ("denied", "We are not able to reinstate your account."),
    ("denied", "Your request for reinstatement was declined and this decision is final."),
    ("denied", "Unfortunately your appeal has been unsuccessful."),
    ("resolved", "Thanks, we have closed the report."),
    ("resolved", "Your case is now closed."),
    ("resolved", "This matter is settled and you need do nothing else."),
    ("resolved", "We have removed the block on your instance."),
    ("resolved", "We are marking the report as resolved."),
    ("resolved", "The block has been lifted, thank you for your cooperation."),
    ("resolved", "We consider the issue solved."),
    ("resolved", "Everything is in order now; this report is closed."),
]


@pytest.mark.parametrize(("stage", "words"), STAGES)
def test_the_stage_is_told_from_words_of_no_fixture(stage, words):
    body = f"{LABELS}Reported Activity: Port Scanning\n\n{words}"
    assert read(body, "Your AWS Abuse Report [50000000001]", ABUSE).stage == stage


ORDINARY = [
    (
        "RE:[CASE 172211112222333] SSH login to my instance fails",
        (
            "Thank you for contacting AWS Support. Failed SSH password attempts show in "
            "/var/log/secure when the key is wrong. Please check port 22 of i-0123456789abcdef0. Did "
            "this answer your question?"
        ),
    ),
    (
        "RE:[CASE 172211112222334] Public bucket?",
        (
            "Thank you for contacting AWS. A bucket can be read by everyone only if its policy allows "
            "public access. Block Public Access is on for your account 111122223333."
        ),
    ),
    (
        "[Notification] AWS Billing: your credit was applied",
        "Dear customer, a credit of 10 USD was applied to account 111122223333.",
    ),
    (
        "AWS Cost Anomaly detected",
        "AWS Cost Anomaly Detection found an anomaly for account 111122223333: EC2 spend of $55.",
    ),
    (
        "Your AWS Certified exam",
        (
            "Your score report for the AWS Security Specialty exam is available: topics DDoS, "
            "phishing, key rotation."
        ),
    ),
    (
        "Amazon GuardDuty finding weekly digest",
        "GuardDuty in account 111122223333 has 3 findings of type Recon:EC2/PortProbeUnprotectedPort.",
    ),
]


@pytest.mark.parametrize("sender", [ACCOUNT, "sato@kumo.example", "AWS <no-reply@sns.amazonaws.com>"])
@pytest.mark.parametrize(("subject", "words"), ORDINARY)
def test_an_ordinary_mail_with_the_words_of_a_notice_is_none(subject, words, sender):
    assert read(words, subject, sender, signed="Ravi\nAmazon Web Services").kind == "none"


def test_a_label_that_nobody_knows_is_not_placed_by_the_notions_of_the_text():
    words = f"{LABELS}Reported Activity: Quantum misuse\n\nFailed SSH passwords were among it."
    assert read(words, "Your AWS Abuse Report [50000000001]", ABUSE).kind == "unknown"


def test_notions_of_two_kinds_in_one_sentence_place_a_notice_in_neither():
    words = f"{LABELS}An infected controller has a flaw in telnet."
    assert read(words, "Your AWS Abuse Report [50000000001]", ABUSE).kind == "unknown"


def test_a_region_that_only_the_subject_names_is_the_notices():
    said = read("The S3 bucket kumo-x can be read by everyone.", "Public S3 bucket [EU-WEST-2]", ACCOUNT)
    assert said.regions == ("eu-west-2",)


def test_what_a_list_of_buckets_ends_with_is_no_bucket():
    words = (
        "These buckets can be read by everyone:\n\n * kumo-one (us-east-1)\n 2. "
        "kumo-two\n\nthanks\nin advance"
    )
    said = read(words, "Your S3 buckets 111122223333", ACCOUNT)
    assert said.resources[:2] == ("kumo-one", "kumo-two")
    assert "in" not in said.resources


def test_the_user_named_right_after_the_key_is_its_user():
    words = "We see unusual calls with access key AKIAIOSFODNN7EXAMPLE of user reporting."
    assert read(words, "Your AWS account 111122223333", ACCOUNT).iam_users == ("reporting",)


RETOLD = (
    "AWS Trust & Safety has informed us that access key AKIAIOSFODNN7EXAMPLE is publicly available online."
)


@pytest.mark.parametrize(
    ("sender", "words", "verdict"),
    [
        ("Desk <desk@reseller.example>", RETOLD, "unknown"),
        ("AWS Support <desk@reseller.example>", RETOLD, "fail"),
        ("Desk <desk@aws-secure.example>", RETOLD, "fail"),
        ("Desk <desk@reseller.example>", f"{RETOLD} Sign in at http://aws.evil.example/login now.", "fail"),
        (
            "Desk <desk@reseller.example>",
            "Your access key AKIAIOSFODNN7EXAMPLE is publicly available.",
            "fail",
        ),
    ],
)
def test_a_reseller_who_retells_a_notice_is_no_forger_and_one_who_plays_aws_is(sender, words, verdict):
    assert read(words, "Exposed AWS key", sender, signed="The desk").authentic.verdict == verdict
