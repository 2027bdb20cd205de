"""What is the intruder's so far, and what each of his deeds adds to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ._deed import items_at, text_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ._activity import PartyKey
    from ._deed import Deed

_SESSIONS = frozenset(
    {
        "sts:AssumeRole",
        "sts:AssumeRoleWithSAML",
        "sts:AssumeRoleWithWebIdentity",
        "sts:AssumeRoot",
        "sts:GetSessionToken",
        "sts:GetFederationToken",
    }
)

# What launches machines later, and where its name stands that they will carry in their tags.
_MARKS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "autoscaling:CreateAutoScalingGroup": ("request", ("autoScalingGroupName",)),
    "cloudformation:CreateStack": ("request", ("stackName",)),
    "ec2:CreateFleet": ("response", ("CreateFleetResponse", "fleetId")),
    "ec2:RequestSpotFleet": ("response", ("spotFleetRequestId",)),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """
    One thing that is the intruder's.

    kind says what name is: a "credential" or "principal" that is wholly his, a "session" name (an
    instance's or function's role session), a "suspect": a principal ("user/alice") that he has opened a
    door to, or a "mark": what machines that a service launches for him carry in their tags.
    """

    kind: str
    name: str


@dataclass
class Spoor:
    """Everything known to be the intruder's; deeds by event id. made holds the identities that he made."""

    parties: set[PartyKey] = field(default_factory=set)
    claims: set[Claim] = field(default_factory=set)
    deeds: dict[str, Deed] = field(default_factory=dict)
    ties: dict[PartyKey, str] = field(default_factory=dict)

    def names(self, kind: str) -> set[str]:
        """The names of all claims of one kind."""
        return {claim.name for claim in self.claims if claim.kind == kind}

    def owns(self, deed: Deed) -> bool:
        """Whether deed is the intruder's."""
        return (
            deed.party in self.parties
            or Claim("credential", deed.event.credential or "") in self.claims
            or Claim("principal", deed.who) in self.claims
            or Claim("session", session_name(deed.event.actor)) in self.claims
        )

    def runs_on_machine(self, deed: Deed) -> bool:
        """Whether an instance or function did it that he set up."""
        return Claim("session", session_name(deed.event.actor)) in self.claims

    @property
    def ordered(self) -> list[Deed]:
        """The deeds in order of time."""
        return sorted(self.deeds.values(), key=lambda deed: (deed.time, deed.event.id))


def session_name(actor: str | None) -> str:
    """The session's name of a role session's ARN, "" for everybody else."""
    return actor.rpartition("/")[2] if actor and ":assumed-role/" in actor else ""


def gained(deed: Deed) -> Iterator[Claim]:
    """What a deed that worked gave the intruder."""
    if deed.action in _SESSIONS:
        yield Claim("credential", text_at(deed.response, "credentials", "accessKeyId"))
    elif deed.action in _MARKS:
        side, path = _MARKS[deed.action]
        yield Claim("mark", text_at(getattr(deed, side), *path))
    else:
        yield from _gained_for_good(deed)


def _gained_for_good(deed: Deed) -> Iterator[Claim]:
    match deed.action:
        case "iam:CreateUser":
            yield Claim("principal", text_at(deed.response, "user", "arn"))
        case "iam:CreateRole":
            arn = text_at(deed.response, "role", "arn")
            yield Claim("principal", "" if ":role/aws-service-role/" in arn else arn)
        case "iam:CreateAccessKey":
            yield Claim("credential", text_at(deed.response, "accessKey", "accessKeyId"))
            yield Claim("suspect", _user(deed))
        case "iam:CreateLoginProfile" | "iam:UpdateLoginProfile":
            yield Claim("suspect", _user(deed))
        case "iam:UpdateAssumeRolePolicy":
            yield Claim("suspect", f"role/{text_at(deed.request, 'roleName')}")
        case "ec2:RunInstances":
            for item in items_at(deed.response, "instancesSet"):
                yield Claim("session", text_at(item, "instanceId"))
        case "lambda:CreateFunction":
            yield Claim("session", text_at(deed.request, "functionName"))


def _user(deed: Deed) -> str:
    name = text_at(deed.request, "userName") or text_at(deed.response, "accessKey", "userName")
    return f"user/{name}" if name else short(deed.who)


def is_service_role(arn: str) -> bool:
    """Whether AWS itself acts by this role, whoever set it to work."""
    return ":role/aws-service-role/" in arn or "/AWSServiceRoleFor" in arn


def short(arn: str) -> str:
    """Kind and name of a user or role without account and path: "user/alice"."""
    kind, _, name = arn.rpartition(":")[2].partition("/")
    return f"{kind}/{name.rpartition('/')[2]}"
