"""Changes to an account: previewed by anybody, made only on an approved plan."""

from ._unit import Action, apply, every, preview, revert

__all__ = ["Action", "apply", "every", "preview", "revert"]
