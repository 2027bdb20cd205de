"""Rules from strangers: what cannot be used is said with its place, and nothing in them is run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abusedesk import detect
from abusedesk.detect._read import Reader
from abusedesk.errors import BadInput
from abusedesk.lake import Lake
from abusedesk.model import Event, Severity

if TYPE_CHECKING:
    from pathlib import Path

RULE = """\
title: A user was made
id: 0f3b2a5e-0c5e-4c8e-9d55-5b1f0f3b2a5e
status: test
description: Somebody made a user.
references:
  - https://example.com/rule
tags:
  - attack.persistence
  - attack.t1136.003
  - attack.g0016
logsource:
  product: aws
  service: cloudtrail
detection:
  call:
    eventName: CreateUser
  condition: call
falsepositives:
  - Administrators
  - Pipelines
level: high
"""


def loaded(folder: Path, **files: str):
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return detect.load_folder(folder)


def lake_of(*records: dict) -> Lake:
    lake = Lake()
    lake.add(
        Event(
            time=None,
            source="cloudtrail",
            id=str(place),
            action=f"iam:{record.get('eventName')}",
            record=json.dumps(record),
        )
        for place, record in enumerate(records)
    )
    return lake


def test_a_rule_with_all_its_facts(tmp_path):
    (rule,), problems = loaded(tmp_path, made=RULE)
    assert not problems
    assert rule.id == "0f3b2a5e-0c5e-4c8e-9d55-5b1f0f3b2a5e"
    assert rule.title == "A user was made"
    assert rule.status == "test"
    assert rule.severity is Severity.HIGH
    assert rule.techniques == ("T1136.003",)
    assert rule.tactics == ("persistence",)
    assert rule.means == "Somebody made a user."
    assert rule.harmless == "Administrators; Pipelines"
    assert rule.source == "https://example.com/rule"
    assert (rule.logsource.product, rule.logsource.service) == ("aws", "cloudtrail")
    assert rule.calls == {"createuser"}
    assert detect.note(rule).means.en == "Somebody made a user."


def test_folders_are_read_through_and_names_stand_for_missing_ids(tmp_path):
    nameless = RULE.replace("id: 0f3b2a5e-0c5e-4c8e-9d55-5b1f0f3b2a5e\n", "")
    rules, problems = loaded(tmp_path, one=nameless, deep__deeper__two=nameless)
    assert not problems
    assert sorted(rule.id for rule in rules) == ["one", "two"]


def test_the_same_rule_twice_is_one(tmp_path):
    rules, problems = loaded(tmp_path, a=RULE, b=RULE)
    assert len(rules) == 1
    assert [(problem.file, "read before" in problem.why) for problem in problems] == [("b.yml", True)]


def test_a_correlation_may_name_a_rule_of_another_file(tmp_path):
    many = """\
title: Many users
correlation:
  type: event_count
  rules: [0f3b2a5e-0c5e-4c8e-9d55-5b1f0f3b2a5e]
  timespan: 1h
  condition: {gte: 3}
"""
    rules, problems = loaded(tmp_path, made=RULE, many=many)
    assert not problems
    assert [rule.title for rule in rules] == ["Many users"]


def test_a_filter_narrows_the_rules_that_it_names(tmp_path):
    narrowing = """\
title: Not the pipeline
logsource: {product: aws, service: cloudtrail}
filter:
  rules: [0f3b2a5e-0c5e-4c8e-9d55-5b1f0f3b2a5e]
  pipeline: {userAgent: pipeline}
  condition: not pipeline
