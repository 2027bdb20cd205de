"""
Sessions of a member account's root, opened by its organization's management account.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, get_args

from abusedesk.errors import Absent, Denied, Refused, Unreachable

from ._client import Declared
from .read import Reader
from .session import RootTask, Session

if TYPE_CHECKING:
    from datetime import datetime

    from .read import Page

__all__ = ["ASSUME", "FEATURES", "NEEDED", "TASKS", "MemberRoot"]

ASSUME = "sts:AssumeRoot"
FEATURES = "iam:ListOrganizationsFeatures"
# Both have to be on: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
NEEDED = frozenset({"RootCredentialsManagement", "RootSessions"})
TASKS: tuple[RootTask, ...] = get_args(RootTask)
_GLOBAL = "aws-global"
_LONGEST = timedelta(minutes=15)  # AWS gives no longer ones
_SPARE = timedelta(minutes=3)  # a session that ends sooner is not begun with


@dataclass(frozen=True, slots=True)
class _Lent:
    session: Session
    until: datetime


class MemberRoot:
    """
    Root of account, by sts:AssumeRoot of management, a session in its organization's management account.

    Each session may do one task of AWS's and lives for fifteen minutes; its credentials are kept in memory
    alone. Safe to share between threads.
    """

    def __init__(self, management: Session, account: str) -> None:
        self._management = management
        self._account = account
        self._lock = Lock()
        self._lent: dict[RootTask, _Lent] = {}
        self._known: Page | None = None

    def __repr__(self) -> str:
        return f"MemberRoot(account={self._account!r})"

    def features(self) -> Page:
        """
        What the organization has turned on of centralized root access; asked once.

        Raises:
            Refused: management is of no organization, or neither its management account nor one that it
                has named for this.
            Denied, Throttled, Unreachable: it could not be read.
        """
        if self._known is None:
            try:
                self._known = Reader(self._management, _GLOBAL, [FEATURES]).one(FEATURES)
            except (Absent, Unreachable) as why:
                # What IAM answers to all others; a name of its own stands only in the text.
                # https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
                refusals = ("NotManagementOrDelegated", "OrganizationNot", "ServiceAccessNotEnabled")
                if not any(one in str(why) for one in refusals):
                    raise
                account = self._management.caller().account
                raise Refused(f"account {account} manages no member account's root: {why}") from why
        return self._known

    def session(self, task: RootTask) -> Session:
        """
        A session of root that may do task and nothing else.

        Raises:
            Refused: centralized root access is off.
            Denied, Throttled, Unreachable: AWS did not open it.
        """
        with self._lock:
            lent = self._lent.get(task)
            if lent is None or lent.until - self._management.now() < _SPARE:
                self._see_that_it_is_on()
                if lent is not None:
                    lent.session.close()
                lent = self._lent[task] = self._opened(task)
            return lent.session

    def close(self) -> None:
        """Close every connection, those of management too."""
        for lent in self._lent.values():
            lent.session.close()
        self._management.close()

    def _see_that_it_is_on(self) -> None:
        try:
            known = self.features().data
        except Denied:
            return  # who may assume root need not be allowed to list features; AWS decides
        missing = sorted(NEEDED - set(known.get("EnabledFeatures", ())))
        if missing:
            raise Refused(
                f"centralized root access is off in organization {known.get('OrganizationId', '?')}"
                f" ({', '.join(missing)})"
            )

    def _opened(self, task: RootTask) -> _Lent:
        """Not through a Reader: the answer holds credentials, which nobody keeps."""
        core, partition = self._management.core, self._management.caller().partition
        declared = Declared(core, core.home, [ASSUME])
        policy = {"arn": f"arn:{partition}:iam::aws:policy/root-task/{task}"}
        asked = {
            "TargetPrincipal": self._account,
            "TaskPolicyArn": policy,
            "DurationSeconds": int(_LONGEST.total_seconds()),
        }
        given = next(declared.answers(declared.request(ASSUME, asked))).data["Credentials"]
        session = Session(core.signing_with(given), self._management.seal)
        if (account := session.caller().account) != self._account:
            session.close()
            raise Refused(f"AWS gave a session of {account}, not of {self._account}")
        return _Lent(session, given["Expiration"])
