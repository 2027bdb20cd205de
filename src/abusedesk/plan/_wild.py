"""Names with a star in them: CloudTrail does not tell every part of some ARNs."""

from __future__ import annotations

import re


def plain(name: str) -> str:
    """The thing's own name where its ARN is known in part only, else the ARN as it is; "" without one."""
    return re.split(r"[:/]", name)[-1].replace("*", "") if "*" in name else name
