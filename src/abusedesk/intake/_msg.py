"""An Outlook message (.msg) to the mail that it was, in the form that mails are read in."""

from __future__ import annotations

import base64
import re
import struct
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from abusedesk.errors import BadInput
from abusedesk.intake._cfb import MAGIC, BrokenError, folder
from abusedesk.intake._charset import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oxmsg.domain.model import PropertyT

    from abusedesk.intake._cfb import Folder

OUTLOOK = MAGIC
LIMIT = 50_000_000  # bytes of a file; Exchange carries a half of it
ATTACHMENTS = 100  # of one message that are looked at
DEPTH = 3  # messages within one another; deeper ones are not looked at
_PROPERTIES = "__properties_version1.0"
_EMBEDDED = "__substg1.0_3701000D"
_BIG_HEADER, _SMALL_HEADER, _ATTACHED_HEADER = 32, 24, 8  # bytes before the properties (MS-OXMSG 2.4.1)
_LISTED = 65_536  # bytes of a list of properties; a mail has some 200 of 16 bytes
_STRING8, _STRING, _CODEPAGES = 0x001E, 0x001F, (0x3FFD, 0x3FDE)
# Headers and the property of each, the better one first (MS-OXPROPS).
_HEADERS = {
    "Subject": (0x0037, 0x0070),
    "To": (0x0E04,),
    "Cc": (0x0E03,),
    "Message-ID": (0x1035,),
    "In-Reply-To": (0x1042,),
    "References": (0x1039,),
    "Reply-To": (0x0050,),
}
_SENDER_NAMES, _SENDER_ADDRESSES = (0x0042, 0x0C1A), (0x5D02, 0x5D01, 0x0065, 0x0C1F)
_SENT, _DELIVERED, _TRANSPORT, _BODY, _HTML = 0x0039, 0x0E06, 0x007D, 0x1000, 0x1013
_FILE_NAMES, _TYPE, _DATA = (0x3707, 0x3704, 0x3001), 0x370E, 0x3701
_CONTENT = re.compile(r"(?im)^(?:content-[\w-]+|mime-version)[ \t]*:.*(?:\n[ \t].*)*\n?")
_HEADER = re.compile(r"[!-9;-~]+:")
_MIME_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,80}")
# oxmsg has no error of its own for a property in disorder.
_DISORDER = (ArithmeticError, LookupError, TypeError, ValueError, struct.error)


def as_mail(data: bytes, name: str) -> bytes:
    """
    The .msg in data as a MIME mail; name is what it is called.

    Its headers are those that it came with, else made of Outlook's own fields; a message within it is
    attached as a .eml.

    Format: https://learn.microsoft.com/en-us/openspecs/exchange_server_protocols/ms-oxmsg/

    Raises:
        BadInput: data is too large, cut off, goes in circles, or is no message.
    """
    advice = "save it as .eml (or paste its text) and try again"
    if len(data) > LIMIT:
        raise BadInput(f"{name}: is an Outlook .msg of more than {LIMIT // 1_000_000} MB; {advice}")
    try:
        root = folder(data)
    except (BrokenError, struct.error) as error:
        raise BadInput(f"{name}: is an Outlook .msg that cannot be read: {error}; {advice}") from error
    if _PROPERTIES not in root.streams:
        raise BadInput(f"{name}: is an Office file, but no Outlook message (.msg); {advice}")
    return _mail(root, _BIG_HEADER, DEPTH)


def _mail(source: Folder, header: int, depth: int) -> bytes:
    fields = _Fields(source, header)
    parts = [_alternative(fields)]
    attached = sorted(name for name in source.folders if name.startswith("__attach_version1.0_#"))
    for name in attached[:ATTACHMENTS]:
        parts += _attachment(source.folders[name], depth)
    made = _multipart("mixed", parts)
    return b"".join([_headers(fields).encode("utf-8", "replace"), b"MIME-Version: 1.0\n", made])


class _Fields:
    """The MAPI properties of one object, by oxmsg; those that are broken are as if they were not there."""

    def __init__(self, source: Folder, header: int) -> None:
        from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError  # noqa: PLC0415 # only .msg files need it

        self._streams = source.streams
        listed = source.streams.get(_PROPERTIES, b"")[:_LISTED]
        try:
            self._found, self.charset = _properties(source, listed, header)
        except (UnrecognizedCodePageError, UnsupportedEncodingError):
            # The rest is in order without the code page.
            rows = [listed[at : at + 16] for at in range(header, len(listed) - 15, 16)]
            kept = [one for one in rows if int.from_bytes(one[2:4], "little") not in _CODEPAGES]
            self._found, self.charset = _properties(source, listed[:header] + b"".join(kept), header)

    def _value(self, pid: int) -> Any:
        found = self._found.get(pid)
        if found is None:
            return None
        if found.ptyp in {_STRING8, _STRING}:
            raw = self._streams.get(f"__substg1.0_{pid:04X}{found.ptyp:04X}", b"")
            return raw.decode("utf-16-le", "replace") if found.ptyp == _STRING else decode(raw, self.charset)
        try:
            return found.value
        except _DISORDER:
            return None

    def text(self, *pids: int) -> str:
        """The first of pids that is a text and not empty, else ""."""
        values = (self._value(pid) for pid in pids)
        return next((one for one in values if isinstance(one, str) and one.strip("\0 \r\n")), "")

    def bytes(self, pid: int) -> bytes:
        value = self._value(pid)
        return value if isinstance(value, bytes) else b""

    def time(self, *pids: int) -> datetime | None:
        values = (self._value(pid) for pid in pids)
        return next((one for one in values if isinstance(one, datetime)), None)


