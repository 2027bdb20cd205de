from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk import intake
from abusedesk.errors import Unreachable
from abusedesk.intake import _authentic as say
from abusedesk.intake import _signature as sign
from abusedesk.intake._signature import is_amazons, signatures
from intake.signing import SIGNED, Dns, sealed, signed

AWS = "trustandsafety@support.aws.com"
TEXT = (
    "Hello,\r\n\r\nAWS Account ID: 111122223333\r\nReported Activity: Port Scanning\r\n\r\n"
    "AWS Trust & Safety\r\n"
)
CORP = "mx.corp.example"


def mail(sender=AWS, subject="Your AWS Abuse Report [1]", more="", text=TEXT):
    return (
        f"{more}From: AWS <{sender}>\r\nTo: security@example.com\r\nSubject: {subject}\r\n"
        "Date: Mon, 09 Mar 2026 06:30:00 +0000\r\nMessage-ID: <a@b>\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}"
    ).encode()


def verdict(data, dns, ids=()):
    return intake.read(data, name="a.eml", authserv_ids=ids, resolver=dns).notice.authentic


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        (AWS, "support.aws.com"),
        (AWS, "aws.com"),
        ("no-reply-aws@amazon.com", "amazon.com"),
        ("no-reply@amazonaws.com", "amazonaws.com"),
        ("no-reply@signin.aws", "signin.aws"),
        ("complaints@email-abuse.amazonses.com", "amazonses.com"),
    ],
)
def test_amazons_own_signature_over_the_mail_makes_it_genuine(sender, domain):
    found = verdict(signed(mail(sender), domain), Dns(domain))
    assert (found.verdict, found.reasons) == ("pass", (sign.HOLDS,))


def test_a_mail_that_was_kept_with_other_line_ends_still_holds():
    data = signed(mail(), "aws.com").replace(b"\r\n", b"\n")
    assert verdict(b"\xef\xbb\xbf" + data, Dns("aws.com")).verdict == "pass"


def test_without_a_resolver_nothing_is_looked_up_and_nothing_is_known():
    found = verdict(signed(mail(), "aws.com"), None)
    assert (found.verdict, found.reasons) == ("unknown", (say.NO_SERVER,))


@pytest.mark.parametrize(
    "changed",
    [
        lambda data: data.replace(b"111122223333", b"444455556666"),
        lambda data: data + b"P.S. Sign in at http://evil.example/\r\n",
        lambda data: data.replace(b"Abuse Report [1]", b"Abuse Report [2]"),
        lambda data: data.replace(b"To: security", b"To: somebody"),
    ],
)
def test_a_mail_changed_after_it_was_signed_fails(changed):
    found = verdict(changed(signed(mail(), "aws.com")), Dns("aws.com"))
    assert (found.verdict, found.reasons) == ("fail", (say.NO_SERVER, sign.BROKEN))


def test_a_broken_signature_is_not_held_against_a_mail_that_somebody_passed_on():
    data = b"List-Id: <ops.example.com>\r\n" + signed(mail(), "aws.com") + b"-- \r\nA list\r\n"
    found = verdict(data, Dns("aws.com"))
    assert (found.verdict, sign.BROKEN in found.reasons) == ("unknown", True)


def test_a_broken_signature_does_not_overrule_the_receiving_server():
    came = f"Authentication-Results: {CORP}; dmarc=pass header.from=support.aws.com\r\n".encode()
    data = came + signed(mail(), "aws.com") + b"x\r\n"
    assert verdict(data, Dns("aws.com"), [CORP]).verdict == "pass"
    neither = data.replace(b"dmarc=pass", b"dmarc=none")
    assert verdict(neither, Dns("aws.com"), [CORP]).verdict == "unknown"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, sign.NO_KEY),
        ("", sign.NO_KEY),
        ("v=DKIM1; p=", sign.NO_KEY),
        ("v=DKIM1; p=!!!!", sign.NO_KEY),
        ("v=DKIM1; k=ed25519; p=AAAA", sign.NO_KEY),
        ("gibberish", sign.NO_KEY),
        (TimeoutError(), sign.NOT_LOOKED_UP),
        (Unreachable("no answer"), sign.NOT_LOOKED_UP),
    ],
)
def test_a_key_that_cannot_be_had_leaves_it_open(answer, reason):
    dns = Dns(records={b"sel._domainkey.aws.com.": answer})
    found = verdict(signed(mail(), "aws.com"), dns)
    assert (found.verdict, found.reasons) == ("unknown", (say.NO_SERVER, reason))


@pytest.mark.parametrize(
    "domain",
    [
        "evil.example", "aws.com.evil.example", "xaws.com", "amazon.com.", "amazon.co", "aws", "a_b.aws.com",
        "am\u0430zon.com", "awssupport.com", "amazon.com/x", "-.amazon.com", f"{'a' * 64}.amazon.com",
    ],
)  # fmt: skip
def test_no_other_domains_key_is_ever_looked_up(domain):
    dns = Dns(domain)
    header = f"DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=sel; h=from:subject; bh=AAAA; b=AAAA\r\n"
    found = verdict(header.encode() + mail(), dns)
    assert (dns.asked, is_amazons(domain)) == ([], False)
    assert (found.verdict, found.reasons) == ("unknown", (say.NO_SERVER, sign.UNSIGNED))


