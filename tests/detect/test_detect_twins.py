"""The harmless lines beside each rule: near to the attack, and not merely AWS's own or failed."""

from __future__ import annotations

import pytest

from abusedesk import detect
from detect.samples import sample

RULES = [name for name, unit in detect.every().items() if isinstance(unit, detect.Rule)]


def kind(record: dict) -> str:
    return record.get("format", "cloudtrail")


def is_of_a_caller(record: dict) -> bool:
    """Whether a CloudTrail record is a call of somebody, not of AWS and not of a deployment."""
    who = record.get("userIdentity") or {}
    issuer = ((who.get("sessionContext") or {}).get("sessionIssuer") or {}).get("arn", "")
    provider = (who.get("sessionContext") or {}).get("webIdFederationData")
    agent = str(record.get("userAgent", ""))
    return not (
        who.get("type") == "AWSService"
        or "invokedBy" in who
        or "aws-service-role/" in issuer
        or provider
        or any(name in agent for name in ("Terraform", "Pulumi", "aws-cdk"))
    )


@pytest.mark.parametrize("rule", RULES)
def test_the_quiet_sample_has_a_line_that_a_person_could_take_for_the_attack(rule):
    fires, quiet = sample(rule, "fires"), sample(rule, "quiet")
    kinds = {kind(one) for one in fires}
    twins = [one for one in quiet if kind(one) in kinds and ("line" in one or is_of_a_caller(one))]
    failing = any("errorCode" in one for one in fires)
    assert [one for one in twins if failing or "errorCode" not in one]
