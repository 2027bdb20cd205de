"""A message of AWS's to a Notice. To add a kind of notice: a file in kinds/."""

from ._kind import THRESHOLD, Kind, Wording, every, recognised, score
from ._read import Reading, read

__all__ = ["THRESHOLD", "Kind", "Reading", "Wording", "every", "read", "recognised", "score"]
