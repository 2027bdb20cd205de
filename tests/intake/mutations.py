"""Ways in which a notice is passed on, broken, or written anew; each is one function of a seeded chance."""

from __future__ import annotations

import base64
import json
import quopri
import re
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

DATA = Path(__file__).parent / "data"
NOTE = "Please have a look at this one. Our ticket is 2026-0042, call extension 4711."


@dataclass(frozen=True)
class Letter:
    """A mail that is one text: what its bytes are made of again."""

    sender: str
    subject: str
    date: str
    text: str
    charset: str = "utf-8"
    encoding: str = "8bit"
    html: bool = False

    def bytes(self) -> bytes:
        body = self.text.encode(self.charset, "replace")
        if self.encoding == "base64":
            body = base64.encodebytes(body)
        elif self.encoding == "quoted-printable":
            body = quopri.encodestring(body)
        head = self.head()
        kind = "html" if self.html else "plain"
        head += f'Content-Type: text/{kind}; charset="{self.charset}"\n'
        head += f"Content-Transfer-Encoding: {self.encoding}\n\n"
        return head.encode() + body

    def head(self) -> str:
        return (
            f"From: {self.sender}\nTo: security@example.com\nDate: {self.date}\nSubject: {self.subject}\n"
            "Message-ID: <m@example.com>\nMIME-Version: 1.0\n"
        )


