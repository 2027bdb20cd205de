"""What stands behind a sentence that a person wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._done import is_done

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from abusedesk.model import Measure, Recheck

    from ._examined import Examined
    from ._material import Material

_SHARE = 0.6  # of a measure's own words that a sentence about it repeats
_WORD = re.compile(r"[a-z][a-z-]{2,}")
_COMMON = frozenset(
    {
        "all", "also", "and", "are", "been", "for", "from", "had", "has", "have", "into", "more", "not",
        "now", "only", "our", "that", "the", "their", "them", "this", "those", "was", "were", "which", "with",
        "you", "your",
    }
)  # fmt: skip
# Which actions a word for something done can stand for; a word that is not here fits every action.
_MEANS = {
    "deleted": ("delete", "remove", "restore", "take"),
    "terminated": ("terminate",),
    "deactivated": ("deactivate", "delete", "remove", "disable"),
    "stopped": ("stop", "terminate", "isolate", "scale", "pause", "close"),
    "isolated": ("isolate", "deny", "terminate"),
    "rotated": ("rotate", "replace"),
    "replaced": ("rotate", "replace", "rebuild"),
    "revoked": ("revoke", "deactivate", "delete", "restore", "remove", "detach"),
    "closed": ("close", "restore", "remove", "isolate"),
    "rebuilt": ("rebuild",),
    "patched": ("patch",),
}
_STEMS = tuple(_MEANS)
_NAMES = re.compile(
    r"\bA[KS]IA[A-Z0-9]{12,}\b|\b(?:i|sg|vol|eni|snap|ami|vpc|subnet)-[0-9a-f]{8,17}\b|\barn:aws[\w-]*:[^\s,;\"')]+"
    r"|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)"
)


def is_supported(material: Material, rechecks: Sequence[Recheck], sentence: str) -> bool:
    """Whether a receipt, a measure that is done, or what was read again shows what sentence says was done."""
    verbs = [one for one in _STEMS if re.search(rf"(?i)\b{one}\b", sentence)]
    for receipt in material.receipts:
        if is_done(receipt) and _names(sentence, receipt.target) and _fits(verbs, receipt.action):
            return True
    if any(one.state == "done" and _repeats(sentence, one) for one in material.measures):
        return True
    shown = not {"deleted", "terminated", "rotated", "replaced", "rebuilt", "patched"} & set(verbs)
    return shown and any(one.holds and _names(sentence, one.target) for one in rechecks)


def unseen_names(seen: Examined) -> tuple[str, ...]:
    """Ids and addresses in what a person wrote that stand in nothing that was read."""
    told = dict.fromkeys(one.rstrip(".") for sentence in seen.written for one in _NAMES.findall(sentence))
    if not told:
        return ()
    known = " ".join(_known(seen))
    return tuple(one for one in told if one not in known)


def _names(sentence: str, target: str) -> bool:
    tail = target.rpartition("/")[2] if target.startswith("arn:") else target
    return bool(tail) and re.search(rf"(?<![\w-]){re.escape(tail)}(?![\w-])", sentence) is not None


def _fits(verbs: Sequence[str], action: str) -> bool:
    first = action.partition("_")[0]
    return not verbs or any(first in _MEANS[one] for one in verbs)


def _repeats(sentence: str, measure: Measure) -> bool:
    own, said = _words(measure.text.en), _words(sentence)
    return bool(own) and len(own & said) >= _SHARE * len(own)


def _words(text: str) -> set[str]:
    """The words that say something, cut to their stems' first six letters."""
    return {one[:6] for one in _WORD.findall(text.lower()) if one not in _COMMON}


def _known(seen: Examined) -> Iterable[str]:
    material, trace = seen.material, seen.material.trace
    yield material.mail.own_text
    yield material.mail.forwarded_report
    yield from material.reported
    yield from material.notice.remote_ips
    yield from (*trace.attackers.principals, *trace.attackers.credentials, *trace.attackers.ips)
    yield from (one.id for one in trace.affected)
    yield from (f"{one.principal} {one.credential} {one.statement.en}" for one in trace.root_causes)
    yield from (one.what.en for one in trace.timeline)
    yield from (one.target for one in material.steps)
    yield from (one.target for one in material.receipts)
    yield from (one.target for one in seen.rechecks)
    yield from (one.text.en for one in material.measures)
    yield from (" ".join((*one.ips, *one.resources, *one.credentials)) for one in material.dossier.findings)
    yield from (
        f"{one.key} {one.data}" for one in material.dossier.evidence if not one.kind.startswith("log.")
    )
