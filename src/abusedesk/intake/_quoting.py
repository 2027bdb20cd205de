"""Where another message begins within a text: header blocks and "… wrote:" lines, at any depth of quoting."""

from __future__ import annotations

import re
from dataclasses import dataclass

from abusedesk.intake._headers import address

# Header names as mail programs write them above a forwarded message.
_NAMES = {
    "from": "from|差出人|送信者|von|de|da|van|从|发件人|寄件者|寄件人|보낸 ?사람",
    "date": "date|sent|送信日時|日時|日付|受信日時|送信日|gesendet(?: am)?|datum|"
    "envoyé(?: le)?|enviad[oa](?: el| em)?|fecha|data|"
    "inviato|verzonden|发送时间|发送日期|傳送時間|寄件日期|日期|보낸 ?날짜|날짜",
    "to": "to|宛先|an|à|para|a|aan|收件人|收件者|받는 ?사람",
    "cc": "cc|同報|kopie|抄送|副本|참조",
    "subject": "subject|件名|betreff|objet|asunto|assunto|oggetto|onderwerp|主题|主旨|제목",
    "reply-to": "reply-to|返信先",
    "message-id": "message-id",
    "other": "importance|priority|重要度|優先度|attachments?|添付ファイル|bcc|organization|resent-from",
}
_JAPANESE = re.compile(r"差出人|送信者|送信日時|日時|日付|宛先|件名|転送|元のメッセージ|[年月日]\s*\d")
_HEADER = re.compile(
    r"^(?P<quote>(?:[ \t]*>)*)[ \t]*[*_]{0,2}(?:"
    + "|".join(f"(?P<n{number}>{names})" for number, names in enumerate(_NAMES.values()))
    + r")[*_]{0,2}[ \t]*[:：][*_]{0,2}[ \t]*(?P<value>.*)$",
    re.IGNORECASE,
)
_KEYS = tuple(_NAMES)
_QUOTE = re.compile(r"^(?:[ \t]*>)+[ \t]?")
_WROTE = re.compile(
    r"^(?P<quote>(?:[ \t]*>)*)[ \t]*(?:(?P<said>(?:On|Am|Le)\b.{8,200}\b(?:wrote|schrieb|a écrit)\s*:)"
    r"|(?P<japanese>\d{4}年\d{1,2}月\d{1,2}日.{0,100}<[^<>\s]+@[^<>\s]+>\s*"
    r"(?:さん(?:は|が).{0,12})?[:：]?)"
    r"|(?P<dated>\d{4}[/-]\d{1,2}[/-]\d{1,2}.{0,80}<[^<>\s]+@[^<>\s]+>\s*[:：]))\s*$",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"^(?:[ \t]*>)*[ \t]*(?:-{2,}[ \t]*(?:original message|forwarded message|forwarded by .{0,80}|"
    r"元のメッセージ|転送(?:された)?メッセージ|ここから転送.{0,20}|"
    r"weitergeleitete nachricht|ursprüngliche nachricht|message (?:d'origine|transféré|original)|"
    r"mensaje (?:original|reenviado)|mensagem (?:original|encaminhada)|messaggio (?:originale|inoltrato)|"
    r"oorspronkelijk bericht|doorgestuurd bericht|"
    r"邮件原件|原始邮件|原始郵件|转发的?邮件|轉寄的?郵件|원본 ?(?:이메일|메시지))[ \t]*-{2,}.*"
    r"|begin forwarded message:?|転送されたメッセージ[:：]?)[ \t]*$",
    re.IGNORECASE,
)
_GREETING = re.compile(r"(?i)^\s*(?:hello|hi|dear|greetings|お世話|いつも)")
_DEEPEST = 20  # levels of quoting
_LONGEST = 40  # lines of one head
_CONTINUED = 2  # lines over which one header may run


@dataclass(frozen=True, slots=True)
class Block:
    """
    The head of a message within a text.

    first and last are line numbers (last is exclusive), depth how many ">" its lines carry, inner that
    of the message's own lines; values its headers by name. japanese: the mail program spoke Japanese.
    """

    first: int
    last: int
    depth: int
    inner: int
    values: dict[str, str]
    japanese: bool


def depth_of(line: str) -> int:
    """How many ">" quote line."""
    found = _QUOTE.match(line)
    return min(found[0].count(">"), _DEEPEST) if found else 0


def unquoted(line: str, depth: int) -> str:
    """Line without its first depth ">" and the blank after the last."""
    for _ in range(depth):
        line = re.sub(r"^[ \t]*>", "", line, count=1)
    return line.removeprefix(" ") if depth else line


