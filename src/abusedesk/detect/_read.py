"""Sigma files to rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from abusedesk.errors import BadInput
from abusedesk.model import Rejected, Severity

from ._field import COLUMNS
from ._logsource import LOGSOURCES
from ._placeholders import own
from ._query import Compiler
from ._rule import Rule
from ._yaml import MALFORMED, Unreadable, documents, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sigma.filters import SigmaFilter

    from ._logsource import Lines, LogSource
    from ._query import Query, Sigma
    from ._yaml import Document

# Which columns of the events make one finding, where the rule's own `abusedesk: group_by` is silent.
_GROUPS = {"syslog": ("src_ip", "target"), "vpc_flow": ("src_ip",)}
_DEFAULT_GROUP = ("principal", "credential")

_LEVELS = {
    "INFORMATIONAL": Severity.INFO,
    "LOW": Severity.LOW,
    "MEDIUM": Severity.MEDIUM,
    "HIGH": Severity.HIGH,
    "CRITICAL": Severity.CRITICAL,
}

_TECHNIQUE = re.compile(r"t\d{4}(\.\d{3})?")
_OTHER_ID = re.compile(r"[gsc]\d{4}")  # ATT&CK's groups, software and campaigns

# The member of a rule that an error of pySigma is about, by a word in the name of the error's class.
_MEMBERS = {
    "SigmaConditionError": "detection.condition",
    "Correlation": "correlation",
    "Timespan": "correlation",
    "Logsource": "logsource",
    "Filter": "filter",
    "Level": "level",
    "Status": "status",
    "Date": "date",
    "Modified": "modified",
    "Identifier": "id",
    "Title": "title",
    "Tag": "tags",
}


@dataclass(frozen=True, slots=True)
class _Parsed:
    rule: Sigma
    file: str
    stem: str
    document: Document


@dataclass(slots=True)
class Reader:
    """Parses file after file, then makes rules of all of them together: they may name each other."""

    known: Mapping[LogSource, Lines] = field(default_factory=lambda: LOGSOURCES)
    problems: list[Rejected] = field(default_factory=list)
    _parsed: list[_Parsed] = field(default_factory=list)
    _filters: list[SigmaFilter] = field(default_factory=list)

    def add(self, path: Path, name: str) -> None:
        """Parse the file at path, called name in what is said of it; what fails goes to problems."""
        try:
            data = path.read_bytes()
        except OSError as why:
            self._reject(name, 0, f"cannot be read: {why.strerror}")
        else:
            self.parse(data, name, path.stem)

    def parse(self, data: bytes, name: str, stem: str) -> None:
        """Parse the bytes of a file called name; stem is the id of a rule that has none of its own."""
        try:
            self._parse(documents(data), name, stem)
        except Unreadable as why:
            self._reject(name, why.line, str(why))

    def rules(self) -> Iterator[tuple[str, Rule]]:
        """
        Each rule with the name of its file; those that another one builds upon are no rules themselves.

        What cannot be compiled goes to problems.
        """
        for one in self._parsed:
            self._narrow(one)
        index = {name: one.rule for one in self._parsed for name in _called(one.rule)}
        used = {name for one in self._parsed for name in _builds_upon(one.rule)}
        compiler = Compiler(index.get, self.known)
        for one in self._parsed:
            for why in one.rule.errors:
                self._reject(one.file, _line(one.document, why), said(why))
            if one.rule.errors or used & _called(one.rule):
                continue
            try:
                yield one.file, _rule(one, compiler)
            except (BadInput, *MALFORMED) as why:
                self._reject(one.file, _line(one.document, why), said(why))

    def _parse(self, read: Sequence[Document], name: str, stem: str) -> None:
        from sigma.collection import SigmaCollection  # noqa: PLC0415  # 0.15 s to import

        if not read:
            raise Unreadable("an empty file: expected a Sigma rule", 1)
        try:
            made = SigmaCollection.from_dicts(
                [one.data for one in read],
                collect_errors=True,
                collect_filters=True,
                resolve_references=False,
            )
        except MALFORMED as why:
            raise Unreadable(f"no Sigma rule: {said(why)}", read[0].line) from why
        ruled = [one for one in read if "filter" not in one.data and _gives_rule(one)]
        if len(ruled) != len(made.rules):
            why_not = "; ".join(map(said, made.errors)) or "documents that make no rule"
            raise Unreadable(why_not, read[0].line)
        for narrowing in made.filters:
            for error in narrowing.errors:
                self._reject(name, 0, said(error))
        self._filters += [narrowing for narrowing in made.filters if not narrowing.errors]
        self._parsed += [
            _Parsed(rule, name, stem, document) for rule, document in zip(made.rules, ruled, strict=True)
        ]

    def _narrow(self, one: _Parsed) -> None:
        # Sigma's filters: they add "and not these" to the rules that they name.
        if one.rule.errors:
            return
        for narrowing in self._filters:
            try:
                narrowing.apply_on_rule(one.rule)
            except MALFORMED as why:
                self._reject(one.file, one.document.line, f"a filter cannot be applied: {said(why)}")

    def _reject(self, file: str, line: int, why: str) -> None:
        self.problems.append(Rejected(file, line, why))


def _gives_rule(document: Document) -> bool:
    return document.data.get("action") in (None, "repeat")  # not a set: it may be unhashable


def _called(rule: Sigma) -> set[str]:
    return {str(name) for name in (rule.id, rule.name) if name is not None}


def _builds_upon(rule: Sigma) -> list[str]:
    from sigma.correlations import SigmaCorrelationRule  # noqa: PLC0415  # only where rules are read

    if not isinstance(rule, SigmaCorrelationRule) or rule.errors or rule.generate:
        return []
    named = [str(one.reference) for one in rule.rules or ()]
    words = getattr(rule.condition, "get_referenced_rules", list)
    return named + list(words())


def _line(document: Document, why: Exception) -> int:
    # pySigma does not say where: the member that the error is about is the nearest we know.
    named = [member for word, member in _MEMBERS.items() if word in type(why).__name__]
    for member in named or ["detection", "correlation"]:
        if member in document.lines:
            return document.lines[member]
    return document.line


def _rule(one: _Parsed, compiler: Compiler) -> Rule:
    rule = one.rule
    said = own(rule)
    group = _texts(said, "group_by")
    ips = _texts(said, "ips") or ("src_ip",)
    if strangers := set(ips) - set(COLUMNS):
        raise BadInput(f"`abusedesk: ips` names {sorted(strangers)}: no column of events")
    query = compiler.query(rule, lambda sources: group or _GROUPS.get(sources[0], _DEFAULT_GROUP))
    attack = [tag.name.replace("_", "-").lower() for tag in rule.tags if tag.namespace == "attack"]
    return _with_facts(rule, query, attack, one.stem, ips)


def _with_facts(rule: Sigma, query: Query, attack: list[str], stem: str, ips: tuple[str, ...]) -> Rule:
    return Rule(
        id=str(rule.id or stem),
        title=rule.title,
        severity=_LEVELS[rule.level.name] if rule.level else Severity.MEDIUM,
        means=(rule.description or "").strip(),
        harmless="; ".join(str(one).strip() for one in rule.falsepositives),
        source=str(rule.references[0]) if rule.references else "",
        logsource=query.logsource,
        sql=query.sql,
        status=rule.status.name.lower() if rule.status else "",
        techniques=tuple(name.upper() for name in attack if _TECHNIQUE.fullmatch(name)),
        tactics=tuple(
            name for name in attack if not (_TECHNIQUE.fullmatch(name) or _OTHER_ID.fullmatch(name))
        ),
        sources=query.sources,
        group_by=query.group_by,
        ips=ips,
        calls=query.calls,
    )


def _texts(said: Mapping[str, Any], name: str) -> tuple[str, ...]:
    given = said.get(name) or []
    if not isinstance(given, list):
        raise BadInput(f"`abusedesk: {name}` is {given!r}: expected a list of columns")
    return tuple(map(str, given))
