"""What an intruder wrote is shown and nothing else."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abusedesk.model import Cost
from abusedesk.report import html
from abusedesk.report._svg import _rebuilt
from report.full_document import full
from report.invented_account import HOSTILE
from report.reading import read

HARMLESS = "harmless"
MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
breaking = "<>\"'&{}%=/;:- \\abonsvgtyle\x00\x1b\u202e"
written = st.one_of(
    st.text(min_size=1, max_size=40),
    st.sampled_from(HOSTILE),
    st.text(alphabet=breaking, min_size=1, max_size=40),
).filter(lambda one: one.strip())


def shape(page):
    """Every element with its attributes' names, in order."""
    return [(one.tag, sorted(one.attributes)) for one in read(page).everything()]


def without_pictures(document):
    return replace(document, cost=Cost(by_region_service=document.cost.by_region_service), timeline=())


@pytest.fixture(scope="module")
def harmless():
    return shape(html(full((HARMLESS,)), "en"))


class Shapes(dict):
    """By language; hypothesis shows a test's arguments, and a page's whole shape is too long to show."""

    def __repr__(self):
        return f"Shapes({', '.join(self)})"


@pytest.fixture(scope="module")
def harmless_without_pictures():
    document = without_pictures(full((HARMLESS,)))
    return Shapes({language: shape(html(document, language)) for language in ("en", "ja")})


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_element_or_attribute_is_made_of_hostile_names_pictures_included(harmless, hostile):
    assert shape(html(full((hostile,)), "en")) == harmless


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written, st.sampled_from(["en", "ja"]))
def test_no_element_or_attribute_is_made_of_any_text(harmless_without_pictures, hostile, language):
    page = html(without_pictures(full((hostile,))), language)
    assert shape(page) == harmless_without_pictures[language]
    assert not set(page) & set(MARKS)
    assert all(one.isprintable() or one in "\n\t" or ord(one) >= 0xA0 for one in page)
    page.encode("utf-8")


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written)
def test_no_text_breaks_out_of_a_picture(harmless, hostile):
    page = html(full((hostile,)), "en")
    assert not set(page) & set(MARKS)
    made, expected = shape(page), harmless
    # A name may be drawn as no text at all, or merge with another one; it never makes anything new.
    assert {one[0] for one in made} <= {one[0] for one in expected}
    assert not [names for _, names in made if any(name.startswith("on") or name == "style" for name in names)]


def test_a_picture_is_rebuilt_from_what_is_allowed_only():
    namespace = "http://www.w3.org/2000/svg"
    source = (
        f'<svg xmlns="{namespace}" onload="x()" style="fill:red" width="9"><script>x()</script>'
        '<a href="https://example.com"><path d="M0,0"/></a><foreignObject><p>x</p></foreignObject>'
        '<g clip-path="url(#clip0)" class="mark" id="clip0"><path d="M1.23456,2h3" onclick="x()"/></g></svg>'
    )
    made = ET.tostring(_rebuilt(ET.fromstring(source), "cost"), encoding="unicode")  # noqa: S314 our own text
    assert made == (
        '<svg width="9"><g clip-path="url(#cost-clip0)" id="cost-clip0"><path d="M1.2,2h3" /></g></svg>'
    )


def test_hostile_names_are_shown_as_they_are():
    told = read(html(full(), "en")).words()
    for one in (
        "<script>alert(1)</script>",
        "'; DROP TABLE events; --",
        "{{ 7 * 7 }}{% raw %}",
        "&lt;i&gt; &#60;u&#62;",
    ):
        assert one in told
    assert "\\u001b[31mred" in told
    assert "admin\\u202egpj.exe" in told
