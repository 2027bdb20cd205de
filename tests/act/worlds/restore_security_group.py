"""A group of the owner to which the intruder added two rules."""

from act.act_rules import GROUP, RULES, TARGET, files, office_stays

__all__ = ["CHECK", "FILES", "GROUP", "RULES", "TARGET"]

FILES = files("203.0.113.9/32")
CHECK = office_stays
