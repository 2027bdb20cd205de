"""What is to be done or was done, and to what: as long as AWS needs it, and no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ._clean import listed, name
from ._language import has, phrase
from ._measures import is_same

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from abusedesk.model import Step, Text

    from ._material import Material

# Steps that are taken once for a region; their targets are ARNs such as arn:aws:ses:us-east-1:111122223333.
_BY_REGION = frozenset({"enable_guardduty", "pause_sending"})
# Steps taken for everybody in the account to be safe: whose password was changed is no business of AWS's.
_FOR_EVERYBODY = frozenset(
    {
        "delete_access_key",
        "enable_mfa",
        "remove_unused_key",
        "replace_own_access_key",
        "reset_password",
        "retire_access_key",
        "rotate_access_key",
    }
)
_ARN = 4
# One line for all that the intruder made, where it is more than this.
_REMOVE, _APART = "remove_created", 10
_REGIONS, _MANY, _NAMED, _LISTED = 6, 4, 2, 20


def action(table: Literal["action", "did"], identifier: str, targets: Sequence[str]) -> Text:
    """What is to be done ("action") or was done ("did") to targets, by the action's id or its own words."""
    return _said(table, identifier, targets, _targets(identifier, targets))


def actions(
    material: Material, table: Literal["action", "did"], identifier: str, targets: Sequence[str]
) -> Text:
    """
    The same of many targets at once, in few words.

    What the letter's list of affected resources names is counted; users and keys that have no part in the
    case are counted, too, and never named.
    """
    unique = list(dict.fromkeys(targets))
    if identifier == _REMOVE:
        return _said(table, identifier, unique, phrase("mark.all_below", count=str(len(unique))))
    count = f"{table}.{identifier}_count"
    if len(unique) > 1 and is_for_everybody(material, identifier, unique[0]) and has(count):
        return phrase(count, count=str(len(unique)))
    if is_for_everybody(material, identifier, unique[0]):
        return _said(table, identifier, unique, phrase("mark.one_of_ours"))
    places = [region_of(identifier, one) for one in unique]
    if identifier in _BY_REGION and len(places) > _REGIONS:
        return _said(table, identifier, unique, phrase("mark.count_regions", count=str(len(places))))
    touched = {one.id for one in material.trace.affected}
    if len(unique) > _MANY and touched.issuperset(unique):
        few = listed(unique[:_NAMED])
        shown = phrase("mark.more_below", listed=few, count=str(len(unique) - _NAMED))
        return _said(table, identifier, unique, shown)
    return action(table, identifier, unique)


def removals_together(
    material: Material, alike: Mapping[tuple[str, bool], list[Step]]
) -> dict[tuple[str, bool], list[Step]]:
    """Alike, with the steps that remove what the intruder created as one where they are many."""
    created = {one.id for one in material.trace.affected if one.how == "created"}
    removes = {
        key: steps
        for key, steps in alike.items()
        if key[0].startswith(("delete_", "terminate_")) and created.issuperset(one.target for one in steps)
    }
    every = [one for steps in removes.values() for one in steps]
    if len(every) <= _APART or len(removes) == 1:
        return dict(alike)
    found: dict[tuple[str, bool], list[Step]] = {}
    for key, steps in alike.items():
        found.setdefault((_REMOVE, False) if key in removes else key, []).extend(steps)
    return found


def is_for_everybody(material: Material, identifier: str, target: str) -> bool:
    """Whether a step is taken to be safe upon somebody who has no part in the case."""
    if identifier not in _FOR_EVERYBODY:
        return False
    attackers, cause = material.trace.attackers, material.cause
    known = [*material.reported, *attackers.principals, *attackers.credentials]
    known += [one.id for one in material.trace.affected]
    known += [one for one in (cause.principal, cause.credential) if one] if cause else []
    return not any(is_same(target, one) for one in known)


def region_of(identifier: str, target: str) -> str:
    """The region of a step that is taken once for a region; the target itself of any other."""
    arn = target.split(":")
    return arn[3] if identifier in _BY_REGION and len(arn) > _ARN else target


def _said(table: Literal["action", "did"], identifier: str, targets: Sequence[str], shown: Text) -> Text:
    key = f"{table}.{identifier}"
    if identifier == "other" or not has(key):
        return phrase(f"{table}.other", words=name(identifier).replace("_", " "), targets=shown)
    many = f"{key}_many"
    return phrase(many if len(set(targets)) > 1 and has(many) else key, targets=shown)


def _targets(identifier: str, targets: Sequence[str]) -> Text:
    """The targets as a reader knows them: a region or the account rather than an ARN that says no more."""
    shown = [region_of(identifier, one) for one in targets]
    if all(not one or one.endswith(":root") for one in shown):
        return phrase("mark.account")
    return listed([one for one in shown if one], _LISTED)
