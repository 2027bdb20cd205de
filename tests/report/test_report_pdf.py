"""The PDF: readable, searchable, whole, made of nothing but the case."""

from __future__ import annotations

import socket
import sys
from dataclasses import replace
from functools import cache

import noto_cjk_sans_jp_regular
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from abusedesk.errors import BadInput
from abusedesk.model import Cost, Text, TimelineEntry
from abusedesk.report import _font as fonts
from abusedesk.report import _pdf as paper
from abusedesk.report import pdf
from abusedesk.report._typeset import Fonts, typeset
from report.full_document import empty, full
from report.invented_account import HOSTILE, NOW
from report.kept_evidence import MANY, screenshot

WORSE = (
    '<img src="http://127.0.0.1:9/x.png"><script>fetch("http://127.0.0.1:9")</script>',
    "W" * 5000,
    "\u202eevil\u202c العربية עברית \x1b[31m",
    "<style>@import url(http://127.0.0.1:9/a.css)</style>",
    "漢" * 3000,
    "line\n" * 3000,
    "\U0001f600" * 200,
    '"}; @page { margin: 0 } url(file:///etc/hostname)',
)
CASES = {"full": full(), "empty": empty(), "hostile": full(WORSE)}
each_language = pytest.mark.parametrize("language", ["en", "ja"])
each_case = pytest.mark.parametrize("which", CASES)


@cache
def made(which, language):
    return pdf(CASES[which], language, (screenshot(), *MANY))


def opened(which, language):
    return pypdfium2.PdfDocument(made(which, language))


def text_of(page):
    return " ".join(page.get_textpage().get_text_bounded().split())


def all_text(document):
    return " ".join(text_of(page) for page in document)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["Exposed access key", "Root cause", "The intruder uses it.", "2,580.00 USD", "case-2026-0001"],
        ),
        (
            "ja",
            [
                "アクセスキーの公開",
                "根本原因",
                "侵入者が使用しています。",
                "キーが漏えいしました。",
                "case-2026-0001",
            ],
        ),
    ],
)
def test_the_words_can_be_read_back_and_searched_for(language, words):
    told = all_text(opened("full", language))
    for one in words:
        assert one in told
    assert "\ufffd" not in told


def test_kanji_digits_and_marks_are_read_back_as_themselves_and_not_as_what_looks_like_them():
    kept = "日本語の見出し・金曜日、2026-03-05、officer file、人力車「方言」"  # each has a twin in this font
    document = replace(empty(), case=replace(empty().case, deadline=NOW))
    cause = replace(full().root_causes[0], statement=Text(kept, kept))
    told = {
        language: all_text(pypdfium2.PdfDocument(pdf(replace(document, root_causes=(cause,)), language)))
        for language in ("en", "ja")
    }
    assert kept in told["en"]
    assert kept in told["ja"]


@each_case
@each_language
def test_every_font_is_embedded(which, language):
    embedded = set()
    for page in opened(which, language):
        for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            font = pdfium.FPDFTextObj_GetFont(one)
            embedded.add(pdfium.FPDFFont_GetIsEmbedded(font))
    assert embedded == {1}


@each_case
@each_language
def test_no_page_is_empty_and_nothing_stands_outside_of_the_page(which, language):
    for page in opened(which, language):
        width, height = page.get_size()
        assert (round(width), round(height)) == (595, 842)
        assert len(text_of(page)) > len("Case case-2026-0001 10 / 10") + 10
        for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=4):
            left, bottom, right, top = one.get_bounds()
            assert left >= 0
            assert bottom >= 0
            assert right <= width
            assert top <= height


@pytest.mark.parametrize(("which", "most"), [("empty", 4), ("full", 16), ("hostile", 60)])
def test_the_number_of_pages_stays_sane(which, most):
    assert 1 < len(opened(which, "ja")) <= most


@each_language
def test_each_page_has_the_case_and_its_number(language):
    document = opened("full", language)
    for number, page in enumerate(document, 1):
        told = text_of(page)
        assert "case-2026-0001" in told
        assert f"{number} / {len(document)}" in told


