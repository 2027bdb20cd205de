"""Changes to an account: previewed by anybody, made only on an approved plan."""

from abusedesk.aws.write import HandOver

from ._between import between
from ._guards import Facts, Limits, refusals
from ._unit import Action, apply, every, finish, keep, preview, revert

__all__ = [
    "Action",
    "Facts",
    "HandOver",
    "Limits",
    "apply",
    "between",
    "every",
    "finish",
    "keep",
    "preview",
    "refusals",
    "revert",
]
