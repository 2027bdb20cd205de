"""Root: what has to be done by hand, and what of it the APIs can prove."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from abusedesk.model import Text, stamp
from abusedesk.translate import msg, text

from ._recovery_ask import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from abusedesk.model import Evidence, Measure

Proof = Literal["proved", "told", "not_yet", "not_seen"]
# A console session of root ends so long after the sign-in:
# https://aws.amazon.com/console/faqs/
_LONGEST_SESSION = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class _Guide:
    """One thing to do: what, how in the console, and the measure by which a person says that it is done."""

    id: str
    title: str
    how: str
    measure: str


_MAILBOX = _Guide(
    "mailbox",
    msg("Secure the e-mail account that receives root's mail"),
    msg(
        "First of all, since a lost password of root is set anew by mail: at the mail provider set a new "
        "password and two-step sign-in, sign every device out, and look for forwarding rules and recovery "
        "addresses that are not yours."
    ),
    "secured_root_mailbox",
)
_PASSWORD = _Guide(
    "password",
    msg("Give root a new password"),
    msg(
        "Sign in as root, open the account name at the top right, Security credentials, and change the "
        "password. If the password does not work any more, choose Forgot password at the sign-in page."
    ),
    "secured_root",
)
_MFA = _Guide(
    "mfa",
    msg("Turn root's MFA on, with a device of your own"),
    msg(
        "At Security credentials, Multi-factor authentication: remove every device that is not yours, then "
        "assign a new one; a security key is best."
    ),
    "secured_root",
)
_KEYS = _Guide(
    "access_keys",
    msg("Delete root's access keys"),
    msg(
        "At Security credentials, Access keys: deactivate each key, see that nothing stops, and delete it. "
        "Programs get a role in its place."
    ),
    "deleted_root_access_keys",
)
_ADDRESS = _Guide(
    "contact",
    msg("Check root's e-mail address, and the account's name, address and phone number"),
    msg(
        "At the account name, Account: compare the e-mail address, the contact information and the phone "
        "number with your own; change what is not yours."
    ),
    "checked_root_contacts",
)
_ALTERNATE = _Guide(
    "alternate_contacts",
    msg("Check the alternate contacts for billing, operations and security"),
    msg(
        "At the account name, Account, Alternate contacts: remove what is not yours, and name a security "
        "contact who is read every day, since AWS writes there."
    ),
    "checked_root_contacts",
)
_SESSIONS = _Guide(
    "sessions",
    msg("See that nobody else is signed in as root"),
    msg(
        "AWS lists no sessions and ends none: after the new password wait twelve hours, in which every "
        "earlier sign-in ends, and look in CloudTrail's event history for what root did meanwhile."
    ),
    "secured_root",
)
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
_BY_MACHINE = msg(
    "{how} Or have it done: step {step} of the plan deletes all of root's credentials, which a member "
    "account does not need; give `contain` --management-profile with credentials of the management account "
    "{management}."
)
_OFF = msg(
    "{how} Centralized root access is off in the organization, or those credentials may not use it; where it "
    "is on, management account {management} can delete all of root's credentials."
)
_CENTRAL = msg(
    "{how} Or, where centralized root access is on, signed in to the management account {management}: IAM, "
    "Root access management, this account, Take privileged action, Delete root user credentials; root then "
    "has neither password nor keys nor MFA, and needs none. With --management-profile this is looked up, and "
    "planned where root has keys or was the intruder's."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RootItem:
    """
    One thing about root.

    state is "proved" by an API, "told" by a person where no API can show it, "not_yet" where one shows that
    it is not done, "not_seen" where nobody has told. why says by what, evidence holds the ids of evidence.
    """

    id: str
    title: Text
    how: Text
    state: Proof
    why: Text
    evidence: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in {"proved", "told"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RootFacts:
    """
    What is known of root.

    report is its row of the credential report, summary the account's, each with the id of its evidence.
    since is from when on a change counts as ours, broken the beginning of the break-in where root fell.
    changed is when its password was changed, unseen_change why nobody can tell. device is its virtual MFA
    device. address and alternate say which contacts AWS shows. management is the organization's management
    account where this is a member, central whether it may act as root, None where nobody knows, step the
    plan's step that does so, 0 where there is none, removed when that was done. live is False where the
    account was not read.
    """

    now: datetime
    since: datetime
    live: bool
    measures: tuple[Measure, ...] = ()
    broken: datetime | None = None
    report: tuple[Mapping[str, Any], str] | None = None
    summary: tuple[Mapping[str, Any], str] | None = None
    changed: datetime | None = None
    unseen_change: Text | None = None
    device: Mapping[str, Any] | None = None
    address: Text | None = None
    alternate: Text | None = None
    management: str = ""
    central: bool | None = None
    step: int = 0
    removed: datetime | None = None

    @property
    def without_password(self) -> bool:
        """Whether AWS shows that root has no password at all, as a member account's need not."""
        return self.summary is not None and self.summary[0].get("AccountPasswordPresent") == 0

    def told(self, measure: str) -> Measure | None:
        """What a person said to have done."""
        return next((one for one in self.measures if one.id == measure and one.state == "done"), None)


