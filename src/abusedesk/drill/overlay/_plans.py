"""What a paid support plan opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from abusedesk.drill.call import Call

_FREE = frozenset({"basic", "developer"})


def need_paid(call: Call) -> None:
    """
    Let the call pass on a plan from business up.

    https://docs.aws.amazon.com/awssupport/latest/user/about-support-api.html

    Raises:
        AwsError: SubscriptionRequiredException, on the basic and the developer plan.
    """
    if call.account.facts.support_plan in _FREE:
        raise AwsError(
            "SubscriptionRequiredException",
            "Amazon Web Services Premium Support Subscription is required to use this service.",
        )
