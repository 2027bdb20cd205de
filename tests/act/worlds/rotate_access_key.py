"""A user with one key."""

from abusedesk.model import Target
from drill.drill_folders import ACCOUNT

FILES = {}
TARGET = Target("AKIAALICE00000000001", ACCOUNT, "aws-global")
