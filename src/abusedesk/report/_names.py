"""The words for what the case document says by identifiers."""

from __future__ import annotations

from abusedesk.translate import msg, say

_STATES = {
    "to_classify": msg("To be classified by hand"),
    "investigating": msg("Under investigation"),
    "awaiting_approval": msg("Waiting for approval"),
    "containing": msg("Being contained"),
    "contained": msg("Contained"),
    "replied": msg("Replied"),
    "question": msg("AWS has a question"),
    "disputed": msg("Disputed"),
    "denied": msg("Denied by AWS"),
    "resolved": msg("Resolved"),
    "closed": msg("Closed"),
}
_CAUSES = {
    "leaked_access_key": msg("Leaked access key"),
    "stolen_instance_credentials": msg("Stolen credentials of an instance"),
    "stolen_console_password": msg("Stolen console password"),
    "root_compromised": msg("Root user compromised"),
    "host_compromised_by_bruteforce": msg("Break-in by guessing passwords over SSH"),
    "host_compromised_by_web": msg("Break-in through a web application"),
    "exposed_service_abused": msg("Open service abused by strangers"),
    "public_storage": msg("Storage open to the public"),
    "hosted_content": msg("Content that must not be hosted"),
    "mail_credentials_leaked": msg("Leaked credentials for sending mail"),
    "mail_list_quality": msg("Quality of the recipient lists"),
    "third_party_access": msg("Access by a third party"),
    "authorised_activity": msg("Authorised activity"),
    "own_test_against_policy": msg("Our own test, against AWS's policies"),
    "not_ours": msg("Not ours"),
    "unknown": msg("Not known"),
}
_KINDS = {
    "port_scan": msg("Port scanning"),
    "intrusion": msg("Intrusion attempts"),
    "denial_of_service": msg("Denial of service"),
    "open_proxy": msg("Open proxy"),
    "open_resolver": msg("Open DNS resolver"),
    "reflector": msg("Reflection of traffic"),
    "vulnerable_service": msg("Vulnerable service"),
    "spam": msg("Unsolicited mail"),
    "phishing_content": msg("Phishing content"),
    "malware_content": msg("Malware"),
    "forbidden_content": msg("Forbidden content"),
    "copyright": msg("Copyright infringement"),
    "botnet": msg("Botnet activity"),
    "crypto_mining": msg("Cryptocurrency mining"),
    "exposed_access_key": msg("Exposed access key"),
    "suspected_access_key": msg("Suspicious use of an access key"),
    "account_compromised": msg("Compromised account"),
    "ses_bounce": msg("Amazon SES: bounce rate"),
    "ses_complaint": msg("Amazon SES: complaints"),
    "ses_review": msg("Amazon SES: sending under review"),
    "ses_denied": msg("Amazon SES: request denied"),
    "ses_credentials": msg("Amazon SES: compromised credentials"),
    "ses_spamtrap": msg("Amazon SES: mail to spamtraps"),
    "public_bucket": msg("Public bucket"),
    "upgrade_notice": msg("Upgrade notice"),
    "usage_confirmation": msg("Confirmation of usage"),
    "bedrock_access": msg("Access to Amazon Bedrock"),
    "forum_spam": msg("Forum spam"),
    "denial_of_service_target": msg("Denial of service against us"),
    "key_quarantined": msg("Quarantined access key"),
    "account_suspended": msg("Suspended account"),
    "none": msg("None"),
}
_STAGES = {
    "first": msg("First notice"),
    "another_resource": msg("Another resource"),
    "not_heard_back": msg("AWS has not heard back"),
    "reminder": msg("Reminder"),
    "mitigated": msg("AWS has restricted something"),
    "final": msg("Final notification"),
}
_OTHERS = {
    "mail": msg("Mail"),
    "health": msg("AWS Health event"),
    "support": msg("Support case"),
    "text": msg("Pasted text"),
    "stated": msg("stated in the notice"),
    "policy": msg("24 hours, AWS's policy"),
    "pass": msg("Passed"),
    "fail": msg("Failed"),
    "info": msg("Info"),
    "low": msg("Low"),
    "medium": msg("Medium"),
    "high": msg("High"),
    "critical": msg("Critical"),
    "success": msg("Succeeded"),
    "failure": msg("Refused"),
    "mixed": msg("Partly refused"),
    "preserve": msg("Preserve"),
    "contain": msg("Contain"),
    "eradicate": msg("Eradicate"),
    "recover": msg("Recover"),
    "prevent": msg("Prevent"),
    "created": msg("Created"),
    "modified": msg("Changed"),
    "deleted": msg("Deleted"),
    "used": msg("Used"),
    "read": msg("Read"),
    "empty": msg("Read, nothing there"),
    "not_enabled": msg("Not switched on"),
    "not_opted_in": msg("Region not in use"),
    "truncated": msg("Cut short"),
    "delayed": msg("Not up to date yet"),
    "failed": msg("No answer"),
    "confirmed": msg("Confirmed"),
    "not_confirmed": msg("Not confirmed"),
    "answer": msg("Answer"),
    "holding": msg("Holding reply"),
    "extension": msg("Request for more time"),
    "dispute": msg("Dispute"),
    "proposed": msg("Proposed"),
    "promised": msg("Promised"),
    "done": msg("Done"),
    "in": msg("In"),
    "out": msg("Out"),
    "not_applicable": msg("Not applicable"),
}
# The titles of the actions, as act has them; any other action is shown by its id's own words.
_ACTIONS = {
    "deactivate_access_key": msg("Deactivate an access key"),
    "deny_all_to_principal": msg("Deny everything to a user or role"),
    "isolate_instance": msg("Isolate an instance"),
}
# "denied" is a state of a case as of a stage; what AWS refused to show is said in the coverage grid.
_NAMES = {**_ACTIONS, **_OTHERS, **_STAGES, **_KINDS, **_CAUSES, **_STATES}


def named(identifier: str, language: str) -> str:
    """The words for identifier in language; one that we have no words for as its own words."""
    known = _NAMES.get(identifier)
    return say(known, language) if known else identifier.replace("_", " ")
