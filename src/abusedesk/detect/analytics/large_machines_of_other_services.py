"""Graphics or very large machines asked of a service beside EC2 by a user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.detect._calls import USERS, by_actor, member, members, successful
from abusedesk.detect._machines import is_large
from abusedesk.detect._rule import Analytic
from abusedesk.model import Severity
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.lake import Lake
    from abusedesk.model import Event, Finding

# SageMaker, EMR, Batch, GameLift, CodeBuild, Lightsail, EKS, Cloud9, RDS, Redshift, WorkSpaces
_CALLS = (
    "CreateNotebookInstance",
    "UpdateNotebookInstance",
    "CreateTrainingJob",
    "CreateProcessingJob",
    "CreateTransformJob",
    "CreateEndpointConfig",
    "CreateApp",
    "CreateSpace",
    "CreateCluster",
    "RunJobFlow",
    "AddInstanceGroups",
    "CreateComputeEnvironment",
    "UpdateComputeEnvironment",
    "CreateFleet",
    "CreateProject",
    "UpdateProject",
    "StartBuild",
    "CreateInstances",
    "CreateNodegroup",
    "CreateEnvironmentEC2",
)

# Members that name a machine, in lower case; EC2's own calls have rules of their own.
_TYPE_NAMES = frozenset(
    {
        "instancetype",
        "instancetypes",
        "ec2instancetype",
        "masterinstancetype",
        "slaveinstancetype",
        "computetype",
        "computetypeoverride",
        "bundleid",
    }
)


def find(lake: Lake) -> list[Finding]:
    """One finding for each user that asked for such machines; a role's are its program's own work."""
    return by_actor(ANALYTIC, _judged(lake))


def _judged(lake: Lake) -> Iterator[tuple[Event, Severity]]:
    for event, record in successful(lake, *_CALLS):
        if record.get("eventSource") == "ec2.amazonaws.com":
            continue
        of_user = member(record, "userIdentity", "type") in USERS
        if of_user and any(map(_is_large, _named(record.get("requestParameters")))):
            yield event, Severity.MEDIUM


def _named(asked: Any) -> Iterator[str]:
    """Every machine that asked, the parameters of a call, names."""
    for name, value in members(asked):
        if name.lower() in _TYPE_NAMES:
            yield from (one for one in (value if isinstance(value, list) else [value]) if type(one) is str)


def _is_large(name: str) -> bool:
    # "ml.p3.16xlarge", "BUILD_GENERAL1_2XLARGE", "LINUX_GPU_CONTAINER", "gpu_nvidia_xl", "2xlarge_3_0"
    kind = name.lower()
    if kind.startswith("build_"):
        return "xlarge" in kind or "gpu" in kind
    return is_large(kind.removeprefix("ml.")) or kind.startswith(("gpu_", "xlarge_", "2xlarge_", "4xlarge_"))


ANALYTIC = Analytic(
    id="large_machines_of_other_services",
    title=msg("Graphics or very large machines asked of a service beside EC2"),
    severity=Severity.MEDIUM,
    techniques=("T1496.001", "T1578.002"),
    tactics=("impact",),
    means=msg(
        "Notebooks, training, clusters and builds run on the same machines that miners take, where nobody "
        "looks for them."
    ),
    harmless=msg("Data scientists' ordinary work, in the usual region; most often it is done with a role."),
    source="https://attack.mitre.org/techniques/T1496/001/",
    find=find,
)
