"""Remove a SAML or OpenID Connect identity provider that the intruder made."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from abusedesk.act import Action
from abusedesk.errors import Absent, Refused
from abusedesk.model import Change, Target
from abusedesk.translate import msg

from ._iam import plain, resource
from ._iam_seen import Seen, evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.aws.read import Reader
    from abusedesk.aws.write import Writer
    from abusedesk.model import Evidence

_SAML, _OIDC = "saml-provider/", "oidc-provider/"
# What a provider is made of; the rest IAM gives it anew.
_TOLD = {
    _SAML: ("SAMLMetadataDocument", "AssertionEncryptionMode", "Tags"),
    _OIDC: ("Url", "ClientIDList", "ThumbprintList", "Tags"),
}


def preview(aws: Reader, target: Target) -> Change:
    """All that the provider can be made from again (null where there is none), and none."""
    kind = _kind(target)
    now = None
    for one in _seen(aws, target):
        now = {name: one.data[name] for name in _TOLD[kind] if one.data.get(name)}
    return Change("delete_identity_provider", target, {"provider": now}, {"provider": None})


def keep(aws: Reader, change: Change) -> Iterator[Evidence]:
    """The provider as IAM shows it, a SAML provider's metadata document too."""
    return evidence(_seen(aws, change.target), change, {"provider": "iam.identity_provider"})


def apply(aws: Writer, change: Change) -> None:
    """Remove the provider, if it is still there."""
    if change.before["provider"] is None:
        return
    with suppress(Absent):
        if _kind(change.target) == _SAML:
            aws.one("iam:DeleteSAMLProvider", SAMLProviderArn=change.target.id)
        else:
            aws.one("iam:DeleteOpenIDConnectProvider", OpenIDConnectProviderArn=change.target.id)


def revert(aws: Writer, change: Change) -> None:
    """Make the provider again, which gives it the same ARN; one that is there is left."""
    saved = change.before["provider"]
    if saved is None or _there(aws, change.target):
        return
    kind, name = _kind(change.target), resource(change.target)
    if kind == _SAML:
        aws.one("iam:CreateSAMLProvider", Name=name.removeprefix(_SAML), **saved)
    else:
        aws.one("iam:CreateOpenIDConnectProvider", **{**saved, "Url": _address(saved["Url"])})


def _kind(target: Target) -> str:
    name = resource(target)
    for kind in (_SAML, _OIDC):
        if name.startswith(kind):
            return kind
    raise Refused(f"{target.id} is no identity provider of IAM")


def _call(target: Target) -> tuple[str, dict[str, str]]:
    if _kind(target) == _SAML:
        return "iam:GetSAMLProvider", {"SAMLProviderArn": target.id}
    return "iam:GetOpenIDConnectProvider", {"OpenIDConnectProviderArn": target.id}


def _seen(aws: Reader, target: Target) -> Iterator[Seen]:
    call, named = _call(target)
    with suppress(Absent):
        page = aws.one(call, **named)
        yield Seen("provider", target.id, plain(dict(page.data)), page)


def _there(aws: Writer, target: Target) -> bool:
    call, named = _call(target)
    try:
        aws.one(call, **named)
    except Absent:
        return False
    return True


def _address(url: Any) -> str:
    """The URL to make a provider with: IAM tells it without its scheme."""
    return str(url) if str(url).startswith("https://") else f"https://{url}"


ACTION = Action(
    id="delete_identity_provider",
    title=msg("Remove an identity provider that the intruder made"),
    harm=msg(
        "Nobody can sign in to a role through this provider any more; sessions that run now live on until "
        "they expire or are revoked. It can be made again under the same ARN, but without the private "
        "keys for encrypted SAML assertions, which IAM never hands out."
    ),
    source="https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSAMLProvider.html",
    wave="sweep",
    reads=("iam:GetSAMLProvider", "iam:GetOpenIDConnectProvider"),
    writes=(
        "iam:DeleteSAMLProvider",
        "iam:DeleteOpenIDConnectProvider",
        "iam:CreateSAMLProvider",
        "iam:CreateOpenIDConnectProvider",
    ),
    preview=preview,
    apply=apply,
    revert=revert,
    keep=keep,
)
