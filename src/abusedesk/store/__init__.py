"""Cases, notices, evidence, findings, plans and the journal, kept under one home."""

from . import _django  # noqa: F401 - first: models cannot be loaded before Django is set up
from ._blobs import Blobs
from ._correspondence import Arrival, Incoming
from ._journal import Entry, Journal
from ._store import CaseSummary, Store

__all__ = ["Arrival", "Blobs", "CaseSummary", "Entry", "Incoming", "Journal", "Store"]
