"""Copyright complaint."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._questions import CLAIM, CLAIMANT
from abusedesk.intake.kinds._ses import ABOUT_SES
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
            r"(?<!trademark )\binfring\w+ (?:complaint|claim|notice|report)s?\b|\b(?:complaint|claim|"
            r"notice|report)s? "
            r"(?:of|about|on) (?:\w+ )?infring"
        ),
        (
            r"\bcopyright(?:ed)? (?:infring|violation|material|work|complaint|claim|holder|owner|content|"
            r"report)"
        ),
        r"\binfring\w+\b.{0,40}\bcopyright",
        r"\bdmca\b",
        r"\bdigital millennium",
        r"\bcounter[- ]?noti(?:ce|fication)s?\b",
        (
            r"\b(?:rights?[- ]?holders?|owner of (?:the|a) (?:rights|work|film|book|song|"
            r"software))\b.{0,120}\b(?:without|infring|unlicen[sc]ed|pirat|remov)"
        ),
        r"\b(?:pirated|unlicen[sc]ed) (?:copies|material|content|films?|software|music)\b",
    ),
    hints=(
        (
            r"\bcopyright\w*|\binfring\w+|\bpira(?:cy|te\w*)|\b(?:without|no) (?:a )?licen[cs]e|"
            r"\brights? ?-?holders?\b|\bowner of the rights"
        ),
        (
            r"\bfilms?\b|\bmovies?\b|\bmusic\b|\bsongs?\b|\bbooks?\b|\bsoftware\b|\bgames?\b|\bmanga\b|"
            r"\bworks?\b|\bcontents?\b|\bmaterials?\b|\bfiles?\b|\bstream\w*"
        ),
    ),
    unless=(ABOUT_SES,),
    reports=(
        r"copyright\w*",
        r"p2p",
        r"dmca",
    ),
    questions=CLAIM,
    untold=CLAIMANT,
    xarf=(
        "copyright/copyright",
        "copyright/cyberlocker",
        "copyright/link_site",
        "copyright/p2p",
        "copyright/ugc_platform",
        "copyright/usenet",
    ),
    by_person=True,
)
