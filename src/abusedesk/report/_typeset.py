"""HTML to PDF by PlutoPrint. Imported only where the extra abusedesk[pdf] is installed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import noto_cjk_sans_jp_bold as bold  # type: ignore[import-untyped]
import noto_cjk_sans_jp_regular as regular  # type: ignore[import-untyped]
import plutoprint

from ._font import readable
from ._pdf_language import with_language

if TYPE_CHECKING:
    from datetime import datetime


class Fonts(plutoprint.ResourceFetcher):
    """Serves our two fonts and nothing else: whatever a page names is answered with no bytes."""

    def __init__(self) -> None:
        super().__init__()
        self._served = {
            "font:regular": readable(regular.FONT_PATH.read_bytes()),
            "font:bold": readable(bold.FONT_PATH.read_bytes()),
        }

    def fetch_url(self, url: str) -> plutoprint.ResourceData:
        """The font of that name; for all else an empty text, for the typesetter prints what is raised."""
        if url not in self._served:
            return plutoprint.ResourceData(b"", "text/plain")
        return plutoprint.ResourceData(self._served[url], "font/otf")


def typeset(page: str, *, title: str, language: str, date: datetime) -> bytes:
    """Page as PDF (A4), with title, language ("en" or "ja") and date (aware) in its metadata."""
    book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NONE)
    book.custom_resource_fetcher = Fonts()
    book.load_html(page)
    for field, value in (
        (plutoprint.PDF_METADATA_TITLE, title),
        (plutoprint.PDF_METADATA_AUTHOR, "abusedesk"),
        (plutoprint.PDF_METADATA_CREATOR, "abusedesk"),
        (plutoprint.PDF_METADATA_CREATION_DATE, f"{date:%Y-%m-%dT%H:%M:%SZ}"),
        (plutoprint.PDF_METADATA_MODIFICATION_DATE, f"{date:%Y-%m-%dT%H:%M:%SZ}"),
    ):
        book.set_metadata(field, value)
    written = io.BytesIO()
    book.write_to_pdf_stream(written)
    return with_language(written.getvalue(), language)
