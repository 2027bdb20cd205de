"""
SAML and OpenID Connect identity providers, of the folder and of calls.

They stand among the home region's things, under "iam:saml_provider_list" and
"iam:open_id_connect_provider_list". https://docs.aws.amazon.com/IAM/latest/APIReference/
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.overlay._iam_kept import things
from abusedesk.drill.refusals import AwsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from abusedesk.drill.call import Call

_ABSENT = 404
_CONFLICT = 409
_SAML = "iam:saml_provider_list"
_OIDC = "iam:open_id_connect_provider_list"
_VALID = timedelta(days=3650)


def count(call: Call) -> int:
    """How many identity providers there are."""
    return len(things(call, _SAML)) + len(things(call, _OIDC))


def list_saml_providers(call: Call) -> Mapping[str, Any]:
    """Every SAML provider's ARN and dates."""
    told = ("Arn", "ValidUntil", "CreateDate")
    return {
        "SAMLProviderList": [{name: one[name] for name in told if name in one} for one in things(call, _SAML)]
    }


def get_saml_provider(call: Call) -> Mapping[str, Any]:
    """One SAML provider with its metadata document."""
    return _shown(_one(call, _SAML, "SAMLProviderArn"))


def create_saml_provider(call: Call) -> Mapping[str, Any]:
    """A new SAML provider; its ARN is made of its name."""
    arn = f"arn:{call.account.partition}:iam::{call.account.id}:saml-provider/{call.get('Name')}"
    told = ("SAMLMetadataDocument", "AssertionEncryptionMode", "Tags")
    _make(call, _SAML, arn, {name: call.get(name) for name in told if call.get(name)})
    return {"SAMLProviderArn": arn, "Tags": call.get("Tags", [])}


def update_saml_provider(call: Call) -> Mapping[str, Any]:
    """Another metadata document."""
    provider = _one(call, _SAML, "SAMLProviderArn")
    if call.get("SAMLMetadataDocument"):
        provider["SAMLMetadataDocument"] = call.get("SAMLMetadataDocument")
    return {"SAMLProviderArn": provider["Arn"]}


def list_open_id_connect_providers(call: Call) -> Mapping[str, Any]:
    """Every OpenID Connect provider's ARN."""
    return {"OpenIDConnectProviderList": [{"Arn": one["Arn"]} for one in things(call, _OIDC)]}


def get_open_id_connect_provider(call: Call) -> Mapping[str, Any]:
    """One OpenID Connect provider with its audiences."""
    provider = _one(call, _OIDC, "OpenIDConnectProviderArn")
    return {"Url": provider["Arn"].partition(":oidc-provider/")[2], **_shown(provider)}


def create_open_id_connect_provider(call: Call) -> Mapping[str, Any]:
    """A new OpenID Connect provider; its ARN is made of its URL, which is told without its scheme."""
    url = str(call.get("Url"))
    if not url.startswith("https://"):
        raise AwsError("InvalidInput", "Invalid Open ID Connect Provider URL")
    arn = f"arn:{call.account.partition}:iam::{call.account.id}:oidc-provider/{url.removeprefix('https://')}"
    told = ("ClientIDList", "ThumbprintList", "Tags")
    facts = {name: call.get(name) for name in told if call.get(name)}
    _make(call, _OIDC, arn, {"Url": url.removeprefix("https://"), **facts})
    return {"OpenIDConnectProviderArn": arn, "Tags": call.get("Tags", [])}


def deleting(key: str, member: str) -> Callable[[Call], Mapping[str, Any]]:
    """The answer that deletes one provider of key, told by the parameter member."""

    def answer(call: Call) -> Mapping[str, Any]:
        provider = _one(call, key, member)
        providers = things(call, key)
        providers[:] = [one for one in providers if one is not provider]
        return {}

    return answer


def _one(call: Call, key: str, member: str) -> dict[str, Any]:
    arn = call.get(member)
    for one in things(call, key):
        if one["Arn"] == arn:
            return one
    raise AwsError("NoSuchEntity", f"The identity provider {arn} cannot be found.", _ABSENT)


def _make(call: Call, key: str, arn: str, facts: Mapping[str, Any]) -> None:
    if any(one["Arn"] == arn for one in things(call, key)):
        raise AwsError("EntityAlreadyExists", f"Provider with ARN {arn} already exists.", _CONFLICT)
    made = {"Arn": arn, "CreateDate": call.now.replace(microsecond=0), **facts}
    if key == _SAML:
        made["ValidUntil"] = made["CreateDate"] + _VALID
    call.account.listed(call.account.home, key).append(made)


def _shown(provider: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in provider.items() if name != "Arn"}


ANSWERS: Mapping[str, Callable[[Call], Mapping[str, Any]]] = {
    "ListSAMLProviders": list_saml_providers,
    "GetSAMLProvider": get_saml_provider,
    "CreateSAMLProvider": create_saml_provider,
    "UpdateSAMLProvider": update_saml_provider,
    "DeleteSAMLProvider": deleting(_SAML, "SAMLProviderArn"),
    "ListOpenIDConnectProviders": list_open_id_connect_providers,
    "GetOpenIDConnectProvider": get_open_id_connect_provider,
    "CreateOpenIDConnectProvider": create_open_id_connect_provider,
    "DeleteOpenIDConnectProvider": deleting(_OIDC, "OpenIDConnectProviderArn"),
}
