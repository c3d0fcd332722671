"""Define the values that all parts of the package share."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

EMULATED = "amazon-emulated"
"""Name of the engine `amazon` where an emulator answers in place of Amazon."""


class Dialect(StrEnum):
    """Markup language of a message's text."""

    RST = "rst"
    MYST = "myst"
    PLAIN = "plain"
    """Text without markup: alt texts, toctree captions, index entries."""


class MessageKind(StrEnum):
    """Kind of the node that a message comes from, if its translation depends on it."""

    BLOCK = "block"
    TITLE = "title"
    TERM = "term"
    PLAIN = "plain"


class Origin(StrEnum):
    """Origin of the words of a translation, from the best to the worst."""

    HUMAN = "human"
    """A person wrote the translation for this message."""
    MEMORY = "memory"
    """A person wrote it for the same message or its sentences elsewhere in the book."""
    UNCONFIRMED = "unconfirmed"
    """A person wrote it in another edition, perhaps for another message."""
    OUTDATED = "outdated"
    """A person wrote the translation for an earlier wording of the message."""
    MACHINE = "machine"
    """An engine wrote the translation, in this build or an earlier one."""


class Evidence(StrEnum):
    """Reason why a text counts as an earlier wording of a message, strongest first."""

    STATED = "stated"
    """A tool recorded the earlier wording when it changed the message."""
    PLACE = "place"
    """The earlier wording was at the position of the message, in the same document."""
    SIMILARITY = "likeness"
    """Both wordings are similar as a whole, and have the same meaning."""


class State(StrEnum):
    """Result of a build for one message; each is a column of the coverage report."""

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
    """Source and target language, as Sphinx language codes."""

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"

    @property
    def codes(self) -> tuple[str, str]:
        """Return the codes of the source and the target language, in this order."""
        return self.source, self.target

    @property
    def reversed(self) -> LanguagePair:
        """Return the language pair of the opposite direction."""
        return LanguagePair(source=self.target, target=self.source)


_HUMAN = "human"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who or what made a translation, and how.

    Attributes:
        engine: name of the engine; "human" where a person wrote the translation.
        route: how the engine was called, where it has several routes.
        details: further facts, by name: "parallel-data" and "terminology", the name and
            version of each resource used, and "job", the engine's job.
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
        """Return engine and route, separated by a blank, or the engine alone."""
        return f"{self.engine} {self.route}".strip()

    @property
    def parallel_data(self) -> str:
        """Return name and version of the parallel data used; empty if none was."""
        return self.details.get("parallel-data", "")

    @property
    def terminology(self) -> str:
        """Return name and version of the terminology used; empty if none was."""
        return self.details.get("terminology", "")


HUMAN_PROVENANCE = Provenance(engine=_HUMAN)
"""Provenance of human translations."""
