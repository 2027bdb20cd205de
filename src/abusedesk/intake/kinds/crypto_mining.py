"""Crypto mining."""

from __future__ import annotations

from abusedesk.intake import Kind
from abusedesk.intake.kinds._keys import KEY_ID
from abusedesk.intake.kinds._questions import HOST, REPORTER
from abusedesk.translate import msg

KIND = Kind(
    id="crypto_mining",
    title=msg("Crypto mining"),
    means=msg(
        "AWS says that one of your resources computes cryptocurrency. Unless you started that "
        "yourself, somebody else does so at your cost."
    ),
    first_step=msg(
        "Isolate the instance: give all its network interfaces a security group without rules; "
        "leave it running."
    ),
    asks=msg(
        "The root cause, and what you did to stop it and to keep it from happening again, as a "
        "reply within 24 hours."
    ),
    source="https://aws.amazon.com/service-terms/",
    labels=(
        r"\bmin(?:ing|ers?)\b",
        r"crypto",
    ),
    codes=(r"BITCOIN|CRYPTO|MINING|MINER",),
    subject=(r"(?:crypto\w*|bitcoin|coin)[- ]?(?:currency )?min(?:ing|er)",),
    prose=(
        r"\bmin(?:e|es|ed|ing)\b.{0,20}\b(?:monero|bitcoin|ethereum|crypto\w*|coins?|xmr)\b",
        r"\b(?:crypto\w*|bitcoin|monero|ethereum|coin)[- ]?(?:currency )?(?:min(?:ing|ers?|ed))\b",
        r"\bcrypto-?jack",
        r"\bmining (?:pool|activity|software|operation)",
        r"\bstratum\b.{0,60}\b(?:pool|protocol|mining|session|traffic)",
        r"\b(?:monero|bitcoin|ethereum|xmr|crypto\w*)\b.{0,40}\b(?:pools?|miners?|mining)\b",
        r"\bxmrig\b|\bhash ?rate\b",
    ),
    hints=(
        r"\bmin(?:e|es|ed|ing|ers?)\b",
        r"\bcoins?\b|\bcrypto\w*|\bmonero\b|\bbitcoins?\b|\bxmr\b|\bpools?\b|\bethereum\b|\bhash\w*",
    ),
    unless=(
        KEY_ID,
        r"\baccount\b.{0,30}\bcompromised",
        r"inappropriately accessed",
        r"\baccess keys?\b.{0,80}publicly",
    ),
    reports=(
        r"crypto\w*",
        r"mining",
    ),
    questions=HOST,
    untold=REPORTER,
    xarf=("infrastructure/compromised_server",),
)
