"""Define records about a document, which are stored in Sphinx's environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.model import Dialect, MessageKind, Provenance, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.document_records.coverage import Size
    from sphinx_amts.document_records.findings import DamagePlace, Fault
    from sphinx_amts.markup.model import Inline

MissKey = tuple[Dialect, MessageKind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A message without a human or machine translation.

    Attributes:
        text: the message.
        kind: kind of the message.
        dialect: dialect of the message.
        file: file of `line`, relative to the source folder.
        line: first line of the message, from 1.
        inlines: inline elements of the message, read with the roles of its document.
        count: number of occurrences in the document.
        shown: whether the translation of a previous source is shown instead.
        generated_by_extension: whether it occurs only in text that extensions generate.
    """

    text: str
    kind: MessageKind
    dialect: Dialect
    file: str = ""
    line: int
    inlines: tuple[Inline, ...]
    count: int = 1
    shown: bool = False
    generated_by_extension: bool = False

    @property
    def key(self) -> MissKey:
        """Return the properties that determine the translation of the message."""
        return (self.dialect, self.kind, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A message that is not shown translated, with the reason.

    Attributes:
        text: the message.
        file: file of `line`, relative to the source folder.
        line: first line of the message, from 1.
        state: state of the message.
        reason: why no translation is shown.
        construct: construct of an unsupported message that keeps Sphinx from applying
            translations.
    """

    text: str
    file: str = ""
    line: int
    state: State
    reason: str
    construct: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageState:
    """State of one occurrence of a message in a document.

    Attributes:
        text: the message.
        file: file of `line`, relative to the source folder; for a docstring, the file
            of its module followed by its name.
        line: first line of the message, from 1.
        state: state of the message.
        provenance: provenance of a machine translation; `None` for a human one.
        previous: previous source of an outdated translation.
        shown: text on the page, as source text; empty if that is the message.
        draft: machine translation, if something else is shown.
        place: id of the nearest element of the page with an id, for links.
        opening: first words of the text on the page; empty if unknown.
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
    """Record of one document, from the last time that Sphinx read it.

    Attributes:
        profile: language and kind of engine.
        digest: digest of all its catalogs.
        coverage: state -> size; misses are counted as untranslated.
        engines: engine and route -> number of messages that they translated.
        misses: unique messages without a translation, in reading order.
        findings: messages that must stay untranslated.
        accepted: msgid -> msgstr of machine translations that passed the guard, as used
            on the page; `sphinx-amts translate` may commit them.
        stable: those of *accepted* and *outdated* whose translation, taken from the
            overlay, would be the same if it came from a committed catalog; empty if
            nothing is committed.
        outdated: messages with a human translation of a previous source.
        suggestions: for these, the draft or the previous translation, rewritten for the
            present source; without those that would add other markup.
        messages: every message and its state, in reading order; misses are
            untranslated.
        readings: inline elements of messages that are in another dialect than the
            document, or have lost markup.
        syntax: MyST extensions in use.
        conditions: kind and text of each condition, and whether it was true.
        terms: machine translations of glossary terms, and their ids.
        revision: digest of `messages`.
        machine_lines: msgid -> line of an accepted translation without human work.
        faults: faults of human translations.
        machine_faults: faults of machine translations, shown or not.
        errors: its damaged catalogs.
    """

    profile: str
    digest: str
    coverage: dict[State, Size] = field(default_factory=dict)
    engines: dict[str, int] = field(default_factory=dict)
    misses: tuple[Miss, ...] = ()
    findings: tuple[Finding, ...] = ()
    accepted: dict[str, str] = field(default_factory=dict)
    stable: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    suggestions: dict[str, str] = field(default_factory=dict)
    messages: tuple[MessageState, ...] = ()
    readings: dict[str, tuple[Inline, ...]] = field(default_factory=dict)
    syntax: tuple[str, ...] = ()
    conditions: tuple[tuple[str, str, bool], ...] = ()
    terms: tuple[tuple[str, str], ...] = ()
    revision: str = ""
    machine_lines: dict[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    machine_faults: tuple[Fault, ...] = ()
    errors: tuple[DamagePlace, ...] = ()

    def order(self) -> dict[str, int]:
        """Return the index of the first occurrence of each message."""
        return {m.text: n for n, m in reversed([*enumerate(self.messages)])}


def revision_of(messages: Sequence[MessageState]) -> str:
    """Return a digest of *messages*, to detect changes."""
    return blake2b(repr(messages).encode(), digest_size=8).hexdigest()


def shown_characters(messages: Iterable[MessageState]) -> dict[str, int]:
    """Return the number of characters of *messages* by what readers see of them.

    The states are those of the report, with two exceptions: an outdated translation
    that is not shown counts as untranslated, and a machine translation that a person
    has edited in its machine catalog as unconfirmed.
    """
    counts: dict[str, int] = {}
    for message in messages:
        state = message.state
        if state is State.OUTDATED and not message.shown:
            state = State.UNTRANSLATED
        elif state is State.EDITED and message.provenance is not None:
            state = State.UNCONFIRMED
        counts[str(state)] = counts.get(str(state), 0) + len(message.text)
    return counts
