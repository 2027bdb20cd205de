"""Whom AWS may mean by somebody, and by anybody: regular expressions that several kinds share."""

from __future__ import annotations

SOMEBODY = (
    r"(?:(?:someone|somebody)(?: else| other)?|an? (?:stranger|intruder|attacker|outsider)|intruders?|"
    r"attackers?|"
    r"(?:an? |the )?(?:unauthori[sz]ed|unknown|malicious|bad|external) (?:users?|part(?:y|ies)|persons?|"
    r"people|"
    r"actors?|individuals?)|(?:a |some )?third[- ]part(?:y|ies))"
)
ANYBODY = (
    r"(?:any(?:one|body)|every(?:one|body)|the (?:general )?public|all (?:users|people)|strangers|"
    r"the (?:whole |entire |public |open )?(?:internet|world))"
)
