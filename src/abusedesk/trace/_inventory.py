"""Every IAM user and role as the console lists them, and what is wrong with some."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from abusedesk.model import AccessKey, Inventory, Role, User
from abusedesk.translate import text

from ._facts import moment, newest
from ._say import clock
from ._spoor import is_service_role, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from abusedesk.model import Evidence, Text

    from ._story import Story

_QUARANTINE = ("AWSCompromisedKeyQuarantine", "AWSExposedCredentialPolicy_DO_NOT_REMOVE")


def inventory(story: Story) -> Inventory:
    """Users and roles in order of their last activity, the latest first."""
    seen = _last_seen(story)
    users = [_user(arn, data, seen, story) for arn, data in _users(story).items()]
    roles = [_role(one, seen, story) for one in newest(story.dossier.things("iam.role")).values()]
    users.sort(key=lambda user: (_ago(user.last_activity), user.arn))
    roles.sort(key=lambda role: (_ago(role.last_activity), role.arn))
    return Inventory(tuple(users), tuple(roles))


def _ago(time: datetime | None) -> float:
    return -time.timestamp() if time else 0.0


def _users(story: Story) -> dict[str, dict[str, Any]]:
    """What both lists of IAM say of each user: only ListUsers has the last sign-in."""
    users: dict[str, dict[str, Any]] = defaultdict(dict)
    for kind in ("iam.user", "iam.user_listed"):
        for arn, one in newest(story.dossier.things(kind)).items():
            users[arn] |= {name: value for name, value in one.data.items() if value is not None}
    return users


def _last_seen(story: Story) -> dict[str, datetime]:
    seen: dict[str, datetime] = {}
    for who, parties in story.ground.activity.by_who.items():
        seen[who] = max(party.last for party in parties)
    for deed in story.deeds:
        seen[deed.who] = max(deed.time, seen.get(deed.who, deed.time))
    return seen


def _user(arn: str, data: Mapping[str, Any], seen: Mapping[str, datetime], story: Story) -> User:
    name = str(data.get("UserName") or arn.rpartition("/")[2])
    keys = tuple(_keys(name, story.dossier.things("iam.access_key"), story))
    signed_in = _latest(moment(data.get("PasswordLastUsed")), _sign_in(arn, story))
    reasons = list(_user_reasons(arn, data, keys, story))
    return User(
        arn=arn,
        created=moment(data.get("CreateDate")),
        last_activity=_latest(signed_in, seen.get(arn), *(key.last_used for key in keys)),
        console_last_sign_in=signed_in,
        mfa=any(one.data.get("UserName") == name for one in story.dossier.things("iam.mfa_device")),
        access_keys=keys,
        suspicious=bool(reasons),
        why=" ".join(reason.en for reason in reasons),
        reason=_joined(reasons),
    )


def _keys(name: str, listed: Sequence[Evidence], story: Story) -> Iterator[AccessKey]:
    used = newest(story.dossier.things("iam.access_key_last_used"))
    for one in listed:
        if one.data.get("UserName") != name:
            continue
        last = used[one.key].data.get("AccessKeyLastUsed") or {} if one.key in used else {}
        called = [party.last for party in story.ground.activity.by_key.get(one.key, ())]
        yield AccessKey(
            id=one.key,
            status=str(one.data.get("Status", "")),
            created=moment(one.data.get("CreateDate")),
            last_used=_latest(moment(last.get("LastUsedDate")), *called),
        )


def _sign_in(arn: str, story: Story) -> datetime | None:
    parties = story.ground.activity.by_who.get(arn, ())
    cells = [
        cell for party in parties for cell in party.cells if cell.action == "signin:ConsoleLogin" and cell.ok
    ]
    return max((cell.last for cell in cells), default=None)


def _latest(*times: datetime | None) -> datetime | None:
    return max((time for time in times if time is not None), default=None)


def _user_reasons(
    arn: str, data: Mapping[str, Any], keys: tuple[AccessKey, ...], story: Story
) -> Iterator[Text]:
    yield from _reasons(arn, story)
    made = story.spoor.names("credential")
    named = set(story.dossier.notice.access_keys)
    for key in keys:
        if key.id in made and key.id.startswith("AKIA"):
            yield text("The intruder made key {key}.", key=key.id)
        elif key.id in named:
            yield text("AWS names key {key}.", key=key.id)
    policies = [str(policy.get("PolicyName", "")) for policy in data.get("AttachedManagedPolicies") or ()]
    for policy in policies:
        if policy.startswith(_QUARANTINE):
            yield text("AWS has attached {policy}: it takes a key of this user for leaked.", policy=policy)


def _reasons(arn: str, story: Story) -> Iterator[Text]:
    if is_service_role(arn):
        return
    deeds = [deed for deed in story.deeds if short(deed.who) == short(arn)]
    made = story.ground.makers.by_thing.get(arn)
    if arn in story.spoor.names("principal"):
        yield text("The intruder made it at {time}.", time=clock(made.time if made else None))
    elif deeds:
        yield text("The intruder used it, first at {time}.", time=clock(deeds[0].time))
    else:
        yield from _changed(arn, story)


def _changed(arn: str, story: Story) -> Iterator[Text]:
    for thing in story.affected:
        if thing.id == arn and thing.how != "read":
            yield text("The intruder changed it at {time}.", time=clock(thing.time))


def _joined(reasons: list[Text]) -> Text:
    joined = text("")
    for reason in reasons:
        joined = text("{first} {second}", first=joined, second=reason) if joined.en else reason
    return joined


def _role(one: Evidence, seen: Mapping[str, datetime], story: Story) -> Role:
    used = one.data.get("RoleLastUsed") or {}
    reasons = list(_reasons(one.key, story))
    return Role(
        arn=one.key,
        created=moment(one.data.get("CreateDate")),
        last_activity=_latest(moment(used.get("LastUsedDate")), seen.get(one.key)),
        suspicious=bool(reasons),
        why=" ".join(reason.en for reason in reasons),
        reason=_joined(reasons),
    )
