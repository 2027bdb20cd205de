"""The first question: what the root cause was."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from abusedesk.model import Text
from abusedesk.translate import text

from ._clean import listed, name, prose_text
from ._hosts import allocation, open_ports
from ._language import has, phrase
from ._letter import Sentence, admit, claim
from ._say import activity, public, resource, unread
from ._when import read_moment, when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.model import RootCause

    from ._material import Material

DISPUTED = frozenset({"not_ours", "authorised_activity"})
_NOT_BROKEN_INTO = DISPUTED | {"own_test_against_policy", "mail_list_quality", "hosted_content", "unknown"}
_OURS = frozenset({"authorised_activity", "own_test_against_policy"})
_BY_CREDENTIAL = frozenset(
    {
        "leaked_access_key",
        "mail_credentials_leaked",
        "root_compromised",
        "stolen_console_password",
        "third_party_access",
    }
)
_LISTED = 10


def root_cause(material: Material) -> list[list[Sentence]]:
    """
    What and how, since when and by whom, and what else: one paragraph each.

    What the coverage does not allow to be claimed is said as such.
    """
    cause = material.cause
    if cause is None:
        return [[admit("gap.nothing_known")]]
    first = [admit("gap.suspected")] if not material.cause_is_known else []
    first += [_what(material, cause), *_how(material, cause)]
    if cause.kind in _NOT_BROKEN_INTO:
        return [first]
    return [first, [*_since(material, cause), *_who(material, cause)], [*_extent(material)]]


def allocation_records(material: Material) -> list[Sentence]:
    """What our records say of the reported things: the root cause's own reasons, then the hosts."""
    cause = material.cause
    proof = set(cause.for_) if cause else set()
    lines = [
        material.claim(
            "fact.line",
            entry.evidence,
            item=True,
            time=when(entry.time),
            what=prose_text(entry.what),
        )
        for entry in material.trace.timeline
        if proof & set(entry.evidence)
    ]
    told = (
        [material.claim("fact.said", cause.for_, item=True, what=prose_text(cause.statement))]
        if cause
        else []
    )
    shown = told if cause and cause.statement.en else []
    return shown + lines[:_LISTED] + allocation(material)


def seen(material: Material) -> list[Sentence]:
    """The reported activity as our own findings show it; the worst five that touch what was reported."""
    named = set(material.reported)
    found = [
        one
        for one in material.dossier.findings
        if not one.sample and one.severity.rank > 0 and named & {*one.resources, *one.ips, *one.credentials}
    ]
    items = [
        material.claim(
            "seen.finding",
            one.events,
            item=True,
            title=prose_text(text(one.title)),
            count=str(one.count),
            first=when(one.first),
            last=when(one.last),
        )
        for one in found[:5]
        if one.first and one.last
    ]
    return items or [admit("gap.activity", item=True, activity=activity(material.notice))]


def _what(material: Material, cause: RootCause) -> Sentence:
    key = f"cause.{cause.kind}"
    if cause.kind == "unknown":
        return admit("cause.unknown")
    proof, read = _proof(material, cause)
    if not has(key):
        return claim("cause.other", proof, read=read, item=True, statement=prose_text(cause.statement))
    credential = (
        phrase("mark.credential", id=name(cause.credential))
        if cause.credential
        else phrase("mark.any_credential")
    )
    nobody = "mark.us" if cause.kind in _OURS else "mark.any_principal"
    principal = name(cause.principal) if cause.principal else phrase(nobody)
    return claim(
        key,
        proof,
        read=read,
        credential=credential,
        principal=principal,
        resource=resource(material),
    )


def _proof(material: Material, cause: RootCause) -> tuple[tuple[str, ...], bool]:
    """What proves the cause, and whether it was read; all records prove that an address was never here."""
    known = material.cause_is_known
    if cause.kind == "not_ours" and not cause.for_:
        return material.history_ids(), known and material.history_was_read
    return cause.for_, known and material.was_seen(cause.for_)


def _how(material: Material, cause: RootCause) -> Iterator[Sentence]:
    if cause.kind in DISPUTED | {"unknown", "mail_list_quality", "own_test_against_policy"}:
        return
    said = [*_published(material, cause), *_key_age(material, cause), *_no_mfa(material, cause)]
    said += open_ports(material) if cause.kind not in _BY_CREDENTIAL else []
    yield from said
    if not said and cause.kind in _BY_CREDENTIAL:
        yield admit("gap.how_credential")
    elif not said and cause.kind != "host_compromised_by_bruteforce":
        yield admit("gap.how_host" if cause.kind.startswith("host_") else "gap.how_other")


def _published(material: Material, cause: RootCause) -> Iterator[Sentence]:
    notice = material.notice
    if cause.credential and cause.credential in notice.access_keys and notice.urls:
        proof = (material.mail.message_id or material.mail.sha256,)
        yield claim("how.key_published", proof, read=True, url=name(notice.urls[0]))


def _key_age(material: Material, cause: RootCause) -> Iterator[Sentence]:
    for one in material.dossier.things("iam.access_key"):
        created = read_moment(one.data.get("CreateDate"))
        if one.key == cause.credential and created:
            yield material.claim(
                "how.key_since",
                [one.id],
                credential=_capital(phrase("mark.credential", id=name(one.key))),
                created=when(created),
            )


def _no_mfa(material: Material, cause: RootCause) -> Iterator[Sentence]:
    if cause.kind not in {"stolen_console_password", "root_compromised"}:
        return
    for row in material.dossier.things("iam.credential_report"):
        if row.data.get("arn") == cause.principal and str(row.data.get("mfa_active")).lower() == "false":
            yield material.claim("how.no_mfa", [row.id], principal=name(row.data["arn"]))


def _since(material: Material, cause: RootCause) -> Iterator[Sentence]:
    if cause.since is None:
        return
    proof = [
        one for entry in material.trace.timeline if entry.time == cause.since for one in entry.evidence
    ] or list(cause.for_)
    yield material.claim("how.since", proof, since=when(cause.since))
    if material.unread:
        yield admit("gap.earlier", unread=unread(material.unread))


def _who(material: Material, cause: RootCause) -> Iterator[Sentence]:
    attackers = material.trace.attackers
    addresses = public(attackers.ips)
    if addresses:
        yield material.claim("how.addresses", cause.for_, ips=listed(addresses, _LISTED))
    if attackers.principals:
        proof = [*cause.for_, *islice((e for one in material.trace.affected for e in one.events), 20)]
        yield material.claim(
            "how.identities",
            proof,
            principals=listed(attackers.principals, _LISTED),
        )


def _extent(material: Material) -> Iterator[Sentence]:
    touched = material.trace.affected
    if touched:
        proof = list(islice((event for one in touched for event in one.events), 200))
        regions = listed(sorted({one.region for one in touched}), 20)
        yield material.claim("how.did", proof, count=str(len(touched)), regions=regions)
    if material.history_was_read and material.history_ids():
        yield claim("how.no_other", material.history_ids(), read=True)
    elif material.unread:
        yield admit("gap.other", unread=unread(material.unread))
    else:
        yield admit("gap.other_plain")


def _capital(value: Text) -> Text:
    return Text(en=value.en[:1].upper() + value.en[1:], ja=value.ja)
