"""
What the host's other programs say of users and log-ins, by service.

Written from the format strings of sudo (eventlog.c), shadow (useradd.c and its kin), util-linux
(login.c, su-common.c), Linux-PAM (pam_unix, pam_tally2, pam_faillock, pam_succeed_if), cron and
systemd-logind.
"""

from __future__ import annotations

from ._syslog_pattern import pattern

# Programs' names to services, where they differ.
SERVICES = {
    "sshd-session": "sshd",
    "sshd-auth": "sshd",
    "crond": "cron",
    "fcron": "cron",
    "anacron": "cron",
    "su-l": "su",
    "adduser": "useradd",
    "deluser": "userdel",
    "agetty": "login",
    "audit": "auditd",
    "audispd": "auditd",
    "audisp-syslog": "auditd",
    "dropbearmulti": "dropbear",
    "rsyslog": "rsyslogd",
    "fail2ban-server": "fail2ban",
    "fail2ban.actions": "fail2ban",
    "fail2ban.filter": "fail2ban",
    "fail2ban.jail": "fail2ban",
    "fail2ban.server": "fail2ban",
    "imap-login": "dovecot",
    "pop3-login": "dovecot",
    "submission-login": "dovecot",
    "managesieve-login": "dovecot",
    "auth-worker": "dovecot",
    "ftpd": "proftpd",
}

PAM = (
    pattern(
        "authentication_failure",
        "failure",
        r"(?:pam_\w+\([\w-]+:auth\): (?:authentication failure|.*?);",
        r"|PAM \d+ more authentication failures?;) ",
        r"logname=(?P<logname>\S*) uid=\d* euid=\d* tty=(?P<tty>\S*) ruser=(?P<ruser>\S*) ",
        r"rhost=(?P<src_ip>\S*)(?: +user=<user>)?",
    ),
    pattern(
        "session_opened",
        "success",
        r"pam_\w+\([\w-]+:session\): session opened for user (?P<user>\S+?)(?:\(uid=\d+\))? ",
        r"by (?P<by>[^\s(]*)(?:\(uid=\d+\))?",
    ),
    pattern("session_closed", None, r"pam_\w+\([\w-]+:session\): session closed for user <user>"),
    pattern("unknown_user", "failure", r"pam_\w+\([\w-]+:auth\): check pass; user unknown"),
    pattern(
        "requirement",
        None,
        r'pam_succeed_if\([\w-]+:\w+\): requirement "(?P<requirement>.*?)" ',
        r'(?:not|was) met by user "<user>"',
    ),
    pattern(
        "locked", "failure", r"pam_tally2?\([\w-]+:\w+\): user (?P<user>\S+) \(\d+\) tally \d+, deny \d+"
    ),
    pattern(
        "locked",
        "failure",
        r"pam_faillock\([\w-]+:\w+\): Consecutive login failures for user (?P<user>\S+) ",
        r"account temporarily locked",
    ),
    pattern("password_changed", "success", r"pam_\w+\([\w-]+:chauthtok\): password changed for <user>"),
    pattern(
        "authentication_failure",
        "failure",
        r"pam_\w+\([\w-]+:auth\): auth could not identify password for \[<user>\]",
    ),
    pattern("authentication_failure", "failure", r"pam_\w+\([\w-]+:auth\): conversation failed"),
    pattern(
        "authentication_failure",
        "failure",
        r"pam_sss\([\w-]+:auth\): received for user <user>: \d+ \((?P<reason>[^)]*)\)",
    ),
    pattern(
        "not_allowed",
        "failure",
        r"pam_access\([\w-]+:account\): access denied for user [`'](?P<user>.*)' ",
        r"from [`'](?P<src_ip>[^\s']+)'",
    ),
    pattern(
        "not_allowed",
        "failure",
        r"pam_unix\([\w-]+:account\): account (?P<user>\S+) (?P<reason>has expired|has password changed).*",
    ),
)

_SUDO = (
    # As in: alice : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/ls
    pattern(
        "command",
        "success",
        r"(?P<user>\S+) : (?:(?P<refused>(?!TTY=|PWD=|USER=|CWD=|HOST=)[^;=]+) ; )?",
        r"(?:(?:TTY=(?P<tty>\S*)|USER=(?P<target_user>\S*)",
        r"|(?:HOST|PWD|CWD|CHROOT|GROUP|TSID|ENV)=[^;]*) ; )*",
        r"COMMAND=(?P<command>.*)",
    ),
    pattern("failed", "failure", r"(?P<user>\S+) : (?P<refused>.*)"),
)

