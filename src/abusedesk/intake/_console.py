"""How to check a notice where no mail can lie: in the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.translate import msg

if TYPE_CHECKING:
    from abusedesk.model import Notice

# https://docs.aws.amazon.com/health/latest/ug/getting-started-health-dashboard.html
# https://docs.aws.amazon.com/awssupport/latest/user/case-management.html
# https://repost.aws/aws-trust-and-safety
_LINKS = msg("Use no link, attachment or telephone number of the mail. Type the addresses below yourself.")
_ACCOUNT = msg("See that the account ID in the mail is the one shown at the upper right of the console.")
_HEALTH = msg(
    "Sign in at https://console.aws.amazon.com/ and open AWS Health Dashboard "
    "(https://health.aws.amazon.com/): Your account health, Open and recent issues and Event log "
    "show abuse and risk events of the account."
)
_SUPPORT = msg(
    "Open https://console.aws.amazon.com/support/ and look at Your support cases: "
    "a genuine case of this account is there."
)
_SES = msg(
    "Open the Amazon SES console in the region that the mail names, Account dashboard and Reputation "
    "metrics: a review, a pause and the rates are shown there."
)
_KEY = msg(
    "Open the IAM console, the user, Security credentials: see whether the key exists, when it was last "
    "used, and whether AWS has attached a policy whose name begins with AWSCompromisedKeyQuarantine."
)
_WRITE = msg(
    "If neither shows it, write a new mail (do not answer this one) from the root or security contact "
    "address to trustandsafety@support.aws.com, with the account ID and the resource, and ask whether "
    "the notice is AWS's."
)
_KEYS = frozenset(["exposed_access_key", "suspected_access_key", "key_quarantined", "ses_credentials"])


def console_check(notice: Notice) -> tuple[str, ...]:
    """
    How to find out in the console whether notice is AWS's, step by step; () where it is known to be.

    The sentences are messages of the catalogue (translate.say gives them in a language). None of them
    repeats a word of the mail.
    """
    if notice.authentic.verdict == "pass":
        return ()
    return (
        _LINKS,
        _ACCOUNT,
        _HEALTH,
        _SUPPORT,
        *([_SES] if notice.kind.startswith("ses_") else []),
        *([_KEY] if notice.kind in _KEYS or notice.access_keys else []),
        _WRITE,
    )