def items(known: RootFacts) -> tuple[RootItem, ...]:
    """The list, in the order in which it is done."""
    return (
        _item(_MAILBOX, known, None, text("No API shows a mailbox.")),
        _password(known),
        _mfa(known),
        _keys(known),
        _contacts(_ADDRESS, known, known.address),
        _contacts(_ALTERNATE, known, known.alternate),
        _sessions(known),
    )


def _item(guide: _Guide, known: RootFacts, seen: Proof | None, why: Text, *evidence: str) -> RootItem:
    """The item as an API shows it; where none does, a person's word counts."""
    state: Proof = seen or "not_seen"
    told = known.told(guide.measure)
    if seen is None and told is not None:
        state = "told"
        when = stamp(told.at) if told.at else "?"
        why = text("{name} says that it was done at {when}. {why}", name=told.by, when=when, why=why)
    how = text(guide.how)
    if known.management and guide in {_PASSWORD, _MFA, _KEYS}:
        how = _centrally(known, how)
    return RootItem(id=guide.id, title=text(guide.title), how=how, state=state, why=why, evidence=evidence)


def _centrally(known: RootFacts, how: Text) -> Text:
    """What the organization's management account can do in place of root."""
    if known.step:
        return text(_BY_MACHINE, how=how, step=known.step, management=known.management)
    off = known.central is False
    return text(_OFF if off else _CENTRAL, how=how, management=known.management)


def _password(known: RootFacts) -> RootItem:
    if known.changed is not None:
        when = stamp(known.changed)
        why = text("CloudTrail shows that root's password was changed at {when}.", when=when)
        return _item(_PASSWORD, known, "proved", why)
    if known.without_password and known.summary is not None:
        return _item(
            _PASSWORD, known, "proved", text("AWS shows that root has no password."), known.summary[1]
        )
    used = moment(known.report[0].get("password_last_used")) if known.report else None
    why = known.unseen_change or text("CloudTrail shows no change of root's password since the notice.")
    if used is not None:
        why = text("{why} Root last signed in at {when}.", why=why, when=stamp(used))
    return _item(_PASSWORD, known, None, why)


def _mfa(known: RootFacts) -> RootItem:
    on = _is_on(known)
    if on is None:
        return _item(_MFA, known, None, _unread(known))
    shown = known.summary or known.report
    evidence = (shown[1],) if shown else ()
    if not on and known.without_password:
        return _item(_MFA, known, "proved", text("AWS shows that root has no password."), *evidence)
    if not on:
        return _item(_MFA, known, "not_yet", text("AWS shows no MFA device of root."), *evidence)
    since = moment(known.device["EnableDate"]) if known.device else None
    if known.broken is not None and since is not None and known.broken <= since < known.since:
        why = text(
            "MFA is on, but device {serial} was put there at {when}, after the break-in: see whose it is.",
            serial=known.device["SerialNumber"] if known.device else "",
            when=stamp(since),
        )
        return _item(_MFA, known, None, why, *evidence)
    why = text("AWS shows that root has MFA; see that every device is yours.")
    return _item(_MFA, known, "proved", why, *evidence)


