"""
The credential report.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from abusedesk.drill.refusals import AwsError
from abusedesk.drill.state.people import zoned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from abusedesk.drill.call import Call
    from abusedesk.drill.state.people import People

_FRESH = timedelta(hours=4)  # an older report is made anew, a younger one is given again
_KEYS = 2
COLUMNS = (
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "password_next_rotation",
    "mfa_active",
    *(
        f"access_key_{number}_{what}"
        for number in (1, 2)
        for what in ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")
    ),
    "cert_1_active",
    "cert_1_last_rotated",
    "cert_2_active",
    "cert_2_last_rotated",
)


def generate_credential_report(call: Call) -> Mapping[str, Any]:
    """Begin a report, or say that there is one; it is as of the time it was begun."""
    kept = call.account.kept
    began = kept.get("report_began")
    if began is not None and call.now - began < _FRESH:
        return {"State": "COMPLETE"}
    kept["report_began"] = call.now.replace(microsecond=0)
    kept["report"] = _report(call.account.people, call.now)
    return {"State": "STARTED", "Description": "No report exists. Starting a new report generation task"}


def get_credential_report(call: Call) -> Mapping[str, Any]:
    """The report that was begun last."""
    kept = call.account.kept
    if "report" not in kept:
        raise AwsError("ReportNotPresent", "No report is present.", 410)
    return {"Content": kept["report"], "ReportFormat": "text/csv", "GeneratedTime": kept["report_began"]}


def opened(people: People, now: datetime) -> datetime:
    """When the account was opened: no later than its oldest identity was made."""
    holders = [*people.backend.users.values(), *people.backend.roles.values()]
    dates = [date for one in holders if (date := zoned(one.create_date)) is not None]
    return min([*dates, now]) - timedelta(days=1)


def _report(people: People, now: datetime) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerow(_root_row(people, now))
    rows.writerows(_user_row(people, user) for user in people.backend.users.values())
    return text.getvalue().encode()


def _root_row(people: People, now: datetime) -> list[str]:
    root = people.root
    used = root.get("PasswordLastUsed")
    row = [
        "<root_account>",
        f"arn:{people.partition}:iam::{people.account.id}:root",
        _time(opened(people, now)),
    ]
    row += ["not_supported", _time(used) if used else "no_information", "not_supported", "not_supported"]
    row.append(_said(root.get("MFA")))
    for key in root.get("AccessKeys", ())[:_KEYS]:
        last = key.get("LastUsed") or {}
        row += [_said(key.get("Status", "Active") == "Active"), _time(key.get("CreateDate"))]
        row += [
            _time(last.get("LastUsedDate")),
            last.get("Region") or "N/A",
            last.get("ServiceName") or "N/A",
        ]
    return _filled(row)


def _user_row(people: People, user: Any) -> list[str]:
    used = zoned(user.password_last_used)
    changed = people.login_dates.get(user.name) or zoned(user.create_date)
    row = [user.name, user.arn, _time(zoned(user.create_date)), _said(user.password)]
    if user.password:
        row += [_time(used) if used else "no_information", _time(changed), "N/A"]
    else:
        row += ["N/A", "N/A", "N/A"]
    row.append(_said(user.mfa_devices))
    for key in user.access_keys[:_KEYS]:
        row += [_said(key.status == "Active"), _time(zoned(key.create_date)), *_use(key.last_used)]
    return _filled(row)


def _use(last: Any) -> Iterator[str]:
    if last is None:
        yield from ("N/A", "N/A", "N/A")
    else:
        yield from (_time(zoned(last.timestamp)), last.region or "N/A", last.service or "N/A")


def _filled(row: list[str]) -> list[str]:
    """Row with what a key or certificate that is not there has in its columns."""
    rest = ["false" if name.endswith("_active") else "N/A" for name in COLUMNS[len(row) :]]
    return row + rest


def _time(moment: datetime | None) -> str:
    return "N/A" if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")


def _said(value: Any) -> str:
    return "true" if value else "false"
