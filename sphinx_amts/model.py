"""Define the values that all rooms share."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

EMULATED = "amazon-emulated"
"""Name of the engine `amazon` where an emulator answers."""


class Dialect(StrEnum):
    """Name how the text of a message is written."""

    RST = "rst"
    MYST = "myst"
    PLAIN = "plain"
    """Text that Sphinx copies as it is: alt texts, toctree captions, index entries."""


class MessageKind(StrEnum):
    """Name the kind of node of a message, where that matters for writing it."""

    BLOCK = "block"
    TITLE = "title"
    TERM = "term"
    PLAIN = "plain"


class Origin(StrEnum):
    """Name where the words of a translation come from, best first."""

    HUMAN = "human"
    """A person wrote it for this message."""
    MEMORY = "memory"
    """A person wrote it for the same message or sentences elsewhere in the book."""
    UNCONFIRMED = "unconfirmed"
    """A person wrote it in another edition; whether for this message is not sure."""
    OUTDATED = "outdated"
    """A person wrote it for an earlier wording of the message."""
    MACHINE = "machine"
    """An engine wrote it, in this build or an earlier one."""


class Evidence(StrEnum):
    """Name why a text counts as an earlier wording of a message, best first."""

    STATED = "stated"
    """A tool noted it when it changed the message."""
    PLACE = "place"
    """It stood in the place of the message, in the same document."""
    SIMILARITY = "likeness"
    """Both texts are similar as a whole, and have the same meaning."""


class State(StrEnum):
    """Name the result for a message in a build; the columns of the coverage report."""

    HUMAN = "human"
    EDITED = "edited"
    MEMORY = "memory"
    MACHINE = "machine"
    OUTDATED = "outdated"
    UNCONFIRMED = "unconfirmed"
    PENDING = "pending"
    REJECTED = "rejected"
    UNSUPPORTED = "unsupported"
    UNTRANSLATED = "untranslated"


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePair:
    """Hold source and target language, as Sphinx language codes."""

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


_HUMAN = "human"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Hold how a translation came about; stored beside it, never part of its key.

    Attributes:
        engine: name of the engine; "human" where a person wrote the translation.
        route: how the engine was called, where it has several routes.
        details: what else had a part in it, by name: "parallel-data" and
            "terminology", each as name and version, and "job".
    """

    engine: str
    route: str = ""
    details: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def is_human(self) -> bool:
        """Return whether a person wrote the translation."""
        return self.engine == _HUMAN

    @property
    def label(self) -> str:
        """Return engine and route, separated by a blank."""
        return f"{self.engine} {self.route}".strip()

    @property
    def parallel_data(self) -> str:
        """Return name and version of the parallel data used; empty for none."""
        return self.details.get("parallel-data", "")

    @property
    def terminology(self) -> str:
        """Return name and version of the terminology used; empty for none."""
        return self.details.get("terminology", "")


HUMAN_PROVENANCE = Provenance(engine=_HUMAN)
"""Provenance of human translations."""
