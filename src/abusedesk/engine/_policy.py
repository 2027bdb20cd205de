"""The IAM policies that this version needs, from what its units declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk import act, collect
from abusedesk.aws.policy import read_policy

from ._recheck import READS

if TYPE_CHECKING:
    from collections.abc import Mapping


def policy_to_read() -> Mapping[str, Any]:
    """What `respond`, `contain --dry-run` and `reply --check` call, and nothing else."""
    declared = {call for one in collect.every().values() for call in one.reads}
    declared |= {call for one in act.every().values() for call in one.reads}
    return read_policy(declared | set(READS))