def test_the_first_page_is_the_summary_alone():
    told = text_of(opened("full", "en")[0])
    for words in (
        "Exposed access key", "Answer due", "Leaked access key", "Since 2026-03-03 21:14:09 UTC", "Damage",
        "AWS::EC2::Instance, Created: 24", "What was done", "on the word of", "What remains",
        "Promised until 2026-03-12", "Answered to AWS 2026-03-04 22:10:00 UTC", "What to do next",
    ):  # fmt: skip
        assert words in told
    assert "Kind and stage" not in told
    assert "In this report: Summary · The notice" in told


def test_metadata_is_the_cases_and_the_date_not_todays():
    document = opened("full", "ja")
    told = document.get_metadata_dict()
    assert "case-2026-0001" in told["Title"]
    assert "アクセスキーの公開" in told["Title"]
    assert told["Author"] == "abusedesk"
    assert told["CreationDate"] == told["ModDate"] == "20260305021000Z"


@each_language
def test_the_language_of_the_document_is_said_to_those_who_listen(language):
    document = opened("full", language)
    assert f"/Lang ({language})".encode() in made("full", language)
    # The file is whole with it: what was there before is still found.
    assert len(document) > 1


def test_the_same_case_gives_the_same_bytes():
    assert pdf(CASES["empty"], "ja") == pdf(CASES["empty"], "ja")
    assert pdf(CASES["full"], "en", (screenshot(), *MANY)) == made("full", "en")


def test_headings_stand_with_what_follows_them():
    for page in opened("full", "en"):
        told = text_of(page)
        for heading in ("Findings", "Plan", "Coverage", "Evidence list", "IAM users and roles"):
            assert not told.removesuffix(told[told.rfind("Case case") :]).rstrip().endswith(heading)


def test_what_a_page_names_is_never_fetched():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        place = f"http://127.0.0.1:{server.getsockname()[1]}"
        page = (
            f'<html><head><link rel="stylesheet" href="{place}/a.css"><style>@import url({place}/b.css);'
            f'@font-face {{ font-family: "x"; src: url({place}/c.otf); }} body {{ font-family: x }}'
            f'</style></head><body style="background: url({place}/d.png)"><img src="{place}/e.png">'
            f'<img src="file:///etc/hostname"><object data="{place}/f"></object>'
            f'<iframe src="{place}/g"></iframe>'
            f"<script>x</script>words</body></html>"
        )
        found = typeset(page, title="t", language="en", date=NOW)
        with pytest.raises(TimeoutError):
            server.accept()
    assert "words" in all_text(pypdfium2.PdfDocument(found))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "file:///etc/hostname", "font:../regular", "data:,x", ""]
)
def test_no_address_but_those_of_the_two_fonts_is_served(url):
    assert bytes(Fonts().fetch_url(url).get_content()) == b""


def test_markup_in_names_is_shown_and_makes_nothing():
    told = all_text(opened("hostile", "en"))
    assert "<script>fetch(" in told.replace("< ", "<")
    assert "\u202e" not in told
    assert "(+3800)" in told


def test_a_case_id_cannot_break_out_of_the_margin():
    assert paper._css('a"; } b{\\') == "a\\000022\\00003b\\000020\\00007d\\000020b\\00007b\\00005c"
    document = replace(empty(), case=replace(empty().case, id='x"; } @page { size: A3 } ケース'))
    found = pypdfium2.PdfDocument(pdf(document, "en"))
    assert [round(page.get_width()) for page in found] == [595] * len(found)
    assert 'x"; } @page { size: A3 } ケース' in text_of(found[0])


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.delitem(sys.modules, "abusedesk.report._typeset", raising=False)
    monkeypatch.setitem(sys.modules, "plutoprint", None)
    with pytest.raises(BadInput, match=r"pip install 'abusedesk\[pdf\]'"):
        pdf(empty(), "en")


