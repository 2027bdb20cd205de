"""What counts as a graphics or very large machine, by the name of its type."""

from __future__ import annotations

import re

from ._calls import members

# The rule large_instances_launched has the same; accelerators, and sizes from eight times "xlarge" on.
_LARGE = re.compile(
    r"(p[2-6]|g[3-6]|gr6|trn[0-9]|inf[0-9]|dl[0-9]|vt1|f[12]|u-|x[128])[a-z0-9-]*\..*"
    r"|.*\.((8|9|10|12|16|18|24|32|48|56|64|96|112)xlarge|metal[a-z0-9-]*)"
)


def is_large(instance_type: str) -> bool:
    """Whether instance_type ("c5.24xlarge") is what miners take."""
    return _LARGE.fullmatch(instance_type) is not None


def types_in(asked: object) -> set[str]:
    """Every instance type named anywhere in asked, the parameters of a call."""
    return {one for name, one in members(asked) if name.lower() == "instancetype" and type(one) is str}
