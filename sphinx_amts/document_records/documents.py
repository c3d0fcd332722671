"""Define records about a document, which are stored in Sphinx's environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from sphinx_amts.model import Dialect, MessageKind, Provenance, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_amts.document_records.coverage import Size
    from sphinx_amts.document_records.faults import DamagePlace, Fault
    from sphinx_amts.markup.model import Inline

MissKey = tuple[Dialect, MessageKind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A message without a human or machine translation.

    Attributes:
        text: the message.
        kind: kind of the message.
        dialect: dialect of the message.
        file: source file, relative to the source folder.
        line: first line of the message in *file*, from 1.
        inlines: inline elements of the message, read with the roles of its document.
        count: number of occurrences of the message in the document.
        shown: whether the page shows the translation of a previous source instead.
        generated_by_extension: whether the message occurs only in text that extensions
            generate.
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
        file: source file, relative to the source folder.
        line: first line of the message in *file*, from 1.
        state: state of the message.
        reason: why no translation is shown.
        construct: for an unsupported message, the construct that keeps Sphinx from
            applying translations; else empty.
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
        file: source file, relative to the source folder; for a docstring, the file of
            the module followed by the name of the documented object.
        line: first line of the message in *file*, from 1.
        state: state of the message.
        provenance: provenance of a machine translation; `None` for other text.
        previous: previous source of an outdated translation.
        shown: text that the page shows, as source text; empty if the page shows the
            message.
        draft: machine translation, if the page shows something else; else empty.
        place: id of the nearest page element that has an id, for links.
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
        digest: digest of all catalogs of the document.
        coverage: state -> size of the messages; misses are counted as untranslated.
        engines: engine and route -> number of messages that they translated.
        misses: unique messages without a translation, in reading order.
        findings: messages that must stay untranslated.
        accepted: msgid -> msgstr of machine translations that passed the guard, as used
            on the page; `sphinx-amts translate` may commit them.
        stable: messages of *accepted* and *outdated* whose translation, now from the
            overlay, would be the same if it came from a committed catalog; empty if
            nothing is committed.
        outdated: messages with a human translation of a previous source.
        suggestions: message of *outdated* -> draft or previous translation, rewritten
            for the present source; messages whose suggestion would add other markup are
            left out.
        messages: every message and its state, in reading order; the state of a miss is
            untranslated.
        readings: message -> inline elements, for messages that are in another dialect
            than the document, or have lost markup.
        syntax: MyST extensions in use.
        conditions: kind and text of each condition (as of `only` directives), and
            whether it was true.
        terms: machine translations of glossary terms, and the ids of the terms.
        revision: digest of *messages*.
        machine_lines: msgid -> line, for accepted translations without human work.
        faults: faults of human translations.
        machine_faults: faults of machine translations, shown or not.
        errors: damaged catalogs of the document.
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
    """Return a digest of *messages*, by which changes are detected."""
    return blake2b(repr(messages).encode(), digest_size=8).hexdigest()


def shown_characters(messages: Iterable[MessageState]) -> dict[str, int]:
    """Count the characters of *messages* by the state that readers see.

    The states are those of the report, with two exceptions: an outdated translation
    that is not shown counts as untranslated, and a machine translation that a person
    has edited in the machine catalog counts as unconfirmed.

    Returns:
        state -> number of characters of the source.
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