def test_without_the_fonts_it_says_so_too(monkeypatch):
    monkeypatch.delitem(sys.modules, "abusedesk.report._typeset", raising=False)
    monkeypatch.setitem(sys.modules, "noto_cjk_sans_jp_bold", None)
    with pytest.raises(BadInput, match=r"pip install 'abusedesk\[pdf\]'"):
        pdf(empty(), "en")


def test_long_lists_are_cut_and_say_so():
    document = full(("harmless",))
    many = replace(
        document, affected=document.affected[:1] * 1000, cost=Cost(), timeline=document.timeline[:1] * 900
    )
    told = all_text(pypdfium2.PdfDocument(pdf(many, "en")))
    assert "120 of 900 are shown" in told
    assert "+988" in told


def test_pictures_are_within_the_page():
    for page in opened("full", "en"):
        width, _ = page.get_size()
        for one in page.get_objects(max_depth=5):
            left, _, right, _ = one.get_bounds()
            assert left >= -1
            assert right <= width + 1


def test_a_font_keeps_every_character_but_the_lesser_twins():
    data = fonts.readable(noto_cjk_sans_jp_regular.FONT_PATH.read_bytes())
    # The new table stands at the end: its head is 12 bytes, and the table of all of Unicode follows.
    place = next(one for one in range(12, 12 + 16 * data[5], 16) if data[one : one + 4] == b"cmap")
    groups = fonts.characters(data, int.from_bytes(data[place + 8 : place + 12]))
    kept = {code for first, last, _ in groups for code in range(first, last + 1)}
    assert {0x65E5, 0x30FB, 0x2013, 0x2018, 0x3000, 0x41} <= kept
    assert not fonts._LESSER & kept
    assert len(kept) > 40_000


def test_nothing_is_printed_while_a_pdf_is_made(capfd):
    pdf(full(HOSTILE), "en", (screenshot(), *MANY))
    assert capfd.readouterr() == ("", "")


def test_long_tables_stand_in_annexes_behind_all_that_a_manager_reads():
    told = [text_of(page) for page in opened("full", "en")]
    first_annex = next(number for number, page in enumerate(told) if number and "Annex" in page)
    plan = next(number for number, page in enumerate(told) if "Nothing of this runs without" in page)
    assert plan < first_annex
    assert "Annex A: Timeline" in told[first_annex]


def test_entries_of_a_kind_are_counted_in_the_timeline_of_the_report_and_listed_in_the_annex():
    document = full(("harmless",))
    one = TimelineEntry(time=NOW, what=Text(en="x: ec2:RunInstances in eu-west-1: i-1.", ja="x"), actor="x")
    other = replace(one, what=Text(en="x: ec2:RunInstances in us-east-1: i-2.", ja="x"))
    told = all_text(pypdfium2.PdfDocument(pdf(replace(document, timeline=(one, other)), "en")))
    assert told.count("i-1.") == 2
    assert told.count("i-2.") == 1
    assert "(2 in all)" in told


def test_alike_findings_share_a_line_with_all_their_events():
    document = full(("harmless",))
    finding = replace(document.findings[0], title="Passwords guessed", count=3, ips=("192.0.2.1",))
    many = tuple(replace(finding, id=f"f{n}", ips=(f"192.0.2.{n}",)) for n in range(1, 6))
    told = all_text(pypdfium2.PdfDocument(pdf(replace(document, findings=many), "en")))
    assert "Passwords guessed (5)" in told
    assert "192.0.2.3 +2" in told


def test_in_japanese_a_finding_of_guardduty_says_what_it_is_about():
    finding = replace(
        full(("harmless",)).findings[0],
        title="The EC2 instance i-1 asks for a name.",
        guardduty_type="CryptoCurrency:EC2/BitcoinTool.B!DNS",
    )
    document = replace(full(("harmless",)), findings=(finding,))
    assert "CryptoCurrency:EC2/BitcoinTool.B!DNS" in all_text(pypdfium2.PdfDocument(pdf(document, "ja")))
    assert "GuardDuty" in all_text(pypdfium2.PdfDocument(pdf(document, "ja")))
