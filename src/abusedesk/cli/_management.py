"""The options that say how to reach the management account of the organization that an account is in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from abusedesk.errors import BadInput

if TYPE_CHECKING:
    from abusedesk.engine import Connection

ManagementProfile = Annotated[
    str | None,
    typer.Option(help="AWS profile of the organization's management account, to delete root's credentials."),
]
ManagementRoleArn = Annotated[str | None, typer.Option(help="Role to assume there.")]


def managed(connection: Connection, profile: str | None, role_arn: str | None) -> Connection:
    """
    Connection with its management account, where one is given.

    Raises:
        BadInput: only a role is given: the account's own credentials are not meant for it.
    """
    from abusedesk import engine  # noqa: PLC0415 - slow to load

    if role_arn and not profile:
        raise BadInput("--management-role-arn goes with --management-profile NAME")
    if not profile:
        return connection
    management = engine.Connection(profile=profile, role_arn=role_arn, endpoint_url=connection.endpoint_url)
    return replace(connection, management=management)
