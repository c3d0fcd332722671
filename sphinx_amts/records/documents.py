"""What a document leaves behind when it has been read; stored in the environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.model import Dialect, MessageKind, Provenance, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_amts.markup.model import Inline
    from sphinx_amts.records.coverage import Size
    from sphinx_amts.records.findings import Fault

MissKey = tuple[Dialect, MessageKind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A message with neither human nor machine translation.

    Attributes:
        file: in which `line` counts, relative to the source folder.
        inlines: the message, encoded while its document's roles were in force.
        count: how often the document holds it.
        shown: whether what people wrote for an earlier wording stands there meanwhile.
        made: whether it stands only where extensions put words of their own.
    """

    text: str
    kind: MessageKind
    dialect: Dialect
    file: str = ""
    line: int
    inlines: tuple[Inline, ...]
    count: int = 1
    shown: bool = False
    made: bool = False

    @property
    def key(self) -> MissKey:
        """What the translation of the message depends on."""
        return (self.dialect, self.kind, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A message that is not shown translated, and why.

    Attributes:
        file: in which `line` counts, relative to the source folder.
        construct: what it holds that keeps Sphinx from applying any translation, of an
            unsupported message.
    """

    text: str
    file: str = ""
    line: int
    state: State
    reason: str
    construct: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageState:
    """What became of a message at one place.

    Attributes:
        file: in which `line` counts, relative to the source folder; behind the name of
            a module's file stands that of the docstring.
        provenance: of a machine translation; `None` for a human one.
        previous: the earlier wording, of an outdated translation.
        shown: what stands on the page, as source text; empty if that is the message.
        draft: what a machine wrote, where something else is shown.
        place: id of the nearest element of the page that has one.
        opening: how the text begins on the page; empty if that cannot be told.
    """

    text: str
    file: str = ""
    line: int
    state: State
    provenance: Provenance | None = None
    previous: str = ""
    shown: str = ""
    draft: str = ""
    place: str = ""
    opening: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """A document as last read.

    Attributes:
        profile: language and kind of engine that it was read for.
        digest: of all catalogs that it was read with.
        coverage: sizes by state; misses are counted as untranslated.
        engines: messages that machines translated, by engine and route.
        misses: unique messages that nothing covers, in reading order.
        findings: messages that must stay untranslated.
        accepted: machine text that passed the guard, msgid -> msgstr as used on the
            page; what `sphinx-amts translate` may commit.
        machine_lines: those of it that no person wrote, msgid -> line.
        outdated: messages that people translated in an earlier wording.
        offered: for these, the draft or the old translation, as written anew for the
            present wording; what would bring in other markup is missing.
        messages: every message and its state, in reading order; misses are
            untranslated.
        readings: how messages are read that are not in the dialect of the document, or
            have lost markup.
        syntax: extensions of MyST that were in force.
        conditions: kind and text of the conditions in it, and whether they held.
        terms: translations of a glossary's terms by machines, and the ids of these.
        revision: digest of `messages`.
        faults: what is wrong with translations of people.
        machine_faults: what is wrong with those of machines, shown or not.
        errors: what of its catalogs could not be read whole, one line each.
    """

    profile: str
    digest: str
    coverage: dict[State, Size] = field(default_factory=dict)
    engines: dict[str, int] = field(default_factory=dict)
    misses: tuple[Miss, ...] = ()
    findings: tuple[Finding, ...] = ()
    accepted: dict[str, str] = field(default_factory=dict)
    outdated: tuple[str, ...] = ()
    offered: dict[str, str] = field(default_factory=dict)
    messages: tuple[MessageState, ...] = ()
    readings: dict[str, tuple[Inline, ...]] = field(default_factory=dict)
    syntax: tuple[str, ...] = ()
    conditions: tuple[tuple[str, str, bool], ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    revision: str = ""
    machine_lines: dict[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    machine_faults: tuple[Fault, ...] = ()
    errors: tuple[str, ...] = ()

    def order(self) -> dict[str, int]:
        """Return where each message stands first, in reading order."""
        return {m.text: n for n, m in reversed([*enumerate(self.messages)])}


def revision_of(messages: Sequence[MessageState]) -> str:
    """Return what changes whenever any of *messages* does."""
    return blake2b(repr(messages).encode(), digest_size=8).hexdigest()
