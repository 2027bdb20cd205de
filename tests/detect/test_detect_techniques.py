"""The techniques that intruders use in AWS abuse, each with a rule or analytic of ours."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from abusedesk import detect

TECHNIQUES = tomllib.loads((Path(__file__).parent / "techniques.toml").read_text())
TAGGED = {technique for unit in detect.every().values() for technique in unit.techniques}


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_a_unit_of_ours_looks_for_the_technique(technique):
    assert technique in TAGGED


def test_each_technique_says_its_tactic_why_it_is_there_and_what_shows_it():
    for technique, said in TECHNIQUES.items():
        assert re.fullmatch(r"T\d{4}(\.\d{3})?", technique)
        assert said["tactic"]
        assert said["why"]
        assert said["signs"]


def test_the_list_goes_from_initial_access_to_impact():
    tactics = {said["tactic"] for said in TECHNIQUES.values()}
    assert {
        "initial access",
        "execution",
        "persistence",
        "privilege escalation",
        "defense evasion",
        "credential access",
        "discovery",
        "lateral movement",
        "collection",
        "command and control",
        "exfiltration",
        "impact",
    } <= tactics


def test_no_unit_is_tagged_with_a_technique_of_more_letters_than_the_list_knows():
    # A technique that only a rule knows is one that the list forgot.
    assert TAGGED - set(TECHNIQUES) == set()
