"""The page as a whole: readable, whole, self-contained."""

from __future__ import annotations

import base64
import hashlib
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import get_args

import pytest

from abusedesk.model import (
    CaseState,
    Cost,
    CostDay,
    Coverage,
    Phase,
    Recheck,
    ReplyKind,
    Severity,
    Stage,
    Text,
)
from abusedesk.model._evidence import CoverageStatus
from abusedesk.report import every, html
from abusedesk.report._names import named
from report.full_document import empty, full
from report.invented_account import KEY, NOW, REGIONS
from report.reading import read

SECTIONS = [
    "summary",
    "notice",
    "root_causes",
    "timeline",
    "attackers",
    "cost",
    "coverage",
    "affected",
    "identities",
    "findings",
    "plan",
    "reply",
    "evidence",
    "record",
]
ALLOWED = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "header",
    "nav",
    "main",
    "section",
    "h1",
    "h2",
    "h3",
    "p",
    "ul",
    "ol",
    "li",
    "a",
    "dl",
    "div",
    "dt",
    "dd",
    "small",
    "strong",
    "span",
    "code",
    "pre",
    "br",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
    "figure",
    "figcaption",
    "meter",
    "time",
    "svg",
    "g",
    "path",
    "text",
    "tspan",
    "line",
    "rect",
    "circle",
    "defs",
    "clippath",
}
each_language = pytest.mark.parametrize("language", ["en", "ja"])
CASES = {"empty": empty(), "full": full()}
each_case = pytest.mark.parametrize("which", CASES)


@cache
def rendered(which, language):
    return read(html(CASES[which], language))


@pytest.fixture(scope="module")
def page():
    return read(html(full(("harmless",)), "en"))


def section(page, identifier):
    [found] = [one for one in page.all("section") if one.attributes["id"] == identifier]
    return found


def rows(table):
    return [[cell.words() for cell in row.children] for row in table.all("tr")]


@each_language
@each_case
def test_every_section_stands_in_its_order_for_an_empty_and_a_full_case(which, language):
    made = rendered(which, language)
    assert [one.attributes["id"] for one in made.all("section")] == SECTIONS
    assert [one.id for one in every().values() if not one.only_printed] == SECTIONS
    assert made.all("html")[0].attributes["lang"] == language
    assert all(len(one.words()) > len(one.all("h2")[0].words()) for one in made.all("section"))


@each_language
@each_case
def test_the_page_runs_and_loads_nothing(which, language):
    made = rendered(which, language)
    for one in made.everything():
        assert one.tag in ALLOWED
        assert not [
            name for name in one.attributes if name.startswith("on") or name in {"style", "src", "srcset"}
        ]
        assert "href" not in one.attributes or one.attributes["href"].startswith("#")
        assert all(
            "url(" not in value or value.startswith("url(#") for value in one.attributes.values() if value
        )


