"""Values as a reader sees them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from abusedesk.model import Text

T = TypeVar("T")
_PARAGRAPH, _LETTER = 1200, 40_000
_JST = timezone(timedelta(hours=9))
# Marks that turn the direction of writing, so that a name reads as another one (Unicode TR 36, 3.3).
_TURNING = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}


def clean(value: Any) -> Any:
    """
    Value with every control character and every mark that turns the direction of writing made visible.

    Line ends and tabs stay; markup of our own is left alone. This runs on all that a template puts out.
    """
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return "".join(_visible(one) for one in value)


def clipped(value: Any) -> Any:
    """Like clean(), and what is longer than a paragraph is cut and says how much is missing."""
    if not isinstance(value, str) or hasattr(value, "__html__") or len(value) <= _PARAGRAPH:
        return clean(value)
    return f"{clean(value[:_PARAGRAPH])}… (+{len(value) - _PARAGRAPH})"


def whole(value: str) -> str:
    """Value clean, and cut at 40,000 characters only: a letter. To be escaped before it is put out."""
    shown: str = clean(value[:_LETTER])
    return shown


def utc(moment: datetime | None) -> str:
    """Moment as "2026-03-05 02:10:09 UTC"; "" for None."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if moment else ""


def jst(moment: datetime | None) -> str:
    """Moment in Japan's time as "03-05 11:10 JST"; "" for None."""
    return f"{moment.astimezone(_JST):%m-%d %H:%M} JST" if moment else ""


def jst_day(moment: datetime) -> str:
    """Moment in Japan's time as "2026-03-05 11:10 JST"."""
    return f"{moment.astimezone(_JST):%Y-%m-%d %H:%M} JST"


def stamp(moment: datetime) -> str:
    """Moment as a machine reads it, for <time datetime>."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def said(text: Text, language: str) -> str:
    """The side of text in language, else the other one."""
    return (text.ja or text.en) if language == "ja" else (text.en or text.ja)


def short(value: str, limit: int = 40) -> str:
    """The last part of an ARN that tells it from others, or value, cut in the middle to limit characters."""
    name = value.rsplit(":", 1)[-1] if value.startswith("arn:") else value
    if name.isdigit() and value.startswith("arn:"):
        # No more than the account: what is meant is a service of it, in a region.
        name = " ".join(part for part in value.split(":")[2:4] if part) or name
    if len(name) <= limit:
        return name
    half = (limit - 1) // 2
    return f"{name[:half]}…{name[-half:]}"


def defanged(value: str) -> str:
    """Value with its links in the form that no mail program makes clickable: "hxxps://…"."""
    return re.sub(r"(?i)\bhttp(s?)://", r"hxxp\1://", value)


def words(identifier: str) -> str:
    """An identifier as words: "deactivate_access_key" as "deactivate access key"."""
    return identifier.replace("_", " ")


def money(amount: float, currency: str) -> str:
    """Amount with thousands and cents, as "1,234.50 USD"."""
    return f"{amount:,.2f} {currency}"


def first(values: Sequence[T], limit: int) -> Sequence[T]:
    """The first few of values."""
    return values[:limit]


def _visible(one: str) -> str:
    code = ord(one)
    if one in "\n\t":
        return one
    if code < 0x20 or 0x7F <= code < 0xA0 or code in _TURNING or 0xD800 <= code < 0xE000:  # noqa: PLR2004 control characters and half characters
        return f"\\u{code:04x}"
    return one
