"""What people do by hand, from a list that exists in both languages."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, cast

from abusedesk.errors import BadInput
from abusedesk.model import Text
from abusedesk.registry import load_files

from ._clean import listed
from ._language import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from abusedesk.model import Measure

Topic = Literal[
    "credential", "account", "host", "network", "content", "storage", "mail", "monitoring", "billing"
]
TOPICS: tuple[Topic, ...] = (
    "credential",
    "account",
    "host",
    "network",
    "content",
    "storage",
    "mail",
    "monitoring",
    "billing",
)
_TARGET = "{target}"
_OF_SPEECH = re.compile(r"(?i)(?<!\S)(?:the|our|an?|my|of|and|on|in|all)(?!\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureFacts:
    """
    One measure: its sentence once it is done and while it is promised, both with {target} or without.

    causes are the kinds of root cause that it helps against, none for all of them. actions are the steps
    of a plan that it takes the place of. prevents: it is against a repeat, not against the abuse itself.
    effect says why the abuse is no longer possible by it.
    """

    id: str
    topic: Topic
    done: Text
    planned: Text
    causes: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    prevents: bool = False
    effect: Text | None = None

    @property
    def takes_target(self) -> bool:
        """Whether the measure has to say upon what it was taken."""
        return _TARGET in self.done.en


def read(path: Path) -> MeasureFacts:
    """
    The measure in a TOML file.

    Raises:
        BadInput: the file is no TOML, or a member is missing or not of its type.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        topic = found["topic"]
        made = MeasureFacts(
            id=str(found["id"]),
            topic=cast("Topic", topic),
            done=_both(found["done"]),
            planned=_both(found["planned"]),
            causes=tuple(map(str, found["causes"])),
            actions=tuple(map(str, found["actions"])),
            prevents=bool(found["prevents"]),
            effect=_both(found["effect"]) if "effect" in found else None,
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name}: expected TOML in UTF-8: {error}") from error
    except (KeyError, TypeError) as error:
        wanted = "id, topic, causes, actions, prevents, [done] and [planned]"
        raise BadInput(f"{path.name}: expected {wanted}") from error
    if topic not in TOPICS:
        raise BadInput(f"{path.name}: topic: expected one of {', '.join(TOPICS)}, not {topic!r}")
    return made


@cache
def measures() -> Mapping[str, MeasureFacts]:
    """Every measure that a person can say he took, by id."""
    return load_files("abusedesk.reply.measures", ".toml", read)


def measure_text(identifier: str, target: str = "", done: bool = True) -> Text:  # noqa: FBT001, FBT002 what the sentence is about
    """
    The sentence of a measure in both languages, done or promised, upon target.

    target is an id, ARN, address or URL, or several parted by commas or blanks; words of speech with blanks
    between them are one thing. Where it is not written
    in Latin letters the English sentence does not hold it and says so; the Japanese one does.

    Raises:
        BadInput: there is no such measure, or it needs a target that is not given, or takes none.
    """
    facts = measures().get(identifier)
    if facts is None:
        raise BadInput(f"there is no measure {identifier!r}; see `abusedesk list measures`")
    # "i-1 i-2" are two things, "the web shop" is one.
    parts = re.split(r"[,;、]+" if _OF_SPEECH.search(target) else r"[\s,;、]+", target)
    names = [one.strip() for one in parts if one.strip()]
    if facts.takes_target and not names:
        raise BadInput(f"measure {identifier!r} needs a target: {facts.done.en}")
    if names and not facts.takes_target:
        raise BadInput(f"measure {identifier!r} takes no target: {facts.done.en}")
    said = facts.done if done else facts.planned
    if not names:
        return said
    latin = all(is_latin(one) for one in names)
    shown = listed(names, 20) if latin else phrase("mark.untold")
    own = "".join(one if one.isprintable() else " " for one in "、".join(names))
    return Text(
        en=said.en.replace(_TARGET, shown.en),
        ja=said.ja.replace(_TARGET, shown.ja if latin else own),
    )


def is_latin(value: str) -> bool:
    """Whether all letters of value are Latin ones, so that a reader of English can read it."""
    return all(unicodedata.name(one, "").startswith("LATIN") for one in value if one.isalpha())


def fit_for_aws(measure: Measure) -> bool:
    """Whether the English text of measure is there and written in Latin letters."""
    return bool(measure.text.en.strip()) and is_latin(measure.text.en)


def untold_target(measure: Measure) -> bool:
    """Whether the English text had to leave out the name of what the measure was taken upon."""
    return phrase("mark.untold").en in measure.text.en


def is_listed(measure: Measure) -> bool:
    """Whether the text of measure is the list's own sentence, so that a letter need not quote it."""
    return _match(measure) is not None


def topic_of(measure: Measure) -> str:
    """The topic of measure; "" where it is not from the list."""
    facts = measures().get(measure.id)
    return facts.topic if facts else ""


def prevents(measure: Measure) -> bool:
    """Whether measure is against a repeat rather than against the abuse itself."""
    facts = measures().get(measure.id)
    return facts is not None and facts.prevents


def is_statement(identifier: str) -> bool:
    """Whether a measure of the list states how something is done, not that it was done at a time."""
    return identifier.startswith("stated_") and identifier in measures()


def targets_of(measure: Measure) -> tuple[str, ...]:
    """Upon what measure was taken, as its English text says."""
    found = _match(measure)
    named = found.groupdict().get("target") if found else None
    return tuple(one.strip('"') for one in named.split(", ")) if named else ()


def replaces(measure: Measure, action: str, target: str) -> bool:
    """Whether measure did by hand what a step of a plan would do to target."""
    facts = measures().get(measure.id)
    if facts is None or action not in facts.actions or not is_listed(measure):
        return False
    return not facts.takes_target or any(is_same(one, target) for one in targets_of(measure))


def is_same(one: str, other: str) -> bool:
    """Whether two names are of the same thing: the same text, or the end of an ARN."""
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and (shorter == longer or longer.endswith((f"/{shorter}", f":{shorter}")))


def _match(measure: Measure) -> re.Match[str] | None:
    facts = measures().get(measure.id)
    if facts is None:
        return None
    said = (facts.planned if measure.state != "done" else facts.done).en
    pattern = re.escape(said).replace(re.escape(_TARGET), "(?P<target>.+)", 1)
    pattern = pattern.replace(re.escape(_TARGET), ".+")
    return re.fullmatch(pattern, measure.text.en)


def _both(said: Any) -> Text:
    return Text(en=str(said["en"]), ja=str(said["ja"]))