def _properties(source: Folder, listed: bytes, header: int) -> tuple[dict[int, PropertyT], str]:
    """The properties by id, and the charset of 8-bit texts, "" where none is named."""
    from oxmsg.properties import Properties  # noqa: PLC0415 # only .msg files need it
    from oxmsg.storage import Storage, Stream  # noqa: PLC0415 # likewise

    streams = [Stream(name, content) for name, content in source.streams.items() if name != _PROPERTIES]
    made = Properties(Storage("", (*streams, Stream(_PROPERTIES, listed)), ()), header)
    found = {one.pid: one for one in reversed(list(made))}
    return found, made.body_encoding if any(pid in found for pid in _CODEPAGES) else ""


def _headers(fields: _Fields) -> str:
    """The headers of the mail, without those that say how its parts were cut."""
    came = fields.text(_TRANSPORT).replace("\r\n", "\n").replace("\r", "\n").strip("\n\0")
    # Not "Microsoft Mail Internet Headers Version 2.0", nor anything else that would end the headers.
    lines = [one for one in came.split("\n") if one.strip() and (_HEADER.match(one) or one[0] in " \t")]
    came = _CONTENT.sub("", "".join(f"{one}\n" for one in lines)).lstrip(" \t")
    there = {one.partition(":")[0].strip().lower() for one in came.split("\n")}
    made = [f"{name}: {value}\n" for name, value in _made(fields) if name.lower() not in there]
    return came + "".join(made)


def _made(fields: _Fields) -> Iterator[tuple[str, str]]:
    """Headers of Outlook's own fields."""
    addresses = [found for pid in _SENDER_ADDRESSES if "@" in (found := fields.text(pid))]
    sender = _line(fields.text(*_SENDER_NAMES)).replace('"', "")
    if addresses:
        yield "From", f'"{sender}" <{_line(addresses[0]).strip("<>")}>'
    elif sender:
        yield "From", sender
    sent = fields.time(_SENT, _DELIVERED)
    if sent:
        yield "Date", format_datetime(sent)
    for name, pids in _HEADERS.items():
        value = _line(fields.text(*pids))
        if value:
            yield name, value


def _line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _alternative(fields: _Fields) -> bytes:
    charset = "utf-8"
    html = fields.text(_HTML).encode("utf-8", "replace")
    if not html:
        html, charset = fields.bytes(_HTML), ""
    parts = [_part("text/plain; charset=utf-8", fields.text(_BODY).encode("utf-8", "replace"))]
    if html:
        charset = charset or _charset(html) or fields.charset
        parts.append(_part(f"text/html; charset={charset}" if charset else "text/html", html))
    return _multipart("alternative", parts) if len(parts) > 1 else parts[0]


def _charset(html: bytes) -> str:
    found = re.search(rb"(?i)<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,40})", html[:4000])
    return found[1].decode("ascii") if found else ""


def _attachment(source: Folder, depth: int) -> list[bytes]:
    fields = _Fields(source, _ATTACHED_HEADER)
    within = source.folders.get(_EMBEDDED)
    if within and _PROPERTIES in within.streams:
        if not depth:
            return []
        return [_file("application/octet-stream", "message.eml", _mail(within, _SMALL_HEADER, depth - 1))]
    name = _line(fields.text(*_FILE_NAMES)).replace('"', "").replace("\\", "")
    content = fields.bytes(_DATA)
    kind = fields.text(_TYPE).strip("\0 ").lower()
    if content.startswith(OUTLOOK) and name.lower().endswith(".msg") and depth:
        try:
            root = folder(content)
        except (BrokenError, struct.error):
            return [_file("application/octet-stream", name, content)]
        if _PROPERTIES in root.streams:
            return [_file("application/octet-stream", f"{name}.eml", _mail(root, _BIG_HEADER, depth - 1))]
    if not _MIME_TYPE.fullmatch(kind) or kind.startswith(("multipart/", "message/rfc822")):
        kind = "application/octet-stream"
    return [_file(kind, name, content)] if name or content else []


def _file(kind: str, name: str, content: bytes) -> bytes:
    disposition = f'attachment; filename="{name}"'
    return _part(f'{kind}; name="{name}"', content, f"Content-Disposition: {disposition}\n")


def _part(kind: str, content: bytes, more: str = "") -> bytes:
    head = f"Content-Type: {kind}\n{more}Content-Transfer-Encoding: base64\n\n"
    return head.encode("utf-8", "replace") + base64.encodebytes(content)


def _multipart(kind: str, parts: list[bytes]) -> bytes:
    # Base64 has no "=_" within a line, so no content can end a part.
    border = f"=_{sha256(b''.join(parts)).hexdigest()[:32]}".encode()
    opened = b'Content-Type: multipart/%b; boundary="%b"\n\n' % (kind.encode(), border)
    return opened + b"".join(b"--%b\n%b\n" % (border, one) for one in parts) + b"--%b--\n" % border
