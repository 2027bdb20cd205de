"""Sites, buckets and mail: accounts where a stranger got in by them, and their likes where none did."""

from __future__ import annotations

from datetime import timedelta

import pytest
from trace_world import (
    ACCOUNT,
    BOTO,
    CLI,
    NOW,
    OFFICE,
    RUNNER,
    THIEF,
    THIEF2,
    THIEF_CLI,
    World,
    by_key,
    session,
    user,
)

from abusedesk import logs
from abusedesk.model import Event

HOST = "i-0aaaaaaaaaaaaaaa1"
PAGE = "/promo/bank/login.html"
URL = f"http://192.0.2.200{PAGE}"
READER, BOT, PARTNER = "198.51.100.70", "198.51.100.80", "198.51.100.90"
BUCKET = "share-example"
OBJECT = f"https://{BUCKET}.s3.eu-west-1.amazonaws.com/docs/bank/index.html"
NOBODY = {"type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"}
SMTP_KEY = "AKIAAAAAAAAAAAAASMTP"


def best(found):
    return found.root_causes[0]


def kinds(found):
    return {one.kind: one.confidence for one in found.root_causes}


class Site(World):
    """A World whose server has an access log; readers and bots come all three weeks."""

    def __init__(self, name=f"cloudwatch//var/log/nginx/access.log/{HOST}"):
        super().__init__()
        self.web, self.name = [], name
        for day in range(20):
            for number in range(6):
                self.ask(24 * day + number, f"198.51.100.{100 + number * 20 + day % 20}", "GET /news")
            self.ask(24 * day + 7, BOT, "GET /uploads/shell.php", 404)
            self.ask(24 * day + 7, BOT, "POST /plugins/gallery/upload.php", 403)
            self.ask(24 * day + 8, OFFICE, "POST /login.php", 302)
            self.ask(24 * day + 8, OFFICE, "POST /admin/edit.php")

    def ask(self, hours, ip, request, status=200, referer="-"):
        when = NOW - timedelta(hours=hours)
        line = f'{ip} - - [{when:%d/%b/%Y:%H:%M:%S} +0000] "{request} HTTP/1.1" {status} 99 "{referer}" "x"'
        self.web.append((when, line))

    def shown(self, since, *addresses):
        for number, ip in enumerate(addresses):
            self.ask(since - number / 10, ip, f"GET {PAGE}")

    def lake(self, folder):
        lake = super().lake(folder)
        path = folder / "access.log"
        path.write_text("\n".join(line for _, line in sorted(self.web)) + "\n")
        lake.add(one for one in logs.read(path, name=self.name) if isinstance(one, Event))
        return lake


def hacked(site, hole="/plugins/gallery/upload.php", shell="/uploads/2026/ab.php"):
    """Through a hole at 40 hours before now; the page is up two hours later."""
    site.ask(40, THIEF, f"POST {hole}")
    site.ask(39.9, THIEF, f"GET {shell}")
    for number in range(4):
        site.ask(39.8 - number / 10, THIEF, f"POST {shell}")
        site.ask(38.5 - number / 10, THIEF2, f"POST {shell}")
    site.shown(38, THIEF2, READER, "198.51.100.71", "198.51.100.72", "198.51.100.73")
    return site


def phishing(told, site, **more):
    return told(site, **{"kind": "phishing_content", "resources": (HOST,), "urls": (URL,), **more})


@pytest.mark.parametrize(
    ("hole", "shell"),
    [
        ("/plugins/gallery/upload.php", "/uploads/2026/ab.php"),
        ("/struts/fileUpload.action", "/app/tmp/x.jsp"),
        ("/owa/auth/handler.ashx?f=1", "/aspnet_client/files/a.aspx"),
        ("/index.php?option=com_x&task=upload", "/page/odd-name.php"),
    ],
)
def test_program_that_appears_after_an_upload_and_that_its_maker_calls_is_the_way_in(told, hole, shell):
    found = phishing(told, hacked(Site().ordinary(), hole, shell))
    assert best(found).kind == "host_compromised_by_web"
    assert best(found).since == NOW - timedelta(hours=40)
    assert set(found.attackers.ips) == {THIEF, THIEF2}
    assert [(one.id, one.how) for one in found.affected] == [(HOST, "used")]
    assert best(found).for_
    assert kinds(found).get("hosted_content", 0) < 0.3


def test_readers_of_the_page_bots_and_the_owner_are_not_named(told):
    site = hacked(Site().ordinary())
    for number in range(3):
        site.ask(
            30 - number,
            f"198.51.100.{60 + number}",
            "POST /promo/bank/next.php",
            302,
            f"https://www.example.com{PAGE}",
        )
    found = phishing(told, site)
    assert set(found.attackers.ips) == {THIEF, THIEF2}