@each_case
def test_the_policy_allows_this_style_and_nothing_else(which):
    made = rendered(which, "en")
    [policy] = [one.attributes["content"] for one in made.all("meta") if "http-equiv" in one.attributes]
    digest = base64.b64encode(hashlib.sha256(made.all("style")[0].text.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "@import" not in made.all("style")[0].text
    assert "url(" not in made.all("style")[0].text


@each_language
@each_case
def test_tables_pictures_and_sections_are_named_for_those_who_do_not_see(which, language):
    made = rendered(which, language)
    ids = [one.attributes["id"] for one in made.everything() if "id" in one.attributes]
    assert len(ids) == len(set(ids))
    assert all("scope" in one.attributes for one in made.all("th"))
    assert all(one.attributes["aria-labelledby"] in ids for one in made.all("section"))
    assert all(one.attributes["href"][1:] in ids for one in made.all("a"))
    assert all(one.attributes["role"] == "img" and one.attributes["aria-label"] for one in made.all("svg"))


def test_the_summary_says_what_it_is_how_long_is_left_and_what_to_do(page):
    told = section(page, "summary").words()
    for words in (
        "Exposed access key",
        "Waiting for approval",
        "2026-03-05 21:10:00 UTC",
        "03-06 06:10 JST",
        "24 hours, AWS's policy",
        "Leaked access key",
        "confidence 92%",
        "2,580.00 USD",
        "Approve step 2 of the plan (Deactivate an access key, AKIAINVENTEDKEY00002)",
        "Send the reply to trustandsafety@support.aws.com before 2026-03-05 21:10:00 UTC",
    ):
        assert words in told


def test_a_case_that_was_answered_does_not_ask_for_a_reply():
    document = full(("harmless",))
    answered = replace(
        document, case=replace(document.case, state=CaseState.REPLIED), timeline=(), cost=Cost()
    )
    assert "Send the reply" not in section(read(html(answered, "en")), "summary").words()


def test_coverage_is_a_grid_with_a_letter_for_each_status(page):
    grid, *_ = section(page, "coverage").all("table")
    heads = [cell.words() for cell in grid.all("thead")[0].all("th")]
    assert heads[:2] == ["Collector", "aws-global"]
    assert set(heads[2:]) == {*REGIONS, "me-south-1"}
    letters = {row[0]: dict(zip(heads[1:], row[1:], strict=True)) for row in rows(grid)[1:]}
    assert letters["cloudtrail objects"]["eu-west-3"] == "D"
    assert letters["cloudtrail event history"]["sa-east-1"] == "T"
    assert letters["ec2 instances"]["ap-northeast-3"] == "F"
    assert letters["guardduty"]["eu-west-2"] == "N"
    assert letters["guardduty"]["me-south-1"] == "O"
    assert letters["cost"]["us-east-1"] == "·"
    legend = section(page, "coverage").all("ul")[0].words()
    for meaning in ("R Read", "D Denied by AWS", "T Cut short", "O Region not in use"):
        assert meaning in legend


def test_every_gap_is_listed_with_its_reason(page):
    _, gaps = section(page, "coverage").all("table")
    assert ["cloudtrail event history", "sa-east-1", "Cut short", "read 4000 pages"] in rows(gaps)


def test_users_are_listed_in_three_orders_newest_first_and_never_last(page):
    tables = section(page, "identities").all("table")
    orders = [[row[0] for row in rows(table)[1:]] for table in tables[:3]]
    assert orders[0][:2] == ["user/support-temp", "user/ci-deploy"]
    assert orders[0][-1] == "user/old-backup"
    assert orders[1][:3] == ["user/support-temp", "user/hanako", "user/taro"]
    assert orders[2][:2] == ["user/support-temp", "user/harmless"]
    assert orders[2][-1] == "user/old-backup"
    assert len(tables) == 5


def test_a_suspicious_user_is_marked_with_the_reason(page):
    table = section(page, "identities").all("table")[0]
    marks = {row[0]: row[-1] for row in rows(table)[1:]}
    assert marks["user/ci-deploy"] == "Suspicious its key was used from a new address"
    assert marks["user/hanako"] == ""


def test_the_plan_stands_by_phase_with_harm_and_way_back(page):
    table = section(page, "plan").all("table")[0]
    assert [one.all("th")[0].words() for one in table.all("tbody")] == [
        "Preserve", "Contain", "Eradicate", "Recover", "Prevent",
    ]  # fmt: skip
    told = section(page, "plan").words()
    assert "Programs that use it stop." in told
    assert "Reversible" in told
    assert "No way back" in told


def test_findings_stand_worst_first_with_samples_last(page):
    found = [row[0] for row in rows(section(page, "findings").all("table")[0])[1:]]
    assert found == ["Critical", "High", "Medium", "Low", "Info"]


def test_the_letter_stands_whole_with_its_gloss_claims_and_problems(page):
    part = section(page, "reply")
    letter, gloss = part.all("pre")
    assert (letter.attributes["lang"], gloss.attributes["lang"]) == ("en", "ja")
    assert letter.text.lstrip("\n") == full(("harmless",)).reply.text
    assert "check that you can keep them" in part.words()
    assert "Not confirmed: harmless" in part.words()


def test_the_gloss_is_open_for_a_japanese_reader():
    document = replace(full(("harmless",)), cost=Cost(), timeline=())
    [gloss, *_] = section(read(html(document, "ja")), "reply").all("details")
    assert "open" in gloss.attributes


def test_evidence_for_and_against_the_root_cause_is_named(page):
    told = section(page, "root_causes").words()
    assert "Evidence for it (30)" in told
    assert "event-900" in told
    assert KEY in told


def test_long_lists_are_cut_and_say_so():
    document = full(("harmless",))
    many = replace(document, affected=document.affected[:1] * 1000, cost=Cost(), timeline=())
    assert "300 of 1000 are shown" in section(read(html(many, "en")), "affected").words()


@each_language
def test_without_data_no_picture_is_drawn_nor_the_drawing_library_loaded(monkeypatch, language):
    for name in ("altair", "vl_convert"):
        monkeypatch.setitem(sys.modules, name, None)
    document = replace(full(), cost=Cost(abuse_total=3.0), timeline=())
    assert "<svg" not in html(document, language)


def test_pictures_stay_small_with_seventeen_regions_and_sixty_days():
    page = html(full(), "en")
    assert page.count("<svg") == 2
    assert len(page) < 500_000
    assert sum(len(part.split("</svg>")[0]) for part in page.split("<svg")[1:]) < 250_000


def test_regions_that_departed_have_their_own_picture_and_the_rest_share_one():
    cost = full(("harmless",)).cost
    only = replace(cost, by_region_service=cost.by_region_service[:1])
    document = replace(full(("harmless",)), cost=only, timeline=())
    titles = [one.text for one in section(read(html(document, "en")), "cost").all("text")]
    assert "eu-west-1" in titles
    assert "Other regions" in titles
    assert "sa-east-1" not in titles


def test_cost_without_departures_is_one_picture_of_all_regions():
    days = tuple(
        CostDay(day=f"2026-03-0{day}", region="us-east-1", service="s", amount=1.0) for day in (1, 2)
    )
    part = section(read(html(replace(empty(), cost=Cost(by_day=days)), "en")), "cost")
    assert "All regions" in [one.text for one in part.all("text")]
    assert "No region and service departs" in part.words()


def test_no_cost_is_not_called_a_proof():
    assert "does not prove that there is none" in section(read(html(empty(), "en")), "cost").words()


def test_nothing_found_is_not_said_where_nothing_or_not_all_was_read():
    told = read(html(empty(), "en")).words()
    assert "No intruder was found" not in told
    assert "No affected resource was found" not in told
    denied = replace(empty(), coverage=(Coverage("ec2_instances", "us-east-1", "denied"),))
    part = section(read(html(denied, "en")), "attackers").words()
    assert part.endswith("No intruder was found. But not everything could be read; see the coverage.")
    whole = replace(empty(), coverage=(Coverage("ec2_instances", "us-east-1", "read"),))
    assert section(read(html(whole, "en")), "attackers").words().endswith("No intruder was found.")


def test_a_coverage_of_one_collector_alone_is_drawn():
    document = replace(
        empty(), coverage=(Coverage("ec2_instances", "us-east-1", "denied", "ec2:DescribeInstances"),)
    )
    part = section(read(html(document, "en")), "coverage")
    assert rows(part.all("table")[0])[1] == ["ec2 instances", "D"]


@pytest.mark.parametrize(
    "identifier",
    [
        *(one.value for one in CaseState),
        *(one.value for one in Severity),
        *get_args(CoverageStatus),
        *get_args(Phase),
        *get_args(ReplyKind),
        *get_args(Stage),
    ],
)
def test_everything_the_document_says_by_identifier_has_words(identifier):
    assert "_" not in named(identifier, "en")
    assert named(identifier, "en")[0].isupper()


def test_what_has_no_words_is_shown_by_its_own():
    assert named("some_new_thing", "en") == "some new thing"


def test_the_same_case_gives_the_same_page():
    assert read(html(full(), "en")) == rendered("full", "en")


def test_times_of_another_zone_are_shown_in_utc():
    document = empty()
    tokyo = datetime.fromisoformat("2026-03-05T11:10:00+09:00")
    made = html(replace(document, case=replace(document.case, opened=tokyo)), "en")
    assert "2026-03-05 02:10:00 UTC" in made
    assert document.case.opened == datetime(2026, 3, 5, 2, 10, tzinfo=UTC)


@each_language
def test_what_was_read_again_stands_in_the_summary_and_beside_the_plan(language):
    rows = tuple(
        Recheck(
            question="key_off", target=f"AKIAINVENTED0000000{n}", region="aws-global", holds=holds,
            why=Text(en="It is so.", ja="そうです。"), at=NOW,
        )
        for n, holds in enumerate((True, False, None))
    )  # fmt: skip
    made = read(html(replace(full(("harmless",)), rechecks=rows), language))
    summary, plan = (next(one for one in made.all("section") if one.attributes["id"] == name).words()
                     for name in ("summary", "plan"))  # fmt: skip
    assert "AKIAINVENTED00000001" in summary
    assert "AKIAINVENTED00000002" in summary
    assert "AKIAINVENTED00000000" not in summary
    assert all(f"AKIAINVENTED0000000{n}" in plan for n in range(3))
    assert ("1 of 3 things" in summary) or language == "ja"
