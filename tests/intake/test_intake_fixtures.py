from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from abusedesk import intake
from abusedesk.intake._read import opened, wording
from abusedesk.model import to_json

DATA = Path(__file__).parent / "data"
MAILS = sorted(path.name for path in DATA.iterdir() if not path.name.endswith(".expected.json"))
RECOGNISED = [name for name in MAILS if not name.startswith(("none-", "unknown-"))]


@cache
def notice_of(name):
    return intake.read((DATA / name).read_bytes(), name=name).notice


def told(fields):
    """Fields less what the tests of the sender and of reports hold: the reasons, and the report."""
    return {key: value for key, value in fields.items() if key not in {"authentic", "reported"}} | {
        "verdict": fields["authentic"]["verdict"]
    }


def expected_of(name):
    return told(json.loads((DATA / f"{name}.expected.json").read_text(encoding="utf-8")))


@cache
def recognised_by(name):
    words = wording(opened((DATA / name).read_bytes(), name))
    return tuple(kind.id for kind in intake.every().values() if intake.recognised(kind, words))


@pytest.mark.parametrize("name", MAILS)
def test_every_field_of_a_notice_is_read_as_expected(name):
    assert told(to_json(notice_of(name))) == expected_of(name)


@pytest.mark.parametrize("name", MAILS)
def test_a_notice_has_the_kind_that_its_file_is_named_after(name):
    assert notice_of(name).kind == name.split("-")[0]


@pytest.mark.parametrize("name", RECOGNISED)
def test_a_notice_is_recognised_by_its_own_kind_and_by_no_other(name):
    assert recognised_by(name) == (name.split("-")[0],)


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


def test_every_kind_is_recognised_in_three_layouts_at_least_and_all_their_fields_are_right(prove_table):
    """The table of kinds; with ABUSEDESK_PROVE it is printed."""
    table = {}
    for name in MAILS:
        row = table.setdefault(name.split("-")[0], [0, 0, 0, 0])
        # A mail that is no notice is told by what speaks against it, before anybody asks for its kind.
        others = set() if name.startswith("none-") else {*recognised_by(name)} - {name.split("-")[0]}
        right = told(to_json(notice_of(name))) == expected_of(name)
        row[:] = [row[0] + 1, row[1] + (notice_of(name).kind in name), row[2] + right, row[3] + bool(others)]
    prove_table(f"{'kind':26}{'fixtures':>9}{'recognised':>11}{'fields right':>13}{'by two':>8}")
    prove_table(
        *(f"{kind:26}" + "{:>9}{:>11}{:>13}{:>8}".format(*row) for kind, row in sorted(table.items()))
    )
    assert {kind: row for kind, row in table.items() if row[0] < 3 or row != [row[0]] * 3 + [0]} == {}


@pytest.mark.parametrize("name", [name for name in MAILS if name.endswith(".eml")])
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_line_ends_make_no_difference(name, ending):
    data = (DATA / name).read_bytes().replace(b"\r\n", b"\n").replace(b"\n", ending)
    assert intake.read(data, name=name).notice == notice_of(name)
