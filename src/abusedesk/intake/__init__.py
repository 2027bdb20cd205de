"""A message of AWS's to a Notice. To add a kind of notice: a file in kinds/."""

from ._console import console_check
from ._kind import THRESHOLD, Kind, Wording, every, recognised, score
from ._read import Reading, read
from ._signature import Resolver

__all__ = [
    "THRESHOLD",
    "Kind",
    "Reading",
    "Resolver",
    "Wording",
    "console_check",
    "every",
    "read",
    "recognised",
    "score",
]
