"""Pictures as SVG for a page: drawn by Vega-Lite, then rebuilt from a short list of what is allowed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from ._show import clean

if TYPE_CHECKING:
    import altair as alt

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = {"svg", "g", "path", "text", "tspan", "line", "rect", "circle", "defs", "clipPath", "title"}
_ATTRIBUTES = {
    "clip-path", "cx", "cy", "d", "dominant-baseline", "fill", "fill-opacity", "font-size", "font-style",
    "font-weight", "height", "id", "opacity", "r", "rx", "stroke", "stroke-dasharray", "stroke-opacity",
    "stroke-width", "text-anchor", "transform", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip
_REFERENCE = re.compile(r"url\(#(\w+)\)")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_INK = "currentColor"


def theme() -> dict[str, Any]:
    """Vega-Lite's settings for all our pictures: the page's own ink and no background."""
    axis = {
        "domainColor": _INK,
        "domainOpacity": 0.4,
        "gridColor": _INK,
        "gridOpacity": 0.15,
        "labelColor": _INK,
        "labelFontSize": 11,
        "labelLimit": 230,
        "tickColor": _INK,
        "tickOpacity": 0.4,
        "titleColor": _INK,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "titlePadding": 10,
    }
    words = {"labelColor": _INK, "titleColor": _INK, "labelFontSize": 11, "titleFontSize": 11}
    return {
        "aria": False,
        "background": None,
        "axis": axis,
        "legend": {
            **words,
            "labelLimit": 260,
            "titleFontWeight": "normal",
            "orient": "bottom",
            "columns": 2,
            "columnPadding": 48,
        },
        "header": {**words, "labelFontSize": 12, "labelFontWeight": "bold", "labelPadding": 8},
        "view": {"stroke": None},
        "text": {"color": _INK},
    }


def drawn(chart: alt.TopLevelMixin, name: str, label: str) -> str:
    """
    Chart as an <svg> element to be put into a page.

    name makes its inner ids unique in the page; label tells what it shows to those who do not see it.
    """
    import vl_convert  # noqa: PLC0415 takes most of a second, and only a case with data needs it

    source = vl_convert.vegalite_to_svg({**chart.to_dict(), "config": theme()}, allowed_base_urls=[])
    root = ET.fromstring(source)  # noqa: S314 our own converter's output: it holds no document type
    made = _rebuilt(root, name)
    made.set("role", "img")
    made.set("aria-label", clean(label))
    made.set("class", "picture")
    made.attrib.pop("height", None)
    return ET.tostring(made, encoding="unicode")


def _rebuilt(old: ET.Element, name: str) -> ET.Element:
    made = ET.Element(old.tag.removeprefix(_SVG))
    for key, value in old.attrib.items():
        if key in _ATTRIBUTES and (key, value) not in {("opacity", "1"), ("stroke-width", "0")}:
            made.set(key, _value(key, value, name))
    made.text = clean(old.text) if old.text else None
    for child in old:
        if child.tag.removeprefix(_SVG) in _ELEMENTS and not _is_blank(child):
            made.append(_rebuilt(child, name))
    return made


def _value(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key in {"d", "transform", "x", "y", "x2", "y2"}:
        return _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.1f}", value)
    return _REFERENCE.sub(lambda found: f"url(#{name}-{found[1]})", value)


def _is_blank(element: ET.Element) -> bool:
    return element.get("display") == "none" or element.get("class") in {"background", "foreground"}
