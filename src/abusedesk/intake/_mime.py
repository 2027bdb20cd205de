"""A message's bytes to its headers, its text and what it carries."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import TYPE_CHECKING

from abusedesk.intake._charset import decode
from abusedesk.intake._clean import readable
from abusedesk.intake._headers import header
from abusedesk.intake._html import html_to_text

if TYPE_CHECKING:
    from abusedesk.intake._html import Link

DEPTH = 8  # messages and multiparts within one another; deeper ones are not looked at
_PARAMETER = re.compile(r"(?i)\b(charset|name|filename|format)\*?\d*\*?\s*=\s*(?:\"([^\"]*)\"|([^\s;]+))")
_REPORTS = frozenset(["message/feedback-report", "application/json", "text/x-arf", "application/xarf"])
# Parts that reporting programs name and do not mark as attached: they are no words of the sender's.
_EVIDENCE = re.compile(r"(?i)^report\.txt$|\.(?:log|csv|json|ya?ml)$")
_TEXT_FILES = (".txt", ".log", ".csv", ".json", ".yaml", ".yml")
_USEFUL_SHARE = 0.4  # a text part shorter than this share of the HTML part is a stand-in for it


@dataclass(frozen=True, slots=True)
class File:
    """Something attached: its name, its type and its text ("" for what is no text)."""

    name: str
    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """
    One message: decoded headers in order, its text, its links, and what it carries.

    enclosed are whole messages attached (message/rfc822, .eml). A letter cut out of pasted or quoted
    text has the headers that were found there.
    """

    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    links: tuple[Link, ...] = ()
    files: tuple[File, ...] = ()
    enclosed: tuple[Letter, ...] = ()

    def get(self, name: str) -> str:
        """The first header called name, or ""."""
        return next((value for key, value in self.headers if key == name.lower()), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every header called name, topmost first."""
        return tuple(value for key, value in self.headers if key == name.lower())


@dataclass(slots=True)
class _Found:
    words: list[tuple[str, str]]  # ("plain" | "html", text), in order
    links: list[Link]
    files: list[File]
    enclosed: list[Letter]


def letter(data: bytes) -> Letter:
    """The message in data; never raises, what cannot be understood becomes its text."""
    try:
        return _letter(message_from_bytes(data), DEPTH)
    except RecursionError:
        return Letter(text=readable(decode(data)))


def _letter(message: Message, depth: int) -> Letter:
    found = _Found([], [], [], [])
    _walk(message, found, depth)
    return Letter(
        headers=tuple((name.lower(), readable(header(value))) for name, value in _headers(message)),
        text="\n\n".join(text for _, text in found.words),
        links=tuple(found.links),
        files=tuple(found.files),
        enclosed=tuple(found.enclosed),
    )


def _headers(message: Message) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in message.raw_items()]


def _raw(message: Message, name: str) -> str:
    return next((header(value) for key, value in _headers(message) if key.lower() == name), "")


def _parameters(message: Message) -> dict[str, str]:
    both = f"{_raw(message, 'content-disposition')}; {_raw(message, 'content-type')}"
    return {name.lower(): quoted or bare for name, quoted, bare in reversed(_PARAMETER.findall(both))}


def _walk(message: Message, found: _Found, depth: int) -> None:
    kind = (_raw(message, "content-type").split(";")[0].strip().lower()) or message.get_content_type()
    parts = _parts(message)
    if kind == "message/rfc822" or (parts and not kind.startswith("multipart/")):
        _enclose(message, found, depth)
    elif not message.is_multipart():
        _leaf(message, kind, found, depth)
    elif kind == "multipart/alternative" and depth:
        _alternative(parts, found, depth - 1)
    else:
        for part in parts if depth else []:
            _walk(part, found, depth - 1)


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload() if message.is_multipart() else []
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _alternative(parts: list[Message], found: _Found, depth: int) -> None:
    """Of the same words in several forms, take those that say most."""
    here = _Found([], found.links, found.files, found.enclosed)
    for part in parts:
        _walk(part, here, depth)
    plain = "\n".join(text for form, text in here.words if form == "plain").strip("\n")
    html = "\n".join(text for form, text in here.words if form == "html").strip("\n")
    stands_in = len(plain.split()) < _USEFUL_SHARE * len(html.split())
    found.words.append(("html", html) if stands_in else ("plain", plain))


def _enclose(message: Message, found: _Found, depth: int) -> None:
    parts = _parts(message)
    if parts and message.get_content_type() == "message/rfc822":
        found.enclosed.extend(_letter(part, depth - 1) for part in parts if depth)
    elif parts:
        # message/feedback-report and message/delivery-status: blocks of header lines.
        text = "\n".join(f"{name}: {value}" for part in parts for name, value in _headers(part))
        name = _parameters(message).get("filename", "")
        found.files.append(File(name, message.get_content_type(), readable(text)))
    elif depth:
        # RFC 2046 forbids base64 here; senders do it all the same.
        found.enclosed.append(_letter(message_from_bytes(_unwrapped(_bytes(message))), depth - 1))


def _unwrapped(data: bytes) -> bytes:
    if re.fullmatch(rb"[A-Za-z0-9+/=\s]+", data):
        try:
            return base64.b64decode(data)
        except (binascii.Error, ValueError):
            return data
    return data


def _bytes(message: Message) -> bytes:
    payload = message.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _leaf(message: Message, kind: str, found: _Found, depth: int) -> None:
    parameters = _parameters(message)
    name = parameters.get("filename") or parameters.get("name", "")
    data = _bytes(message)
    attached = _raw(message, "content-disposition").lower().startswith("attachment") or bool(
        name and (not kind.startswith("text/") or _EVIDENCE.search(name))
    )
    if name.lower().endswith(".eml") and depth:
        found.enclosed.append(_letter(message_from_bytes(data), depth - 1))
    elif kind in _REPORTS or attached or not (kind.startswith("text/") or kind == ""):
        textual = (
            kind.startswith(("text/", "message/")) or kind in _REPORTS or name.lower().endswith(_TEXT_FILES)
        )
        words = readable(decode(data, parameters.get("charset"))) if textual else ""
        found.files.append(File(name, kind, html_to_text(words)[0] if kind == "text/html" else words))
    elif kind == "text/html":
        words, links = html_to_text(decode(data, parameters.get("charset")))
        found.words.append(("html", readable(words)))
        found.links.extend(links)
    else:
        words = readable(decode(data, parameters.get("charset")))
        found.words.append(("plain", _unflowed(words, parameters)))


def _unflowed(text: str, parameters: dict[str, str]) -> str:
    """Text with its soft line breaks undone (RFC 3676); quoted lines keep theirs."""
    if parameters.get("format", "").lower() != "flowed":
        return text
    return re.sub(r"(?m)^((?!-- $|>).*) \n(?![>\s])", r"\1 ", text)
