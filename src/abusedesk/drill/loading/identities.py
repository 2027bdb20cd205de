"""iam.json: what GetAccountAuthorizationDetails answers, plus what no API can set."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from botocore import model as botocore_model

from abusedesk.drill import models
from abusedesk.drill.loading.mistakes import line_of
from abusedesk.drill.shapes import Misfits, fitted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from abusedesk.drill.loading.mistakes import Mistakes

# The list, the shape of its items in botocore, and the members every item must have.
_LISTS = {
    "UserDetailList": ("UserDetail", ("UserName", "Arn", "CreateDate")),
    "GroupDetailList": ("GroupDetail", ("GroupName", "Arn", "CreateDate")),
    "RoleDetailList": ("RoleDetail", ("RoleName", "Arn", "CreateDate", "AssumeRolePolicyDocument")),
    "Policies": ("ManagedPolicyDetail", ("PolicyName", "Arn", "PolicyVersionList")),
}
_DOCUMENTS = frozenset({"PolicyDocument", "AssumeRolePolicyDocument", "Document"})
# What the format adds, in the words of botocore's own shape descriptions.
_ADDED: dict[str, Any] = {
    "LastUsed": {
        "type": "structure",
        "members": {
            "LastUsedDate": {"shape": "dateType"},
            "ServiceName": {"shape": "stringType"},
            "Region": {"shape": "stringType"},
        },
    },
    "Key": {
        "type": "structure",
        "members": {
            "UserName": {"shape": "stringType"},
            "AccessKeyId": {"shape": "stringType"},
            "SecretAccessKey": {"shape": "stringType"},
            "Status": {"shape": "statusType"},
            "CreateDate": {"shape": "dateType"},
            "LastUsed": {"shape": "LastUsed"},
        },
    },
    "Keys": {"type": "list", "member": {"shape": "Key"}},
    "Device": {
        "type": "structure",
        "members": {
            "UserName": {"shape": "stringType"},
            "SerialNumber": {"shape": "stringType"},
            "EnableDate": {"shape": "dateType"},
        },
    },
    "Devices": {"type": "list", "member": {"shape": "Device"}},
    "Profile": {
        "type": "structure",
        "members": {
            "UserName": {"shape": "stringType"},
            "CreateDate": {"shape": "dateType"},
            "PasswordResetRequired": {"shape": "booleanType"},
        },
    },
    "Root": {
        "type": "structure",
        "members": {
            "AccessKeys": {"shape": "Keys"},
            "MFA": {"shape": "booleanType"},
            "Password": {"shape": "booleanType"},
            "PasswordLastUsed": {"shape": "dateType"},
            "SigningCertificates": {"shape": "certificateListType"},
        },
    },
}
_USER_ADDED = {
    "PasswordLastUsed": "dateType",
    "AccessKeys": "Keys",
    "LoginProfile": "Profile",
    "MFADevices": "Devices",
}
_ROLE_ADDED = {"Description": "stringType", "MaxSessionDuration": "integerType"}


def read(home: Path, mistakes: Mistakes) -> Mapping[str, Any]:
    """
    What home/iam.json says: times are datetimes, policy documents JSON text; all five members are there.

    Without the file there is nobody but root.
    """
    empty: dict[str, Any] = {**{name: [] for name in _LISTS}, "Root": {}}
    file = home / "iam.json"
    if not file.is_file():
        return empty
    data, text = mistakes.json(file)
    if not isinstance(data, dict):
        if text:
            mistakes.add(file, 1, f"expected an object with {', '.join(empty)}")
        return empty
    misfits = Misfits()
    shapes = _shapes()
    for name, value in data.items():
        if name in _LISTS:
            empty[name] = _items(name, value, shapes, misfits)
        elif name == "Root":
            empty[name] = fitted(value, shapes.get_shape_by_name("Root"), misfits, (name,))
        elif name not in {"IsTruncated", "Marker"}:
            misfits.add((name,), f"{name!r} is unknown; expected {', '.join(empty)}")
    _references(empty, misfits)
    for path, expected in misfits.found:
        mistakes.add(file, line_of(text, path), f"{_named(path)}: {expected}")
    return empty


def _shapes() -> Any:
    described = {**copy.copy(models.model("iam")._shape_resolver._shape_map), **_ADDED}  # noqa: SLF001 # extended, not changed
    for name, added in (("UserDetail", _USER_ADDED), ("RoleDetail", _ROLE_ADDED)):
        members = {
            **described[name]["members"],
            **{member: {"shape": shape} for member, shape in added.items()},
        }
        described[name] = {**described[name], "members": members}
    resolver: Any = botocore_model.ShapeResolver  # botocore is not typed
    return resolver(described)


def _items(name: str, value: Any, shapes: Any, misfits: Misfits) -> list[Any]:
    shape_name, needed = _LISTS[name]
    if not isinstance(value, list):
        misfits.add((name,), "expected a list")
        return []
    shape = shapes.get_shape_by_name(shape_name)
    items = []
    for index, item in enumerate(value):
        _check_documents(item, misfits, (name, index))
        items.append(fitted(item, shape, misfits, (name, index)))
        for member in needed:
            if isinstance(item, dict) and item.get(member) is None:
                misfits.add((name, index), f"expected {member}")
    return items


def _check_documents(value: Any, misfits: Misfits, path: tuple[str | int, ...]) -> None:
    """Documents are objects here, never text: text is a mistake."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            _check_documents(item, misfits, (*path, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in _DOCUMENTS and not isinstance(item, dict):
                misfits.add((*path, name), "expected the policy document as an object")
            elif name not in _DOCUMENTS:
                _check_documents(item, misfits, (*path, name))


def _references(data: Mapping[str, Any], misfits: Misfits) -> None:
    groups = {group.get("GroupName") for group in data["GroupDetailList"]}
    seen: dict[str, str] = {}
    owners = [(("UserDetailList", index), user) for index, user in enumerate(data["UserDetailList"])]
    for path, user in owners:
        for index, name in enumerate(user.get("GroupList", ())):
            if name not in groups:
                misfits.add((*path, "GroupList", index), f"there is no group {name!r}")
    holders: list[tuple[tuple[str | int, ...], Any]] = [*owners, (("Root",), data["Root"])]
    for where_held, owner in holders:
        for index, key in enumerate(owner.get("AccessKeys", ())):
            name = key.get("AccessKeyId")
            where = (*where_held, "AccessKeys", index)
            if not name:
                misfits.add(where, "expected AccessKeyId")
            elif name in seen:
                misfits.add(where, f"key {name} stands here twice; it is {seen[name]}'s already")
            seen[name] = str(owner.get("UserName", "root"))


def _named(path: tuple[str | int, ...]) -> str:
    return ".".join(str(step) for step in path) or "iam.json"
