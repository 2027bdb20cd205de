"""Incident folders, read and checked."""
