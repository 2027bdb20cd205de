"""The first question: what the root cause was."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from abusedesk.model import Text

from ._came_from import loaded_from, told_in
from ._clean import listed, name, prose_text
from ._content import authors, put_there, readable, without_stranger
from ._hosts import allocation, open_ports, targets_are_ours, tokenless
from ._identities import identities
from ._language import has, phrase
from ._letter import Sentence, admit, claim
from ._material import DISPUTED, NOT_BROKEN_INTO
from ._say import counted, place, public, resource, tally, unread
from ._when import read_moment, span, when

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from abusedesk.model import Affected, RootCause, TimelineEntry

    from ._material import Material

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
# What is said of how it could happen where the records do not show it.
_HOW_OPEN = {
    "exposed_service_abused": "gap.how_service",
    "host_compromised_by_bruteforce": "gap.how_password",
    "host_compromised_by_web": "gap.how_host",
    "hosted_content": "gap.how_content",
    "public_storage": "gap.how_storage",
    "stolen_instance_credentials": "gap.how_session",
}
_SELF_EXPLAINED = DISPUTED | {"unknown", "mail_list_quality", "own_test_against_policy"}
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
    if cause.kind in NOT_BROKEN_INTO:
        return [first, [*without_stranger(material, cause)]]
    return [first, [*_since(material, cause), *_who(material, cause)], [*_extent(material)]]


def allocation_records(material: Material) -> list[Sentence]:
    """What our records say of the reported things: the root cause's own reasons, then the hosts."""
    cause = material.cause
    proof = set(cause.for_) if cause else set()
    peaceful = cause is not None and cause.kind in NOT_BROKEN_INTO
    story = material.trace.timeline if peaceful else ()
    lines = [_line(material, entry) for entry in story if proof & set(entry.evidence)]
    told = (
        [material.claim("fact.said", cause.for_, item=True, what=prose_text(cause.statement))]
        if cause
        else []
    )
    shown = told if cause and cause.statement.en and cause.kind in DISPUTED else []
    ours = targets_are_ours(material) if cause and cause.kind == "authorised_activity" else []
    return shown + lines[:_LISTED] + ours + allocation(material)


def _line(material: Material, entry: TimelineEntry) -> Sentence:
    told = {"time": when(entry.time), "what": prose_text(entry.what)}
    if entry.actor in {"", "AWS"} or entry.actor in entry.what.en:
        return material.claim("fact.line", entry.evidence, item=True, **told)
    return material.claim("fact.line_by", entry.evidence, item=True, by=name(entry.actor), **told)


def _what(material: Material, cause: RootCause) -> Sentence:
    key = f"cause.{cause.kind}"
    if cause.kind == "unknown":
        return admit("cause.unknown")
    # Some causes are said more exactly where the notice says what it is about.
    key = exact if has(exact := f"{key}_{material.notice.kind}") else key
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
        place=place(material),
    )


def _proof(material: Material, cause: RootCause) -> tuple[tuple[str, ...], bool]:
    """What proves the cause, and whether it was read; all records prove that an address was never here."""
    known = material.cause_is_known
    if cause.kind == "not_ours" and not cause.for_:
        return material.history_ids(), known and material.history_was_read
    return cause.for_, known and material.was_seen(cause.for_)


def _how(material: Material, cause: RootCause) -> Iterator[Sentence]:
    if cause.kind in _SELF_EXPLAINED:
        return
    age = [*_key_age(material, cause)]
    told = [*_published(material, cause), *_password_reset(material, cause)]
    told += [*open_ports(material), *put_there(material, cause)]
    yield from [*told, *age, *_no_mfa(material, cause), *readable(material, cause)]
    if cause.kind == "stolen_instance_credentials":
        yield from tokenless(material)
    elif cause.kind == "hosted_content" and authors(material, cause):
        yield admit("gap.author")
        return
    elif told and cause.kind != "hosted_content":
        return
    yield admit(_HOW_OPEN.get(cause.kind) or _how_unknown(cause))


def _how_unknown(cause: RootCause) -> str:
    return "gap.how_credential" if cause.kind in _BY_CREDENTIAL else "gap.how_other"


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


def _password_reset(material: Material, cause: RootCause) -> Iterator[Sentence]:
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html names root's events.
    for entry in material.trace.timeline if cause.kind == "root_compromised" else ():
        if "PasswordRecoveryCompleted" in entry.what.en and entry.evidence:
            yield material.claim("how.password_reset", entry.evidence, time=when(entry.time))
            return


def _since(material: Material, cause: RootCause) -> Iterator[Sentence]:
    if cause.since is None:
        return
    proof = [
        one for entry in material.trace.timeline if entry.time == cause.since for one in entry.evidence
    ] or list(cause.for_)
    stranger = "how.since_service" if cause.kind == "exposed_service_abused" else "how.since"
    yield material.claim(stranger, proof, since=when(cause.since))
    if any(row in material.history for row in material.unread):
        yield admit("gap.earlier")


def _who(material: Material, cause: RootCause) -> Iterator[Sentence]:
    attackers = material.trace.attackers
    addresses = public(attackers.ips)
    loaded = loaded_from(material)
    if came := [one for one in addresses if one not in loaded]:
        yield material.claim("how.addresses", cause.for_, ips=listed(came, _LISTED))
    for_loads = [id_ for one in material.trace.timeline for id_ in one.evidence if loaded & told_in(one)]
    if from_ := [one for one in addresses if one in loaded]:
        yield material.claim("how.loaded", for_loads[:20], ips=listed(from_, _LISTED))
    yield from identities(material)


def _extent(material: Material) -> Iterator[Sentence]:
    touched = material.trace.affected
    if touched:
        proof = list(islice((event for one in touched for event in one.events), 200))
        regions = listed(sorted({one.region for one in touched}), 20)
        key = counted("how.did", len(touched))
        count, time = str(len(touched)), _time(touched)
        yield material.claim(key, proof, count=count, ways=tally(touched), regions=regions, time=time)
    end = "" if touched else "_at_all"
    if material.history_was_read and material.history_ids():
        scope = material.dossier.scope
        yield claim(
            f"how.no_other{end}",
            material.history_ids(),
            read=True,
            start=when(scope.since),
            end=when(scope.until),
        )
    elif material.unread:
        lost = [row for row in material.unread if row in material.history] or material.unread
        yield admit(f"gap.other{end}", unread=unread(lost))
    else:
        yield admit(f"gap.other_plain{end}")


def _time(touched: Sequence[Affected]) -> Text:
    moments = sorted(one.time for one in touched if one.time)
    return span(moments[0], moments[-1]) if moments else phrase("mark.none")


def _capital(value: Text) -> Text:
    return Text(en=value.en[:1].upper() + value.en[1:], ja=value.ja)