def _is_on(known: RootFacts) -> bool | None:
    # The summary is of this moment, the report may be four hours old.
    if known.summary is not None and "AccountMFAEnabled" in known.summary[0]:
        return bool(known.summary[0]["AccountMFAEnabled"])
    if known.report is not None:
        return known.report[0].get("mfa_active") == "true"
    return None


def _keys(known: RootFacts) -> RootItem:
    used = "; ".join(_used_keys(known.report[0])) if known.report else ""
    if known.summary is not None and "AccountAccessKeysPresent" in known.summary[0]:
        there, evidence = bool(known.summary[0]["AccountAccessKeysPresent"]), known.summary[1]
    elif known.report is not None:
        there, evidence = bool(used), known.report[1]
    else:
        return _item(_KEYS, known, None, _unread(known))
    if not there and known.summary and known.summary[0].get("AccountSigningCertificatesPresent"):
        why = text("AWS shows no access key of root, but signing certificates: delete them there too.")
        return _item(_KEYS, known, "not_yet", why, evidence)
    if not there:
        return _item(_KEYS, known, "proved", text("AWS shows no access key of root."), evidence)
    why = text("AWS shows access keys of root.")
    if used:
        why = text("AWS shows access keys of root: {keys}.", keys=used)
    return _item(_KEYS, known, "not_yet", why, evidence)


def _used_keys(row: Mapping[str, Any]) -> Iterator[str]:
    for number in (1, 2):
        name = f"access_key_{number}"
        if row.get(f"{name}_active") == "true":
            last = (row.get(f"{name}_last_used_{what}") for what in ("date", "service", "region"))
            yield f"{number}: {' '.join(str(one) for one in last if one)}"


def _contacts(guide: _Guide, known: RootFacts, shown: Text | None) -> RootItem:
    """Only a person knows whether what is shown is theirs."""
    if shown is None:
        return _item(guide, known, None, _unread(known))
    why = text("AWS shows {contacts}; only you know whether that is yours.", contacts=shown)
    return _item(guide, known, None, why)


def _sessions(known: RootFacts) -> RootItem:
    """Proved twelve hours after a password that AWS saw changed or we deleted, told after a person's word."""
    told = known.told(_PASSWORD.measure)
    seen = known.changed or known.removed
    changed = seen or (told.at if told is not None else None)
    if changed is None:
        why = text("No API lists root's sessions; they end twelve hours after the sign-in.")
        return RootItem(
            id=_SESSIONS.id,
            title=text(_SESSIONS.title),
            how=text(_SESSIONS.how),
            state="not_seen",
            why=why,
        )
    end = changed + _LONGEST_SESSION
    if known.now < end:
        why = text("Sessions from before the new password may live until {when}.", when=stamp(end))
        return _item(_SESSIONS, known, "not_yet", why)
    why = text("Every sign-in from before the new password ended by {when}.", when=stamp(end))
    return _item(_SESSIONS, known, "proved" if seen else None, why)


def _unread(known: RootFacts) -> Text:
    if known.live:
        return text("It could not be read.")
    return text("The account was not read; give a connection to have it looked up.")


def row_of(evidence: Sequence[Evidence]) -> tuple[Mapping[str, Any], str] | None:
    """Root's row of the credential report, with the id of its evidence."""
    for one in evidence:
        if one.kind == "iam.credential_report" and one.data.get("user") == "<root_account>":
            return one.data, one.id
    return None


def summary_of(evidence: Sequence[Evidence]) -> tuple[Mapping[str, Any], str] | None:
    """The account's summary, with the id of its evidence."""
    for one in evidence:
        if one.kind == "iam.account_summary":
            return one.data.get("SummaryMap") or {}, one.id
    return None