def test_new_script_that_one_partner_calls_is_no_way_in(told):
    site = Site().ordinary()
    for number in range(30):
        site.ask(60 - number, PARTNER, "POST /api/orders.php")
    site.shown(30, READER, "198.51.100.71")
    found = phishing(told, site)
    assert "host_compromised_by_web" not in kinds(found)
    assert found.attackers.ips == ()


def test_new_script_of_the_owners_called_from_the_office_is_no_way_in(told):
    site = Site().ordinary()
    for number in range(10):
        site.ask(60 - number, OFFICE, "POST /uploads/tools/import.php")
    found = phishing(told, site)
    assert "host_compromised_by_web" not in kinds(found)


def test_holes_that_were_tried_in_vain_are_no_way_in(told):
    site = Site().ordinary()
    for number in range(20):
        site.ask(50 - number, THIEF, "POST /plugins/gallery/upload.php", 403)
        site.ask(50 - number, THIEF, "POST /uploads/2026/ab.php", 404)
    found = phishing(told, site)
    assert "host_compromised_by_web" not in kinds(found)
    assert THIEF not in found.attackers.ips


def test_page_that_was_served_ever_since_the_log_begins_is_content_of_the_owners(told):
    site = Site().ordinary()
    site.shown(24 * 20 + 7, *(f"198.51.100.{number}" for number in range(10, 18)))
    site.shown(20, READER, "198.51.100.71")
    found = phishing(told, site)
    assert best(found).kind == "hosted_content"
    assert best(found).for_
    assert "host_compromised_by_web" not in kinds(found)


def test_page_first_opened_by_who_had_just_sent_something_tells_the_way_in_without_a_shell(told):
    site = Site().ordinary()
    site.ask(40, THIEF, "POST /plugins/gallery/upload.php")
    site.shown(39.5, THIEF, READER, "198.51.100.71", "198.51.100.72")
    found = phishing(told, site)
    assert best(found).kind == "host_compromised_by_web"
    assert found.attackers.ips == (THIEF,)
    assert best(found).since == NOW - timedelta(hours=40)


def test_scan_by_a_host_that_fell_through_its_site_is_explained_by_the_site(told):
    found = told(hacked(Site().ordinary()), kind="port_scan", resources=(HOST,))
    assert best(found).kind == "host_compromised_by_web"


def test_phishing_notice_without_a_log_claims_nothing(told):
    found = told(World().ordinary(), kind="phishing_content", resources=(HOST,), urls=(URL,))
    assert best(found).confidence < 0.5
    assert found.attackers.ips == ()


def put(world, hours, actor, where, key="docs/bank/index.html"):
    world.call(
        hours,
        actor,
        "s3:PutObject",
        *where,
        region="eu-west-1",
        request={"bucketName": BUCKET, "key": key},
        managementEvent=False,
    )


def bucket(world, *actions):
    statement = {"Effect": "Allow", "Principal": "*", "Action": list(actions), "Resource": "*"}
    data = {"Name": BUCKET, "BucketRegion": "eu-west-1", "Policy": {"Statement": [statement]}}
    world.thing("s3.bucket", BUCKET, data)
    return world


def test_object_that_the_application_wrote_is_hosted_content_and_nobody_is_accused(told):
    world = bucket(World().ordinary(), "s3:GetObject")
    put(world, 30, session("web", HOST, "ASIAWEB000000000000"), ("192.0.2.200", BOTO))
    found = told(world, kind="phishing_content", urls=(OBJECT,))
    assert best(found).kind == "hosted_content"
    assert best(found).for_
    assert found.attackers.ips == found.attackers.principals == ()
    assert [one.id for one in found.affected] == [f"arn:aws:s3:::{BUCKET}"]


def test_object_that_nobody_signed_for_is_public_storage_and_other_uploaders_are_not_named(told):
    world = bucket(World().ordinary(), "s3:GetObject", "s3:PutObject")
    for day in range(1, 15):
        put(world, 24 * day, NOBODY, (f"198.51.100.{100 + day}", "Mozilla/5.0"), f"docs/{day}/cv.pdf")
    put(world, 30, NOBODY, (THIEF, "curl/8"))
    found = told(world, kind="phishing_content", urls=(OBJECT,))
    assert best(found).kind == "public_storage"
    assert best(found).since == NOW - timedelta(hours=30)
    assert found.attackers.ips == (THIEF,)
    assert kinds(found)["hosted_content"] < 0.3


