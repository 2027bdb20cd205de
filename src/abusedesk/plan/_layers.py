"""Layers that the intruder laid over the owner's functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from abusedesk.translate import text

from ._situation import parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import Affected, Step

    from ._situation import Situation

_FUNCTION = "AWS::Lambda::Function"
# https://docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html
_LAYER = re.compile(r"arn:[^:]+:lambda:[^:]+:\d{12}:layer:[^:]+:\d+")
_ACCOUNT = 4


def layers(now: Situation) -> Iterator[Step]:
    """
    A step for each function of the owner's that has layers which he laid.

    A call names all layers that a function has from then on, the owner's among them. Only what he published
    himself, or what is of an account of his, is taken away without a person's look; what other functions use
    is left alone.
    """
    for thing in now.affected:
        if thing.type != _FUNCTION or thing.how != "modified":
            continue
        strange = [one for one in _laid(thing, now) if _is_strange(one, thing, now)]
        if not strange:
            continue
        his = tuple(one for one in strange if one in now.made or one.split(":")[_ACCOUNT] in _accounts(now))
        reason = text(
            "The intruder laid code over {function}: {layers}.",
            function=thing.id,
            layers=", ".join(his or strange),
        )
        yield now.step("contain", "remove_function_layer", (thing.id, thing.region), reason, parts=his)


def _laid(thing: Affected, now: Situation) -> tuple[str, ...]:
    """What he laid that is still there, as far as AWS shows it."""
    laid = tuple(one for one in parts(thing, "layer") if _LAYER.fullmatch(one))
    shown = next((one for one in now.dossier.things("lambda.function") if one.key == thing.id), None)
    if shown is None:
        return laid
    held = {str(one.get("Arn")) for one in shown.data.get("Layers") or ()}
    return tuple(one for one in laid if one in held)


def _is_strange(layer: str, thing: Affected, now: Situation) -> bool:
    """Whether a layer is his, or another account's that no function uses which he has not touched."""
    if layer in now.made:
        return True
    touched = {one.id for one in now.affected} | {thing.id}
    used = {
        str(one.get("Arn")).rpartition(":")[0]
        for function in now.dossier.things("lambda.function")
        if function.key not in touched
        for one in function.data.get("Layers") or ()
    }
    return layer.split(":")[_ACCOUNT] != now.dossier.account and layer.rpartition(":")[0] not in used


def _accounts(now: Situation) -> frozenset[str]:
    """Other accounts that are the intruder's: his identities are of them, or he let them in."""
    known = [*now.trace.attackers.principals]
    known += [one for thing in now.affected for one in parts(thing, "trust", "share")]
    found = {
        one.split(":")[_ACCOUNT] if one.startswith("arn:") and one.count(":") > _ACCOUNT else one
        for one in known
    }
    return frozenset(one for one in found if one.isdigit() and one != now.dossier.account)
