"""Read XLIFF 1.2 as a stream of untrusted data.

Source: OASIS, XLIFF 1.2 specification, 2008. Data that tools add about the origin and
state of a translation are kept as marks: Trados adds elements, other tools attributes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from sphinx_amts.interchange.xml_stream import XML_LANG, XmlReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_amts.interchange.inline_codes import Code

_MARKS = frozenset({"conf", "confirmed", "origin", "status", "trans-origin"})
_MOST_PHASES = 10_000
_PHASE_MARKS = ("process-name", "tool-id", "contact-name")


@dataclass(slots=True, kw_only=True)
class TransUnit:
    """One `trans-unit` element.

    Attributes:
        line: number of the line on which the unit begins, from 1.
        source_language: BCP 47 code of the source language of the `file` element, or
            "".
        target_language: BCP 47 code of the language of the `target` element, else of
            the `file` element, or "".
        source: content of the `source` element.
        segmented_source: content of the `seg-source` element.
        target: content of the `target` element; `None` if there is none.
        state: `state` of the target, or "".
        qualifier: `state-qualifier` of the target, or "".
        approved: `approved` of the unit, or "".
        translatable: whether the unit is to be translated (`translate`).
        changed: date of the phase of the target, else of the `file` element, or "".
        marks: name of an attribute about origin or state -> value, from the unit, its
            target and the phase of the target.
        kind: `restype` of the unit, or "".
        segment_marks: `mid` of a segment -> marks of the segment, as *marks*.
    """

    line: int
    source_language: str = ""
    target_language: str = ""
    source: list[str | Code] = field(default_factory=list)
    segmented_source: list[str | Code] = field(default_factory=list)
    target: list[str | Code] | None = None
    state: str = ""
    qualifier: str = ""
    approved: str = ""
    translatable: bool = True
    changed: str = ""
    marks: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    segment_marks: dict[str, dict[str, str]] = field(default_factory=dict)


def read_trans_units(stream: IO[bytes]) -> Iterator[TransUnit]:
    """Yield the units of an XLIFF file one by one, while the file is read.

    Raises:
        TranslationMemoryError: the file is no XLIFF 1, is damaged, or declares
            entities; the units before the fault have been yielded.
    """
    return _Reader().read(stream)


def segments(
    content: Iterable[str | Code],
) -> Iterator[tuple[str, list[str | Code]]]:
    """Yield the `mid`, or "", and the content of each segment marked in *content*."""
    for part in content:
        if isinstance(part, str):
            continue
        if part.name == "mrk" and part.attributes.get("mtype") == "seg":
            yield part.attributes.get("mid", ""), part.content
        else:
            yield from segments(part.content)


class _Reader(XmlReader[TransUnit]):
    format = "XLIFF"
    root = "xliff"
    inline = frozenset("bpt bx ept ex g it mrk ph sub x".split())

    def __init__(self) -> None:
        super().__init__()
        self._file: dict[str, str] = {}
        self._phases: dict[str, dict[str, str]] = {}
        self._unit: TransUnit | None = None
        self._translatable = [True]
        self._alternative = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "xliff" if not attributes.get("version", "1.2").startswith("1."):
                raise self.refuse(
                    f"this is XLIFF {attributes['version']}; export it as XLIFF 1.2"
                )
            case "file":
                self._file, self._phases = attributes, {}
            case "phase":
                self._phases[attributes.get("phase-name", "")] = attributes
                if len(self._phases) > _MOST_PHASES:
                    raise self.refuse(f"more than {_MOST_PHASES:,} phases of one file")
            case "group" | "bin-unit" | "trans-unit":
                said = attributes.get("translate")
                self._translatable.append(
                    self._translatable[-1] if said is None else said != "no"
                )
                if name == "trans-unit":
                    self.begin_unit()
                    self._unit = self._begun(attributes)
            case "alt-trans":
                self._alternative += 1
            case _ if self._unit is not None and not self._alternative:
                self._start_in(self._unit, name, attributes)

    def end(self, name: str) -> None:
        match name:
            case "group" | "bin-unit":
                self._translatable.pop()
            case "trans-unit" if self._unit is not None:
                self._translatable.pop()
                self.end_unit(self._unit)
                self._unit = None
            case "alt-trans":
                self._alternative -= 1
            case "source" | "seg-source" | "target":
                self._open = []
            case _:
                super().end(name)

    def _begun(self, attributes: dict[str, str]) -> TransUnit:
        return TransUnit(
            line=self.line,
            source_language=self._file.get("source-language", ""),
            target_language=self._file.get("target-language", ""),
            approved=attributes.get("approved", ""),
            translatable=self._translatable[-1],
            changed=self._file.get("date", ""),
            marks=_marks(attributes),
            kind=attributes.get("restype", ""),
        )

    def _start_in(self, unit: TransUnit, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "source":
                self._open = [unit.source]
            case "seg-source":
                self._open = [unit.segmented_source]
            case "target":
                unit.target = []
                unit.target_language = attributes.get(XML_LANG, unit.target_language)
                unit.state = attributes.get("state", "")
                unit.qualifier = attributes.get("state-qualifier", "")
                phase = self._phases.get(attributes.get("phase-name", ""), {})
                unit.changed = phase.get("date", unit.changed)
                said = {key: phase[key] for key in _PHASE_MARKS if key in phase}
                unit.marks |= _marks(attributes) | said
                self._open = [unit.target]
            case _ if " " in name and (marks := _marks(attributes)):
                unit.segment_marks[attributes.get("id", "")] = marks
            case _:
                super().start(name, attributes)


def _marks(attributes: dict[str, str]) -> dict[str, str]:
    """Return the values of attributes about origin or state, by local name."""
    named = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
    return {key: value for key, value in named.items() if key in _MARKS}
