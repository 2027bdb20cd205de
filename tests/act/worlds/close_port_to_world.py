"""A group that is open to the whole internet over both protocols."""

from act.act_rules import GROUP, RULES, TARGET, files, office_stays

__all__ = ["CHECK", "FILES", "GROUP", "RULES", "TARGET"]

FILES = files("0.0.0.0/0")
CHECK = office_stays
