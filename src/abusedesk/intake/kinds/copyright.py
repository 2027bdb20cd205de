"""Copyright complaint."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._ses import SES
from abusedesk.translate import msg

KIND = Kind(
    id="copyright",
    title=msg("Copyright complaint"),
    means=msg("AWS passes on a complaint that something on one of your resources belongs to somebody else."),
    first_step=msg(
        "Take the content offline without deleting it: close the port or block public access, and "
        "keep a copy."
    ),
    asks=msg(
        "That the material is removed, or a counter-notice with the five items that the DMCA "
        "demands; have a lawyer look at that."
    ),
    source="https://www.law.cornell.edu/uscode/text/17/512",
    labels=(
        r"copyright",
        r"dmca",
        r"infring",
    ),
    codes=(r"COPYRIGHT",),
    subject=(r"copyright|dmca",),
    prose=(
        (
            r"\bcopyright(?:ed)? (?:infring|violation|material|work|complaint|claim|holder|owner|content|"
            r"report)"
        ),
        r"\binfring\w+\b.{0,40}\bcopyright",
        r"\bdmca\b",
        r"\bdigital millennium",
    ),
    unless=(SES,),
    reports=(
        r"copyright\w*",
        r"p2p",
        r"dmca",
    ),
)
