"""Check files of parallel data and terminologies by Amazon Translate's import rules.

The service skips or refuses single records without a message. The rules are from "Input
files for parallel data" and "Creating a custom terminology" in its developer guide.
Language codes and line ends of other tools are converted to those of the service.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_amts.errors import ConfigError
from sphinx_amts.languages.codes import language

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMATS = {".csv": "CSV", ".tsv": "TSV", ".tmx": "TMX"}

EXAMPLE_BYTES = 1000
"""Most UTF-8 bytes of a text of parallel data; the service skips longer texts."""

TERM_BYTES = 200
"""Most UTF-8 bytes of a term of a terminology."""

FORBIDDEN_STARTS = ("+", "-", "=", "@")
"""Characters that no field of a table may start with, quoted or not."""


@dataclass(slots=True)
class ImportFile:
    """A file of parallel data or of a terminology, checked for import.

    Attributes:
        path: path of the file.
        format: "CSV", "TSV" or "TMX".
        data: the content to send, normalised for the service.
        max_bytes: UTF-8 bytes above which the service skips a text.
        source: Amazon's code of the source language.
        targets: Amazon's codes of the target languages.
        records: number of records that can be imported.
        faults: ``path:line`` of each record that is not imported, and the reason.
        notes: ``path:line`` of each record that is changed, and the change.
    """

    path: Path
    format: str
    data: bytes
    max_bytes: int
    source: str = ""
    targets: list[str] = field(default_factory=list)
    records: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    _known: dict[str, tuple[int, str, Mapping[str, str]]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Return the SHA-256 digest of the content to send, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    def place(self, line: int) -> str:
        """Return ``path:line`` of a line of the file, for messages."""
        return f"{self.path}:{line}"

    def leave_out(self, line: int, reason: str) -> None:
        """Add a record that is not imported, as a whole or in part, to `faults`.

        Args:
            line: number of the first line of the record.
            reason: why the record, or a part, is not imported.
        """
        self.faults.append((self.place(line), reason))

    def count(
        self, line: int, source: str, targets: Mapping[str, str], changed: str = ""
    ) -> None:
        """Count a record, and add the texts that the service ignores to `faults`.

        Args:
            line: number of the first line of the record.
            source: source text of the record.
            targets: code of a target language -> target text.
            changed: date of the last change of the record, as written in the file.
        """
        if reason := self._unfit(source, self.source):
            self.leave_out(line, reason)
            return
        usable: dict[str, str] = {}
        for code, text in targets.items():
            if reason := self._unfit(text, code):
                self.leave_out(line, reason)
            else:
                usable[code] = text
        if not usable:
            if not targets:
                self.leave_out(line, "a record without a translation")
            return
        self.records += 1
        self._note_duplicate(line, source, usable, changed)

    def _unfit(self, text: str, code: str) -> str:
        if not text.strip():
            return f"a text is empty ({code})"
        if len(text.encode()) > self.max_bytes:
            return f"longer than {self.max_bytes} bytes in UTF-8 ({code})"
        return ""

    def _note_duplicate(
        self, line: int, source: str, usable: Mapping[str, str], changed: str
    ) -> None:
        """Add the older one of two records with the same source text to `faults`."""
        other_record = self._known.get(source)
        if other_record is None:
            self._known[source] = (line, changed, usable)
            return
        other, before, known = other_record
        if changed < before:  # of records without a date the last one counts
            loser, winner = line, other
        else:
            loser, winner = other, line
            self._known[source] = (line, changed, usable)
        self.records -= 1
        same = "the same record" if known == usable else "the same source"
        self.leave_out(loser, f"{same} stands in line {winner}, which counts")


def amazon_code(code: str) -> str | None:
    """Return Amazon's code for a language code of any tool; `None` if there is none."""
    return language(code.strip()).amazon


def unknown_code(code: str) -> str:
    """Return the message that Amazon Translate has no language of the code *code*."""
    return f"{code.strip()[:30]!r} is no language code of Amazon Translate"


def nothing_usable(file: ImportFile) -> ConfigError:
    """Return the error for a file without records that can be imported."""
    why = "".join(f"; {place}: {reason}" for place, reason in file.faults[:1])
    return ConfigError(f"{file.path}: there is no record that can be imported{why}")
