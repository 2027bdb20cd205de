"""However a notice is passed on or broken, it is read right or left to a person."""

from __future__ import annotations

import json
import os
from random import Random

import pytest

from abusedesk import intake
from intake.mutations import DATA, ENVELOPES, FAITHFUL, LOSSY, events, letters

PROVE = bool(os.environ.get("ABUSEDESK_PROVE"))
RUNS = 10_000 if PROVE else 300
LETTERS, EVENTS = letters(), events()
ALL = (*FAITHFUL, *LOSSY, *ENVELOPES)
# Of a mail that lost the words which tell one from the other, a neighbour is what it still says: the same
# people look at it, and do the same things first.
FAMILIES = (
    {
        "exposed_access_key",
        "suspected_access_key",
        "account_compromised",
        "third_party_access",
        "root_compromised",
        "key_quarantined",
    },
    {kind for kind in intake.every() if kind.startswith("ses_")},
    {"open_proxy", "open_resolver", "reflector", "vulnerable_service"},
)


def expected(name):
    return json.loads((DATA / f"{name}.expected.json").read_text(encoding="utf-8"))


def verdict(notice, want, *, lossy):
    """What became of it: "right", "by hand", "near" (of the same family), or what is wrong."""
    if notice.account not in {want["account"], None}:
        return f"account {notice.account}"
    if notice.kind != want["kind"]:
        near = lossy and any({notice.kind, want["kind"]} <= family for family in FAMILIES)
        return "by hand" if notice.kind == "unknown" else "near" if near else f"kind {notice.kind}"
    if lossy:
        return "right"
    if notice.account != want["account"]:
        return "account lost"
    return (
        "right" if sorted(notice.resources) == sorted(want["resources"]) else f"resources {notice.resources}"
    )


def one(change, number):
    """One mutated message, by its number alone: its fixture, what became of it, and the verdict."""
    chance = Random(f"{change.__name__} {number}")  # noqa: S311 # seeded, so that a failure can be had again
    pool = EVENTS if change in ENVELOPES else LETTERS
    name = chance.choice(sorted(pool))
    data = change(pool[name], chance)
    reading = intake.read(data, name="mail.json" if change in ENVELOPES else "mail.eml")
    return name, verdict(reading.notice, expected(name), lossy=change in LOSSY)


@pytest.mark.parametrize("change", ALL, ids=[change.__name__ for change in ALL])
def test_a_mutated_notice_is_read_right_or_left_to_a_person(change, prove_table):
    found = {}
    for number in range(RUNS // len(ALL) + 1):
        name, said = one(change, number)
        found.setdefault(said, []).append(f"{name} #{number}")
    right, by_hand, near = (len(found.pop(said, [])) for said in ("right", "by hand", "near"))
    wrong = sum(map(len, found.values()))
    prove_table(f"{change.__name__:18}{right:>7} right{by_hand:>6} by hand{near:>6} near{wrong:>5} wrong")
    assert found == {}