"""
    rules, problems = loaded(tmp_path, made=RULE, narrowing=narrowing)
    assert not problems
    with lake_of({"eventName": "CreateUser"}, {"eventName": "CreateUser", "userAgent": "pipeline"}) as lake:
        (found,) = detect.run(lake, rules)
        assert found.events == ("0",)


def test_placeholders_take_the_values_that_the_rule_gives(tmp_path):
    asked = RULE.replace("eventName: CreateUser", "eventName|expand: '%calls%'")
    given = asked + "abusedesk:\n  placeholders:\n    calls: [CreateUser, CreateRole]\n"
    rules, _ = loaded(tmp_path, given=given)
    with lake_of({"eventName": "createrole"}, {"eventName": "other"}) as lake:
        assert [one.events for one in detect.run(lake, rules)] == [("0",)]
    rules, problems = loaded(tmp_path, given=asked)
    assert not rules
    assert "%calls%" in problems[0].why


def _with(detection: str) -> str:
    return RULE.replace("    eventName: CreateUser", detection)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("title: [unclosed", 2, "expected YAML"),
        ("title: a\ntitle: b\n", 0, "Duplicate key"),
        ("just words", 1, "expected a mapping"),
        ("", 1, "empty"),
        (RULE.replace("title: A user was made\n", ""), 1, "must have a title"),
        (RULE.replace("level: high", "level: dire"), 21, "dire"),
        (RULE.replace("condition: call", "condition: call and"), 17, "Expected"),
        (RULE.replace("condition: call", "condition: calls"), 17, "calls"),
        (RULE.replace("condition: call", "condition: call | count() > 3"), 17, "pipe"),
        (RULE.replace("product: aws", "product: windows"), 14, "product=windows"),
        (_with("    eventName|sounds_like: CreateUser"), 14, "sounds_like"),
        (_with("    eventName|re: '(?=x)y'"), 14, "(?=x)y"),
        (_with("    eventName|re: '(a)\\1'"), 14, "\\1"),
        (_with("    eventName|re: '('"), 14, "("),
        (_with("    sourceIPAddress|cidr: 10.0.0.0/33"), 14, "10.0.0.0/33"),
        (_with("    sourceIPAddress|gte: many"), 14, "incompatible"),
        (_with("    eventName|expand: '%calls%'"), 14, "%calls%"),
        (RULE.replace("  call:\n    eventName: CreateUser", "  call: []"), 16, "Null"),
        (RULE + "abusedesk: 3\n", 14, "expected a mapping"),
        (RULE + "abusedesk:\n  group_by: actor\n", 14, "expected a list"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_with_its_place(tmp_path, text, line, why):
    rules, problems = loaded(tmp_path, good=RULE.replace("0f3b2a5e-", "1f3b2a5e-"), wrong=text)
    assert [rule.title for rule in rules] == ["A user was made"]
    assert {problem.file for problem in problems} == {"wrong.yml"}
    assert why in " ".join(problem.why for problem in problems)
    assert line in {problem.line for problem in problems}


def test_files_that_are_no_text_or_too_much_of_it_are_refused(tmp_path):
    (tmp_path / "bytes.yml").write_bytes(b"title: \xff\xfe\n")
    (tmp_path / "large.yml").write_text("# " + "x" * 1_000_001)
    (tmp_path / "deep.yml").write_text("title: " + "[" * 5_000)
    (tmp_path / "laughs.yml").write_text(
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
        )
        + "title: x\nlogsource: {product: aws}\ndetection: {x: *h, condition: x}\n"
    )
    rules, problems = detect.load_folder(tmp_path)
    assert not rules
    assert {problem.file for problem in problems} == {"bytes.yml", "deep.yml", "large.yml", "laughs.yml"}


def test_deeply_nested_conditions_are_refused_or_asked_but_never_fatal(tmp_path):
    deep = RULE.replace("condition: call", "condition: " + "not (" * 400 + "call" + ")" * 400)
    rules, problems = loaded(tmp_path, deep=deep)
    assert len(rules) + len(problems) == 1


def test_very_many_values_are_one_question(tmp_path):
    values = ", ".join(f"name-{number}" for number in range(3_000))
    rules, problems = loaded(tmp_path, many=_with(f"    other|contains: [{values}]"))
    assert not problems
    with lake_of({"other": "x name-2999 y"}, {"other": "nothing"}) as lake:
        assert [one.events for one in detect.run(lake, rules)] == [("0",)]


HOSTILE = [
    "'); drop table events; --",
    "' or 1=1 or '",
    '"; delete from events; --',
    "$a",
    "/* */ --",
    "\\' or true --",
    "a\0b' or true --",
    "{x}",
    "%s%",
    "\ufffd\u202e",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("modifier", ["", "|contains", "|re", "|cased", "|startswith"])
def test_a_value_is_never_sql(tmp_path, text, modifier):
    value = text.replace("\\", "").replace("(", "").replace(")", "") if modifier == "|re" else text
    rule = yaml.safe_load(RULE)
    rule["detection"]["call"] = {f"a{modifier}": value}
    rules, problems = loaded(tmp_path, hostile=yaml.safe_dump(rule, allow_unicode=True))
    assert not problems
    with lake_of({"a": value}, {"a": "innocent"}) as lake:
        assert [one.events for one in detect.run(lake, rules)] == (
            [] if value == "$a" and modifier == "|re" else [("0",)]
        )
        assert lake.ask("select count(*) from events") == [(2,)]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_is_never_sql(tmp_path, text):
    rule = yaml.safe_load(RULE)
    rule["detection"]["call"] = {text.replace("|", ""): "x"}
    rule["abusedesk"] = {"group_by": [text], "ips": ["src_ip"]}
    rules, problems = loaded(tmp_path, hostile=yaml.safe_dump(rule, allow_unicode=True))
    assert not problems
    with lake_of({text: "x"}, {"a": "x"}) as lake:
        assert [one.events for one in detect.run(lake, rules)] == [("0",)]
        assert lake.ask("select count(*) from events") == [(2,)]


def test_a_column_of_addresses_is_never_sql(tmp_path):
    rules, problems = loaded(tmp_path, hostile=RULE + "abusedesk:\n  ips: ['src_ip\"), (select 1) --']\n")
    assert not rules
    assert "no column" in problems[0].why


JUNK = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.floats(), st.text(max_size=6), st.dates()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.text(max_size=6), st.integers(0, 3)), inner, max_size=3),
    ),
    max_leaves=6,
)
MEMBERS = sorted([*yaml.safe_load(RULE), "correlation", "filter", "abusedesk", "action", "name", "related"])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    changed=st.dictionaries(st.sampled_from(MEMBERS), JUNK, max_size=3),
    detection=JUNK,
    item=st.text(max_size=8),
)
def test_no_document_is_fatal(changed, detection, item):
    document = {**yaml.safe_load(RULE), **changed}
    if isinstance(document.get("detection"), dict):
        document["detection"]["more"] = detection
        document["detection"][f"x{item}"] = {item: detection}
    reader = Reader()
    reader.parse(yaml.safe_dump(document, allow_unicode=True).encode(), "junk.yml", "junk")
    list(reader.rules())
    assert all(problem.file == "junk.yml" and problem.why for problem in reader.problems)


@settings(max_examples=100, deadline=None)
@given(data=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_no_bytes_are_fatal(data):
    reader = Reader()
    reader.parse(data, "junk.yml", "junk")
    assert not list(reader.rules())
    assert reader.problems


def test_a_missing_folder_is_bad_input(tmp_path):
    with pytest.raises(BadInput, match="nowhere"):
        detect.load_folder(tmp_path / "nowhere")


def test_our_own_file_must_hold_one_rule_and_says_where_it_does_not(tmp_path):
    path = tmp_path / "two.yml"
    path.write_text(RULE + "---\n" + RULE.replace("0f3b2a5e-", "1f3b2a5e-"))
    with pytest.raises(BadInput, match=r"two\.yml: 2 rules"):
        detect.read_rule(path)
    path.write_text(RULE.replace("condition: call", "condition: calls"))
    with pytest.raises(BadInput, match=r"two\.yml:17: .*calls"):
        detect.read_rule(path)


def test_a_rule_that_nobody_knows_has_no_note():
    with pytest.raises(BadInput, match="nobody"):
        detect.note("nobody")
