"""Amazon SES: whether the account may send, its review, and who it sends as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.collect._listed import Listing, listed
from abusedesk.collect._unit import Collector, of, parts
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.aws.read import Reader
    from abusedesk.model import Evidence, Gap, Scope

_IDENTITIES = Listing(
    "ses_account", "sesv2:ListEmailIdentities", "EmailIdentities", "ses.identity", "IdentityName"
)


def collect(aws: Reader, scope: Scope, _earlier: Sequence[Evidence]) -> Iterator[Evidence | Gap]:
    """One Evidence for the account's sending in this region, and one per identity."""
    return parts(_account(aws, scope), listed(aws, scope, _IDENTITIES))


def _account(aws: Reader, scope: Scope) -> Iterator[Evidence]:
    page = aws.one("sesv2:GetAccount")
    yield of(
        page, collector="ses_account", kind="ses.account", key=scope.account, scope=scope, data=page.data
    )


COLLECTOR = Collector(
    id="ses_account",
    title=msg("SES sending and identities"),
    regional=True,
    reads=("sesv2:GetAccount=ses:GetAccount", "sesv2:ListEmailIdentities=ses:ListEmailIdentities"),
    source="https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html",
    collect=collect,
)
