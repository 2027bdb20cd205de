"""
Which of our log formats a Sigma log source means.

Rooms on one level do not import each other, so the formats' ids stand here by name; whoever knows
more formats hands load_folder() a longer table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from abusedesk.errors import BadInput

from ._literal import literal

if TYPE_CHECKING:
    from collections.abc import Mapping


class LogSource(NamedTuple):
    """A rule's log source; "" where the rule leaves it open."""

    product: str = ""
    service: str = ""
    category: str = ""


class Lines(NamedTuple):
    """The lines meant: formats by id, and the programs that wrote them ("" for any, "sshd*" for a prefix)."""

    sources: tuple[str, ...]
    process: str = ""

    def where(self) -> str:
        """SQL that is true of these lines, never null."""
        meant = ", ".join(literal(source) for source in self.sources)
        test = f"source in ({meant})"
        if self.process:
            test += f" and starts_with(lower(coalesce(process, '')), {literal(self.process)})"
        return test


# Names as https://github.com/SigmaHQ/sigma-specification (taxonomy) and rules in use write them.
LOGSOURCES: Mapping[LogSource, Lines] = {
    LogSource("aws", "cloudtrail"): Lines(("cloudtrail",)),
    LogSource("aws"): Lines(("cloudtrail",)),
    LogSource("aws", "guardduty"): Lines(("guardduty",)),
    LogSource("aws", "vpcflow"): Lines(("vpc_flow",)),
    LogSource("aws", "vpcflowlogs"): Lines(("vpc_flow",)),
    LogSource("aws", "vpc_flow"): Lines(("vpc_flow",)),
    LogSource("aws", "flowlogs"): Lines(("vpc_flow",)),
    LogSource("aws", "alb"): Lines(("alb_access",)),
    LogSource("aws", "elb"): Lines(("alb_access", "clb_access", "nlb_tls")),
    LogSource("aws", "nlb"): Lines(("nlb_tls",)),
    LogSource("aws", "cloudfront"): Lines(("cloudfront",)),
    LogSource("aws", "s3"): Lines(("s3_access",)),
    LogSource("aws", "s3access"): Lines(("s3_access",)),
    LogSource("aws", "waf"): Lines(("waf",)),
    LogSource("aws", "route53"): Lines(("resolver_query",)),
    LogSource("aws", "route53resolver"): Lines(("resolver_query",)),
    LogSource("aws", "securityhub"): Lines(("securityhub",)),
    LogSource("", "", "dns"): Lines(("resolver_query",)),
    LogSource("", "", "firewall"): Lines(("vpc_flow",)),
    LogSource("linux"): Lines(("syslog", "auditd")),
    LogSource("linux", "auditd"): Lines(("auditd",)),
    LogSource("linux", "", "process_creation"): Lines(("auditd",)),
    LogSource("", "", "process_creation"): Lines(("auditd",)),
    LogSource("linux", "vsftpd"): Lines(("syslog",), "vsftpd"),
    LogSource("linux", "su"): Lines(("syslog",), "su"),
    LogSource("linux", "wtmp"): Lines(("utmp",)),
    LogSource("linux", "btmp"): Lines(("utmp",)),
    LogSource("nginx", "error"): Lines(("nginx_error",)),
    LogSource("apache", "error"): Lines(("apache_error",)),
    LogSource("linux", "syslog"): Lines(("syslog",)),
    LogSource("linux", "auth"): Lines(("syslog",)),
    LogSource("linux", "sshd"): Lines(("syslog",), "sshd"),
    LogSource("linux", "sudo"): Lines(("syslog",), "sudo"),
    LogSource("linux", "cron"): Lines(("syslog",), "cron"),
    LogSource("", "", "webserver"): Lines(("web_access", "alb_access", "clb_access", "cloudfront", "waf")),
    LogSource("apache"): Lines(("web_access", "apache_error")),
    LogSource("nginx"): Lines(("web_access", "nginx_error")),
    LogSource("webserver"): Lines(("web_access",)),
}


def lines(logsource: LogSource, known: Mapping[LogSource, Lines] = LOGSOURCES) -> Lines:
    """
    The lines that logsource means.

    Raises:
        BadInput: none of the formats known serves it.
    """
    wanted = LogSource(*(part.lower() for part in logsource))
    if wanted not in known:
        said = ", ".join(f"{name}={part}" for name, part in wanted._asdict().items() if part)
        raise BadInput(f"no log format that is read here serves the log source {said}")
    return known[wanted]
