"""The way in: the first identity of the intruder that he did not make himself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from . import _agents
from ._deed import text_at
from ._spoor import Claim, gained, session_name, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from ._deed import Deed
    from ._made import Made, Makers

Way = Literal["key", "console", "root", "instance", "function", "federated", "other_account", "session"]

# A new password for the root user, asked for and set by mail.
RECOVERY = "signin:PasswordRecovery"
_INSTANCE = re.compile(r"i-[0-9a-f]{8,17}")


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One way in: who the intruder was, by which credential ("" at the console), and all deeds by it.

    since is the first use, aware UTC;
    maker is the event that made the session, when the way in is one.
    """

    way: Way
    who: str
    credential: str
    since: datetime
    deeds: tuple[Deed, ...]
    maker: str = ""


def entries(deeds: Sequence[Deed], makers: Makers) -> tuple[Entry, ...]:
    """All ways in, by first use; deeds are the intruder's in order of time."""
    own = {claim for deed in deeds if deed.ok for claim in gained(deed)}
    own |= {Claim("password", who) for who in _with_his_password(deeds)}
    ways: dict[tuple[Way, str, str], list[Deed]] = {}
    for deed in deeds:
        if not _is_made(deed, own):
            way, who = _way(deed, makers), deed.who
            if is_foreign(deed):
                way, who = "other_account", text_at(deed.request, "roleArn") or who
            by = (deed.event.credential or "") if way == "key" else session_name(deed.event.actor)
            ways.setdefault((way, who, by), []).append(deed)
    return tuple(sorted(_entries(ways, makers), key=lambda entry: entry.since))


def _entries(ways: dict[tuple[Way, str, str], list[Deed]], makers: Makers) -> Iterator[Entry]:
    for (way, who, _), deeds in ways.items():
        first = next((deed for deed in deeds if not _is_attempt(deed)), None)
        if first is None:
            continue  # only failed sign-ins: nobody got in here
        credential = first.event.credential or ""
        if way == "console" or (way == "root" and not credential.startswith("AKIA")):
            credential = ""
        made = makers.by_thing.get(first.event.credential or "")
        yield Entry(way, who, credential, first.time, tuple(deeds), made.event if made else "")


def is_foreign(deed: Deed) -> bool:
    """Whether the caller is of another account."""
    return _account(deed.who) not in {"", deed.event.account}


def _is_attempt(deed: Deed) -> bool:
    """Whether it only leads to a sign-in: a failed one, or a new password asked for by mail."""
    return deed.action.startswith(RECOVERY) or (deed.action.startswith("signin:") and not deed.ok)


def _with_his_password(deeds: Sequence[Deed]) -> Iterator[str]:
    """Users whose password the intruder set before he first acted as them without a key of theirs."""
    for deed in deeds:
        if deed.ok and deed.action in {"iam:CreateLoginProfile", "iam:UpdateLoginProfile"}:
            user = f"user/{text_at(deed.request, 'userName')}"
            first = next((one for one in deeds if short(one.who) == user and _is_by_password(one)), None)
            if first is not None and first.time >= deed.time:
                yield first.who


def _is_by_password(deed: Deed) -> bool:
    return not (deed.event.credential or "").startswith("AKIA") and not session_name(deed.event.actor)


def _is_made(deed: Deed, own: set[Claim]) -> bool:
    return (
        (_is_by_password(deed) and Claim("password", deed.who) in own)
        or Claim("credential", deed.event.credential or "") in own
        or Claim("principal", deed.who) in own
        or Claim("session", session_name(deed.event.actor)) in own
    )


def _way(deed: Deed, makers: Makers) -> Way:
    credential, session = deed.event.credential or "", session_name(deed.event.actor)
    made = makers.by_thing.get(credential)
    if deed.who.endswith(":root"):
        return "root"
    if credential.startswith("AKIA"):
        return "key"
    if session:
        return _way_of_session(deed, session, made)
    return "console" if _at_console(deed) or made is None else "session"


def _way_of_session(deed: Deed, session: str, made: Made | None) -> Way:
    if _INSTANCE.fullmatch(session):
        return "instance"
    if "/AWSReservedSSO_" in (deed.event.actor or "") or (made and made.action == "sts:AssumeRoleWithSAML"):
        return "console"
    if made is None:
        return "function" if "lambda" in (deed.event.user_agent or "").lower() else "session"
    if made.action == "sts:AssumeRoleWithWebIdentity":
        return "federated"
    return "other_account" if _account(made.who) not in {"", deed.event.account} else "session"


def _at_console(deed: Deed) -> bool:
    return deed.action.startswith("signin:") or _agents.family(deed.event.user_agent or "") == "browser"


def _account(who: str) -> str:
    if who.startswith("account:"):
        return who.removeprefix("account:")
    return who.split(":")[4] if who.startswith("arn:") else ""
