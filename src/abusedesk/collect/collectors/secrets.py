"""Secrets Manager's secrets: their names and ARNs, never their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._listed import Listing, listed
from abusedesk.collect._unit import Collector
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

_LISTING = Listing("secrets", "secretsmanager:ListSecrets", "SecretList", "secretsmanager.secret", "ARN")


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence]:
    """One Evidence per secret; events name secrets, and only the list tells the ARN of a name."""
    return listed(aws, scope, _LISTING)


COLLECTOR = Collector(
    id="secrets",
    title=msg("Secrets, by name alone"),
    regional=True,
    reads=("secretsmanager:ListSecrets",),
    source="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html",
    collect=collect,
)
