"""What a notice about a key or a compromised account asks to be confirmed: its steps 1 to 3, and the bill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from abusedesk.model import Text

from ._clean import listed, name
from ._done import is_done, person_says
from ._lacking import KEY_IS_GONE
from ._language import phrase
from ._letter import Sentence, admit, claim
from ._material import NOT_BROKEN_INTO, STEP_KINDS
from ._measures import is_listed, is_same, targets_of
from ._rechecked import newest
from ._say import counted, tally, unread
from ._when import date, phase_due, read_moment, when

if TYPE_CHECKING:
    from collections.abc import Mapping

    from abusedesk.model import Evidence

    from ._material import Material


# So many keys that are still active are told of in one sentence.
_MANY = 2
# In which measures of the list a key was deleted or deactivated by hand.
_BY_HAND = {
    "deleted_access_key": "key_gone",
    "rotated_all_access_keys": "key_gone",
    "deactivated_access_key": "key_inactive",
}


def steps(material: Material) -> list[Sentence]:
    """The state of every reported key, of CloudTrail and of unwanted usage, one sentence each."""
    return [*_together(material), _history(material), _usage(material)]


def _together(material: Material) -> list[Sentence]:
    """The state of every key, those that are still active in one sentence."""
    states = {key: _key(material, key) for key in _all(material)}
    active = [key for key, one in states.items() if one.key in {"plan.key_active", "plan.key_made"}]
    if len(active) < _MANY:
        return [*states.values()]
    made = [key for key in active if states[key].key == "plan.key_made"]
    told: dict[str, Any] = {"things": listed(active), **_dates(material)}
    step = phrase("mark.step_keys" if material.notice.kind in STEP_KINDS else "mark.point_keys")
    told["step"] = step
    told |= {"made": listed(made)} if made else {}
    proof = [id_ for key in active for id_ in states[key].evidence]
    key = "plan.keys_active_made" if made else "plan.keys_active"
    together = admit(key, item=True, evidence=proof, **told)
    return [together, *(one for key, one in states.items() if key not in active)]


def keys_of(material: Material) -> list[Sentence]:
    """The state of every reported key and of those that the intruder used, one sentence each."""
    return [_key(material, key) for key in _all(material)]


def told(material: Material) -> tuple[str, ...]:
    """The keys of which steps() says by when they are switched off and deleted."""
    return tuple(key for key in _all(material) if _key(material, key).key.startswith("plan.key_"))


def _all(material: Material) -> list[str]:
    return list(dict.fromkeys([*material.notice.access_keys, *_attackers_own(material)]))[:10]


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
    if key.startswith("ASIA"):
        return _session(material, key)
    credential = phrase("mark.credential", id=name(key))
    told: dict[str, Any] = {"step": _step(material, "key"), "credential": _first_word(material, credential)}
    done = {(one.action, one.target): one for one in material.receipts if is_done(one)}
    for act, sentence in (("delete_access_key", "key_gone"), ("deactivate_access_key", "key_inactive")):
        if (act, key) in done:
            proof = [f"receipt-{done[act, key].step}"]
            return claim(f"done.{sentence}", proof, read=True, item=True, **told)
    if since := _read_again(material, key, told) or _by_person(material, key, told):
        return since
    for one in material.dossier.things("iam.access_key"):
        if one.key == key and one.data.get("Status") == "Inactive":
            return material.claim("done.key_inactive", [one.id], item=True, **told)
        if one.key == key:
            sentence = "plan.key_made" if _was_made(material, one) else "plan.key_active"
            return admit(sentence, item=True, evidence=[one.id], **told, **_dates(material))
    return _missing(material, key, told)


def _read_again(material: Material, key: str, told: Mapping[str, Any]) -> Sentence | None:
    """That key is off or gone, by what was read from the account since."""
    for one in newest(material):
        if one.question == "key_off" and one.target == key and one.holds and one.evidence:
            sentence = "key_gone" if one.why.en == KEY_IS_GONE else "key_inactive"
            return claim(f"done.{sentence}", one.evidence, read=True, item=True, **told)
    return None


def _by_person(material: Material, key: str, told: Mapping[str, Any]) -> Sentence | None:
    """What a person did to key after it was read; what was read later than that counts for more."""
    read_at = [one.asked for one in material.dossier.things("iam.access_key") if one.key == key]
    for identifier, sentence in _BY_HAND.items():
        for one in material.measures:
            later = one.at is not None and (not read_at or one.at >= max(read_at))
            if one.id == identifier and one.state == "done" and later and is_listed(one):
                targets = targets_of(one)
                # All keys of IAM users were replaced: that of the root user is not among them.
                if (not targets and read_at) or any(is_same(target, key) for target in targets):
                    return person_says(f"done.{sentence}", one, **told)
    return None


def _session(material: Material, key: str) -> Sentence:
    """
    A temporary credential (ASIA): it expires; only the sessions of its role can be revoked.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html
    """
    credential = phrase("mark.temporary", id=name(key))
    told: dict[str, Any] = {"step": _step(material, "key"), "credential": _first_word(material, credential)}
    cause = material.cause
    own = cause.principal if cause and cause.credential == key else None
    roles = {own} if own else set(material.trace.attackers.principals)
    for one in material.receipts:
        if one.action == "revoke_role_sessions" and one.target in roles and one.applied and is_done(one):
            proof = [f"receipt-{one.step}"]
            told |= {"principal": name(one.target), "time": when(one.applied)}
            return claim("done.session_revoked", proof, read=True, item=True, **told)
    planned = [one for one in material.steps if one.action == "revoke_role_sessions" and one.target in roles]
    if not planned:
        return admit("gap.session", item=True, **told)
    told |= {"principal": listed([one.target for one in planned]), "date": _dates(material)["date"]}
    return admit("plan.session", item=True, **told)


def _missing(material: Material, key: str, told: Mapping[str, Any]) -> Sentence:
    """A key that IAM does not list for any user: deleted, the root user's own, or not known."""
    listing = material.dossier.things("iam.access_key")
    proof = [one.id for one in listing][:20]
    if not proof or not all(material.dossier.was_read(one) for one in {one.collector for one in listing}):
        return admit("gap.key", item=True, **told)
    cause = material.cause
    owner = cause.principal if cause and cause.credential == key else None
    if owner and not owner.endswith(":root"):
        return claim("done.key_gone", proof, read=True, item=True, **told)
    root_has_one, shown = _root_has_key(material)
    if root_has_one:
        return admit("plan.key_root", item=True, evidence=[*proof, *shown], **told, **_dates(material))
    if root_has_one is None:
        return admit("gap.key", item=True, **told)
    return claim("done.key_gone", [*proof, *shown], read=True, item=True, **told)


