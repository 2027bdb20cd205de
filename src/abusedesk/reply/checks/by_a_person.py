"""What no letter of ours can settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from abusedesk.reply._examined import LetterCheck, note, problem
from abusedesk.translate import msg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from abusedesk.reply._examined import Examined, Problem


def find(seen: Examined) -> Iterator[Problem]:
    """Copyright, Bedrock's providers, and a refusal by AWS."""
    kind = seen.material.notice.kind
    if kind == "copyright":
        yield problem(
            msg("A counter-notice to a copyright claim must be signed by a person with fixed statements.")
        )
    if kind == "bedrock_access":
        yield problem(msg("An appeal about Amazon Bedrock goes to the model's provider, not to AWS."))
    if "denied" in {seen.material.notice.stage, seen.notices[-1].stage}:
        yield note(msg("AWS has denied the request: a new answer must bring new facts."))


CHECK = LetterCheck(id="by_a_person", asks=msg("Can a letter of ours settle it?"), part="kind", find=find)
