"""Delete a launch template that the intruder made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._ec2 import evidence
from ._ec2_gone import found, saved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.aws.read import Page, Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

_TEMPLATES, _VERSIONS = "ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions"


def preview(aws: Reader, target: Target) -> Change:
    """The template now, by id or name; and none. Its versions are kept as evidence."""
    template = _template(aws, target)
    now = {"template": saved(template[0]) if template else None}
    return Change("delete_launch_template", target, now, {"template": None})


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """The template and each of its versions."""
    template = _template(aws, change.target)
    if template is None:
        return
    name = str(template[0]["LaunchTemplateId"])
    yield evidence(change, "ec2.launch_template", name, template[1], template[0])
    for page in aws.pages(_VERSIONS, LaunchTemplateId=name):
        for one in page.data["LaunchTemplateVersions"]:
            yield evidence(change, "ec2.launch_template_version", f"{name}/{one['VersionNumber']}", page, one)


def apply(aws: Writer, change: Change) -> None:
    """Delete it by its id: another of the same name is not meant."""
    if _template(aws, change.target):
        aws.one("ec2:DeleteLaunchTemplate", LaunchTemplateId=change.before["template"]["LaunchTemplateId"])


def _template(aws: Reader | Writer, target: Target) -> tuple[Mapping[str, Any], Page] | None:
    by = "LaunchTemplateIds" if target.id.startswith("lt-") else "LaunchTemplateNames"
    return found(aws, _TEMPLATES, "LaunchTemplates", **{by: [target.id]})


ACTION = Action(
    id="delete_launch_template",
    title=msg("Delete a launch template"),
    harm=msg(
        "All of its versions are gone. Auto scaling groups and fleets that use it can launch nothing more."
    ),
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteLaunchTemplate.html",
    wave="delete",
    reads=(_TEMPLATES, _VERSIONS),
    writes=("ec2:DeleteLaunchTemplate",),
    preview=preview,
    apply=apply,
    irreversible=msg("made again from its saved versions it has another id, and its versions other numbers"),
    keep=keep,
)