def _root_has_key(material: Material) -> tuple[bool | None, list[str]]:
    """
    Whether the root user has an access key, and the evidence; None where nothing shows it.

    ListAccessKeys shows none of root's: the account summary and the credential report do
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html).
    """
    found: list[bool] = []
    proof: list[str] = []
    for one in material.dossier.things("iam.account_summary"):
        summary = one.data.get("SummaryMap", one.data)
        if "AccountAccessKeysPresent" in summary:
            found.append(int(summary["AccountAccessKeysPresent"]) > 0)
            proof.append(one.id)
    for row in material.dossier.things("iam.credential_report"):
        if row.data.get("user") == "<root_account>":
            active = [row.data.get(f"access_key_{number}_active") for number in (1, 2)]
            found.append("true" in {str(one).lower() for one in active})
            proof.append(row.id)
    return (any(found) if found else None), proof


def _was_made(material: Material, key: Evidence) -> bool:
    """Whether the intruder made the key: it is younger than the break-in or of a user that he made."""
    cause, created = material.cause, read_moment(key.data.get("CreateDate"))
    owner = f":user/{key.data.get('UserName')}"
    if any(one.how == "created" and one.id.endswith(owner) for one in material.trace.affected):
        return True
    return bool(cause and cause.since and created and created >= cause.since)


def _dates(material: Material) -> dict[str, Any]:
    now, deadline = material.dossier.now, material.notice.deadline
    return {
        "date": date(phase_due("contain", now, deadline)),
        "deleted": date(phase_due("eradicate", now, deadline)),
    }


def _step(material: Material, point: str) -> Text:
    # Other notices have steps of their own, in an order of their own.
    return phrase(f"mark.step_{point}" if material.notice.kind in STEP_KINDS else f"mark.point_{point}")


def _first_word(material: Material, credential: Text) -> Text:
    # A sentence without a label before it begins with the credential.
    if material.notice.kind in STEP_KINDS:
        return credential
    return Text(en=credential.en[:1].upper() + credential.en[1:], ja=credential.ja)


def _history(material: Material) -> Sentence:
    rows, step = material.history, _step(material, "history")
    lost = [row for row in rows if row.status not in {"read", "empty", "not_opted_in", "not_enabled"}]
    if lost:
        return admit("gap.history", item=True, step=step, unread=unread(lost))
    if not material.history_was_read or not material.history_ids():
        return admit("gap.history_plain", item=True, step=step)
    cause = material.cause
    if cause is not None and cause.kind not in NOT_BROKEN_INTO:
        return claim("done.history_above", material.history_ids(), read=True, item=True, step=step)
    scope = material.dossier.scope
    regions = {row.region for row in rows if row.status in {"read", "empty"}}
    return claim(
        counted("done.history", len(regions)),
        material.history_ids(),
        read=True,
        item=True,
        step=step,
        count=str(len(regions)),
        start=when(scope.since),
        end=when(scope.until),
    )


def _usage(material: Material) -> Sentence:
    touched, step = material.trace.affected, _step(material, "usage")
    if touched:
        proof = [event for one in touched for event in one.events][:200]
        key = counted("done.usage", len(touched))
        return material.claim(key, proof, item=True, step=step, count=str(len(touched)), ways=tally(touched))
    if material.history_was_read and material.history_ids():
        return claim("done.usage_none", material.history_ids(), read=True, item=True, step=step)
    return admit("gap.usage", item=True, step=step)
