"""The case as a message to AWS Trust & Safety: each sentence tied to evidence, in English with a gloss."""

from ._draft import check, draft
from ._language import Language, every
from ._problems import problem_in

__all__ = ["Language", "check", "draft", "every", "problem_in"]
