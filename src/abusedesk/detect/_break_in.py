"""SQL for SSH log-ins by password that end a row of failures; the analytics that build on them share it."""

from __future__ import annotations

SSHD = "e.source = 'syslog' and e.action like 'sshd:%'"

# By password only: programs offer several keys in turn, and each that does not fit is a failure.
FAILED = (
    "e.outcome = 'failure' and regexp_matches(e.action, "
    "'^sshd:(failed_(password|keyboard_interactive.*)|invalid_user|max_attempts|authentication_failure)$')"
)
_ACCEPTED = "regexp_matches(e.action, '^sshd:accepted_(password|keyboard_interactive.*)$')"

_DAY = (
    'over (partition by host, src_ip order by "time" range between interval 1 day preceding and current row)'
)

# sshd says of one guess: "Invalid user", PAM's "authentication failure" and "Failed password". Only
# the last is counted where it is there, a line "repeated 5 times" as five.
_GUESSES = """
case when is_failed then repeated
    when is_invalid and not bool_or(is_failed) over (partition by host, src_ip, src_port) then 1
    when is_pam and not bool_or(is_failed or is_invalid) over (partition by host, src_ip) then repeated
    else 0 end
"""

# break_in: host, src_ip, since (when he first got in), users (who got in from there by password).
BREAK_INS = f"""
tries as (
    select coalesce(e.target, '') as host, e.src_ip, e.src_port, e."time", e."user" as name,
        {_ACCEPTED} as got_in,
        starts_with(e.action, 'sshd:failed_') as is_failed,
        e.action = 'sshd:invalid_user' as is_invalid,
        e.action = 'sshd:authentication_failure' as is_pam,
        coalesce(try_cast(json_extract_string(e.record, '$.repeated') as bigint), 1) as repeated
    from events e
    where {SSHD} and e.src_ip is not null and e."time" is not null and (({FAILED}) or {_ACCEPTED})
),
guesses as (select *, {_GUESSES} as guessed from tries),
counted as (
    select *, sum(guessed) {_DAY} as failures,
        count(distinct case when not got_in then name end) {_DAY} as names
    from guesses
),
break_in as (
    select host, src_ip, min("time") as since, list(distinct coalesce(name, '')) as users
    from counted
    where got_in and (failures >= 10 or failures >= 5 and names >= 3)
    group by host, src_ip
)
"""
