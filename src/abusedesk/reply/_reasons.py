"""The reasons that a person can choose for more time or for a dispute, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.errors import BadInput

from ._language import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import ReplyKind, Text

_REASONS: Mapping[str, tuple[str, ...]] = {
    "extension": ("steps", "work", "evidence", "rebuild", "credentials", "customer", "third_party", "staff"),
    "dispute": ("re_used_address", "spoofed_source", "third_party_content", "allowed_test"),
}


def reasons(kind: ReplyKind) -> Mapping[str, Text]:
    """The reasons for a letter of kind, by id; empty for letters that need none."""
    return {one: phrase(f"gap.{kind}_{one}") for one in _REASONS.get(kind, ())}


def checked(kind: ReplyKind, reason: str | None) -> str | None:
    """
    Reason, where there is such a one for a letter of kind.

    Raises:
        BadInput: there is not.
    """
    if reason is not None and reason not in _REASONS.get(kind, ()):
        known = ", ".join(_REASONS.get(kind, ())) or "none"
        raise BadInput(f"reason {reason!r}: a letter of kind {kind!r} takes one of: {known}")
    return reason