@pytest.mark.parametrize("selector", ["a.b", "a_b", "-a", "a" * 64, "", "x\x00", "*", "../x", "\u30a2"])
def test_a_selector_is_one_plain_label_or_nothing_is_looked_up(selector):
    dns = Dns()
    header = (
        f"DKIM-Signature: v=1; a=rsa-sha256; d=aws.com; s={selector}; h=from:subject; bh=AAAA; b=AAAA\r\n"
    )
    assert verdict(header.encode() + mail(), dns).verdict == "unknown"
    assert dns.asked == []


def test_a_signature_over_a_part_of_the_text_proves_nothing():
    data = signed(mail(), "aws.com", length=True)
    found = verdict(data + b"P.S. Sign in elsewhere.\r\n", Dns("aws.com"))
    assert (found.verdict, found.reasons[1:]) == ("unknown", (sign.PARTLY,))


@pytest.mark.parametrize("left_out", [b"subject", b"content-type"])
def test_a_signature_that_leaves_out_the_subject_or_the_form_proves_nothing(left_out):
    data = signed(mail(), "aws.com", headers=[one for one in SIGNED if one != left_out])
    assert verdict(data, Dns("aws.com")).reasons[1:] == (sign.PARTLY,)


@pytest.mark.parametrize("again", ["Subject: Pay now\r\n", "Content-Type: text/html\r\n", "Date: x\r\n"])
def test_a_header_put_in_a_second_time_takes_the_proof_away(again):
    data = again.encode() + signed(mail(), "aws.com")
    assert verdict(data, Dns("aws.com")).reasons[1:] == (sign.PARTLY,)


def test_a_second_sender_is_never_genuine():
    data = b"From: AWS <trustandsafety@support.aws.com>\r\n" + signed(mail(), "aws.com")
    assert verdict(data, Dns("aws.com")).verdict == "fail"


def test_an_outdated_signature_proves_nothing():
    data = signed(mail(), "aws.com").replace(b"v=1;", b"v=1; x=%d;" % (time.time() - 60), 1)
    assert verdict(data, Dns("aws.com")).reasons[1:] == (sign.EXPIRED,)


def test_a_hash_that_is_no_longer_safe_proves_nothing():
    data = signed(mail(), "aws.com", signature_algorithm=b"rsa-sha1")
    assert verdict(data, Dns("aws.com")).reasons[1:] == (sign.MALFORMED,)


def test_a_customer_of_ses_is_not_amazon():
    dns = Dns("amazonses.com")
    found = verdict(signed(mail(), "amazonses.com"), dns)
    assert (found.verdict, found.reasons) == ("unknown", (say.NO_SERVER, say.ANY_CUSTOMER))
    spoofed = mail("aws-support@shop.example", "AWS Trust & Safety: Your AWS Abuse Report")
    both = signed(signed(spoofed, "shop.example"), "amazonses.com")
    asked = Dns("amazonses.com", "shop.example")
    assert verdict(both, asked).verdict == "fail"
    assert asked.asked == []


@pytest.mark.parametrize("sender", ["no-reply@sns.amazonaws.com", "x@marketplace.amazon.com"])
def test_amazons_signature_under_a_customers_text_is_no_proof(sender):
    domain = sender.partition("@")[2]
    found = verdict(signed(mail(sender), domain), Dns(domain))
    assert (found.verdict, found.reasons) == ("unknown", (sign.HOLDS, say.RELAYED))


def test_a_customers_machine_is_no_sender_of_amazons():
    found = verdict(mail("root@ec2-203-0-113-5.compute-1.amazonaws.com"), Dns())
    assert (found.verdict, found.reasons) == ("fail", (say.CUSTOMER,))


def test_any_of_several_signatures_is_enough():
    data = signed(signed(mail(), "aws.com"), "amazonses.com")
    assert verdict(data, Dns("aws.com", "amazonses.com")).verdict == "pass"


def test_five_signatures_are_checked_and_no_more():
    data = mail()
    for _ in range(8):
        data = signed(data, "amazonses.com")
    dns = Dns("amazonses.com")
    assert len(signatures(data, dns)) == len(dns.asked) == sign.MOST


def test_strangers_signatures_do_not_crowd_out_amazons():
    data = signed(mail(), "aws.com")
    for _ in range(6):
        data = signed(data, "evil.example")
    assert verdict(data, Dns("aws.com")).verdict == "pass"


