"""Names of things out of a CloudTrail record: by the table of calls, else by its ARNs and ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from ._grave import is_read
from ._things import EC2_IDS, SERVICES, Shape, shape_of, takes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ._deed import Deed

How = Literal["created", "modified", "deleted", "read", "used"]

_FIELD = re.compile(r"\{([^}]+)\}")
_HOW: Mapping[How, re.Pattern[str]] = {
    "created": re.compile(r"Create|Run|Import|Copy|Register|Allocate|Request|Verify|Restore|Publish"),
    "deleted": re.compile(r"Delete|Terminate|Deregister|Release"),
    "used": re.compile(r"Invoke|Send|Start(Session|Build|Query|Job)|ResumeSession"),
}
# Which service an ARN may name for the things of an event source.
_SERVICE = {"monitoring": "cloudwatch", "elasticloadbalancing": "elasticloadbalancing"}


def things(deed: Deed) -> list[tuple[str, str, How]]:
    """Name, type and how of what a deed touched; refused calls, and most that look, touch nothing."""
    action = deed.action
    looks = deed.record.get("readOnly") is True or is_read(action)
    if not deed.ok or (looks and not takes(action)):
        return []
    how = how_of(action)
    shape = shape_of(action)
    if shape is None:
        return [(name, type_of(name, action), how) for name in _dug(deed)]
    if how == "created" and not _makes(shape, action):
        how = "modified"
    return [(name, shape.type, how) for name in named(shape, deed)]


def _makes(shape: Shape, action: str) -> bool:
    """Whether the call makes the thing itself, and not a key, password or policy of one that is there."""
    noun = re.sub(r"^[A-Z][a-z]+", "", action.partition(":")[2]).removesuffix("s")
    kind = shape.type.rpartition("::")[2]
    return "{a:" in shape.name or action.startswith("ses:Verify") or noun.endswith(kind)


def how_of(action: str) -> How:
    """What a call does to its thing, by its verb."""
    if is_read(action):
        return "read"
    name = action.partition(":")[2]
    return next((how for how, verbs in _HOW.items() if verbs.match(name)), "modified")


def named(shape: Shape, deed: Deed) -> list[str]:
    """The names that shape gives for a deed; a value that is an ARN already stands alone."""
    field = next((found[1] for found in _FIELD.finditer(shape.name) if found[1][1] == ":"), "")
    values = next((found for path in field.split("|") if (found := at(deed, path))), [])
    return [value if value.startswith("arn:") else _filled(shape.name, value, deed) for value in values]


def _filled(template: str, value: str, deed: Deed) -> str:
    partition = deed.who.split(":")[1] if deed.who.startswith("arn:") else "aws"
    known = {"partition": partition, "region": deed.event.region or "", "account": deed.event.account or ""}
    filled = _FIELD.sub(lambda found: known.get(found[1], value), template)
    return filled.replace("parameter//", "parameter/")


def at(deed: Deed, path: str) -> list[str]:
    """The texts at a path such as "q:policyArn" or "a:securityGroupRuleSet.items[].securityGroupRuleId"."""
    side, _, rest = path.partition(":")
    found: list[Any] = [deed.response if side == "a" else deed.request]
    for step in rest.split("."):
        name = step.removesuffix("[]")
        found = [item[name] for item in found if isinstance(item, dict) and name in item]
        if step.endswith("[]"):
            found = [item for items in found if isinstance(items, list) for item in items]
    return [item for item in found if isinstance(item, str) and item]


def _dug(deed: Deed) -> Iterator[str]:
    """ARNs of the call's own service in answer, record or request; else EC2's ids."""
    account, service = deed.event.account or "", deed.action.partition(":")[0]
    resources = deed.record.get("resources")
    rows = resources if isinstance(resources, list) else []
    listed = [item.get("ARN") for item in rows if isinstance(item, dict)]
    for place in (deed.response, listed, deed.request):
        arns = [
            text
            for _, text in _texts(place)
            if text.startswith("arn:") and _is_own(text.split(":"), _SERVICE.get(service, service), account)
        ]
        if arns:
            yield from dict.fromkeys(arns)
            return
    noun = re.sub(r"^[A-Z][a-z]+", "", deed.action.partition(":")[2])
    wanted = f"{noun[:1].lower()}{noun[1:]}Id".lower()
    for place in (deed.response, deed.request):
        ids = [text for name, text in _texts(place) if name.lower() == wanted] if service == "ec2" else []
        if ids:
            yield from dict.fromkeys(ids)
            return


def _is_own(parts: list[str], service: str, account: str) -> bool:
    return len(parts) > 5 and parts[2] == service and parts[4] in {account, ""}  # noqa: PLR2004 - an ARN has six


def _texts(place: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text below place with the member's name that holds it."""
    if isinstance(place, str):
        yield name, place
    elif isinstance(place, dict):
        for key, value in place.items():
            yield from _texts(value, str(key))
    elif isinstance(place, list):
        for value in place:
            yield from _texts(value, name)


def type_of(name: str, action: str) -> str:
    """CloudFormation's type for a thing by its ARN or EC2 id, as well as the name tells it."""
    service = action.partition(":")[0]
    if not name.startswith("arn:"):
        prefix = name.rpartition("-")[0]
        return f"AWS::EC2::{EC2_IDS.get(prefix, _capital(prefix))}"
    kind = re.split(r"[:/]", name.split(":", 5)[5])[0]
    return f"AWS::{SERVICES.get(service) or _capital(service)}::{_capital(kind)}"


def _capital(words: str) -> str:
    return "".join(f"{word[:1].upper()}{word[1:]}" for word in words.split("-"))
