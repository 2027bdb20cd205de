"""The language files say the same things."""

from __future__ import annotations

import string

import pytest

from abusedesk.errors import BadInput
from abusedesk.reply import every
from abusedesk.reply._language import read

CAUSES = [
    "leaked_access_key",
    "stolen_console_password",
    "host_compromised_by_bruteforce",
    "host_compromised_by_web",
    "exposed_service_abused",
    "stolen_instance_credentials",
    "root_compromised",
    "public_storage",
    "hosted_content",
    "mail_credentials_leaked",
    "mail_list_quality",
    "third_party_access",
    "authorised_activity",
    "own_test_against_policy",
    "not_ours",
    "unknown",
]
KINDS = [
    "port_scan",
    "intrusion",
    "denial_of_service",
    "open_proxy",
    "open_resolver",
    "reflector",
    "vulnerable_service",
    "spam",
    "phishing_content",
    "malware_content",
    "forbidden_content",
    "copyright",
    "botnet",
    "crypto_mining",
    "exposed_access_key",
    "suspected_access_key",
    "account_compromised",
    "third_party_access",
    "ses_bounce",
    "ses_complaint",
    "ses_review",
    "ses_denied",
    "ses_credentials",
    "ses_spamtrap",
    "public_bucket",
    "upgrade_notice",
    "usage_confirmation",
    "bedrock_access",
    "forum_spam",
    "denial_of_service_target",
    "key_quarantined",
    "account_suspended",
    "root_compromised",
]


def placeholders(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("code", sorted(set(every()) - {"en"}))
def test_every_language_has_the_same_keys_and_placeholders_as_english(code):
    english, other = every()["en"].sentences, every()[code].sentences
    assert list(other) == list(english)
    differing = [key for key in english if placeholders(english[key]) != placeholders(other[key])]
    assert differing == []


def test_japanese_is_there():
    assert set(every()) >= {"en", "ja"}


def test_english_sentences_are_plain_ascii():
    assert [key for key, said in every()["en"].sentences.items() if not said.isascii()] == []


@pytest.mark.parametrize("cause", CAUSES)
def test_there_is_a_sentence_for_every_root_cause(cause):
    assert every()["en"].sentences[f"cause.{cause}"]


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_a_word_for_every_kind_of_notice(kind):
    assert every()["en"].sentences[f"activity.{kind}"]


def test_what_is_done_and_what_is_planned_have_words_for_the_same_actions():
    keys = every()["en"].sentences
    tables = {
        table: [key[len(table) :] for key in keys if key.startswith(table)] for table in ("did.", "action.")
    }
    assert tables["did."] == tables["action."]


@pytest.mark.parametrize(
    "broken", ["greeting = 'no table'", "[frame]\ngreeting = 3", "[frame", "[frame.deeper]\na = 'x'"]
)
def test_a_broken_language_file_is_refused_by_name(tmp_path, broken):
    path = tmp_path / "xx.toml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(BadInput, match=r"xx\.toml"):
        read(path)
