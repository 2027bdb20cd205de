"""What the owner of an account must tell whoever answers for him, and what AWS never says."""

from __future__ import annotations

from abusedesk.translate import msg

_WHOSE = msg("Did anybody of yours, or a company that you hired, do this on purpose at that time?")
_HARM = msg("What stops for you and your customers if we cut it off now? Whom must we ask before we do?")
_CHANGED = msg("What have you already changed or deleted since the notice came? Please tell us when.")

HOST = (
    msg("What runs on the reported machine, and who looks after it?"),
    msg("Who can log in to it, from where, and with a password or a key?"),
    _WHOSE,
    msg("Which of its ports are meant to be open to the internet?"),
    _HARM,
    _CHANGED,
)
SERVICE = (
    msg("Is the reported service meant to be reachable from the internet, and by whom?"),
    msg("Who set it up, and since when does it run?"),
    _HARM,
    _CHANGED,
)
KEY = (
    msg("Who made the reported key, and which programs and people use it?"),
    msg("Where is or was it written down: a repository, a laptop, a build server, a chat, a ticket?"),
    msg("Which of the activity that AWS names is your own?"),
    _HARM,
    _CHANGED,
)
ACCOUNT = (
    msg("Who can sign in to the account, and does each of them use MFA?"),
    msg("Who reads the mail of the account's root address and of its security contact?"),
    msg("Which users, roles, machines and regions are your own? Please name what you do not know."),
    _HARM,
    _CHANGED,
)
CONTENT = (
    msg("Is the reported page or file yours, your customer's, or unknown to you?"),
    msg("Which software runs the site, which plug-ins has it, and when was it last updated?"),
    msg("Who can upload to it, and how?"),
    _HARM,
    _CHANGED,
)
MAIL = (
    msg("Who sends this mail, to whom, and from which program?"),
    msg("Where do the recipients' addresses come from, and how did each of them agree?"),
    msg("How can a recipient leave the list? Please send us the links for joining and leaving."),
    msg("What happens to an address after a bounce or a complaint?"),
    _CHANGED,
)
SENDING = (
    msg("Which users and programs send with Amazon SES, and where are their passwords kept?"),
    msg("Which forms on your sites send mail, and what keeps a robot from using them?"),
    _WHOSE,
    _CHANGED,
)
CLAIM = (
    msg("Do you have the right to publish the reported work? Please send us the licence or the contract."),
    msg("Whose content is it: yours, your customer's, or a user's of your service?"),
    msg("Does your lawyer know of the complaint?"),
)
USAGE = (
    msg("Is the usage that AWS asks about yours? What is it for, and how long will it go on?"),
    msg("Who started it, and with which user or role?"),
)
BUCKET = (
    msg("Which of the listed buckets are meant to be public, and why?"),
    msg("What lies in them, and may strangers have read it?"),
)
UPGRADE = (msg("Who looks after the resource that AWS names, and when can it be changed?"),)
SUSPENDED = (
    msg("Which earlier mails of AWS about this account do you know of, and who got them?"),
    msg("Are any bills unpaid, or has the way of payment changed?"),
    msg("Who can still sign in as root?"),
)
MODEL = (
    msg("What was the model used for, and by which application or person?"),
    msg("Which user, role or key made the calls?"),
)
VICTIM = (
    msg("What runs at the attacked address, and does it still work?"),
    msg("Do you use AWS Shield, AWS WAF or CloudFront in front of it?"),
)

REPORTER = msg(
    "AWS does not say who complained, nor how it detected the activity, and it gives no technical "
    "help. The time and the addresses in the notice are often one day out of many: how it began must "
    "be found in our own records."
)
FINDER = msg(
    "AWS does not say who found the key or where else it was seen, nor whether anything was read or "
    "copied. That it limited the key does not mean that the key is harmless: other calls still work."
)
INTRUDER = msg(
    "AWS does not say how it noticed, by which door the intruder came in, or that its list is "
    "complete. Everything in every region has to be looked at."
)
RECIPIENTS = msg(
    "AWS does not name the recipients who complained, the addresses that are traps, or the exact "
    "mails. It decides by what has already been changed, not by what is planned."
)
CLAIMANT = msg(
    "AWS passes the complaint on and does not judge who is right. It does not say what else was "
    "complained about."
)
CHECKER = msg("AWS does not say what made it ask. No answer is taken as a sign that the usage is not yours.")
RULES = msg(
    "AWS does not say which of its rules was met; only the answer in the case tells what it still wants."
)
