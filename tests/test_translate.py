"""Sentences are filled after they are translated, so that a value is never a template."""

from abusedesk.model import Text
from abusedesk.translate import msg, say, text


def test_a_value_with_braces_stays_as_it_is():
    assert say("Case: {case}", "en", case="{case} {0}") == "Case: {case} {0}"


def test_a_sentence_without_values_keeps_its_braces():
    assert say("{untouched}", "en") == "{untouched}"


def test_a_known_sentence_is_japanese_in_japanese():
    assert text("Reading logs") == Text(en="Reading logs", ja=say("Reading logs", "ja"))
    assert text("Reading logs").ja != "Reading logs"


def test_an_unknown_sentence_is_said_in_english():
    assert say("nobody says this", "ja") == "nobody says this"


def test_a_sentence_within_a_sentence_is_put_in_by_language():
    inner = Text(en="inner", ja="内")
    assert text("Case: {case}", case=inner).en == "Case: inner"
    assert text("Case: {case}", case=inner).ja.endswith("内")


def test_a_marked_sentence_is_itself():
    assert msg("x") == "x"
