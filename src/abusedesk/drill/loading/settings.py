"""incident.toml: what it is, the clock, the accounts."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from abusedesk.drill import models
from abusedesk.drill.incident import TrailFacts
from abusedesk.drill.policy.actions import exists, near

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from abusedesk.drill.loading.mistakes import Mistakes

_TOP = ("format", "title", "now", "notice", "account")
_ACCOUNT = ("id", "opted_in", "support_plan", "trail", "deny")
_TRAIL = ("bucket", "regions", "name", "prefix")
# https://aws.amazon.com/premiumsupport/plans/
PLANS = (
    "basic",
    "developer",
    "business",
    "business_support_plus",
    "enterprise_on_ramp",
    "enterprise",
    "unified_operations",
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Settings:
    """incident.toml as far as it could be read; each account has all members, and its line."""

    title: str = ""
    now: datetime = _EPOCH
    notice: str = ""
    accounts: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""

    def line_of(self, name: str, table: int = -1) -> int:
        """The line that sets name, at the top or in the [[account]] table of that index; else the table's."""
        at = -1
        nearest = 1
        for number, line in enumerate(self.text.splitlines(), 1):
            if re.match(r"\s*\[\[\s*account\s*\]\]", line):
                at += 1
                nearest = number if at == table else nearest
            if at == table and re.match(rf"""\s*["']?{re.escape(name)}["']?\s*=""", line):
                return number
        return nearest


def read(folder: Path, mistakes: Mistakes) -> Settings:
    """What incident.toml of folder says; mistakes are added with their lines."""
    file = folder / "incident.toml"
    said = Settings(text=mistakes.text(file) or "")
    try:
        data = tomllib.loads(said.text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        mistakes.add(file, int(line[1]) if line else said.text.count("\n") + 1, f"is not TOML: {error}")
        return said
    if not said.text:
        return said
    reader = _Reader(file, said, mistakes)
    reader.known(data, _TOP)
    if data.get("format") != 1:
        reader.wrong("format", -1, f"expected format = 1, not {data.get('format')!r}")
    said.title = reader.text(data, "title")
    said.notice = reader.text(data, "notice")
    said.now = reader.moment(data)
    tables = data.get("account")
    if not isinstance(tables, list) or not tables or not all(isinstance(one, dict) for one in tables):
        reader.wrong("account", -1, "expected at least one [[account]]")
        return said
    said.accounts = [reader.account(one, index) for index, one in enumerate(tables)]
    for index, one in enumerate(said.accounts):
        if one["id"] in {other["id"] for other in said.accounts[:index]}:
            reader.wrong("id", index, f"account {one['id']} stands here twice")
    said.accounts = [one for one in said.accounts if one["id"]]
    return said


@dataclass(frozen=True, slots=True)
class _Reader:
    file: Path
    said: Settings
    mistakes: Mistakes

    def wrong(self, name: str, table: int, what: str) -> None:
        self.mistakes.add(self.file, self.said.line_of(name, table), what)

    def known(
        self, data: Mapping[str, Any], names: tuple[str, ...], table: int = -1, within: str = ""
    ) -> None:
        for name in data:
            if name not in names:
                self.wrong(within or name, table, f"{name!r} is unknown; expected {', '.join(names)}")

    def text(self, data: Mapping[str, Any], name: str) -> str:
        value = data.get(name)
        if isinstance(value, str) and value:
            return value
        self.wrong(name, -1, f"expected {name} = some text, not {value!r}")
        return ""

    def moment(self, data: Mapping[str, Any]) -> datetime:
        value = data.get("now")
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(UTC)
        self.wrong(
            "now", -1, f"expected now = a time with its zone such as 2026-03-05T02:10:00Z, not {value}"
        )
        return _EPOCH

    def account(self, data: Mapping[str, Any], table: int) -> dict[str, Any]:
        self.known(data, _ACCOUNT, table)
        account = data.get("id")
        if not isinstance(account, str) or not re.fullmatch(r"\d{12}", account):
            self.wrong("id", table, f"expected id = 12 digits as text, not {account!r}")
            account = ""
        plan = data.get("support_plan", "basic")
        if plan not in PLANS:
            self.wrong("support_plan", table, f"{plan!r} is no support plan; expected {', '.join(PLANS)}")
        return {
            "id": account,
            "opted_in": self.regions(data.get("opted_in"), "opted_in", table),
            "support_plan": plan,
            "trail": self.trail(data.get("trail"), table),
            "deny": self.deny(data.get("deny", []), table),
            "line": self.said.line_of("id", table),
        }

    def regions(self, value: Any, name: str, table: int) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            self.wrong(name, table, f"expected {name} = a list of regions, not {value!r}")
            return ()
        for region in value:
            if region not in models.regions():
                self.wrong(name, table, f"{name}: AWS has no region {region!r}")
        return tuple(region for region in value if region in models.regions())

    def trail(self, value: Any, table: int) -> TrailFacts | None:
        if value is None:
            return None
        if not isinstance(value, dict) or not isinstance(value.get("bucket"), str):
            self.wrong("trail", table, 'expected trail = { bucket = "…", regions = "all" }')
            return None
        self.known(value, _TRAIL, table, "trail")
        regions = value.get("regions", "all")
        for name in ("name", "prefix"):
            if not isinstance(value.get(name, ""), str):
                self.wrong("trail", table, f"trail: expected {name} = some text, not {value[name]!r}")
        return TrailFacts(
            name=str(value.get("name") or "management-events"),
            bucket=value["bucket"],
            prefix=str(value.get("prefix", "")).strip("/"),
            regions=None if regions == "all" else self.regions(regions, "trail", table),
        )

    def deny(self, value: Any, table: int) -> tuple[str, ...]:
        if not isinstance(value, list):
            self.wrong("deny", table, f"expected deny = a list of permissions, not {value!r}")
            return ()
        for permission in value:
            problem = _permission_problem(permission)
            if problem:
                self.wrong("deny", table, f"deny: {permission!r} {problem}")
        return tuple(str(permission) for permission in value)


def _permission_problem(permission: Any) -> str:
    if not isinstance(permission, str) or not re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9*?]+", permission):
        return "is no permission; expected service:Action such as ce:GetCostAndUsage"
    if not models.known_as(permission.partition(":")[0]) and not permission.startswith("tag:"):
        return "is of no service that AWS has"
    meant = "" if exists(permission) else near(permission)
    return f"allows no operation of AWS; did you mean {meant}?" if meant else ""
