"""Somebody who should not be there: what he does is recorded, and the truth about it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.drill.generate import actors, clock, ids, signin
from abusedesk.drill.generate.folder import Truth
from abusedesk.drill.generate.trail import Actor, Call

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from abusedesk.drill.generate.company import Company
    from abusedesk.drill.generate.iam import Role, User

OLD_TOOLS = (
    "aws-cli/1.29.{n} Python/3.11.{m} Linux/6.6.9-amd64 botocore/1.31.{n}",
    "aws-cli/2.15.{n} Python/3.11.{m} Linux/5.15.0-91-generic exe/x86_64.ubuntu.22 command/{command}",
    "Boto3/1.28.{n} md/Botocore#1.31.{n} ua/2.0 os/linux#6.1.0-kali9-amd64 lang/python#3.11.{m}",
    "Boto3/1.26.{n} Python/3.9.{m} Windows/10 Botocore/1.29.{n}",
)


class Intruder:
    """Acts in a company's account; truth gathers who he was, with what, from where."""

    def __init__(self, company: Company, root_cause: str) -> None:
        self.company = company
        self.truth = Truth(root_cause=root_cause)

    def does(self, when: datetime, region: str, actor: Actor, call: Call) -> datetime:
        """Actor (he) makes call; gives a time some seconds later."""
        if self.company.trail.add(when, region, actor, call):
            self.note(actor, when)
        return clock.later(self.company.rng, when, 1, 20)

    def looks(self, when: datetime, region: str, actor: Actor, calls: Sequence[Call]) -> datetime:
        """Actor makes calls one after the other; gives the time after the last."""
        for call in calls:
            when = self.does(when, region, actor, call)
        return when

    def note(self, actor: Actor, when: datetime) -> None:
        """Remember that actor was he."""
        truth, identity = self.truth, actor.identity
        issuer = identity.get("sessionContext", {}).get("sessionIssuer", {})
        truth.principals.append(str(issuer.get("arn") or identity["arn"]))
        truth.credentials += [actor.credential] if actor.credential else []
        truth.ips.append(actor.address)
        truth.since = min(when, truth.since) if truth.since else when

    def signs_in(self, when: datetime, region: str, user: User, place: tuple[str, str]) -> Actor:
        """He signs in to the console as user from place; gives the session."""
        signin.success(self.company.trail, when, region, user, place)
        actor = actors.in_console(self.company.rng, user, when, place)
        self.note(actor, when)
        return actor

    def takes(self, when: datetime, region: str, actor: Actor, role: Role) -> Actor:
        """Actor takes role; gives the session."""
        name = self.company.rng.choice(("session", "test", "botocore-session-" + str(int(when.timestamp()))))
        session = actors.assume(self.company.trail, self.company.rng, (when, region), actor, (role, name))
        self.note(session, when)
        return session


def tool(company: Company) -> str:
    """The user agent of a program that he uses."""
    rng = company.rng
    agent = rng.choice(OLD_TOOLS)
    return agent.replace("{n}", str(rng.randint(10, 80))).replace("{m}", str(rng.randint(1, 9)))


def refused(actor: Actor, service: str, name: str, request: dict[str, Any] | None = None) -> Call:
    """A call that the caller's policies do not allow."""
    action = f"{service}:{name}"
    why = (
        f"User: {actor.identity['arn']} is not authorized to perform: {action} on resource: * "
        f"because no identity-based policy allows the {action} action"
    )
    return Call(service=service, name=name, request=request, error=("AccessDenied", why))


def quota(company: Company, codes: Sequence[str]) -> Call:
    """A look at one of the EC2 quotas codes, as those make who want to know how much can be launched."""
    return Call(
        service="servicequotas",
        name="GetServiceQuota",
        request={"serviceCode": "ec2", "quotaCode": company.rng.choice(codes)},
    )


def key_name(company: Company) -> str:
    """What he calls his key pairs and groups."""
    return company.rng.choice(("key", "node", "worker", "default", "gpu", "test")) + ids.hexa(company.rng, 4)
