"""The IAM policies that this version needs, from what its units declare."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from abusedesk import act, collect
from abusedesk.aws.policy import MANAGED_POLICY_LIMIT, read_policy
from abusedesk.aws.root import ASSUME, FEATURES, TASKS

from . import _guarding, _heard, _recovery_ask
from ._recheck import READS
from ._sweep import COLLECTORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def policy_to_read() -> Mapping[str, Any]:
    """What `respond`, `contain --dry-run`, `watch`, `case recovery` and `reply --check` call, no more."""
    declared = {call for one in collect.every().values() for call in one.reads}
    declared |= {call for one in _own() for call in one.reads}
    return read_policy(declared | {*READS, *_guarding.READS, *_heard.READS, *_recovery_ask.READS})


def policies_to_contain() -> tuple[Mapping[str, Any], ...]:
    """
    What `contain`, `undo` and `watch` call, and nothing else.

    As many policies as it takes for each to be no longer than a managed policy of IAM may be; all of them
    together are what the role needs.
    """
    declared = {call for one in _own() for call in (*one.reads, *one.writes)}
    units = collect.every()
    names = ["regions", *(name for group in COLLECTORS for name in group)]
    declared |= {call for name in names for call in units[name].reads}
    whole = read_policy(declared | {*_guarding.READS, *_heard.READS})
    return tuple(
        _document(part, number) for number, part in enumerate(_parts(whole["Statement"][0]["Action"]), 1)
    )


def policy_for_management() -> Mapping[str, Any]:
    """
    What the management account's side of `contain --management-profile` calls, no more.

    It is needed in the organization's management account, not in the account of a case; to name the members'
    roots in place of "*" (arn:aws:iam::ACCOUNT:root) is for whoever attaches it.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
    """
    tasks = [f"arn:aws:iam::aws:policy/root-task/{one}" for one in sorted(TASKS)]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AbusedeskAssumeRoot",
                "Effect": "Allow",
                "Action": [ASSUME],
                "Resource": "*",
                "Condition": {"StringEquals": {"sts:TaskPolicyArn": tasks}},
            },
            {
                "Sid": "AbusedeskRootFeatures",
                "Effect": "Allow",
                "Action": [FEATURES],
                "Resource": "*",
            },
        ],
    }


def _own() -> Iterator[act.Action]:
    """The actions whose calls we make ourselves: what root does is limited by its task."""
    yield from (one for one in act.every().values() if not one.as_root)


def _document(actions: list[str], number: int) -> Mapping[str, Any]:
    sid = f"AbusedeskContain{number}"
    return {
        "Version": "2012-10-17",
        "Statement": [{"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": "*"}],
    }


def _parts(actions: Iterable[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for one in actions:
        if (
            part
            and len(json.dumps(_document([*part, one], 10), separators=(",", ":"))) > MANAGED_POLICY_LIMIT
        ):
            yield part
            part = []
        part.append(one)
    if part:
        yield part
