"""What every rule and analytic of ours owes, asked of all of them at once."""

from __future__ import annotations

import re
from functools import cache

import pytest

from abusedesk import detect
from abusedesk.lake import Lake
from detect.samples import DATA, lake_of, sample

UNITS = detect.every()
TACTICS = {
    "reconnaissance",
    "resource-development",
    "initial-access",
    "execution",
    "persistence",
    "privilege-escalation",
    "defense-evasion",
    "credential-access",
    "discovery",
    "lateral-movement",
    "collection",
    "command-and-control",
    "exfiltration",
    "impact",
}


@pytest.fixture(scope="module")
def found_by():
    """Findings of a unit in one of its samples."""
    with Lake() as lake:

        @cache
        def found(rule: str, name: str) -> list:
            return detect.run(lake_of(sample(rule, name), lake), [UNITS[rule]])

        yield found


@pytest.mark.parametrize("rule", UNITS)
def test_fires_on_its_own_sample(rule, found_by):
    found = found_by(rule, "fires")
    assert found
    for one in found:
        assert one.rule == rule
        assert one.count == len(one.events) > 0
        assert one.first <= one.last
        assert one.source
        assert one.actors or one.ips or one.resources


@pytest.mark.parametrize("rule", [name for name, unit in UNITS.items() if isinstance(unit, detect.Rule)])
def test_each_line_of_the_sample_is_part_of_what_is_found(rule, found_by):
    found = {event for one in found_by(rule, "fires") for event in one.events}
    assert len(found) == len(sample(rule, "fires"))


@pytest.mark.parametrize("rule", UNITS)
def test_stays_quiet_on_the_harmless_twin(rule, found_by):
    assert found_by(rule, "quiet") == []


@pytest.mark.parametrize("rule", UNITS)
def test_says_less_of_the_same_call_when_it_failed(rule, found_by):
    worst = max(one.severity.rank for one in found_by(rule, "fires"))
    assert all(one.severity.rank < worst for one in found_by(rule, "failed"))


@pytest.mark.parametrize("rule", UNITS)
def test_says_what_it_means_when_it_is_harmless_and_whence_it_is_known(rule):
    unit = UNITS[rule]
    assert unit.means
    assert unit.harmless
    assert unit.source.startswith("https://")
    assert unit.tactics
    assert set(unit.tactics) <= TACTICS
    assert unit.techniques
    assert all(re.fullmatch(r"T\d{4}(\.\d{3})?", technique) for technique in unit.techniques)
    note = detect.note(rule)
    assert note.means.en == unit.means
    assert note.harmless.en == unit.harmless


def test_titles_tell_the_units_apart():
    titles = [unit.title for unit in UNITS.values()]
    assert len(set(titles)) == len(titles)


def test_no_samples_are_left_of_rules_that_are_gone():
    assert {path.name for path in DATA.iterdir()} == set(UNITS)
