"""IAM users and roles as the console lists them, in three orders, with the suspicious ones marked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from abusedesk.report._section import Section
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import CaseDocument

_NEVER = datetime.min.replace(tzinfo=UTC)
_SHOWN = 250
_ORDERS = {
    "last_activity": msg("By last activity, newest first"),
    "console_last_sign_in": msg("By last console sign-in, newest first"),
    "created": msg("By creation, newest first"),
}


def data(document: CaseDocument, language: str) -> Mapping[str, Any]:  # noqa: ARG001 every section is handed the language
    """The same users three times and the same roles twice, newest first, those without a date last."""
    users, roles = document.inventory.users, document.inventory.roles
    return {
        "suspicious": sum(one.suspicious for one in users) + sum(one.suspicious for one in roles),
        "users": {title: _sorted(users, key) for key, title in _ORDERS.items()} if users else {},
        "roles": {
            title: _sorted(roles, key) for key, title in _ORDERS.items() if key != "console_last_sign_in"
        }
        if roles
        else {},
        "user_count": len(users),
        "role_count": len(roles),
        "limit": _SHOWN,
    }


def _sorted(those: Any, key: str) -> list[Any]:
    return sorted(those, key=lambda one: getattr(one, key) or _NEVER, reverse=True)[:_SHOWN]


SECTION = Section(id="identities", title=msg("IAM users and roles"), order=90, data=data, annex=True)
