from __future__ import annotations

import base64
import quopri
import re
import unicodedata
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from abusedesk import intake
from abusedesk.errors import BadInput
from abusedesk.intake._clean import refanged
from abusedesk.intake._read import opened
from abusedesk.intake._times import moments
from abusedesk.model import Notice, from_json, to_json

DATA = Path(__file__).parent / "data"
MAILS = {
    path.name: path.read_bytes()
    for path in sorted(DATA.iterdir())
    if not path.name.endswith(".expected.json")
}


def read(data: bytes, name: str):
    try:
        return intake.read(data, name=name)
    except BadInput:
        return None


def digits_of(reading, data: bytes, name: str) -> str:
    """All digits of what was read, as a person could see them in the text."""
    outside = opened(data, name).around
    seen = f"{reading.mail.subject} {reading.mail.own_text} {reading.mail.forwarded_report} {outside}"
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", seen))


@given(st.binary(max_size=400), st.sampled_from(["a.eml", "a.txt", "a.json", "-"]))
@settings(max_examples=150, deadline=None)
def test_no_bytes_ever_raise(data, name):
    read(data, name)


@given(st.text(max_size=300), st.sampled_from(["a.eml", "a.txt", "a.json"]))
@settings(max_examples=150, deadline=None)
def test_no_text_ever_raises(text, name):
    read(text.encode("utf-8", "surrogatepass"), name)


@st.composite
def mutated(draw):
    name = draw(st.sampled_from(sorted(MAILS)))
    data = MAILS[name]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        length = draw(st.integers(0, 200))
        data = draw(
            st.sampled_from(
                [
                    data[:at],
                    data[at:],
                    data[:at] + data[at + length :],
                    data[:at] + b"\n " + data[at:],
                    data[:at] + b"\r\n\r\n" + data[at:],
                    data[:at] + draw(st.binary(max_size=20)) + data[at:],
                    data[:at] + data[at : at + length] * 2 + data[at + length :],
                    data.replace(b"\n", b"\r\n"),
                    quopri.encodestring(data),
                    base64.encodebytes(data),
                    data.replace(b"charset=", b"charset=x"),
                    data.replace(b"boundary=", b"boundary=x"),
                ]
            )
        )
    return name, data


@given(mutated())
@settings(max_examples=250, deadline=None)
def test_a_damaged_mail_never_raises_and_never_invents_an_account(made):
    name, data = made
    reading = read(data, name)
    if reading is None or reading.notice.account is None:
        return
    whole = unicodedata.normalize("NFKC", data.decode("utf-8", "replace"))
    assert reading.notice.account in re.sub(r"\D", "", whole) + digits_of(reading, data, name)


@given(mutated())
@settings(max_examples=100, deadline=None)
def test_a_reading_survives_json(made):
    name, data = made
    reading = read(data, name)
    if reading is not None:
        assert from_json(Notice, to_json(reading.notice)) == reading.notice


@given(st.sampled_from([name for name in MAILS if name.endswith(".eml")]), st.integers(20, 76))
@settings(max_examples=60, deadline=None)
def test_a_mail_folded_anywhere_in_its_prose_keeps_its_kind(name, width):
    data = MAILS[name]
    if (
        b"base64" in data
        or b"multipart" in data
        or b"html" in data
        or b"quoted-printable" in data
        or b"\r\n" in data
    ):
        return
    head, _, body = data.partition(b"\n\n")
    try:
        text = body.decode("ascii")
    except UnicodeDecodeError:
        return
    own, marker, report = text.partition("---Beginning")
    if "> " in own or "\nFrom:" in own:
        return
    lines = [re.sub(rf"(.{{{width},}}?) (?=\S)", r"\1\n", line) for line in own.split("\n")]
    folded = head + b"\n\n" + ("\n".join(lines) + marker + report).encode()
    assert intake.read(folded, name=name).notice.kind == intake.read(data, name=name).notice.kind


@given(st.text(alphabet="0123456789-/: TZaApPmMJunUTC+年月日時,.", max_size=60))
@settings(max_examples=300, deadline=None)
def test_times_are_found_or_not_and_never_raise(text):
    for one in moments(text):
        assert one.at().utcoffset().total_seconds() == 0
        assert 0 <= one.start < one.end <= len(text)


@given(st.ip_addresses(v=4).map(str))
def test_an_address_defanged_in_any_way_comes_back(address):
    for dot in ("[.]", " [.] ", "(.)", "[dot]", "[ . ]"):
        assert refanged(f"hxxp://{address.replace('.', dot)}/x") == f"http://{address}/x"
