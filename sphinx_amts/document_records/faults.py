"""Define the rules and findings of `sphinx-amts check`, and format findings."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sphinx_amts.errors import with_place
from sphinx_amts.files.disk import seen_from_here

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


BLANK = "the translation is blank; write one, or leave it empty"
"""Message for a translation of nothing but white space, which is not used."""


class Severity(StrEnum):
    """Severity of a finding, by its effect on readers; the values are GitHub's."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRule:
    """Rule of `sphinx-amts check`, for one kind of fault.

    Attributes:
        name: name of the rule in settings and comments.
        severity: severity of the findings of the rule.
        help: description of the fault in one sentence, for the documentation.
    """

    name: str
    severity: Severity
    help: str


_LONG = 120
_CONTEXT = 24
_QUOTED = re.compile(r"'([^']+)'")
_E, _W = Severity.ERROR, Severity.WARNING
RULES = {
    name: CheckRule(name=name, severity=severity, help=text)
    for name, severity, text in (
        ("damaged", _E, "The catalog cannot be read whole."),
        ("joined", _E, "The entry holds two translations, which msgcat joined."),
        ("dropped", _E, "Sphinx does not show the translation, or only its beginning."),
        ("unparsed-markup", _E, "The reader sees markup characters."),
        ("literal", _W, "Inline code is lost, added or changed."),
        ("reference", _W, "A link is lost, added, or leads elsewhere."),
        ("footnote", _W, "A footnote or citation is lost or added."),
        ("math", _W, "A formula is lost, added or changed."),
        ("substitution", _W, "A substitution is lost or added."),
        ("markup", _W, "Other inline markup is lost or added."),
        ("number", _W, "A number of the source is missing."),
        ("term", _W, "A term of the book has another word."),
        ("parser-warning", _W, "The parser complains about the translation only."),
        ("length", _W, "The translation is far longer or shorter than usual."),
        ("language", _E, "The translation is in another language or script."),
        ("untranslated", _W, "A passage is still in the language of the source."),
        ("repetition", _E, "A passage is there several times in a row."),
    )
}


