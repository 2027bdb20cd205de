from __future__ import annotations

import json
from pathlib import Path

import pytest

from abusedesk import intake
from abusedesk.intake._read import opened, wording
from abusedesk.model import to_json

DATA = Path(__file__).parent / "data"
MAILS = sorted(path.name for path in DATA.iterdir() if not path.name.endswith(".expected.json"))
RECOGNISED = [name for name in MAILS if not name.startswith(("none-", "unknown-"))]


def notice_of(name: str):
    return intake.read((DATA / name).read_bytes(), name=name).notice


@pytest.mark.parametrize("name", MAILS)
def test_every_field_of_a_notice_is_read_as_expected(name):
    expected = json.loads((DATA / f"{name}.expected.json").read_text(encoding="utf-8"))
    assert to_json(notice_of(name)) == expected


@pytest.mark.parametrize("name", MAILS)
def test_a_notice_has_the_kind_that_its_file_is_named_after(name):
    assert notice_of(name).kind == name.split("-")[0]


@pytest.mark.parametrize("name", RECOGNISED)
def test_a_notice_is_recognised_by_its_own_kind_and_by_no_other(name):
    words = wording(opened((DATA / name).read_bytes(), name))
    assert [kind.id for kind in intake.every().values() if intake.recognised(kind, words)] == [
        name.split("-")[0]
    ]


@pytest.mark.parametrize("name", MAILS)
def test_what_only_the_report_says_is_never_taken_for_ours(name):
    reading = intake.read((DATA / name).read_bytes(), name=name)
    named = {*reading.notice.ips, *reading.notice.remote_ips, *reading.notice.resources}
    only_reported = {one for one in reading.notice.reported.ips if one not in reading.mail.own_text}
    # The subject of a feedback loop's mail is AWS's own word.
    assert not {one for one in named & only_reported if one not in reading.notice.subject}


def test_every_kind_but_those_without_words_of_their_own_has_a_mail():
    named = {name.split("-")[0] for name in MAILS}
    assert set(intake.every()) == named


@pytest.mark.parametrize(
    "kind",
    [
        "port_scan",
        "intrusion",
        "denial_of_service",
        "open_proxy",
        "exposed_access_key",
        "account_compromised",
        "ses_review",
    ],
)
def test_the_commonest_kinds_have_three_layouts_at_least(kind):
    assert sum(1 for name in MAILS if name.split("-")[0] == kind) >= 3


@pytest.mark.parametrize("name", [name for name in MAILS if name.endswith(".eml")])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_line_ends_make_no_difference(name, ending):
    data = (DATA / name).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", ending)
    assert intake.read(data, name=name).notice == notice_of(name)
