"""
Every error that a caller can react to.

DeskError
├─ BadInput    a mail, log, rule, incident folder or setting cannot be read; says where and what was expected
├─ Absent      AWS has no such thing here (service off, region off, no such object): recorded as a gap
├─ Denied      AWS refused; .permission names what was missing: recorded as a gap
├─ Throttled   AWS kept refusing for its request rate after all retries: recorded as a gap
├─ Unreachable no answer came, or one that cannot be understood: recorded as a gap
└─ Refused     our own guard refused: undeclared call, no read, unapproved step, changed target
"""

from __future__ import annotations


class DeskError(Exception):
    """Root of all errors raised on purpose."""


class BadInput(DeskError):
    """
    Something that we were given cannot be read.

    The message says where (FILE:LINE:COLUMN as far as known) and what was expected.
    """


class Absent(DeskError):
    """
    The thing asked for does not exist in this account and region.

    status is the coverage status that says it best: "not_enabled", "not_opted_in" or "empty".
    """

    def __init__(self, message: str, status: str = "not_enabled") -> None:
        super().__init__(message)
        self.status = status


class Denied(DeskError):
    """AWS refused the call; permission is the IAM action that was missing, "iam:ListUsers"."""

    def __init__(self, permission: str, message: str = "") -> None:
        super().__init__(message or f"AWS refused {permission}")
        self.permission = permission


class Throttled(DeskError):
    """AWS refused the call for its rate, and still did after every retry."""


class Unreachable(DeskError):
    """No answer, or one that is not AWS's."""


class Refused(DeskError):
    """One of our own guards refused."""
