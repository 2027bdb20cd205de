"""Every event of a case in one table: one shape, whatever log it came from."""

from ._lake import Lake

__all__ = ["Lake"]
