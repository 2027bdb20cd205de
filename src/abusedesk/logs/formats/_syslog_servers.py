"""
What other servers and the kernel say, by service.

Written from the format strings of fail2ban (actions.py, filter.py), BIND 9 (query.c, xfrout.c, client.c),
HAProxy (log.c), Pure-FTPd (log_puredb.c, ftpd.c), ProFTPD (mod_auth.c), vsftpd (logging.c), pkexec.c,
systemd (job.c) and of the kernel's xt_LOG and traps.
"""

from __future__ import annotations

from ._syslog_pattern import pattern

FAIL2BAN = (
    pattern(
        "ban", None, r"(?:\w+ +)?\[(?P<jail>[^\]]+)\] (?:Restore )?Ban (?P<src_ip>[0-9a-fA-F.:]+)(?:/\d+)?"
    ),
    pattern("unban", None, r"(?:\w+ +)?\[(?P<jail>[^\]]+)\] Unban (?P<src_ip>[0-9a-fA-F.:]+)(?:/\d+)?"),
    pattern(
        "found",
        "failure",
        r"(?:\w+ +)?\[(?P<jail>[^\]]+)\] Found (?P<src_ip>[0-9a-fA-F.:]+)(?:/\d+)?(?: - (?P<when>.*))?",
    ),
    pattern(
        "already_banned", None, r"(?:\w+ +)?\[(?P<jail>[^\]]+)\] (?P<src_ip>[0-9a-fA-F.:]+) already banned"
    ),
    pattern("ignored", None, r"(?:\w+ +)?\[(?P<jail>[^\]]+)\] Ignore (?P<src_ip>[0-9a-fA-F.:]+) by .*"),
    pattern("jail_started", None, r"(?:\w+ +)?Jail '(?P<jail>[^']*)' started"),
    pattern("jail_stopped", None, r"(?:\w+ +)?Jail '(?P<jail>[^']*)' stopped"),
)

_NAMED_CLIENT = (
    r"(?:\d\d-\w{3}-\d{4} [\d:.]+ )?(?:[a-z-]+: )?(?:[a-z]+: )?",
    r"client (?:@0x[0-9a-f]+ )?(?P<src_ip>[0-9a-fA-F.:]+)#(?P<src_port>\d+)",
    r"(?: \((?P<asked>[^)]*)\))?: (?:view [^:]+: )?",
)

NAMED = (
    pattern(
        "query_denied",
        "failure",
        *_NAMED_CLIENT,
        r"query(?: \(cache\))? '(?P<dns_query>[^']*?)/(?P<type>[^'/]+)/(?P<class>[^'/]+)' denied.*",
    ),
    pattern(
        "transfer_denied",
        "failure",
        *_NAMED_CLIENT,
        r"(?:bad )?zone transfer '(?P<dns_query>[^']*?)/(?P<type>[^'/]+)/(?P<class>[^'/]+)' denied.*",
    ),
    pattern(
        "update_denied",
        "failure",
        *_NAMED_CLIENT,
        r"update '(?P<dns_query>[^']*?)/(?P<class>[^'/]+)' denied.*",
    ),
    pattern(
        "query",
        None,
        *_NAMED_CLIENT,
        r"query: (?P<dns_query>\S+) (?P<class>\S+) (?P<type>\S+) (?P<flags>\S+)(?: \((?P<dst_ip>[^)]+)\))?.*",
    ),
    pattern("rate_limited", "failure", *_NAMED_CLIENT, r"rate limit (?:drop|slip) .*"),
)

_HAPROXY_BEGIN = (
    r"(?:(?P<src_ip>[0-9a-fA-F.:]+)|-|unix):(?P<src_port>\d+) \[(?P<accepted>[^\]]+)\] (?P<frontend>\S+) ",
    r"(?P<backend>[^\s/]+)/(?P<server>\S+) ",
)