class DamagePlace(NamedTuple):
    """Damage in a catalog: file, line and description.

    Attributes:
        path: the damaged catalog.
        line: line of the damage, from 1; 0 if unknown.
        text: description of the damage.
    """

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return with_place(self.text, self.path, self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Fault of a translation, independent of the catalog that contains it.

    Attributes:
        rule: name of the rule, a key of `RULES`.
        msgid: the message.
        msgstr: the translation.
        message: description of this fault.
        shown: text that the reader sees, without inline markup; empty if unknown.
        proposal: a better msgstr; empty if there is none.
        certain: whether *proposal* can be written into the catalog without review.
        term: for a missing term, the term and its valid translations; else empty.
    """

    rule: str
    msgid: str
    msgstr: str
    message: str
    shown: str
    proposal: str = ""
    certain: bool = False
    term: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """Return a key that is the same wherever the message occurs with this fault."""
        return self.msgid, self.rule, self.term


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinding:
    """A fault of a translation, located in a line of a catalog.

    Attributes:
        language: Sphinx language code of the catalog.
        path: file of the catalog.
        line: line of the msgid, from 1; 0 in a compiled catalog.
        fault: fault of the translation.
    """

    language: str
    path: Path
    line: int
    fault: Fault

    @property
    def severity(self) -> Severity:
        """Return the severity of the rule of the fault."""
        return RULES[self.fault.rule].severity


def place(finding: CheckFinding) -> str:
    """Return `path:line` of a finding, which editors and terminals show as a link."""
    return f"{displayed(finding.path)}:{finding.line}"


def as_text(findings: Sequence[CheckFinding]) -> str:
    """Return *findings* as text, one or more lines each, with a summary at the end.

    Of a long paragraph, only the relevant part is shown.
    """
    lines = []
    for finding in findings:
        fault = finding.fault
        lines.append(f"{place(finding)}: {fault.rule}: {_cut(fault.message)}")
        if fault.shown:
            lines.append(f"    shown: {_shown_part(fault)}")
        if fault.proposal:
            word = "write" if fault.certain else "perhaps"
            lines.append(f"    {word}: {changed_part(fault)}")
    lines.append(summary(findings))
    return "\n".join(lines)


def summary(findings: Sequence[CheckFinding]) -> str:
    """Return the number of findings by rule, and how many `--fix` can repair."""
    if not findings:
        return "nothing found"
    counts = {
        rule: sum(finding.fault.rule == rule for finding in findings) for rule in RULES
    }
    parts = ", ".join(f"{rule} {n}" for rule, n in counts.items() if n)
    noun = "finding" if len(findings) == 1 else "findings"
    certain = sum(finding.fault.certain for finding in findings)
    hint = f"; --fix repairs {certain} of them" if certain else ""
    return f"{len(findings)} {noun}: {parts}{hint}"


def changed_part(fault: Fault) -> str:
    """Return the proposed translation; of a long one only the changed parts.

    Each changed part has a few characters of context; "…" stands for the rest.
    """
    text = _one_line(fault.proposal)
    if len(text) <= _LONG:
        return text
    from sphinx_amts.text.differences import changed_characters  # loaded for these only

    kept = [False] * len(text)
    for part in changed_characters(_one_line(fault.msgstr), text):
        if not part.same:
            first = max(part.other_start - _CONTEXT, 0)
            last = min(part.other_stop + _CONTEXT, len(text))
            kept[first:last] = [True] * (last - first)
    parts = [
        "".join(text[at] for at, _ in group) if keep else "…"
        for keep, group in groupby(enumerate(kept), key=lambda pair: pair[1])
    ]
    return "".join(parts)


def _shown_part(fault: Fault) -> str:
    """Return the shown text; if it is long, the part that the fault message quotes."""
    text = _one_line(fault.shown)
    quoted = fault.message.partition("…")[2].rpartition("…")[0]
    quotations = [_one_line(quoted), *_QUOTED.findall(fault.message)]
    found = (text.find(part) for part in quotations if part and part in text)
    at = next(found, 0)
    start = max(at - _LONG // 2, 0) if at > _LONG // 2 and len(text) > _LONG else 0
    return ("…" if start else "") + _cut(text[start:])


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def as_json(findings: Sequence[CheckFinding], fixed: Sequence[CheckFinding]) -> str:
    """Return *findings* and the findings that were *fixed* as one JSON object."""
    content = {
        "findings": [_record(finding) for finding in findings],
        "fixed": [_record(finding) for finding in fixed],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _record(finding: CheckFinding) -> dict[str, object]:
    fault = asdict(finding.fault)
    del fault["term"]  # it is in the message
    return {
        "language": finding.language,
        "file": displayed(finding.path),
        "line": finding.line,
        "severity": finding.severity.value,
        **fault,
    }


def as_github(findings: Sequence[CheckFinding]) -> str:
    """Return *findings* as GitHub workflow commands, which annotate a pull request.

    Source: GitHub's documentation, "Workflow commands for GitHub Actions".
    """
    return "\n".join(
        f"::{finding.severity} file={_property(displayed(finding.path))},"
        f"line={max(finding.line, 1)},"
        f"title={_property(f'sphinx-amts {finding.fault.rule}')}"
        f"::{_data(_words(finding.fault))}"
        for finding in findings
    )


def displayed(path: Path) -> str:
    """Return *path* as text, relative to the working directory if below it."""
    return seen_from_here(path).as_posix()


def _words(fault: Fault) -> str:
    parts = [fault.message]
    if fault.shown:
        parts.append(f"shown: {_shown_part(fault)}")
    if fault.proposal:
        word = "write" if fault.certain else "perhaps"
        parts.append(f"{word}: {fault.proposal}")
    return "\n".join(parts)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _one_line(text: str) -> str:
    return " ".join(text.split())
