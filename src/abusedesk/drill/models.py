"""What botocore knows of AWS's services, without loading all of its models."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import botocore
import botocore.session
from botocore.exceptions import UnknownServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.model import OperationModel, ServiceModel

_HEAD = 4000  # the metadata opens every model file
_FACTS = ("endpointPrefix", "signingName", "targetPrefix", "apiVersion", "protocol")

# One endpoint for the whole account; their things lie in the partition's first region.
# https://docs.aws.amazon.com/general/latest/gr/rande.html#global-endpoints
GLOBAL = frozenset(
    {
        "account",
        "budgets",
        "ce",
        "cloudfront",
        "cur",
        "globalaccelerator",
        "health",
        "iam",
        "networkmanager",
        "organizations",
        "route53",
        "route53domains",
        "savingsplans",
        "shield",
        "support",
        "trustedadvisor",
        "waf",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """How one service is addressed; names as in botocore's metadata."""

    name: str
    endpoint_prefix: str
    signing_name: str
    target_prefix: str
    api_version: str


@cache
def _session() -> Any:
    opened: Any = botocore.session.get_session  # botocore is not typed
    return opened()


def snake(name: str) -> str:
    """A member's or operation's name in snake case, "db_instances" for DBInstances."""
    convert: Any = botocore.xform_name
    return str(convert(name))


@cache
def services() -> Mapping[str, Service]:
    """Every service that botocore knows, by its botocore name."""
    loader = _session().get_component("data_loader")
    root = Path(botocore.__file__).parent / "data"
    found = {}
    for name in loader.list_available_services("service-2"):
        version = loader.determine_latest_version(name, "service-2")
        with gzip.open(root / name / version / "service-2.json.gz", "rb") as file:
            head = file.read(_HEAD).decode("utf-8", "replace")
        facts = {
            fact: match[1] if (match := re.search(rf'"{fact}"\s*:\s*"([^"]*)"', head)) else ""
            for fact in _FACTS
        }
        found[name] = Service(
            name=name,
            endpoint_prefix=facts["endpointPrefix"],
            signing_name=facts["signingName"] or facts["endpointPrefix"],
            target_prefix=facts["targetPrefix"],
            api_version=facts["apiVersion"],
        )
    return found


@cache
def signed_as(signing_name: str) -> tuple[Service, ...]:
    """The services whose requests are signed for signing_name, the one of that very name first."""
    found = [service for service in services().values() if service.signing_name == signing_name]
    return tuple(sorted(found, key=lambda service: (service.name != signing_name, len(service.name))))


@cache
def known_as(prefix: str) -> tuple[str, ...]:
    """Botocore names of the services that people call prefix: its own name first, then by signing name."""
    named = [
        service.name
        for service in services().values()
        if prefix in {service.name, service.signing_name, service.endpoint_prefix}
    ]
    return tuple(sorted(named, key=lambda name: (name != prefix, len(name), name)))


@cache
def model(service: str) -> ServiceModel:
    """Botocore's model of service. Raises UnknownServiceError."""
    found: ServiceModel = _session().get_service_model(service)
    return found


@cache
def operation(service: str, name: str) -> OperationModel:
    """Botocore's model of one operation. Raises OperationNotFoundError."""
    found: OperationModel = model(service).operation_model(name)
    return found


@cache
def pagination(service: str) -> Mapping[str, Mapping[str, Any]]:
    """Botocore's paginators of service by operation: input_token, output_token, limit_key, result_key."""
    try:
        config: Mapping[str, Mapping[str, Any]] = _session().get_paginator_model(service)._paginator_config  # noqa: SLF001 # it has no other way to ask for all
    except (UnknownServiceError, LookupError):
        return {}
    return config


@cache
def regions() -> tuple[str, ...]:
    """Every region of every partition that botocore knows, sorted."""
    session = _session()
    return tuple(
        sorted(
            region
            for partition in session.get_available_partitions()
            for region in session.get_available_regions("ec2", partition)
        )
    )


def partition_of(region: str) -> str:
    """The partition that region lies in."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def home_of(partition: str) -> str:
    """The region where a partition's global services live."""
    return {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}.get(partition, "us-east-1")
