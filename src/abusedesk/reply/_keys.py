"""What a notice about a key or a compromised account asks to be confirmed: its steps 1 to 3, and the bill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._clean import name
from ._language import phrase
from ._letter import Sentence, admit, claim
from ._say import unread
from ._when import date, phase_due, when

if TYPE_CHECKING:
    from abusedesk.model import Text

    from ._material import Material


def steps(material: Material) -> list[Sentence]:
    """The state of every reported key, of CloudTrail and of unwanted usage, one sentence each."""
    keys = list(dict.fromkeys([*material.notice.access_keys, *_attackers_own(material)]))[:10]
    return [*(_key(material, key) for key in keys), _history(material), _usage(material)]


def billing(material: Material) -> list[Sentence]:
    """The cost of the abuse and the request to adjust the bill; nothing where it cost nothing."""
    cost = material.trace.cost
    if cost.abuse_total <= 0:
        return []
    places = {(row.region, row.service) for row in cost.by_region_service}
    proof = tuple(
        one.id
        for one in material.dossier.things("ce.cost")
        if (one.data.get("region"), one.data.get("service")) in places
    )[:60]
    said = material.claim(
        "done.cost",
        proof,
        amount=f"{cost.abuse_total:,.2f}",
        currency=name(cost.currency),
    )
    return [said, admit("plan.billing")]


def _attackers_own(material: Material) -> list[str]:
    # Temporary credentials (ASIA) cannot be deleted and are no keys that the notice's step 1 means.
    return [one for one in material.trace.attackers.credentials if one.startswith("AKIA")]


def _key(material: Material, key: str) -> Sentence:
    credential = phrase("mark.credential", id=name(key))
    done = {(one.action, one.target): one for one in material.receipts if one.applied and not one.reverted}
    for act, sentence in (("delete_access_key", "key_gone"), ("deactivate_access_key", "key_inactive")):
        if (act, key) in done:
            proof = [f"receipt-{done[act, key].step}"]
            return claim(f"done.{sentence}", proof, read=True, item=True, credential=credential)
    for one in material.dossier.things("iam.access_key"):
        if one.key == key and one.data.get("Status") == "Inactive":
            return material.claim("done.key_inactive", [one.id], item=True, credential=credential)
        if one.key == key:
            due = date(phase_due("contain", material.dossier.now, material.notice.deadline))
            return admit("plan.key_active", item=True, evidence=[one.id], credential=credential, date=due)
    return _missing(material, credential)


def _missing(material: Material, credential: Text) -> Sentence:
    listed = material.dossier.things("iam.access_key")
    collectors = {one.collector for one in listed}
    proof = [one.id for one in listed][:20]
    if proof and all(material.dossier.was_read(one) for one in collectors):
        return claim("done.key_gone", proof, read=True, item=True, credential=credential)
    return admit("gap.key", item=True, credential=credential)


def _history(material: Material) -> Sentence:
    rows = material.history
    lost = [row for row in rows if row.status not in {"read", "empty", "not_opted_in", "not_enabled"}]
    if lost:
        return admit("gap.history", item=True, unread=unread(lost))
    if not material.history_was_read or not material.history_ids():
        return admit("gap.history_plain", item=True)
    scope = material.dossier.scope
    regions = {row.region for row in rows if row.status in {"read", "empty"}}
    return claim(
        "done.history",
        material.history_ids(),
        read=True,
        item=True,
        count=str(len(regions)),
        start=when(scope.since),
        end=when(scope.until),
    )


def _usage(material: Material) -> Sentence:
    touched = material.trace.affected
    if touched:
        proof = [event for one in touched for event in one.events][:200]
        return material.claim("done.usage", proof, item=True, count=str(len(touched)))
    if material.history_was_read and material.history_ids():
        return claim("done.usage_none", material.history_ids(), read=True, item=True)
    return admit("gap.usage", item=True)
