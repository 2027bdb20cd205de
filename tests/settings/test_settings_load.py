"""What the settings file says is taken exactly, or refused with its place and what was expected."""

import tomllib
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abusedesk import settings
from abusedesk.errors import BadInput
from abusedesk.model import Settings
from abusedesk.settings._where import line_of

DOCS = Path(__file__).resolve().parents[2] / "docs" / "worker.md"

WHOLE = """\
language = "ja"
authserv_ids = ["mx.example.com"]

[[mailboxes]]
name = "abuse"
folder = "Notices"
[mailboxes.imap]
host = "imap.example.com"
user = "abuse@example.com"
password = { env = "IMAP_PASSWORD" }
ca_file = "ca.pem"

[[mailboxes]]
name = "drop"
path = "notices"

[[outgoing]]
name = "main"
smtp = { host = "smtp.example.com", tls = "starttls", user = "u", password = { file = "smtp.secret" } }

[[customers]]
name = "Example"
accounts = ["111122223333"]
language = "en"
sender_address = "security@example.com"
outgoing = "main"
contacts = [{ step = "owner", name = "Taro", notify = { env = "NOTIFY" } }]

[calendar]
opens = 10:00:00
[escalation]
team = "6h"
on_call = "1h 30m"
account_manager = "45m"
"""


@pytest.fixture
def load(tmp_path):
    def loaded(text):
        place = tmp_path / "settings.toml"
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
        return settings.load(place)

    return loaded


@pytest.fixture
def refused(load):
    def message(text):
        with pytest.raises(BadInput) as why:
            load(text)
        return str(why.value)

    return message


def test_without_a_file_it_is_a_desk_without_mailboxes(tmp_path):
    assert settings.load(tmp_path / "settings.toml") == Settings()


def test_an_empty_file_is_the_same_as_none(load):
    assert load("") == Settings()


def test_every_kind_of_value_is_taken(load, tmp_path):
    read = load(WHOLE)
    assert read.language == "ja"
    abuse, drop = read.mailboxes
    assert (abuse.folder, abuse.imap.port, abuse.imap.tls) == ("Notices", 993, "implicit")
    assert abuse.imap.password.env == "IMAP_PASSWORD"
    assert abuse.imap.ca_file == str(tmp_path / "ca.pem")
    assert drop.path == str(tmp_path / "notices")
    assert read.outgoing[0].smtp.port == 587
    assert read.outgoing[0].smtp.password.file == str(tmp_path / "smtp.secret")
    assert read.customers[0].contacts[0].notify.env == "NOTIFY"
    assert (read.calendar.opens, read.calendar.closes) == (time(10), time(18))
    assert read.escalation.on_call == timedelta(hours=1, minutes=30)


def test_the_example_in_the_manual_can_be_loaded(load):
    blocks = [part.split("```")[0] for part in DOCS.read_text().split("```toml\n")[1:]]
    read = load(blocks[0])
    assert [one.imap is None for one in read.mailboxes] == [False, False, True]
    assert read.mailboxes[1].imap.oauth is not None
    assert read.customers[0].outgoing == read.outgoing[0].name
    for block in blocks[1:]:
        assert load(block) != Settings()


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ('languag = "ja"\n', 1, "the nearest is language"),
        ('\n\nlanguage = "fr"\n', 3, "'en' or 'ja'"),
        ('[[mailboxes]]\nname = "a"\n\n[mailboxes.imap]\nhost = "h"\nprot = 1\n', 6, "nearest is port"),
        ('[[mailboxes]]\nname = "a"\n\n[[mailboxes]]\npath = "x"\n', 4, "has no name"),
        ('[[mailboxes]]\nname = "a"\n', 1, "one of path"),
        ('[[mailboxes]]\nname = "a"\npath = "p"\n[[mailboxes]]\nname = "a"\npath = "q"\n', 5, "another name"),
        ('[[mailboxes]]\nname = "a"\nauthserv_ids = [\n "x",\n 7,\n]\npath = "p"\n', 3, "text"),
        ('[mailboxes]\nname = "a"\n', 1, "[[ ]]"),
        ('[[customers]]\nname = "a"\naccounts = [111122223333]\n', 3, "text"),
        ('[[customers]]\nname = "a"\naccounts = ["1111"]\n', 3, "12 digits"),
        ('[[customers]]\nname = "a"\noutgoing = "no"\n', 3, "no such server"),
        ('[[customers]]\nname = "a"\nsender_name = "a\\nBcc: x"\n', 3, "one line"),
        ('[[customers]]\nname = "a"\n[[customers]]\nname = "b"\n', 3, "has no accounts"),
        ("[calendar]\nopens = 9\n", 2, "a time"),
        ('# a comment\n[calendar]\ntimezone = "Japan/Nowhere"\n', 3, "IANA"),
        ('[escalation]\nteam = "soon"\n', 2, '"12h"'),
        ('[escalation]\nteam = "1h"\non_call = "2h"\n', 1, "no later than"),
        ("look_up_keys = 1\n", 1, "true or false"),
        ('relays = [\n "ok.example.com",\n "not one",\n]\n', 1, "an address or a domain"),
        ('relays = ["example"]\n', 1, "an address or a domain"),
        ('[[mailboxes]]\nname = "a"\npath = "p"\nsince = "2026-01-01"\n', 4, "a day"),
        ('[[mailboxes]]\nname = "a"\npath = "p"\nsince = 2026-01-01T00:00:00Z\n', 4, "a day"),
        ("language = \n", 1, "expected TOML"),
        (b'name = "ok"\nlanguage = "\xff"\n', 2, "UTF-8"),
    ],
)
def test_a_mistake_is_refused_with_its_line_and_what_was_expected(refused, text, line, expected):
    message = refused(text)
    assert f"settings.toml:{line}:" in message
    assert expected in message


