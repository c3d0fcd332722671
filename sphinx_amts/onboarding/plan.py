"""Define what `sphinx-amts init` found, and what it proposes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sphinx_amts.languages.codes import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a change, and why it is proposed."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """Content proposed for one file.

    Attributes:
        path: the file.
        before: present content of the file; `None` for a new file.
        after: proposed content.
        reasons: parts of the change, each with its reason.
    """

    path: Path
    before: bytes | None
    after: bytes
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Paste:
    """Lines that a person has to put into a file that is left alone.

    Attributes:
        path: the file.
        why: reason why the file is left alone.
        lines: the lines.
    """

    path: Path
    why: str
    lines: tuple[str, ...]


@dataclass(slots=True)
class SetupPlan:
    """All that is proposed for a book.

    Attributes:
        facts: label and text of each fact that was found.
        changes: files to write, the configuration first.
        pastes: lines that a person has to add to files.
        notes: what else the maintainer should know.
    """

    facts: list[tuple[str, str]] = field(default_factory=list)
    changes: list[FileChange] = field(default_factory=list)
    pastes: list[Paste] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Setting:
    """Value of a setting in a configuration file.

    Attributes:
        value: the value; meaningless if computed.
        line: number of the line in the file, from 1; 0 if unknown.
        computed: whether the value is known only when the file is run.
    """

    value: Any
    line: int = 0
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Needed:
    """Setting that a book needs.

    Attributes:
        name: name of the setting.
        value: proposed value, of types that JSON has.
        why: reason for the setting.
    """

    name: str
    value: object
    why: str

    @property
    def literal(self) -> str:
        """Return the value as Python and YAML both write it."""
        return json.dumps(self.value, ensure_ascii=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Facts about an existing book, found without running its code.

    Attributes:
        srcdir: folder of the documents.
        conf: the configuration file.
        jupyter: whether the book is one of Jupyter Book 1.
        settings: settings of the configuration file, by name.
        catalogs: folder of catalogs -> languages that have catalogs in it.
    """

    srcdir: Path
    conf: Path
    jupyter: bool
    settings: Mapping[str, Setting]
    catalogs: Mapping[Path, tuple[str, ...]]

    @property
    def source(self) -> str:
        """Return the source language of the documents; "en" if it is not certain.

        A language that has catalogs counts as a target language, even if `language`
        names it.
        """
        named = self.literal("amts_source_language")
        language = named or self.literal("language")
        if not isinstance(language, str) or (not named and self.has(language)):
            return "en"
        return language

    def has(self, code: str) -> bool:
        """Return whether the language *code*, in any spelling of it, has catalogs."""
        found = {canonical(name) for name in self.found_languages}
        return canonical(code) in found

    @property
    def found_languages(self) -> list[str]:
        """Return the languages that have catalogs."""
        return sorted({name for names in self.catalogs.values() for name in names})

    def literal(self, name: str) -> Any:
        """Return the value of the setting *name*; `None` if not set, or computed."""
        found = self.settings.get(name)
        return None if found is None or found.computed else found.value