HAPROXY = (
    pattern(
        "http",
        None,
        *_HAPROXY_BEGIN,
        r"(?:(?P<captured>[^\s/]+) )?(?P<timers>[-+\d]+(?:/[-+\d]+){4}) ",
        r"(?P<status>-?\d{1,3}) \+?(?P<bytes>\d+) \S+ \S+ (?P<termination>\S{4}) ",
        r"(?P<connections>[\d/+]+) (?P<queues>[\d/]+) (?:\{(?P<request_headers>[^}]*)\} )?",
        r"(?:\{(?P<response_headers>[^}]*)\} )?",
        r'"(?:(?P<http_method>[A-Za-z_-]{1,32}) (?P<url>[^\s"]*)(?: (?P<version>HTTP/[\d.]+))?|[^"]*)"?.*',
    ),
    pattern(
        "tcp",
        None,
        *_HAPROXY_BEGIN,
        r"(?P<timers>[-+\d]+(?:/[-+\d]+){2}) \+?(?P<bytes>\d+) (?P<termination>\S{2}) ",
        r"(?P<connections>[\d/+]+) (?P<queues>[\d/]+).*",
    ),
    pattern(
        "connect",
        None,
        r"Connect from (?P<src_ip>[0-9a-fA-F.:]+):(?P<src_port>\d+) ",
        r"to (?P<dst_ip>[0-9a-fA-F.:]+):(?P<dst_port>\d+) \((?P<frontend>[^/)]+)/(?P<mode>[^)]+)\)",
    ),
)

_PROFTPD = r"(?:\S+ )?\(\S*\[(?P<src_ip>[0-9a-fA-F.:]+)\]\):? (?:- )?"

FTP = {
    "pure-ftpd": (
        pattern(
            "failed_password",
            "failure",
            r"\([^@)]*@(?P<src_ip>[^)\s]+)\) \[\w+\] Authentication failed for user \[<user>\]",
        ),
        pattern(
            "connection", None, r"\([^@)]*@[^)]*\) \[\w+\] New connection from (?P<src_ip>[0-9a-fA-F.:]+|\S+)"
        ),
        pattern("login", "success", r"\([^@)]*@(?P<src_ip>[^)\s]+)\) \[\w+\] (?P<user>.*) is now logged in"),
        pattern(
            "upload",
            "success",
            r"\((?P<user>[^@)]*)@(?P<src_ip>[^)\s]+)\) \[\w+\] ",
            r"(?P<path>.*?) uploaded +\((?P<bytes>\d+) bytes.*",
        ),
        pattern(
            "download",
            "success",
            r"\((?P<user>[^@)]*)@(?P<src_ip>[^)\s]+)\) \[\w+\] ",
            r"(?P<path>.*?) downloaded +\((?P<bytes>\d+) bytes.*",
        ),
        pattern("disconnected", None, r"\((?P<user>[^@)]*)@(?P<src_ip>[^)\s]+)\) \[\w+\] Logout\."),
    ),
    "proftpd": (
        pattern(
            "failed_password",
            "failure",
            _PROFTPD,
            r"USER <user> \(Login failed\): (?P<reason>.*)",
        ),
        pattern(
            "invalid_user",
            "failure",
            _PROFTPD,
            r"USER <user>: no such user found.*",
        ),
        pattern(
            "login",
            "success",
            _PROFTPD,
            r"(?:USER|ANON) <user>: Login successful\.?",
        ),
        pattern(
            "connection",
            None,
            _PROFTPD,
            r"FTP session opened\.",
        ),
        pattern(
            "disconnected",
            None,
            _PROFTPD,
            r"FTP session closed\.",
        ),
    ),
    "vsftpd": (
        pattern(
            "{what}",
            "success",
            r"(?:\[pid \d+\] )?\[(?P<user>.*)\] OK (?P<what>[A-Z_]+): Client \"(?P<src_ip>[^\"]+)\"",
            r"(?:, \"(?P<path>.*)\")?(?:, (?P<bytes>\d+) bytes)?(?:, [\d.]+Kbyte/sec)?(?:, anon .*)?",
        ),
        pattern(
            "{what}",
            "failure",
            r"(?:\[pid \d+\] )?\[(?P<user>.*)\] FAIL (?P<what>[A-Z_]+): Client \"(?P<src_ip>[^\"]+)\"",
            r"(?:, \"(?P<path>.*)\")?(?:, (?P<bytes>\d+) bytes)?(?:, [\d.]+Kbyte/sec)?(?:, anon .*)?",
        ),
        pattern("connection", None, r"(?:\[pid \d+\] )?CONNECT: Client \"(?P<src_ip>[^\"]+)\".*"),
    ),
}

