"""Turns of phrase about traffic that several kinds share."""

from __future__ import annotations

PORT_SCAN = r"port[- ]?scan"
TARGET = (
    r"\b(?:target|victim) of .{0,30}\b(?:denial|d?dos\b|flood)",
    (
        r"\b(?:denial[- ]of[- ]service|d?dos)(?: \(?d?dos\)?)?(?: attacks?|"
        r" event)? .{0,40}\b(?:against|targeting|directed (?:at|towards?)|aimed at|on|"
        r"towards?) (?:one of )?your\b"
    ),
    r"\byour .{0,60}\b(?:targeted by|being targeted|under (?:a |an )?(?:ddos|denial|attack))",
    r"\byour .{0,60}\bunder (?:\w+ ){0,3}(?:attack|ddos)\b",
    (
        r"\b(?:attack|flood|d?dos)\w*\b(?:(?!\bfrom your\b).){0,60}\b(?:hit\w*|aimed at|directed at|"
        r"target\w*|"
        r"reach\w*) (?:one of )?your\b"
    ),
    r"\battack(?:ing|ed)? (?:against |on )?your (?:instance|resource|ip|address|load|distribution)",
)
