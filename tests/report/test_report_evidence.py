"""The evidence list, what people said, and the correspondence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from abusedesk.model import Claim, Cost, Measure, Message, Receipt, Text
from abusedesk.report import html
from report.full_document import empty, full
from report.invented_account import KEY, NOW
from report.kept_evidence import MANY, screenshot, thing
from report.reading import read

HOSTILE = "<script>alert(1)</script>"


def section(page, identifier):
    [found] = [one for one in page.all("section") if one.attributes["id"] == identifier]
    return found


def plain():
    return replace(full(("harmless",)), cost=Cost(), timeline=())


def listed(document, evidence, language="en"):
    return section(read(html(document, language, evidence)), "evidence")


def test_each_collector_says_how_much_it_kept_and_how_much_is_shown():
    told = listed(plain(), MANY).words()
    assert "cloudtrail objects · things: 400, in answers: 400 · regions: 2 · shown: 30" in told
    assert len(listed(plain(), MANY).all("tr")) == 31


def test_a_thing_is_shown_with_id_kind_call_region_time_and_the_beginning_of_its_hash():
    one = thing(255)
    [_, row] = listed(plain(), (one,)).all("tr")
    assert [cell.words() for cell in row.children] == [
        one.id,
        "s3://audit-logs/AWSLogs/255.json.gz log.cloudtrail_object · s3:GetObject",
        "us-east-1",
        "2026-03-05 02:10:00 UTC 03-05 11:10 JST",
        "0" * 12,
    ]


def test_what_something_rests_on_is_listed_first_and_marked():
    cited = MANY[399]
    reply = replace(plain().reply, claims=(Claim("A sentence.", (cited.id,), "confirmed"),))
    rows = listed(replace(plain(), reply=reply), MANY).all("tr")
    assert rows[1].children[0].words() == f"{cited.id} cited"


def test_what_a_person_handed_in_is_marked_as_a_persons_word_and_stands_first():
    made = listed(plain(), (*MANY, screenshot()))
    first, second = made.all("details")
    assert "A person's word" in first.words()
    assert "A person's word" not in second.words()
    assert "open" in first.attributes


def test_a_hostile_file_name_makes_no_element():
    made = listed(plain(), (screenshot(HOSTILE),))
    assert made.all("script") == []
    assert HOSTILE in made.words()


def test_without_evidence_the_list_says_where_it_is():
    assert "the bundle of case case-2026-0002 holds all" in listed(empty(), ()).words()


def test_a_claim_on_a_persons_word_says_whose():
    reply = replace(plain().reply, claims=(Claim("We did it.", ("ev-1",), "confirmed", word_of="Hanako"),))
    told = section(read(html(replace(plain(), reply=reply), "en")), "reply").words()
    assert "We did it. on the word of Hanako" in told


@pytest.mark.parametrize(("verified", "marked"), [(None, True), (NOW, False)])
def test_a_measure_is_a_persons_word_until_it_was_read_again(verified, marked):
    measure = Measure(id="x", text=Text("Did.", "済。"), state="done", by="Hanako", at=NOW, verified=verified)
    told = section(read(html(replace(plain(), measures=(measure,)), "en")), "plan").words()
    assert ("on the word of Hanako" in told) is marked


def test_messages_in_and_out_stand_in_order_of_time_with_receiver_and_hash():
    messages = (
        Message(
            "out", "answer", "", NOW, "Re: Report", "<2@example.com>", to="aws@example.com", sha256="a" * 64
        ),
        Message("in", "port_scan", "first", NOW.replace(hour=1), "Report", "<1@example.com>"),
    )
    table, *_ = section(read(html(replace(plain(), messages=messages), "en")), "record").all("table")
    rows = [[cell.words() for cell in row.children] for row in table.all("tr")][1:]
    assert [row[1] for row in rows] == ["In", "Out"]
    assert rows[1][3:] == ["Re: Report To aws@example.com", "aaaaaaaaaaaa <2@example.com>"]


def summary(document, language="en"):
    return section(read(html(document, language)), "summary").words()


def test_the_summary_says_what_was_done_by_steps_and_by_people_in_order_of_time():
    receipts = (
        Receipt(step=1, action="deactivate_access_key", target=KEY, by="owner", applied=NOW),
        Receipt(step=2, action="isolate_instance", target="i-0aaa", by="owner", applied=NOW, reverted=NOW),
    )
    early = NOW.replace(hour=1)
    measures = (
        Measure(id="x", text=Text("We did it.", "実施しました。"), state="done", by="花子", at=early),
    )
    told = summary(replace(plain(), receipts=receipts, measures=measures))
    first, second = (
        told.index("We did it. (on the word of 花子)"),
        told.index(f"Deactivate an access key, {KEY}"),
    )
    assert first < second
    assert "Isolate an instance, i-0aaa" not in told
    assert "実施しました。" in summary(replace(plain(), receipts=receipts, measures=measures), "ja")


def test_the_summary_does_not_say_that_there_is_no_damage_where_not_all_was_read():
    document = replace(plain(), affected=())
    assert "None was found, but not everything could be read." in summary(document)
    assert "Not investigated yet." in summary(empty())


def test_the_summary_says_when_aws_was_answered():
    assert "Answered to AWS 2026-03-04 22:10:00 UTC (03-05 07:10 JST): Holding reply" in summary(plain())
    assert "Not answered yet." in summary(replace(plain(), messages=()))
