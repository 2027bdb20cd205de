"""Text into SQL, so that nothing a stranger wrote is ever read as SQL."""

from __future__ import annotations

from abusedesk.errors import BadInput


def literal(text: str) -> str:
    """
    Text as an SQL string literal.

    Quotes are doubled; a NUL, which ends the statement for some parsers, is put in by chr(0).

    Raises:
        BadInput: text is not valid Unicode.
    """
    try:
        text.encode()
    except UnicodeEncodeError as why:
        raise BadInput(f"{text!r} is not valid Unicode: expected text without lone surrogates") from why
    parts = ["'" + part.replace("'", "''") + "'" for part in text.split("\0")]
    return parts[0] if len(parts) == 1 else "(" + " || chr(0) || ".join(parts) + ")"


def joined(operator: str, parts: list[str]) -> str:
    """Parts linked by "and" or "or", as a balanced tree: engines limit how deep an expression may be."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return f"({joined(operator, parts[:middle])} {operator} {joined(operator, parts[middle:])})"
