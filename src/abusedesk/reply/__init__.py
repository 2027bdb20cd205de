"""The case as a message to AWS Trust & Safety: each sentence tied to evidence, in English with a gloss."""

# The folder of that name first: loaded later, it would take the place of the function measures().
from . import measures as _units  # noqa: F401 - bound here so that the function below stays
from ._by_person import for_person
from ._check import Checked, check
from ._draft import addressed, draft
from ._lacking import KEY_IS_GONE
from ._language import Language, every
from ._measures import TOPICS, MeasureFacts, Topic, measure_text, measures
from ._problems import problem_in
from ._promised import promised_until
from ._reasons import reasons

__all__ = [
    "KEY_IS_GONE",
    "TOPICS",
    "Checked",
    "Language",
    "MeasureFacts",
    "Topic",
    "addressed",
    "check",
    "draft",
    "every",
    "for_person",
    "measure_text",
    "measures",
    "problem_in",
    "promised_until",
    "reasons",
]
