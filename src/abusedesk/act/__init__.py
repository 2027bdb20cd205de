"""Changes to an account: previewed by anybody, made only on an approved plan."""

from ._between import between
from ._unit import Action, apply, every, finish, keep, preview, revert

__all__ = ["Action", "apply", "between", "every", "finish", "keep", "preview", "revert"]
