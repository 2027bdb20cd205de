"""Each IAM user's access keys with their last use, MFA devices and console password; account totals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from abusedesk.collect._listed import Listing, listed
from abusedesk.collect._together import together
from abusedesk.collect._unit import OUTCOMES, Collector, gap, of, parts, things
from abusedesk.errors import Absent
from abusedesk.model import Gap
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Scope

_ID = "iam_access_keys"
_MFA = Listing(_ID, "iam:ListMFADevices", "MFADevices", "iam.mfa_device", "SerialNumber")


def collect(aws: Reader, scope: Scope, earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """
    Evidence per key, per key's last use, per MFA device, per console password, and the account's summary.

    The users are those that iam_authorization_details found.
    """
    users = {
        str(one.data["UserName"]): one.key
        for kind in ("iam.user", "iam.user_listed")
        for one in things(earlier, kind)
    }
    yield from parts(_summary(aws, scope))
    if not users:
        yield Gap("failed", "no IAM user is known: the lists of users were not read, or are empty")
    yield from together(partial(_user, aws, scope, users), users)


def _user(aws: Reader, scope: Scope, users: Mapping[str, str], name: str) -> Iterator[Evidence | Gap]:
    return parts(
        _keys(aws, scope, name),
        listed(aws, scope, _MFA, UserName=name),
        _login_profile(aws, scope, name, users[name]),
    )


def _keys(aws: Reader, scope: Scope, name: str) -> Iterator[Evidence | Gap]:
    listing = Listing(_ID, "iam:ListAccessKeys", "AccessKeyMetadata", "iam.access_key", "AccessKeyId")
    for key in listed(aws, scope, listing, UserName=name):
        yield key
        try:
            page = aws.one("iam:GetAccessKeyLastUsed", AccessKeyId=key.key)
        except OUTCOMES as why:
            yield gap(why)
            continue
        # IAM takes the key's owner from the key; here we know whose list it came from.
        data = {"UserName": name, **page.data}
        yield of(page, collector=_ID, kind="iam.access_key_last_used", key=key.key, scope=scope, data=data)


def _login_profile(aws: Reader, scope: Scope, name: str, arn: str) -> Iterator[Evidence]:
    try:
        page = aws.one("iam:GetLoginProfile", UserName=name)
    except Absent:
        return  # a user without a console password: nothing is missing
    profile = page.data["LoginProfile"]
    yield of(page, collector=_ID, kind="iam.login_profile", key=arn, scope=scope, data=profile)


def _summary(aws: Reader, scope: Scope) -> Iterator[Evidence]:
    page = aws.one("iam:GetAccountSummary")
    key = scope.account
    yield of(page, collector=_ID, kind="iam.account_summary", key=key, scope=scope, data=page.data)


COLLECTOR = Collector(
    id="iam_access_keys",
    title=msg("IAM access keys, MFA devices and passwords"),
    regional=False,
    reads=(
        "iam:GetAccessKeyLastUsed",
        "iam:GetAccountSummary",
        "iam:GetLoginProfile",
        "iam:ListAccessKeys",
        "iam:ListMFADevices",
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html",
    collect=collect,
    after=("iam_authorization_details",),
)