def letters() -> dict[str, Letter]:
    """The fixtures that are one plain text in one mail of AWS's own, by name."""
    found = {}
    for path in sorted(DATA.glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        text = None if message.is_multipart() else message.get_content()
        aws = re.search(r"(?i)@(?:[\w-]+\.)*(?:amazon|amazonaws|aws|amazonses)\.com>?$", str(message["from"]))
        if aws and isinstance(text, str) and message.get_content_type() == "text/plain":
            found[path.name] = Letter(
                str(message["from"]), str(message["subject"]), str(message["date"]), text
            )
    return found


def events() -> dict[str, bytes]:
    """The fixtures that are JSON, by name."""
    paths = [path for path in sorted(DATA.glob("*.json")) if not path.name.endswith(".expected.json")]
    return {path.name: path.read_bytes() for path in paths}


# --- what takes something away: only the account must still be right, and the kind right or left to a person


def cut_off(letter: Letter, chance: Random) -> bytes:
    start = len(letter.text) // 3
    return replace(letter, text=letter.text[: chance.randint(start, len(letter.text))]).bytes()


def lines_lost(letter: Letter, chance: Random) -> bytes:
    lines = letter.text.split("\n")
    at = chance.randrange(len(lines))
    return replace(letter, text="\n".join([*lines[:at], *lines[at + chance.randint(1, 3) :]])).bytes()


def bytes_broken(letter: Letter, chance: Random) -> bytes:
    data = bytearray(letter.bytes())
    body = data.index(b"\n\n") + 2
    for _ in range(chance.randint(1, 6)):
        data[chance.randrange(body, len(data))] = chance.choice(b"\x00\xff\xa0 \n>")
    return bytes(data)


# --- what keeps the meaning


def folded(letter: Letter, chance: Random) -> bytes:
    width = chance.randint(40, 76)
    own, marker, report = letter.text.partition("---Beginning")
    lines = [re.sub(rf"(.{{{width},}}?) (?=\S)", r"\1\n", line) for line in own.split("\n")]
    return replace(letter, text="\n".join(lines) + marker + report).bytes()


def encoded(letter: Letter, chance: Random) -> bytes:
    return replace(letter, encoding=chance.choice(["base64", "quoted-printable"])).bytes()


def charset(letter: Letter, chance: Random) -> bytes:
    name = chance.choice(
        ["iso-2022-jp", "shift_jis", "euc-jp", "windows-1252", "gb18030", "utf-16", "utf-16le"]
    )
    try:
        letter.text.encode(name)
    except UnicodeEncodeError:
        name = "utf-16"
    return replace(letter, charset=name, encoding="base64").bytes()


def file_in_utf16(letter: Letter, chance: Random) -> bytes:
    return (
        letter.bytes().decode("utf-8", "replace").encode(chance.choice(["utf-16", "utf-16-le", "utf-16-be"]))
    )


def line_ends(letter: Letter, chance: Random) -> bytes:
    return letter.bytes().replace(b"\n", chance.choice([b"\r\n", b"\r\n", b"\r"]))


_HEADS = (
    ("-----Original Message-----", "From", "Sent", "To", "Subject"),
    ("-----元のメッセージ-----", "差出人", "送信日時", "宛先", "件名"),
    ("________________________________", "差出人", "日時", "宛先", "件名"),
    ("-----Ursprüngliche Nachricht-----", "Von", "Gesendet", "An", "Betreff"),
    ("-----Message d'origine-----", "De", "Envoyé", "À", "Objet"),
    ("-----邮件原件-----", "发件人", "发送时间", "收件人", "主题"),
    ("-----原始郵件-----", "寄件者", "日期", "收件者", "主旨"),
    ("-------- 원본 이메일 --------", "보낸 사람", "보낸 날짜", "받는 사람", "제목"),
    ("---------- Forwarded message ---------", "From", "Date", "To", "Subject"),
    ("-------- Mensaje original --------", "De", "Enviado", "Para", "Asunto"),
    ("-------- Weitergeleitete Nachricht --------", "Von", "Datum", "An", "Betreff"),
)


def passed_on(letter: Letter, text: str, subject: str = "", **more: object) -> bytes:
    late = parsedate_to_datetime(letter.date).replace(microsecond=0)
    date = format_datetime(late.replace(hour=23, minute=59))
    made = Letter("Colleague <c@corp.example>", subject or f"FW: {letter.subject}", date, text)
    return replace(made, **more).bytes()


def translated_head(letter: Letter, chance: Random) -> bytes:
    rule, sender, sent, to, subject = chance.choice(_HEADS)
    colon = chance.choice([":", ": "]) if rule.isascii() else chance.choice([": ", "："])
    head = [
        f"{sender}{colon}{letter.sender}",
        f"{sent}{colon}{letter.date}",
        f"{to}{colon}security@example.com",
        f"{subject}{colon}{letter.subject}",
    ]
    rules = [rule] if chance.random() < 0.7 else []
    return passed_on(letter, "\n".join([NOTE, "", *rules, *head, "", letter.text]))


def quoted(letter: Letter, chance: Random) -> bytes:
    mark = chance.choice(["> ", ">", ">> ", "> > "])
    lines = [f"{mark}{line}".rstrip() for line in letter.text.split("\n")]
    said = f"On {letter.date.removesuffix(' +0000')} {letter.sender} wrote:"
    return passed_on(letter, "\n".join([NOTE, "", said, "", *lines]), subject=f"Re: {letter.subject}")


def in_html(letter: Letter, chance: Random) -> bytes:
    tag = chance.choice(["p", "div"])
    blocks = [
        f"<{tag}>" + "<br>\n".join(escape(line) for line in block.split("\n")) + f"</{tag}>"
        for block in letter.text.split("\n\n")
    ]
    return replace(letter, html=True, text=f"<html><body>{''.join(blocks)}</body></html>").bytes()


def blanks(letter: Letter, chance: Random) -> bytes:
    other = chance.choice(["\t", "\u00a0", "  ", "\u2002", "\u3000"])
    own, marker, report = letter.text.partition("---Beginning")
    return replace(letter, text=re.sub(r"(?<=\S) (?=\S)", other, own) + marker + report).bytes()


def full_width(letter: Letter, chance: Random) -> bytes:
    own, marker, report = letter.text.partition("---Beginning")
    wide = {ord("0") + number: 0xFF10 + number for number in range(10)}
    wide |= {ord(":"): 0xFF1A} if chance.random() < 0.5 else {}
    return replace(letter, text=own.translate(wide) + marker + report).bytes()


def twice(letter: Letter, chance: Random) -> bytes:
    form = chance.choice(["mixed", "alternative", "related"])
    part = f'--=_2\nContent-Type: text/plain; charset="utf-8"\n\n{letter.text}\n'
    text = f'Content-Type: multipart/{form}; boundary="=_2"\n\n{part}{part}--=_2--\n'
    return (letter.head() + text).encode()


def attached(letter: Letter, chance: Random) -> bytes:
    name = chance.choice(["message/rfc822", "application/octet-stream"])
    inner = letter.bytes()
    body = base64.encodebytes(inner) if name.startswith("application") else inner
    encoding = "Content-Transfer-Encoding: base64\n" if name.startswith("application") else ""
    head = (
        "From: Colleague <c@corp.example>\nTo: soc@corp.example\nSubject: AWS?\n"
        f"Message-ID: <o@corp.example>\nDate: {letter.date}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="=_3"\n\n--=_3\nContent-Type: text/plain\n\n'
        f'{NOTE}\n--=_3\nContent-Type: {name}; name="notice.eml"\n{encoding}\n'
    )
    return head.encode() + body + b"\n--=_3--\n"


def pasted(letter: Letter, chance: Random) -> bytes:
    head = [f"From: {letter.sender}", f"Date: {letter.date}", f"Subject: {letter.subject}"]
    return "\n".join([*chance.sample(head, 3), "", letter.text]).encode()


def banner(letter: Letter, chance: Random) -> bytes:
    above = chance.choice(
        [
            "CAUTION: This email originated from outside of the organization. Do not click links.\n\n",
            "[EXTERNAL]\n\n",
            "【社外メール】送信元にご注意ください。\n\n",
        ]
    )
    below = (
        "\n\n-- \nThis e-mail and its attachments are confidential. If you are not the addressee delete them."
    )
    return replace(letter, text=f"{above}{letter.text}{below}").bytes()


def capitals(letter: Letter, chance: Random) -> bytes:
    change = chance.choice([str.upper, str.lower])
    text = re.sub(
        r"(?im)^(?:AWS (?:Account )?ID|Region|Implicated Resource|"
        r"Reported \w+|Abuse Time|Required Actions)(?=:)",
        lambda found: change(found[0]),
        letter.text,
    )
    return replace(letter, text=text).bytes()


def curly(letter: Letter, chance: Random) -> bytes:
    text = re.sub(r"(?<=\w)'(?=\w)", "\u2019", letter.text)
    text = re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", text)
    return replace(letter, text=text.replace(" - ", chance.choice([" \u2013 ", " \u2014 "]))).bytes()


def in_a_ticket(letter: Letter, chance: Random) -> bytes:
    number = chance.randint(1000, 9999)
    text = (
        f"##- Please type your reply above this line -##\n\nTicket #{number} was updated by an agent.\n\n"
        "-----------------------------------\n\nSupport, Mar 5, 10:10\n\nDear customer, see below and "
        f"answer us within 2 hours.\n\nFrom: {letter.sender}\nDate: {letter.date}\n"
        f"Subject: {letter.subject}\n\n{letter.text}\n\n"
        "-----------------------------------\nThis email is a service from Example Cloud."
    )
    return passed_on(letter, text, subject=f"[#{number}] {letter.subject}")


LOSSY: tuple[Callable[[Letter, Random], bytes], ...] = (cut_off, lines_lost, bytes_broken)
FAITHFUL: tuple[Callable[[Letter, Random], bytes], ...] = (
    folded,
    encoded,
    charset,
    file_in_utf16,
    line_ends,
    translated_head,
    quoted,
    in_html,
    blanks,
    full_width,
    twice,
    attached,
    pasted,
    banner,
    capitals,
    curly,
    in_a_ticket,
)


# --- events


def in_envelope(data: bytes, chance: Random) -> bytes:
    text = data.decode()
    value = json.loads(text)
    made = chance.choice(
        [
            {"Type": "Notification", "Message": text},
            {"Records": [{"body": text}]},
            {"Records": [{"Sns": {"Message": text}}]},
            {"Records": [{"body": json.dumps({"Type": "Notification", "Message": text})}]},
            {"Messages": [{"MessageId": "1", "Body": text}]},
            [value],
        ]
    )
    return json.dumps(made, indent=chance.choice([None, 2])).encode()


def rewritten(data: bytes, chance: Random) -> bytes:
    text = json.dumps(
        json.loads(data), indent=chance.choice([None, 1, 4]), ensure_ascii=chance.random() < 0.5
    )
    return text.encode(chance.choice(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]))


ENVELOPES: tuple[Callable[[bytes, Random], bytes], ...] = (in_envelope, rewritten)
