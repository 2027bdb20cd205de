"""Reads what the owner of a desk has set: one TOML file, checked to the last key."""

from ._load import load

__all__ = ["load"]