def test_object_that_a_stolen_key_wrote_is_a_leaked_key(told):
    world = bucket(World().ordinary(), "s3:GetObject")
    world.person("site", key="AKIAAAAAAAAAAAAASITE", console=False, mfa=False)
    actor = by_key("site", "AKIAAAAAAAAAAAAASITE")
    for day in range(20):
        put(world, 24 * day + 2, actor, (RUNNER, BOTO), "news/index.html")
    world.call(31, actor, "sts:GetCallerIdentity", THIEF, THIEF_CLI)
    world.call(31, actor, "s3:ListBuckets", THIEF, THIEF_CLI)
    world.call(31, actor, "iam:ListUsers", THIEF, THIEF_CLI, error="AccessDenied")
    put(world, 30, actor, (THIEF, THIEF_CLI))
    found = told(world, kind="phishing_content", urls=(OBJECT,))
    assert best(found).kind == "leaked_access_key"
    assert found.attackers.ips == (THIEF,)
    assert kinds(found)["hosted_content"] < 0.3


def mail_world(*, named="smtp-mailer"):
    world = World().ordinary()
    world.person(named, key=SMTP_KEY, console=False, mfa=False)
    return world


def test_key_that_is_tried_out_at_ses_in_many_regions_and_refused_is_leaked_mail_credentials(told):
    world, actor = (
        mail_world(named="ses-smtp-user.20240101-000000"),
        by_key("ses-smtp-user.20240101-000000", SMTP_KEY),
    )
    world.call(30, actor, "sts:GetCallerIdentity", THIEF, THIEF_CLI)
    for number, region in enumerate(("us-east-1", "eu-west-1", "eu-west-2", "ap-south-1", "sa-east-1")):
        world.call(
            29.9 - number / 100,
            actor,
            "ses:GetSendQuota",
            THIEF,
            THIEF_CLI,
            region=region,
            error="AccessDenied",
        )
    found = told(world, kind="ses_complaint", regions=("eu-west-1",))
    assert best(found).kind == "mail_credentials_leaked"
    assert best(found).principal == user("ses-smtp-user.20240101-000000")
    assert best(found).credential == SMTP_KEY
    assert found.attackers.ips == (THIEF,)


def test_identities_made_with_a_mail_key_are_affected(told):
    world, actor = mail_world(), by_key("smtp-mailer", SMTP_KEY)
    world.call(30, actor, "ses:GetSendQuota", THIEF, THIEF_CLI)
    world.call(30, actor, "iam:ListUsers", THIEF, THIEF_CLI, error="AccessDenied")
    world.call(
        29, actor, "ses:CreateEmailIdentity", THIEF, THIEF_CLI, request={"emailIdentity": "bait.example.net"}
    )
    found = told(world, kind="ses_credentials", regions=("us-east-1",))
    assert best(found).kind == "mail_credentials_leaked"
    assert {one.id for one in found.affected} == {
        f"arn:aws:ses:us-east-1:{ACCOUNT}:identity/bait.example.net"
    }


def test_newsletter_that_asks_its_limit_every_day_is_no_intruder(told):
    world, actor = mail_world(), by_key("smtp-mailer", SMTP_KEY)
    for day in range(20):
        world.call(24 * day + 1, actor, "ses:GetSendQuota", "198.51.100.33", CLI)
    found = told(world, kind="ses_complaint", regions=("us-east-1",))
    assert best(found).kind == "mail_list_quality"
    assert found.attackers.ips == ()


def sent(world, *, flood):
    points = []
    for hour in range(14 * 24):
        attempts = 2500 if flood and hour < 30 else 60
        time = (NOW - timedelta(hours=hour)).isoformat()
        points.append({"Timestamp": time, "DeliveryAttempts": attempts, "Complaints": attempts // 200})
    return world.thing("ses.statistics", ACCOUNT, {"SendDataPoints": points}, "us-east-1")


def test_flood_that_only_ses_counted_speaks_for_stolen_credentials_and_against_a_bad_list(told):
    world = mail_world(named="ses-smtp-user.20240101-000000")
    counted = sent(world, flood=True)
    found = told(world, kind="ses_credentials", regions=("us-east-1",))
    assert best(found).kind == "mail_credentials_leaked"
    assert counted in best(found).for_
    assert best(found).since == NOW - timedelta(hours=29)
    found = told(world, kind="ses_complaint", regions=("us-east-1",))
    causes = {one.kind: one for one in found.root_causes}
    assert counted in causes["mail_list_quality"].against
    assert counted in causes["mail_credentials_leaked"].for_


def test_steady_sending_is_no_flood(told):
    world = mail_world()
    counted = sent(world, flood=False)
    found = told(world, kind="ses_complaint", regions=("us-east-1",))
    assert best(found).kind == "mail_list_quality"
    assert counted not in best(found).against
    assert "mail_credentials_leaked" not in kinds(found)