def is_marker(line: str) -> bool:
    """Whether line is a mail program's "Forwarded message" or "Original Message"."""
    return bool(_MARKER.match(line))


def blocks(lines: list[str]) -> list[Block]:
    """Every message head in lines, in order."""
    found: list[Block] = []
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        block, end = _block(lines, at)
        block = block or _wrote(lines, at)
        if block:
            found.append(block)
        at = block.last if block else max(at + 1, end)
    return found


def _block(lines: list[str], at: int) -> tuple[Block | None, int]:
    """The head at line at, if one is there, and the line from which to look on if none is."""
    marked = is_marker(lines[at])
    start = at + 1 if marked else at
    while marked and start < min(len(lines), at + _LONGEST) and not _stripped(lines[start]):
        start += 1
    values, end = _headers(lines, start)
    dated = "date" in values or "subject" in values
    if not values or not (("from" in values and dated) or (marked and ("from" in values or dated))):
        return None, end if values else at + 1
    depth = depth_of(lines[start])
    head = "\n".join(lines[at:end])
    return Block(at, end, depth, depth, values, bool(_JAPANESE.search(head))), end


def _stripped(line: str) -> str:
    return unquoted(line, depth_of(line)).strip()


def _headers(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """The headers from start on, and the line after the last of them."""
    values: dict[str, str] = {}
    last, end, at, more = "", start, start, 0
    depth = depth_of(lines[start]) if start < len(lines) else 0
    while at < min(len(lines), start + _LONGEST):
        line = lines[at]
        found = _HEADER.match(line)
        if found and min(found["quote"].count(">"), _DEEPEST) == depth:
            last = next(key for key, name in zip(_KEYS, _groups(found), strict=True) if name)
            values.setdefault(last, found["value"].strip().strip("*").strip())
            end, more = at + 1, 0
        elif not unquoted(line, depth).strip():
            following = _HEADER.match(lines[at + 1]) if at + 1 < len(lines) else None
            if not values or following is None:
                break
        elif values and more < _CONTINUED and _continues(lines, at, depth):
            values[last] = f"{values[last]} {unquoted(line, depth).strip()}"
            end, more = at + 1, more + 1
        else:
            break
        at += 1
    return values, end


def _groups(found: re.Match[str]) -> list[str | None]:
    return [found[f"n{number}"] for number in range(len(_KEYS))]


def _continues(lines: list[str], at: int, depth: int) -> bool:
    """Whether line at is the rest of a folded header: a header or an empty line follows soon."""
    line = lines[at]
    if depth_of(line) != depth or _GREETING.match(unquoted(line, depth)) or is_marker(line):
        return False
    for following in lines[at + 1 : at + _CONTINUED]:
        if _HEADER.match(following) or not unquoted(following, depth).strip():
            return True
    return False


def _wrote(lines: list[str], at: int) -> Block | None:
    """The head that "On 18 June AWS <…> wrote:" is; such a line may be folded once."""
    for end in (at + 1, at + 2):
        if end > len(lines):
            break
        depth = depth_of(lines[at])
        line = " ".join(unquoted(one, depth).strip() for one in lines[at:end])
        found = _WROTE.match(line)
        if found:
            following = next((one for one in lines[end : end + 5] if unquoted(one, depth).strip()), "")
            inner = depth + 1 if depth_of(following) > depth else depth
            said = re.sub(r"(?i)^On\s+|\s*(?:wrote)?\s*[:：]?\s*$", "", line)
            author = _author(said)
            values = {"date": said, "from": author} if author else {"date": said}
            return Block(at, end, depth, inner, values, bool(found["japanese"]))
    return None


def _author(said: str) -> str:
    """The "Name <address>" at the end of said."""
    if not address(said):
        return ""
    found = re.search(r"(?:\d\s*[AP]M|,|\d|[)）])\s*([^,\d<>]*<[^<>]+>)", said, re.IGNORECASE)
    return re.sub(r"<\s+", "<", found[1].strip()) if found else address(said)


def message_at(lines: list[str], block: Block) -> str:
    """The text of the message that block heads: to the end, or to where its quoting ends."""
    out: list[str] = []
    for line in lines[block.last :]:
        if block.inner and line.strip() and depth_of(line) < block.inner:
            break
        out.append(unquoted(line, block.inner) if line.strip() else "")
    return "\n".join(out).strip("\n")