SERVER = '[[mailboxes]]\nname = "a"\n[mailboxes.imap]\nhost = "h"\nuser = "u"\n'


@pytest.mark.parametrize("key", ["password", "password_env", "Password"])
def test_a_secret_in_the_clear_is_refused_with_the_way_to_give_it_and_is_not_repeated(refused, key):
    message = refused(f'{SERVER}{key} = "hunter2"\n')
    assert "settings.toml:6:" in message
    assert '{ env = "NAME" }' in message
    assert "hunter2" not in message


@pytest.mark.parametrize("secret", ["{}", '{ env = "A", file = "b" }', '{ value = "hunter2" }'])
def test_a_secret_is_in_one_place_exactly(refused, secret):
    message = refused(f"{SERVER}password = {secret}\n")
    assert "settings.toml:6:" in message
    assert "hunter2" not in message


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", "password or oauth"),
        ('tls = "none"\npassword = { env = "A" }\n', "in the clear"),
        ('password = { env = "A" }\nport = 70000\n', "65535"),
        ('oauth = { token_url = "http://h/t", client_id = "c", refresh_token = { env = "A" } }\n', "https"),
        ('oauth = { token_url = "https://h/t", client_id = "c" }\n', "refresh_token"),
        (
            'password = { env = "A" }\noauth = { token_url = "https://h/t", client_id = "c" }\n',
            "one of password and oauth",
        ),
    ],
)
def test_a_server_without_a_safe_login_is_refused(refused, rest, expected):
    assert expected in refused(SERVER + rest)


def test_an_account_belongs_to_one_customer(refused):
    text = '[[customers]]\nname = "{}"\naccounts = ["111122223333"]\n'
    assert "settings.toml:6:" in refused(text.format("a") + text.format("b"))


def test_a_folder_in_the_place_of_the_file_is_bad_input(tmp_path):
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(BadInput, match="expected the settings"):
        settings.load(tmp_path / "settings.toml")


MUTATED = st.builds(
    lambda at, new, cut: WHOLE[:at] + new + WHOLE[at + cut :],
    st.integers(0, len(WHOLE)),
    st.text(max_size=3),
    st.integers(0, 3),
)


@given(st.text(max_size=80) | MUTATED)
def test_any_text_gives_settings_or_bad_input(tmp_path_factory, text):
    place = tmp_path_factory.getbasetemp() / "any.toml"
    place.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        assert isinstance(settings.load(place), Settings)
    except BadInput as why:
        assert "any.toml:" in str(why)  # noqa: PT017 - either is right


@given(st.integers(0, len(WHOLE.split("\n")) - 2))
def test_the_line_of_what_a_line_added_is_that_line(number):
    lines = WHOLE.split("\n")
    before = tomllib.loads("\n".join(lines[:number]))
    path = _added(before, tomllib.loads("\n".join(lines[: number + 1])))
    if path:
        assert line_of(WHOLE, path) == number + 1


def _added(before, after, path=()):
    """The shortest path that after has and before has not."""
    if isinstance(after, dict):
        pairs = after.items()
    elif isinstance(after, list):
        pairs = enumerate(after)
    else:
        return None
    for key, value in pairs:
        try:
            known = before[key]
        except (KeyError, IndexError):
            return (*path, key)
        if found := _added(known, value, (*path, key)):
            return found
    return None


def test_a_relay_is_an_address_or_all_of_a_domain_and_nothing_below_it(load):
    read = load('relays = ["desk@reseller.example", "@provider.example.com"]\n')
    assert read.is_relay("Desk@Reseller.example")
    assert read.is_relay("anyone@provider.example.com")
    for other in ("x@reseller.example", "a@sub.provider.example.com", "a@evilprovider.example.com", ""):
        assert not read.is_relay(other)


def test_a_mailbox_may_be_read_from_a_day_on(load):
    [one] = load('[[mailboxes]]\nname = "a"\npath = "p"\nsince = 2026-01-31\n').mailboxes
    assert one.since == date(2026, 1, 31)
