"""Root of a member account, whose credentials the organization's management account can delete."""

from dataclasses import replace
from datetime import timedelta

import pytest

from plan.plan_cases import ACCOUNT, NOW, aimed, dossier, evidence, raid, steps

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ON = ["RootCredentialsManagement", "RootSessions"]
STEP = ("delete_root_credentials", ROOT)


def features(enabled, minutes=0):
    one = evidence("iam.organizations_features", "o-1", EnabledFeatures=enabled)
    return replace(one, asked=NOW + timedelta(minutes=minutes))


def with_keys(count):
    return evidence("iam.account_summary", "root", SummaryMap={"AccountAccessKeysPresent": count})


@pytest.mark.parametrize(
    ("shown", "keys", "fell", "expected"),
    [
        ((features(ON),), 1, False, True),
        ((features(ON),), 0, True, True),
        ((features(ON),), 0, False, False),
        ((features(ON[:1]),), 1, True, False),
        ((features(ON[1:]),), 1, True, False),
        ((), 1, True, False),
        ((features(ON), features([], 5)), 1, True, False),
        ((features(ON, 5), features([])), 1, True, True),
    ],
)
def test_it_is_planned_where_root_fell_or_has_keys_and_the_newest_word_of_the_organization_allows(
    shown, keys, fell, expected
):
    story = raid(kind="root_compromised", principals=(ROOT,)) if fell else raid()
    found = steps(dossier(with_keys(keys), *shown), story)
    assert (STEP in aimed(found, "recover")) is expected
    assert not [one for one in found if one.action == STEP[0] and one.phase != "recover"]


def test_what_only_a_person_can_do_for_root_stays_in_the_plan():
    found = steps(dossier(with_keys(1), features(ON)), raid())
    assert {STEP, ("secure_root", ROOT)} <= set(aimed(found, "recover"))
