"""The options that say how to reach the account; every command that reads it has the same ones."""

from __future__ import annotations

from typing import Annotated

import typer

Profile = Annotated[str | None, typer.Option(help="AWS profile to read the account with.")]
RoleArn = Annotated[str | None, typer.Option(help="Role to assume for it.")]
ExternalId = Annotated[str | None, typer.Option(help="External id of that role.")]
EndpointUrl = Annotated[str | None, typer.Option(help="Another AWS, such as a practice account.")]
