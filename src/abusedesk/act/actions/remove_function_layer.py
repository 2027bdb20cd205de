"""Take layers out of a Lambda function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.act import Action
from abusedesk.act._functions import function_of
from abusedesk.errors import Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Collection

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer


def preview(aws: Reader, target: Target) -> Change:
    """The layer versions of the function now, in the order in which they are laid, and those that stay."""
    if not target.parts:
        raise Refused(f"{target.id}: name the ARNs of the layer versions; the owner has some of his own")
    layers = _layers(aws, function_of(target))
    stay = [one for one in layers if one not in target.parts]
    return Change("remove_function_layer", target, {"layers": layers}, {"layers": stay})


def apply(aws: Writer, change: Change) -> None:
    """Lay the layers after."""
    _lay(aws, function_of(change.target), change.after["layers"])


def revert(aws: Writer, change: Change) -> None:
    """Lay the layers before; those that were deleted meanwhile cannot be laid."""
    _lay(aws, function_of(change.target), change.before["layers"])


def _layers(aws: Reader | Writer, name: str) -> list[str]:
    held = aws.one("lambda:GetFunctionConfiguration", FunctionName=name).data.get("Layers") or ()
    return [str(one["Arn"]) for one in held]


def _lay(aws: Writer, name: str, layers: Collection[str]) -> None:
    if _layers(aws, name) != list(layers):
        aws.one("lambda:UpdateFunctionConfiguration", FunctionName=name, Layers=list(layers))


ACTION = Action(
    id="remove_function_layer",
    title=msg("Take the intruder's layers out of a function"),
    harm=msg(
        "The function runs without the code of these layers, and fails where it needs that. Versions "
        "that were published with them keep them."
    ),
    source="https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html",
    wave="services",
    reads=("lambda:GetFunctionConfiguration",),
    writes=("lambda:UpdateFunctionConfiguration",),
    preview=preview,
    apply=apply,
    revert=revert,
)