_SU = (
    pattern("success", "success", r"Successful su for (?P<target_user>\S+) by <user>"),
    pattern("failed", "failure", r"FAILED su for (?P<target_user>\S+) by <user>"),
    pattern("failed", "failure", r"FAILED SU \(to (?P<target_user>[^)]+)\) (?P<user>\S+) on (?P<tty>\S+)"),
    pattern("success", "success", r"\(to (?P<target_user>[^)]+)\) (?P<user>\S+) on (?P<tty>\S+)"),
)

_CRON = (
    pattern("command", "success", r"\((?P<user>[^)]*)\) CMD \((?P<command>.*)\)"),
    pattern("list", "success", r"\((?P<user>[^)]*)\) LIST \((?P<target_user>.*)\)"),
    pattern("edit", "success", r"\((?P<user>[^)]*)\) (?:BEGIN|END) EDIT \((?P<target_user>.*)\)"),
    pattern("replace", "success", r"\((?P<user>[^)]*)\) (?:REPLACE|DELETE) \((?P<target_user>.*)\)"),
    pattern(
        "info",
        None,
        r"\((?P<user>[^)]*)\) (?:INFO|RELOAD|AUTH|CMDEND|CMDOUT|STARTUP|ORPHAN|MAIL)\b.*",
    ),
)

# useradd and its kin write each other's messages: useradd adds to groups, usermod sets passwords.
_SHADOW = (
    pattern(
        "new_user",
        "success",
        r"new user: name=(?P<user>[^,]*), UID=(?P<uid>\d+), GID=(?P<gid>\d+), ",
        r"home=(?P<home>[^,]*), shell=(?P<shell>[^,]*)(?:, from=(?P<tty>.*))?",
    ),
    pattern("failed", "failure", r"failed adding user [`'](?P<user>[^']*)'(?:, (?P<reason>.*))?"),
    pattern(
        "new_group",
        "success",
        r"(?:new group: name=|group added to /etc/\w+: name=)",
        r"(?P<group>[^,]*)(?:, GID=(?P<gid>\d+))?",
    ),
    pattern(
        "added_to_group", "success", r"add [`'](?P<user>[^']*)' to (?:shadow )?group [`'](?P<group>[^']*)'"
    ),
    pattern(
        "added_to_group", "success", r"user (?P<user>\S+) added by (?P<added_by>\S+) to group (?P<group>\S+)"
    ),
    pattern("password_changed", "success", r"change user [`'](?P<user>[^']*)' password"),
    pattern("password_changed", "success", r"password for [`'](?P<user>[^']*)' changed by .*"),
    pattern("changed", "success", r"change(?: user)? [`'](?P<user>[^']*)' (?P<what>.*)"),
    pattern("locked", "success", r"lock user [`'](?P<user>[^']*)' password"),
    pattern("unlocked", "success", r"unlock user [`'](?P<user>[^']*)' password"),
    pattern("deleted_user", "success", r"delete user [`'](?P<user>[^']*)'"),
    pattern(
        "renamed_user", "success", r"change user name [`'](?P<user>[^']*)' to [`'](?P<target_user>[^']*)'"
    ),
    pattern(
        "deleted_group",
        "success",
        r"(?:removed (?:shadow )?group [`'](?P<group>[^']*)'.*|group [`'](?P<gone>[^']*)' removed.*)",
    ),
)

_LOGIND = (
    pattern("new_session", "success", r"New session (?P<session>\S+?) of user (?P<user>.*?)\.?"),
    pattern("session_ended", None, r"Removed session (?P<session>\S+?)\.?"),
    pattern("session_ended", None, r"Session (?P<session>\S+) logged out\..*"),
)

_LOGIN = (
    pattern("success", "success", r"LOGIN ON (?P<tty>\S+) BY (?P<user>\S+)(?: FROM (?P<src_ip>\S+))?"),
    pattern("success", "success", r"(?P<user>ROOT) LOGIN +ON (?P<tty>\S+)(?: FROM (?P<src_ip>\S+))?"),
    pattern(
        "failed",
        "failure",
        r"FAILED LOGIN(?: SESSION)? (?:\(?\d+\)? )?(?:on '?(?P<tty>[^\s']+)'? )?",
        r"(?:(?:from|FROM) '?(?P<src_ip>[^\s']+)'? )?FOR '?(?P<user>[^',]*)'?.*",
    ),
)

HOST_PATTERNS = {
    "sudo": _SUDO,
    "su": _SU,
    "cron": _CRON,
    "crontab": _CRON,
    "systemd-logind": _LOGIND,
    "login": _LOGIN,
    **dict.fromkeys(
        ("useradd", "usermod", "userdel", "groupadd", "groupmod", "gpasswd", "passwd", "chpasswd", "chage"),
        _SHADOW,
    ),
}
