"""Bytes to text, whatever charset they claim or hide."""

from __future__ import annotations

import codecs
import re

# Labels in mails -> Python codecs. Microsoft's supersets are what senders mean by the plain names:
# https://encoding.spec.whatwg.org/#names-and-labels
_ALIASES = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext",
    "euc-jp": "euc_jis_2004",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso8859_8",
}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")


def decode(data: bytes, charset: str | None = None) -> str:
    """
    Data as text: by its byte order mark, else by charset, else by what it looks like.

    Never raises; bytes that mean nothing become U+FFFD.
    """
    for mark, codec in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    claimed = (charset or "").strip().strip("\"'").lower()
    if claimed and claimed not in {"us-ascii", "ascii", "unknown-8bit", "x-unknown"}:
        found = _strict(data, _ALIASES.get(claimed, claimed))
        if found is not None:
            return found
    return _sniffed(data)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        # What is no charset ("hex") is unknown to bytes.decode() too.
        return data.decode(codec)
    except (LookupError, UnicodeError, ValueError):
        return None


def _sniffed(data: bytes) -> str:
    if b"\x1b$" in data or b"\x1b(" in data:
        found = _strict(data, "iso2022_jp_ext")
        if found is not None:
            return found
    found = _strict(data, "utf-8")
    if found is not None:
        return found
    for codec in ("cp932", "euc_jp"):
        found = _strict(data, codec)
        if found is not None and _KANA.search(found):
            return found
    # A broken UTF-8 text is still mostly UTF-8.
    if sum(data.count(lead) for lead in (b"\xe2\x80", b"\xe3\x81", b"\xe3\x82", b"\xc2\xa0")):
        return data.decode("utf-8", "replace")
    return data.decode("cp1252", "replace")
