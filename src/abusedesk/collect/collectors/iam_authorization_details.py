"""All IAM users, groups, roles and policies, and the users' last sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._listed import Listing, listed
from abusedesk.collect._unit import Collector, of, parts
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Gap, Scope

_MEMBERS = {
    "UserDetailList": "iam.user",
    "GroupDetailList": "iam.group",
    "RoleDetailList": "iam.role",
    "Policies": "iam.policy",
}
_USERS = Listing("iam_authorization_details", "iam:ListUsers", "Users", "iam.user_listed", "Arn")


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    One Evidence per user, group, role and policy; and each user once more as ListUsers shows it.

    GetAccountAuthorizationDetails has no PasswordLastUsed; ListUsers has. Policy documents are objects.
    """
    return parts(_details(aws, scope), listed(aws, scope, _USERS))


def _details(aws: Reader, scope: Scope) -> Iterator[Evidence]:
    for page in aws.pages("iam:GetAccountAuthorizationDetails"):
        for member, kind in _MEMBERS.items():
            for item in page.data.get(member, []):
                yield of(
                    page,
                    collector="iam_authorization_details",
                    kind=kind,
                    key=item["Arn"],
                    scope=scope,
                    data=item,
                )


COLLECTOR = Collector(
    id="iam_authorization_details",
    title=msg("IAM users, groups, roles and policies"),
    regional=False,
    reads=("iam:GetAccountAuthorizationDetails", "iam:ListUsers"),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html",
    collect=collect,
)