def test_a_mail_too_large_to_check_is_left_open(monkeypatch):
    monkeypatch.setattr(sign, "LIMIT", 100)
    dns = Dns("aws.com")
    found = verdict(signed(mail(), "aws.com"), dns)
    assert (found.verdict, found.reasons[1:], dns.asked) == ("unknown", (sign.TOO_LARGE,), [])


def test_of_a_forwarded_mail_no_signature_is_looked_up():
    inner = mail().replace(b"\r\n", b"\n").decode()
    text = f"FYI\r\n\r\n---------- Forwarded message ---------\r\n{inner}"
    data = signed(mail("me@example.com", "Fwd: Your AWS Abuse Report", text=text), "amazon.com")
    dns = Dns("amazon.com")
    found = verdict(data, dns)
    assert (found.verdict, found.reasons, dns.asked) == ("unknown", (say.FORWARDED,), [])


PASSED = f"{CORP}; dmarc=pass header.from=support.aws.com"


@pytest.mark.parametrize("trusted", [CORP, "relay.mx.corp.example"])
def test_what_a_trusted_server_sealed_counts_as_its_own_result(trusted):
    found = verdict(sealed(mail(), CORP, PASSED), Dns(CORP), [trusted])
    assert (found.verdict, found.reasons) == ("pass", (sign.SEALED,))


@pytest.mark.parametrize("ids", [(), ("mx.other.example",), ("example",), ("corp.example",)])
def test_a_seal_of_anybody_else_is_not_even_looked_up(ids):
    dns = Dns(CORP)
    assert verdict(sealed(mail(), CORP, PASSED), dns, ids).verdict == "unknown"
    assert dns.asked == []


@pytest.mark.parametrize(
    "changed",
    [
        lambda data: data.replace(b"dmarc=none", b"dmarc=pass"),
        lambda data: data + b"more\r\n",
        lambda data: data.replace(b"i=1", b"i=2"),
        lambda data: data.replace(b"ARC-Seal:", b"X-Seal:"),
        lambda data: b"Subject: other\r\n" + data,
    ],
)
def test_a_chain_that_does_not_hold_is_ignored(changed):
    results = f"{CORP}; dkim=pass header.d=aws.com; dmarc=none"
    data = sealed(mail(), CORP, results)
    assert verdict(data, Dns(CORP), [CORP]).verdict == "pass"
    assert verdict(changed(data), Dns(CORP), [CORP]).verdict == "unknown"


@pytest.mark.parametrize(
    ("results", "facts"),
    [
        (f"{CORP}; dmarc=fail header.from=support.aws.com", {}),
        (f"{CORP}; dmarc=pass header.from=evil.example", {}),
        (PASSED, {"headers": [b"from", b"to"]}),
        (PASSED, {"extra": [(b"l", b"10")]}),
    ],
)
def test_a_seal_over_something_else_proves_nothing(results, facts):
    assert verdict(sealed(mail(), CORP, results, **facts), Dns(CORP), [CORP]).verdict == "unknown"


@given(st.binary(max_size=300), st.sampled_from(["DKIM-Signature", "ARC-Seal", "ARC-Message-Signature"]))
@settings(max_examples=150, deadline=None)
def test_no_signature_header_ever_raises(value, name):
    data = name.encode() + b": v=1; i=1; d=aws.com; s=sel; " + value + b"\r\n" + mail()
    verdict(data, Dns("aws.com"), ["aws.com"])


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_damaged_signature_ever_passes(data):
    whole = signed(mail(), "aws.com")
    at = data.draw(st.integers(whole.index(b"bh=") + 3, whole.index(b"bh=") + 40))
    other = data.draw(st.sampled_from(b"ABCabc019+/;= \x00"))
    changed = whole[:at] + bytes([other]) + whole[at + 1 :]
    if b"".join(changed.split()) != b"".join(whole.split()):
        assert verdict(changed, Dns("aws.com")).verdict != "pass"


@pytest.mark.parametrize(
    "text",
    [" " * 3_000_000 + "x", "\r\n" * 1_500_000 + "x", " \r\n" * 900_000 + "x", (" " * 9000 + "x\r\n") * 300],
)
def test_hostile_blanks_in_the_text_cost_no_time(text):
    header = (
        "DKIM-Signature: v=1; a=rsa-sha256; c={}; d=aws.com; s=sel; h=from:subject:content-type; "
        "bh=AA==; b=AA==\r\n"
    )
    for canonical in ("relaxed/relaxed", "simple/simple"):
        started = time.perf_counter()
        data = header.format(canonical).encode() + mail(text=text)
        assert [one.state for one in signatures(data, Dns("aws.com"))] == ["unknown"]
        assert time.perf_counter() - started < 3


def test_hostile_blanks_in_a_signature_cost_no_time():
    header = (
        b"DKIM-Signature: v=1; a=rsa-sha256; d=aws.com; s=sel; h=from:subject; bh=A; b=A" + b"\r\n " * 40_000
    )
    started = time.perf_counter()
    verdict(header + b"x\r\n" + mail(), Dns("aws.com"))
    assert time.perf_counter() - started < 5