PKEXEC = (
    pattern(
        "command",
        "success",
        r"(?P<user>\S+): Executing command \[USER=(?P<target_user>[^\]]*)\] \[TTY=(?P<tty>[^\]]*)\] ",
        r"\[CWD=(?P<cwd>[^\]]*)\] \[COMMAND=(?P<command>.*)\]",
    ),
    pattern(
        "command",
        "failure",
        r"(?P<user>\S+): (?P<reason>.*) \[USER=(?P<target_user>[^\]]*)\] \[TTY=(?P<tty>[^\]]*)\] ",
        r"\[CWD=(?P<cwd>[^\]]*)\] \[COMMAND=(?P<command>.*)\]",
    ),
)

SYSTEMD = (
    pattern("started", "success", r"Started (?P<unit>.*?)\.?"),
    pattern("stopped", None, r"Stopped (?P<unit>.*?)\.?"),
    pattern("failed", "failure", r"Failed to start (?P<unit>.*?)\.?"),
    pattern(
        "exited",
        "failure",
        r"(?P<unit>\S+): Main process exited, code=(?P<code>\w+), status=(?P<exit_status>\S+)",
    ),
    pattern("reloading", None, r"Reloading\.?.*"),
)

_CLOCK = r"(?:\[ *\d+\.\d+\] )?"
KERNEL = (
    # Of netfilter: what firewalls log of a packet. UFW writes BLOCK or ALLOW before it.
    pattern(
        "packet_refused",
        "failure",
        _CLOCK,
        r"(?P<prefix>.{0,64}?(?i:block|drop|reject|den[iy]).{0,64}?)IN=(?P<in>\S*) OUT=(?P<out>\S*) ",
        r"(?:(?:PHYSIN|PHYSOUT|MAC)=\S* )*SRC=(?P<src_ip>\S+) DST=(?P<dst_ip>\S+) .*?PROTO=(?P<protocol>\S+)",
        r"(?: SPT=(?P<src_port>\d+) DPT=(?P<dst_port>\d+))?.*",
    ),
    pattern(
        "packet",
        None,
        _CLOCK,
        r"(?P<prefix>.{0,128}?)IN=(?P<in>\S*) OUT=(?P<out>\S*) ",
        r"(?:(?:PHYSIN|PHYSOUT|MAC)=\S* )*SRC=(?P<src_ip>\S+) DST=(?P<dst_ip>\S+) .*?PROTO=(?P<protocol>\S+)",
        r"(?: SPT=(?P<src_port>\d+) DPT=(?P<dst_port>\d+))?.*",
    ),
    pattern(
        "segfault",
        "failure",
        _CLOCK,
        r"(?P<comm>.{1,64})\[(?P<crashed_pid>\d+)\]: segfault at .*",
    ),
    pattern(
        "out_of_memory",
        "failure",
        _CLOCK,
        r"(?:Out of memory|Memory cgroup out of memory): Kill(?:ed)? process ",
        r"(?P<crashed_pid>\d+) \((?P<comm>[^)]*)\).*",
    ),
    pattern(
        "module_loaded",
        None,
        _CLOCK,
        r"(?P<module>\w+): (?P<what>loading out-of-tree module|module .*) taints kernel\.?",
    ),
    pattern("promiscuous", None, _CLOCK, r"(?:device )?(?P<interface>[\w.-]+):? entered promiscuous mode"),
)

SERVER_PATTERNS = {
    "fail2ban": FAIL2BAN,
    "named": NAMED,
    "haproxy": HAPROXY,
    "pkexec": PKEXEC,
    "systemd": SYSTEMD,
    "kernel": KERNEL,
    **FTP,
}
