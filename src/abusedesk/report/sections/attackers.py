"""Who: identities, credentials, addresses and programs of the intruder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:  # noqa: ARG001 every section is handed the language
    """The intruder's names, by what they are."""
    found = document.attackers
    return {
        "groups": {
            msg("Identities used or made"): found.principals,
            msg("Credentials used or made"): found.credentials,
            msg("Addresses"): found.ips,
            msg("Programs"): found.user_agents,
        },
        "found": any((found.principals, found.credentials, found.ips, found.user_agents)),
    }


SECTION = Section(id="attackers", title=msg("The intruder"), order=44, data=data)
