"""What identities were made, by whom: users, keys, roles and sessions, from the calls that worked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._activity import OTHERS, SESSION, WHO, PartyKey, long_lived

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from abusedesk.lake import Lake

_MAKERS = f"""
select id, "time", {WHO} as who, {SESSION}, credential, src_ip, action,
       coalesce(json_extract_string(record, '$.responseElements.credentials.accessKeyId'),
                json_extract_string(record, '$.responseElements.accessKey.accessKeyId'),
                json_extract_string(record, '$.responseElements.user.arn'),
                json_extract_string(record, '$.responseElements.role.arn')) as made
from events
where {OTHERS} and outcome = 'success' and "time" is not null
  and action in (
    'iam:CreateUser', 'iam:CreateAccessKey', 'iam:CreateRole',
    'sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity', 'sts:AssumeRoot',
    'sts:GetSessionToken', 'sts:GetFederationToken')
order by "time", id
"""


@dataclass(frozen=True, slots=True)
class Made:
    """One identity as it came into being: the user's or role's ARN or the key id, and who made it."""

    event: str
    time: datetime
    who: str
    session: str
    credential: str
    ip: str
    action: str
    thing: str

    @property
    def party(self) -> PartyKey:
        """The party that made it."""
        return PartyKey(self.who, long_lived(self.credential), self.ip, self.session)


@dataclass(frozen=True)
class Makers:
    """Who made each thing, the last time it was made (names are used again)."""

    by_thing: Mapping[str, Made]

    @property
    def party_of(self) -> dict[str, PartyKey]:
        """The party that made each thing."""
        return {thing: made.party for thing, made in self.by_thing.items()}


def load(lake: Lake) -> Makers:
    """All that was made while the log ran."""
    found: dict[str, Made] = {}
    for event, time, who, session, credential, ip, action, thing in lake.ask(_MAKERS):
        if thing:
            found[thing] = Made(
                event, time, who or "", session or "", credential or "", ip or "", action, thing
            )
    return Makers(found)
